package gif_test

import (
	"bytes"
	"context"
	"image"
	stdgif "image/gif"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/gif"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// four are the colours of most tests.
const four = black + red + green + blue

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "gif")
	for name, a := range made() {
		cases = append(cases, loadertest.Case{
			Name: name, Data: a.file(), Width: int(a.width), Height: int(a.height), NoGolden: true,
		})
	}
	loadertest.Run(t, loadertest.Spec{Name: "gif", Open: gif.Open, Cases: cases})
}

// made are larger pictures of kinds that the corpus does not have.
func made() map[string]animation {
	ramp := func(w, h int) string {
		b := make([]byte, w*h)
		for i := range b {
			b[i] = byte((i%w*4 + i/w*4) % 256)
		}
		return string(b)
	}
	greys := make([]byte, 0, 768)
	for i := range 256 {
		greys = append(greys, byte(i), byte(i), byte(255-i))
	}
	clear := strings.Repeat("\x07", 64*48)
	return map[string]animation{
		"interlaced": {width: 64, height: 48, palette: string(greys), frames: []frame{
			{interlaced: true, indices: ramp(64, 48)},
		}},
		"part of the screen": {width: 64, height: 48, palette: string(greys), frames: []frame{
			{left: 10, top: 5, width: 40, height: 33, indices: ramp(40, 33)},
		}},
		"visible in the third frame, interlaced": {width: 64, height: 48, palette: string(greys), frames: []frame{
			{transparent: "\x07", indices: clear},
			{transparent: "\x07", interlaced: true, indices: clear},
			{transparent: "\x07", interlaced: true, indices: ramp(64, 48)},
		}},
	}
}

func TestPixels(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		file animation
		want []string
	}{
		{
			"global palette",
			animation{width: 2, height: 2, palette: four, frames: []frame{{indices: "\x00\x01\x02\x03"}}},
			[]string{"000000 ff0000", "00ff00 0000ff"},
		},
		{
			"a local palette goes before",
			animation{width: 2, height: 1, palette: four, frames: []frame{{palette: white + red, indices: "\x00\x01"}}},
			[]string{"ffffff ff0000"},
		},
		{
			"indices beyond the palette are black",
			animation{width: 3, height: 1, palette: white + red, frames: []frame{{indices: "\x00\x02\xff"}}},
			[]string{"ffffff 000000 000000"},
		},
		{
			"without a palette indices are grey",
			animation{width: 2, height: 1, frames: []frame{{indices: "\x00\x80"}}},
			[]string{"000000 808080"},
		},
		{
			"without a palette few indices span the greys",
			animation{width: 2, height: 1, frames: []frame{{data: compressed(2, "\x03\x01")}}},
			[]string{"ffffff 555555"},
		},
		{
			"transparency",
			animation{width: 2, height: 1, palette: four, frames: []frame{{transparent: "\x01", indices: "\x01\x02"}}},
			[]string{"00000000 00ff00ff"},
		},
		{
			"a transparent index beyond the palette",
			animation{width: 2, height: 1, palette: white + red, frames: []frame{{transparent: "\x09", indices: "\x09\x00"}}},
			[]string{"00000000 ffffffff"},
		},
		{
			"what the frame leaves free is transparent, not background",
			animation{width: 3, height: 3, palette: four, background: 1, frames: []frame{
				{left: 1, top: 1, width: 1, height: 1, indices: "\x02"},
			}},
			[]string{"00000000 00000000 00000000", "00000000 00ff00ff 00000000", "00000000 00000000 00000000"},
		},
		{
			"interlaced in 9 rows",
			animation{width: 1, height: 9, palette: four, frames: []frame{
				{interlaced: true, indices: "\x00\x03\x01\x01\x01\x02\x02\x02\x02"},
			}},
			[]string{"000000", "00ff00", "ff0000", "00ff00", "ff0000", "00ff00", "ff0000", "00ff00", "0000ff"},
		},
		{
			"a screen without size",
			animation{palette: four, frames: []frame{{left: 5, top: 5, width: 2, height: 1, indices: "\x01\x02"}}},
			[]string{"ff0000 00ff00"},
		},
		{
			"a screen smaller than its frame",
			animation{width: 1, height: 1, palette: four, frames: []frame{{left: 1, width: 2, height: 1, indices: "\x01\x02"}}},
			[]string{"00000000 ff0000ff 00ff00ff"},
		},
		{
			"the first visible frame of three",
			animation{width: 2, height: 1, palette: four, frames: []frame{
				{transparent: "\x00", indices: "\x00\x00"},
				{transparent: "\x00", indices: "\x00\x02"},
				{transparent: "\x00", indices: "\x01\x01"},
			}},
			[]string{"00000000 00ff00ff"},
		},
		{
			"a later frame beyond the screen is cut",
			animation{width: 2, height: 1, palette: four, frames: []frame{
				{transparent: "\x00", indices: "\x00\x00"},
				{left: 1, width: 2, height: 2, interlaced: true, transparent: "\x00", indices: "\x01\x02\x03\x03"},
			}},
			[]string{"00000000 ff0000ff"},
		},
		{
			"nothing but transparent frames",
			animation{width: 2, height: 1, palette: four, frames: []frame{
				{transparent: "\x00", indices: "\x00\x00"}, {transparent: "\x03", indices: "\x03\x03"},
			}},
			[]string{"00000000 00000000"},
		},
		{
			"transparent, then damaged",
			animation{width: 2, height: 1, palette: four, frames: []frame{{transparent: "\x00", indices: "\x00\x00"}}, end: "?"},
			[]string{"00000000 00000000"},
		},
		{
			"an empty first frame",
			animation{width: 1, height: 1, palette: four, frames: []frame{
				{width: 1, height: 0, data: compressed(2, "\x01")}, {indices: "\x02"},
			}},
			[]string{"00ff00ff"},
		},
		{
			"extensions, a stray terminator, and two graphic controls",
			animation{width: 1, height: 1, palette: four, frames: []frame{{
				before:      "\x21\xfe\x05hello\x00\x00\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00\x21\xf9\x04\x01\x00\x00\x02\x00",
				transparent: "\x01", indices: "\x02",
			}}},
			[]string{"00ff00ff"},
		},
		{
			"graphic controls of odd lengths",
			animation{width: 1, height: 1, palette: four, frames: []frame{{
				before:  "\x21\xf9\x00\x21\xf9\x02\x01\x01\x00\x21\xf9\x06\x01\x00\x00\x02??\x00",
				indices: "\x02",
			}}},
			[]string{"00000000"},
		},
		{
			"more data than pixels, and no trailer",
			animation{width: 1, height: 1, palette: four, frames: []frame{{indices: "\x02\x01\x01\x01"}}, end: "\x21"},
			[]string{"00ff00"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, frame, err := loadertest.Decode(t, gif.Open, c.file.file(), picture.Want{})
			require.NoError(t, err)
			require.Equal(t, c.want, pixels(t, frame))
		})
	}
}

// TestLastRow checks that a part of the last row may be missing, and no more.
func TestLastRow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		indices string
		want    []string
	}{
		"half a row missing":  {"\x02\x02\x03", []string{"00ff00 00ff00", "0000ff 000000"}},
		"a whole row missing": {"\x02\x02", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := animation{width: 2, height: 2, palette: four, frames: []frame{{indices: c.indices}}}.file()
			_, frame, err := loadertest.Decode(t, gif.Open, file, picture.Want{})
			if c.want == nil {
				require.Equal(t, fault.Corrupt, fault.CodeOf(err))
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, pixels(t, frame))
			require.Len(t, frame.Notes, 1)
		})
	}
}

// TestFrameLimit looks at 64 frames and no further.
func TestFrameLimit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		clear int
		code  fault.Code
	}{"the 64th is found": {63, ""}, "the 65th is not": {64, fault.LimitCount}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := animation{width: 1, height: 1, palette: four}
			for range c.clear {
				a.frames = append(a.frames, frame{transparent: "\x00", indices: "\x00"})
			}
			a.frames = append(a.frames, frame{transparent: "\x00", indices: "\x02"})
			_, frame, err := loadertest.Decode(t, gif.Open, a.file(), picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err))
			if c.code == "" {
				require.Equal(t, []string{"00ff00ff"}, pixels(t, frame))
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	sound := animation{width: 2, height: 2, palette: four, frames: []frame{{indices: "\x00\x01\x02\x03"}}}.file()
	cases := []struct {
		name string
		file []byte
		code fault.Code
	}{
		{"no frame", animation{width: 2, height: 2, palette: four}.file(), fault.NoPicture},
		{"not GIF", []byte("PNG89a and more"), fault.Corrupt},
		{"half a palette", sound[:18], fault.Truncated},
		{"the file ends in the data", sound[:len(sound)-8], fault.Truncated},
		{"an unknown block", animation{width: 2, height: 2, palette: four, end: "?"}.file(), fault.Corrupt},
		{"no size at all", animation{palette: four, frames: []frame{{indices: "\x00"}}}.file(), fault.Corrupt},
		{"a screen beyond reason", animation{width: 65535, height: 65535, palette: four, frames: []frame{
			{width: 1, height: 1, indices: "\x00"},
		}}.file(), fault.LimitExpansion},
		{"comments without end", animation{width: 1, height: 1, palette: four, end: strings.Repeat(
			"\x21\xfe"+strings.Repeat("\xff"+strings.Repeat("?", 255), 100)+"\x00", 700)}.file(), fault.LimitCount},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, gif.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

// TestLargeScreenNeedsLittle decodes a large screen small: the need is that of the
// preview, a few rows and what the strings of codes lie in.
func TestLargeScreenNeedsLittle(t *testing.T) {
	t.Parallel()
	file := animation{width: 3000, height: 2000, palette: four, frames: []frame{
		{indices: strings.Repeat("\x01", 3000*2000)},
	}}.file()
	want := picture.Want{Width: 256, Height: 128}
	info, frame, err := loadertest.Decode(t, gif.Open, file, want)
	require.NoError(t, err)
	require.Less(t, info.Need(want), int64(1<<20+2*3000*2000))
	w, h := frame.Image.Size()
	require.Equal(t, []int{273, 182}, []int{w, h})
}

// TestAgainstStandard compares the corpus with image/gif.
func TestAgainstStandard(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, c := range loadertest.CorpusCases(t, "gif") {
		all, err := stdgif.DecodeAll(bytes.NewReader(c.Data))
		if err != nil {
			continue
		}
		_, frame, err := loadertest.Decode(t, gif.Open, c.Data, picture.Want{})
		require.NoError(t, err, c.Name)
		got, _ := colour.ToDisplay(frame.Image, colour.Space{})
		want := all.Image[0]
		require.Equal(t, []int{all.Config.Width, all.Config.Height}, []int{got.Rect.Dx(), got.Rect.Dy()}, c.Name)
		compared++
		for y := range got.Rect.Dy() {
			for x := range got.Rect.Dx() {
				r, g, b, a := colourAt(want, x, y)
				gr, gg, gb, ga := got.At(x, y).RGBA()
				if r != gr || g != gg || b != gb || a != ga {
					t.Fatalf("%s at %d,%d: %v, not %v", c.Name, x, y, got.At(x, y), want.At(x, y))
				}
			}
		}
	}
	require.GreaterOrEqual(t, compared, 8)
}

// colourAt returns the colour of a frame, transparent beside it.
func colourAt(img *image.Paletted, x, y int) (r, g, b, a uint32) {
	if !image.Pt(x, y).In(img.Rect) {
		return 0, 0, 0, 0
	}
	return img.At(x, y).RGBA()
}

// TestHostile knows what becomes of each damaged file of the corpus; "" is a
// picture.
func TestHostile(t *testing.T) {
	t.Parallel()
	codes := map[string]fault.Code{
		"Pillow__decompression_bomb_extents.gif": "", // its second frame is the bomb
		"image__zero-loop-count.gif":             fault.Corrupt,
		"libvips__invalid_multiframe.gif":        "",
		"libvips__truncated.gif":                 fault.Truncated,
	}
	for _, c := range loadertest.CorpusCases(t, filepath.Join("hostile", "gif")) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			code, known := codes[c.Name]
			require.True(t, known)
			_, _, err := loadertest.Decode(t, gif.Open, c.Data, picture.Want{})
			require.Equal(t, code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, a := range made() {
		seeds = append(seeds, a.file())
	}
	seeds = append(seeds, animation{width: 3, height: 9, palette: four, frames: []frame{
		{transparent: "\x01", interlaced: true, indices: strings.Repeat("\x01", 27)}, {palette: four, indices: strings.Repeat("\x02", 27)},
	}}.file())
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "*", "*.gif"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, gif.Open, seeds...)
}

func BenchmarkDecode(b *testing.B) {
	const w, h = 1600, 1200
	noise := rand.New(rand.NewPCG(5, 6))
	photo := make([]byte, w*h)
	for i := range photo {
		photo[i] = byte(i%w/9+i/w/7) + byte(noise.Uint32()&7)
	}
	palette := strings.Repeat("abc", 256)
	cases := []struct {
		name string
		file animation
	}{
		{"photo", animation{width: w, height: h, palette: palette, frames: []frame{{indices: string(photo)}}}},
		{"interlaced", animation{width: w, height: h, palette: palette, frames: []frame{{interlaced: true, indices: string(photo)}}}},
		{"flat", animation{width: w, height: h, palette: palette, frames: []frame{{transparent: "\x00", indices: strings.Repeat("\x01", w*h)}}}},
	}
	for _, c := range cases {
		data := c.file.file()
		for _, size := range []struct {
			name string
			want picture.Want
		}{{"full", picture.Want{Width: w, Height: h}}, {"preview", picture.Want{Width: 256, Height: 192}}} {
			b.Run(c.name+"/"+size.name, func(b *testing.B) {
				b.SetBytes(w * h)
				for b.Loop() {
					pic, err := gif.Open(loadertest.Source(b, data, "b.gif"))
					require.NoError(b, err)
					_, err = pic.Decode(context.Background(), size.want)
					require.NoError(b, err)
				}
			})
		}
		b.Run(c.name+"/standard", func(b *testing.B) {
			b.SetBytes(w * h)
			for b.Loop() {
				_, err := stdgif.Decode(bytes.NewReader(data))
				require.NoError(b, err)
			}
		})
	}
}
