package psd_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/psd"
	"apsync/core/picture"
)

// flat returns a layer of one colour, red, green, blue and alpha.
func flat(bounds image.Rectangle, rgba ...uint32) layer {
	l := layer{left: bounds.Min.X, top: bounds.Min.Y, right: bounds.Max.X, bottom: bounds.Max.Y}
	n := bounds.Dx() * bounds.Dy()
	for c, v := range rgba {
		id := c
		if c == 3 {
			id = -1
		}
		l.channels = append(l.channels, channel{id, plane(n, v)})
	}
	return l
}

// divider returns the block of a record that divides groups.
func divider(kind int, key string) []byte {
	data := []byte{0, 0, 0, byte(kind)}
	if key != "" {
		data = append(data, "8BIM"+key...)
	}
	return block("lsct", data)
}

// unmerged returns a document of w×h that has only layers.
func unmerged(w, h int, layers ...layer) document {
	return document{
		mode: rgb, depth: 8, width: w, height: h, layers: layers,
		channels:  [][]uint32{plane(w*h, 255), plane(w*h, 255), plane(w*h, 255)},
		resources: []resource{{1057, []byte{0, 0, 0, 1, 0}}},
	}
}

func TestLayers(t *testing.T) {
	t.Parallel()
	canvas := image.Rect(0, 0, 2, 1)
	with := func(l layer, changes ...func(*layer)) layer {
		for _, change := range changes {
			change(&l)
		}
		return l
	}
	mode := func(key string) func(*layer) { return func(l *layer) { l.key = key } }
	half := func(l *layer) { l.seeThrough = 127 }
	hidden := func(l *layer) { l.hidden = true }
	clipped := func(l *layer) { l.clipped = true }
	extra := func(blocks []byte) func(*layer) { return func(l *layer) { l.blocks = append(l.blocks, blocks...) } }
	// masked shows the pixels where a mask of the given ones is, others as ground says.
	masked := func(left, ground, flags int, samples ...uint32) func(*layer) {
		return func(l *layer) {
			l.mask = maskData(left, 0, left+len(samples), 1, ground, flags)
			l.maskWidth, l.maskHeight = len(samples), 1
			l.channels = append(slices.Clip(l.channels), channel{-2, samples})
		}
	}
	white, red, blue := flat(canvas, 255, 255, 255), flat(canvas, 255, 0, 0), flat(canvas, 0, 0, 255)
	end, open := layer{blocks: divider(3, "")}, layer{blocks: divider(1, "norm")}
	passes := layer{blocks: divider(2, "pass")}
	cases := []struct {
		name   string
		layers []layer
		want   string
	}{
		{"one", []layer{red}, "ff0000 ff0000"},
		{"alpha", []layer{flat(canvas, 255, 0, 0, 128)}, "ff000080 ff000080"},
		{"part of the canvas", []layer{flat(image.Rect(1, -3, 5, 4), 0, 255, 0)}, "00000000 00ff00ff"},
		{"opacity", []layer{white, with(red, half)}, "ff7f7f ff7f7f"},
		{"opacity of the fill", []layer{white, with(red, extra(block("iOpa", []byte{128, 0, 0, 0})))}, "ff7f7f ff7f7f"},
		{"hidden", []layer{white, with(red, hidden)}, "ffffff ffffff"},
		{"multiply", []layer{blue, with(red, mode("mul "))}, "000000 000000"},
		{"screen", []layer{blue, with(red, mode("scrn"))}, "ff00ff ff00ff"},
		{"clipped", []layer{flat(image.Rect(0, 0, 1, 1), 0, 0, 255), with(red, clipped)}, "ff0000ff 00000000"},
		{"clipped to a hidden one", []layer{white, with(blue, hidden), with(red, clipped)}, "ffffff ffffff"},
		{"a mask", []layer{white, with(red, masked(0, 0, 0, 255, 0))}, "ff0000 ffffff"},
		{"a mask of part of the canvas", []layer{white, with(red, masked(1, 255, 0, 0))}, "ff0000 ffffff"},
		{"a mask that is turned off", []layer{white, with(red, masked(0, 0, 2, 0, 0))}, "ff0000 ff0000"},
		{"a mask that is inverted", []layer{white, with(red, masked(0, 0, 4, 255, 0))}, "ffffff ff0000"},
		{"a group", []layer{blue, end, with(red, mode("mul ")), open}, "ff0000 ff0000"},
		{"a group that is passed through", []layer{blue, end, with(red, mode("mul ")), passes}, "000000 000000"},
		{"a hidden group", []layer{white, end, red, with(open, hidden)}, "ffffff ffffff"},
		{"a group's opacity", []layer{white, end, red, blue, with(open, half)}, "7f7fff 7f7fff"},
		{"a group's mask", []layer{white, end, red, with(passes, masked(0, 255, 0, 0))}, "ffffff ff0000"},
		{"a group without its end", []layer{white, red, open}, "ff0000 ff0000"},
		{"a group without its record", []layer{white, end, red}, "ff0000 ff0000"},
		{"a fill", []layer{white, {blocks: block("SoCo", solidColour(255, 128, 0))}}, "ff8000 ff8000"},
		{
			"a shape",
			[]layer{white, {blocks: append(block("SoCo", solidColour(255, 0, 0)), block("vmsk", rectangle(0, 0, 0.5, 1, 1))...)}},
			"ff0000 ffffff",
		},
		{
			"a vector mask that takes away",
			[]layer{white, with(red, extra(block("vmsk", append(rectangle(0, 0, 1, 1, 1), rectangle(0, 0, 0.25, 1, 2)[8:]...))))},
			"ff8080 ff0000",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for compression := range 4 {
				for i := range c.layers {
					c.layers[i].compression = compression
				}
				d := unmerged(2, 1, c.layers...)
				d.large = compression%2 == 1
				got, notes := shown(t, d.file())
				requirePixels(t, c.want, got)
				require.Contains(t, notes[0], "has no merged picture")
			}
		})
	}
}

// solidColour returns what of a fill layer's block matters.
func solidColour(r, g, b float64) []byte {
	var data []byte
	for i, key := range []string{"Rd  ", "Grn ", "Bl  "} {
		data = append(data, key+"doub"...)
		data = binary.BigEndian.AppendUint64(data, math.Float64bits([]float64{r, g, b}[i]))
	}
	return data
}

// rectangle returns a vector mask of a rectangle, in parts of the canvas.
func rectangle(left, top, right, bottom float64, operation int) []byte {
	var b bytes.Buffer
	put(&b, 4, 3)
	put(&b, 4, 0)
	put(&b, 2, 0)
	put(&b, 2, 4)
	put(&b, 2, operation)
	b.Write(make([]byte, 20))
	for _, p := range [][2]float64{{left, top}, {right, top}, {right, bottom}, {left, bottom}} {
		put(&b, 2, 2)
		for range 3 {
			put(&b, 4, int(p[1]*(1<<24)))
			put(&b, 4, int(p[0]*(1<<24)))
		}
	}
	return b.Bytes()
}

func TestLayersOfOtherModes(t *testing.T) {
	t.Parallel()
	canvas := image.Rect(0, 0, 1, 1)
	cases := []struct {
		name    string
		mode    int
		depth   int
		inBlock string
		samples []uint32
		want    string
	}{
		{"grey", grey, 8, "", []uint32{0x40}, "404040"},
		{"grey of 16 bits", grey, 16, "Lr16", []uint32{0x4040}, "404040"},
		{"RGB of 16 bits", rgb, 16, "Lr16", []uint32{0xffff, 0x8080, 0}, "ff8000"},
		{"RGB light", rgb, 32, "Lr32", light(1, 0.2158605, 0), "ff8000"},
		{"CMYK paper", cmyk, 8, "", []uint32{255, 255, 255, 255}, "ffffff"},
		{"CMYK black", cmyk, 8, "", []uint32{0, 0, 0, 0}, "000000"},
		{"L*a*b*", lab, 8, "", []uint32{255, 128, 128}, "ffffff"},
		{"L*a*b* of 16 bits", lab, 16, "Lr16", []uint32{0x8888, 0x8000, 0x8000}, "7f7f7f"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := flat(canvas)
			for id, v := range c.samples {
				l.channels = append(l.channels, channel{id, []uint32{v}})
			}
			d := unmerged(1, 1, l)
			d.mode, d.depth, d.inBlock, d.unmerged = c.mode, c.depth, c.inBlock, true
			for len(d.channels) < len(c.samples) {
				d.channels = append(d.channels, nil)
			}
			d.channels = d.channels[:len(c.samples)]
			got, _ := shown(t, d.file())
			requirePixels(t, c.want, got)
		})
	}
}

func TestAnEmptyMergedPictureGivesWayToLayers(t *testing.T) {
	t.Parallel()
	d := unmerged(2, 2, flat(image.Rect(0, 0, 2, 2), 1, 2, 3))
	d.resources = nil
	got, notes := shown(t, d.file())
	requirePixels(t, "010203 010203 010203 010203", got)
	require.Contains(t, notes[0], "is empty")

	d.layers[0].blocks = block("lfx2", make([]byte, 8))
	got, notes = shown(t, d.file())
	requirePixels(t, "ffffff ffffff ffffff ffffff", got)
	require.Empty(t, notes, "what lacks effects is no better")

	d.layers[0].hidden = true
	got, _ = shown(t, d.file())
	requirePixels(t, "ffffff ffffff ffffff ffffff", got)
}

func TestWhatIsNotDrawnIsTold(t *testing.T) {
	t.Parallel()
	canvas := image.Rect(0, 0, 1, 1)
	fancy := flat(canvas, 1, 2, 3)
	fancy.blocks, fancy.key = block("lfx2", make([]byte, 8)), "????"
	d := unmerged(1, 1, flat(canvas, 255, 255, 255), fancy, layer{blocks: block("curv", make([]byte, 8))})
	got, notes := shown(t, d.file())
	requirePixels(t, "010203", got)
	require.Len(t, notes, 4)
	require.Contains(t, notes[1], "effects of 1 layers")
	require.Contains(t, notes[2], "1 adjustment")
	require.Contains(t, notes[3], "blend modes of 1")
}

func TestThumbnailWhereThereIsNothingElse(t *testing.T) {
	t.Parallel()
	small := image.NewNRGBA(image.Rect(0, 0, 16, 8))
	for i := range 16 * 8 {
		small.Set(i%16, i/16, color.NRGBA{200, 100, 20, 255})
	}
	var b bytes.Buffer
	put(&b, 4, 1)
	b.Write(make([]byte, 24))
	require.NoError(t, jpeg.Encode(&b, small, &jpeg.Options{Quality: 100}))
	for _, c := range []struct {
		id    int
		first uint8
	}{{1036, 200}, {1033, 20}} {
		d := unmerged(160, 80)
		d.resources = append(d.resources, resource{c.id, b.Bytes()})
		info, frame, err := loadertest.Decode(t, psd.Open, d.file(), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, []int{16, 8}, []int{info.Width, info.Height})
		require.Contains(t, frame.Notes[0], "thumbnail")
		got, _ := shown(t, d.file())
		require.InDelta(t, c.first, got.Pix[0], 4)
		require.InDelta(t, 220-int(c.first), got.Pix[2], 4)
	}
}

func TestDamagedLayersDoNotHideTheMergedPicture(t *testing.T) {
	t.Parallel()
	d := unmerged(1, 1, flat(image.Rect(0, 0, 1, 1), 1, 2, 3))
	d.channels = [][]uint32{{9}, {8}, {7}}
	data := d.file()
	at := bytes.Index(data, []byte("8BIMnorm"))
	require.Positive(t, at)
	data[at] = 'X'
	got, notes := shown(t, data)
	requirePixels(t, "090807", got)
	require.Contains(t, notes[0], "the layers cannot be read")
}

func TestGroupsNestedTooDeep(t *testing.T) {
	t.Parallel()
	var layers []layer
	for range 200 {
		layers = append(layers, layer{blocks: divider(3, "")})
	}
	layers = append(layers, flat(image.Rect(0, 0, 1, 1), 1, 2, 3))
	for range 200 {
		layers = append(layers, layer{blocks: divider(1, "norm")})
	}
	d := unmerged(1, 1, layers...)
	d.unmerged = true // there is nothing else to show
	_, _, err := loadertest.Decode(t, psd.Open, d.file(), picture.Want{})
	require.Equal(t, fault.Truncated, fault.CodeOf(err), "%v", err)
}

// TestMemoryOfLargeDocuments checks the estimate for a detail of large pictures, of
// which only the headers are there.
func TestMemoryOfLargeDocuments(t *testing.T) {
	t.Parallel()
	const side, detail = 16384, 2048
	for _, depth := range []int{8, 16, 32} {
		d := document{large: true, mode: rgb, depth: depth, width: side, height: side, channels: make([][]uint32, 3), unmerged: true}
		data := d.file()
		var table bytes.Buffer
		put(&table, 2, 1)
		row := side * depth / 8
		packed := bytes.Repeat([]byte{129, 7}, row/128)
		for range 3 * side {
			put(&table, 4, len(packed))
		}
		data = append(data, table.Bytes()...)
		data = append(data, bytes.Repeat(packed, 3*side)...)
		pic, err := psd.Open(loadertest.Source(t, data, "large.psb"))
		require.NoError(t, err)
		require.Less(t, pic.Info().Need(picture.Want{Width: detail, Height: detail}), int64(300<<20))
	}
}
