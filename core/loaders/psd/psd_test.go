package psd_test

import (
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/psd"
	"apsync/core/picture"
)

// The colour modes.
const (
	bitmap       = 0
	grey         = 1
	indexed      = 2
	rgb          = 3
	cmyk         = 4
	multichannel = 7
	duotone      = 8
	lab          = 9
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "psd", "psb")
	for name, d := range kinds() {
		cases = append(cases, loadertest.Case{
			Name: name, Data: d.file(), Width: d.width, Height: d.height, NoGolden: true,
		})
	}
	loadertest.Run(t, loadertest.Spec{Name: "psd", Open: psd.Open, Cases: cases})
}

// kinds are pictures of every mode, depth and compression, with transparency and
// without, and of layers.
func kinds() map[string]document {
	const w, h = 67, 45
	all := map[string]document{}
	for _, m := range []struct {
		mode, colours int
		depths        []int
	}{
		{bitmap, 1, []int{1}},
		{grey, 1, []int{8, 16, 32}},
		{indexed, 1, []int{8}},
		{rgb, 3, []int{8, 16, 32}},
		{cmyk, 4, []int{8, 16}},
		{multichannel, 2, []int{8, 16}},
		{duotone, 1, []int{8}},
		{lab, 3, []int{8, 16}},
	} {
		for _, depth := range m.depths {
			for compression := range 4 {
				d := document{mode: m.mode, depth: depth, width: w, height: h, compression: compression}
				d.large = compression%2 == 1
				d.transparency = m.mode != bitmap && m.mode != indexed && m.mode != multichannel && compression != 1
				d.colours = make([]byte, 768)
				for c := range m.colours + flag(d.transparency, 1) {
					samples := ramp(w, h, c, 1<<depth)
					if depth == 32 {
						for i, v := range samples {
							samples[i] = math.Float32bits(float32(v) / (1 << 32))
						}
					}
					d.channels = append(d.channels, samples)
				}
				all[fmt.Sprintf("mode %d depth %d compression %d", m.mode, depth, compression)] = d
			}
		}
	}
	for compression := range 4 {
		for _, depth := range []int{8, 16} {
			all[fmt.Sprintf("layers depth %d compression %d", depth, compression)] = layered(w, h, depth, compression)
		}
	}
	return all
}

// layered returns a document of layers alone, one beyond the canvas on all sides.
func layered(w, h, depth, compression int) document {
	d := document{
		mode: rgb, depth: depth, width: w, height: h, unmerged: true,
		channels: [][]uint32{nil, nil, nil}, large: compression == 1,
	}
	if depth == 16 {
		d.inBlock = "Lr16"
	}
	for i, bounds := range []image.Rectangle{image.Rect(-5, -7, w+3, h+9), image.Rect(10, 8, 60, 40)} {
		l := layer{
			left: bounds.Min.X, top: bounds.Min.Y, right: bounds.Max.X, bottom: bounds.Max.Y, compression: compression,
			seeThrough: 40 * i,
		}
		for c := -1; c < 3; c++ {
			l.channels = append(l.channels, channel{c, ramp(bounds.Dx(), bounds.Dy(), c+5*i, 1<<depth)})
		}
		d.layers = append(d.layers, l)
	}
	return d
}

func TestPixels(t *testing.T) {
	t.Parallel()
	colours := make([]byte, 768)
	colours[1], colours[256+2], colours[512+3] = 255, 255, 255
	const half, whole = 0x8000, 0xffff
	cases := []struct {
		name string
		file document
		want string
	}{
		{"bitmap: 1 is black", document{mode: bitmap, depth: 1, width: 3, height: 1, channels: [][]uint32{{0, 1, 0}}}, "ffffff 000000 ffffff"},
		{"grey", document{mode: grey, depth: 8, width: 2, height: 1, channels: [][]uint32{{0, 0x80}}}, "000000 808080"},
		{"grey of 16 bits", document{mode: grey, depth: 16, width: 2, height: 1, channels: [][]uint32{{whole, half}}}, "ffffff 808080"},
		{"grey light", document{mode: grey, depth: 32, width: 3, height: 1, channels: [][]uint32{light(0, 0.2158605, 1)}}, "000000 808080 ffffff"},
		{"duotone as grey", document{mode: duotone, depth: 8, width: 1, height: 1, channels: [][]uint32{{0x40}}}, "404040"},
		{
			"indexed",
			document{mode: indexed, depth: 8, width: 4, height: 1, colours: colours, channels: [][]uint32{{0, 1, 2, 3}}},
			"000000 ff0000 00ff00 0000ff",
		},
		{
			"indexed with an index that is transparent",
			document{
				mode: indexed, depth: 8, width: 2, height: 1, colours: colours, channels: [][]uint32{{1, 2}},
				resources: []resource{{1047, []byte{0, 2}}},
			},
			"ff0000ff 00000000",
		},
		{"RGB", document{mode: rgb, depth: 8, width: 2, height: 1, channels: [][]uint32{{255, 1}, {0, 2}, {0, 3}}}, "ff0000 010203"},
		{
			"RGB of 16 bits",
			document{mode: rgb, depth: 16, width: 2, height: 1, channels: [][]uint32{{whole, 0}, {half, 0}, {0, whole}}},
			"ff8000 0000ff",
		},
		{
			"RGB light",
			document{mode: rgb, depth: 32, width: 2, height: 1, channels: [][]uint32{light(1, 0), light(0.2158605, 0), light(0, 1)}},
			"ff8000 0000ff",
		},
		{"CMYK paper", document{mode: cmyk, depth: 8, width: 1, height: 1, channels: [][]uint32{{255}, {255}, {255}, {255}}}, "ffffff"},
		{"CMYK black", document{mode: cmyk, depth: 8, width: 1, height: 1, channels: [][]uint32{{0}, {0}, {0}, {0}}}, "000000"},
		{"one plate is grey", document{mode: multichannel, depth: 8, width: 1, height: 1, channels: [][]uint32{{0x40}}}, "404040"},
		{"two plates without ink", document{mode: multichannel, depth: 8, width: 1, height: 1, channels: [][]uint32{{255}, {255}}}, "ffffff"},
		{"L*a*b*", document{mode: lab, depth: 8, width: 2, height: 1, channels: [][]uint32{{255, 0}, {128, 128}, {128, 128}}}, "ffffff 000000"},
		{
			"L*a*b* of 16 bits",
			document{mode: lab, depth: 16, width: 2, height: 1, channels: [][]uint32{{whole, 0x8888}, {half, half}, {half, half}}},
			"ffffff 7f7f7f",
		},
		{
			"transparency is blended with white",
			document{mode: rgb, depth: 8, width: 3, height: 1, transparency: true, channels: [][]uint32{
				{255, 255, 0}, {127, 255, 0}, {127, 255, 0}, {128, 0, 255},
			}},
			"ff0000" + "80 00000000 000000ff",
		},
		{
			"transparency of other programs is not",
			document{mode: rgb, depth: 8, width: 3, height: 1, transparency: true, channels: [][]uint32{
				{255, 0, 0}, {0, 255, 0}, {0, 0, 0}, {128, 128, 255},
			}},
			"ff000080 00ff0080 000000ff",
		},
		{
			"a selection is no transparency",
			document{
				mode: rgb, depth: 8, width: 1, height: 1, channels: [][]uint32{{1}, {2}, {3}, {0}},
				resources: []resource{{1053, []byte{0, 0, 0, 7}}},
			},
			"010203",
		},
		{
			"the identifier of transparency",
			document{
				mode: rgb, depth: 8, width: 1, height: 1, channels: [][]uint32{{1}, {2}, {3}, {0x50}, {255}},
				resources: []resource{{1053, []byte{0, 0, 0, 7, 0, 0, 0, 0}}},
			},
			"010203ff",
		},
		{
			"ink with transparency",
			document{mode: cmyk, depth: 8, width: 2, height: 1, transparency: true, channels: [][]uint32{
				{255, 255}, {255, 255}, {255, 255}, {255, 0}, {0, 255},
			}},
			"00000000 221f1f" + "ff",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for compression := range 4 {
				for _, large := range []bool{false, true} {
					file := c.file
					file.compression, file.large = compression, large
					got, notes := shown(t, file.file())
					requirePixels(t, c.want, got)
					require.Empty(t, notes)
				}
			}
		})
	}
}

// shown returns the picture as it is shown, in hexadecimal, and the notes.
func shown(t *testing.T, data []byte) (*image.NRGBA, []string) {
	t.Helper()
	_, frame, err := loadertest.Decode(t, psd.Open, data, picture.Want{})
	require.NoError(t, err)
	img, notes := colour.ToDisplay(frame.Image, frame.Space)
	return img, append(frame.Notes, notes...)
}

// requirePixels compares pixels with those written out, rows one after the other, each
// colour to within 2; alpha may be left out where it is full.
func requirePixels(t *testing.T, want string, got *image.NRGBA) {
	t.Helper()
	pixels := strings.Fields(want)
	require.Len(t, pixels, got.Rect.Dx()*got.Rect.Dy())
	for i, pixel := range pixels {
		if len(pixel) == 6 {
			pixel += "ff"
		}
		var rgba [4]int
		for c := range rgba {
			_, err := fmt.Sscanf(pixel[2*c:2*c+2], "%x", &rgba[c])
			require.NoError(t, err)
		}
		at := got.Pix[i/got.Rect.Dx()*got.Stride+i%got.Rect.Dx()*4:][:4]
		require.InDelta(t, rgba[3], at[3], 2, "alpha of pixel %d of %x", i, got.Pix)
		for c := range 3 {
			if rgba[3] > 0 {
				require.InDelta(t, rgba[c], at[c], 2, "pixel %d of %x", i, got.Pix)
			}
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	good := document{mode: rgb, depth: 8, width: 4, height: 4, channels: [][]uint32{plane(16, 1), plane(16, 2), plane(16, 3)}}
	with := func(change func(*document)) []byte {
		d := good
		change(&d)
		return d.file()
	}
	cut := func(data []byte, n int) []byte { return data[:len(data)-n] }
	cases := []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"another format", []byte("8BPX" + strings.Repeat("x", 40)), fault.Corrupt},
		{"a version that there is not", append([]byte("8BPS\x00\x03"), good.file()[6:]...), fault.Unsupported},
		{"no width", with(func(d *document) { d.width = 0 }), fault.Corrupt},
		{"too wide", append(append(good.file()[:18:18], 0x7f, 0xff, 0xff, 0xff), good.file()[22:]...), fault.Corrupt},
		{"a mode that there is not", with(func(d *document) { d.mode = 5 }), fault.Unsupported},
		{"too few channels", with(func(d *document) { d.channels = d.channels[:2] }), fault.Corrupt},
		{"no channel", append(append(good.file()[:12:12], 0, 0), good.file()[14:]...), fault.Corrupt},
		{"30,000 channels", append(append(good.file()[:12:12], 0x75, 0x30), good.file()[14:]...), fault.LimitCount},
		{"a depth that there is not", append(append(good.file()[:22:22], 0, 24), good.file()[24:]...), fault.Corrupt},
		{"ink as light", with(func(d *document) { d.mode, d.depth, d.channels = cmyk, 32, append(d.channels, plane(16, 4)) }), fault.Unsupported},
		{"no palette", with(func(d *document) { d.mode, d.channels = indexed, d.channels[:1] }), fault.Corrupt},
		{"nothing behind the layers", with(func(d *document) { d.unmerged = true }), fault.Truncated},
		{"too few rows", cut(good.file(), 1), fault.Truncated},
		{"a compression that there is not", append(append(good.file()[:38:38], 0, 9), good.file()[40:]...), fault.Corrupt},
		{"runs that end early", cut(with(func(d *document) { d.compression = 1 }), 1), fault.Truncated},
		{"zipped rows that end early", cut(with(func(d *document) { d.compression = 2 }), 12), fault.Truncated},
		{"a section beyond the file", append(append(good.file()[:26:26], 1, 0, 0, 0), good.file()[30:]...), fault.Truncated},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, psd.Open, c.data, picture.Want{})
			require.Error(t, err)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, d := range kinds() {
		seeds = append(seeds, d.file())
	}
	for _, folder := range []string{"psd", "psb", "hostile/psd"} {
		files, _ := filepath.Glob(filepath.Join(loadertest.Corpus(f), folder, "*"))
		for _, file := range files {
			data, err := os.ReadFile(file)
			require.NoError(f, err)
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, psd.Open, seeds...)
}

func BenchmarkDecode(b *testing.B) {
	const w, h = 3000, 2000
	for _, c := range []struct {
		name        string
		depth       int
		compression int
		file        func(*document)
	}{
		{"rgb8 runs", 8, 1, func(*document) {}},
		{"rgb8 transparent", 8, 1, func(d *document) { d.transparency = true }},
		{"rgb16 raw", 16, 0, func(*document) {}},
		{"rgb8 zip", 8, 2, func(*document) {}},
		{"layers", 8, 1, func(d *document) {
			layers := layered(w, h, 8, 1)
			d.layers, d.resources = layers.layers, []resource{{1057, make([]byte, 5)}}
		}},
	} {
		d := document{mode: rgb, depth: c.depth, width: w, height: h, compression: c.compression}
		c.file(&d)
		for channel := range 3 + flag(d.transparency, 1) {
			d.channels = append(d.channels, ramp(w, h, channel, 1<<c.depth))
		}
		src := loadertest.Source(b, d.file(), "bench.psd")
		for slot, size := range map[string]int{"preview": 480, "detail": 2048} {
			b.Run(c.name+" "+slot, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					pic, err := psd.Open(src)
					require.NoError(b, err)
					_, err = pic.Decode(b.Context(), picture.Want{Width: size, Height: size * h / w})
					require.NoError(b, err)
				}
			})
		}
	}
}

func TestWorkersMakeTheSamePicture(t *testing.T) {
	t.Parallel()
	spare := func() (func(), bool) { return func() {}, true }
	for _, depth := range []int{8, 16} {
		for compression := range 3 {
			d := document{mode: rgb, depth: depth, width: 701, height: 2203, compression: compression, transparency: compression == 1}
			for c := range 3 + flag(d.transparency, 1) {
				d.channels = append(d.channels, ramp(d.width, d.height, c, 1<<depth))
			}
			src := loadertest.Source(t, d.file(), "d.psd")
			decode := func(want picture.Want) *picture.Frame {
				pic, err := psd.Open(src)
				require.NoError(t, err)
				want.Budget = picture.NewBudget(pic.Info().Need(want))
				frame, err := pic.Decode(t.Context(), want)
				require.NoError(t, err)
				return frame
			}
			for _, size := range []picture.Want{{Width: 701, Height: 2203}, {Width: 90, Height: 300}} {
				alone := decode(size)
				size.Spare = spare
				require.Equal(t, alone, decode(size))
			}
		}
	}
}

func TestProfile(t *testing.T) {
	t.Parallel()
	profile := []byte("not a profile, but as it was stored")
	d := document{mode: rgb, depth: 8, width: 1, height: 1, channels: [][]uint32{{1}, {2}, {3}}}
	d.resources = []resource{{1005, []byte{1, 2, 3}}, {1039, profile}}
	_, frame, err := loadertest.Decode(t, psd.Open, d.file(), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, profile, frame.Space.ICC)

	d.depth, d.channels = 32, [][]uint32{light(1), light(0), light(0)}
	_, frame, err = loadertest.Decode(t, psd.Open, d.file(), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, colour.Space{Transfer: colour.TransferLinear}, frame.Space)
}
