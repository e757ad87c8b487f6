package aseprite_test

import (
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/aseprite"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

var (
	none  = color.NRGBA{}
	black = color.NRGBA{A: 255}
	red   = color.NRGBA{R: 255, A: 255}
	green = color.NRGBA{G: 255, A: 255}
	blue  = color.NRGBA{B: 255, A: 255}
	white = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
)

// pixels stores colours in 32 bits.
func pixels(colours ...color.NRGBA) string {
	var b []byte
	for _, c := range colours {
		b = append(b, c.R, c.G, c.B, c.A)
	}
	return string(b)
}

// row is a sprite of one row of two pixels in frames.
func row(flags uint32, frames ...[]string) sprite {
	return sprite{width: 2, height: 1, depth: 32, flags: flags, frames: frames}
}

func requireShows(t *testing.T, file []byte, want ...color.NRGBA) {
	t.Helper()
	got := loadertest.Pixels(t, aseprite.Open, file)
	for i := range got {
		if got[i].A == 0 {
			got[i] = none
		}
	}
	require.Equal(t, want, got)
}

func TestCels(t *testing.T) {
	t.Parallel()
	both := cel{width: 2, height: 1, pixels: pixels(red, blue)}
	one := cel{x: 1, width: 1, height: 1, pixels: pixels(blue)}
	beyond := cel{x: -1, y: -1, width: 9, height: 3, pixels: pixels(
		white, white, white, white, white, white, white, white, white,
		white, red, blue, white, white, white, white, white, white,
		white, white, white, white, white, white, white, white, white)}
	l := visible.chunk()
	requireShows(t, row(1, []string{l, both.raw()}).file(), red, blue)
	requireShows(t, row(1, []string{l, both.compressed()}).file(), red, blue)
	requireShows(t, row(1, []string{l, one.compressed()}).file(), none, blue)
	requireShows(t, row(1, []string{l, beyond.compressed()}).file(), red, blue)
	requireShows(t, row(1, []string{l, beyond.raw()}).file(), red, blue)
	requireShows(t, row(1, []string{l}, []string{one.raw()}).file(), none, blue)
	requireShows(t, row(1, []string{l}).file(), none, none)

	hidden := layer{opacity: 255}.chunk()
	linked := row(1, []string{hidden, l, both.raw()}, []string{cel{layer: 1}.linked(0), one.raw()})
	requireShows(t, linked.file(), none, none)
}

func TestLayers(t *testing.T) {
	t.Parallel()
	at := func(layer uint16, colours ...color.NRGBA) cel {
		return cel{layer: layer, width: uint16(len(colours)), height: 1, pixels: pixels(colours...)}
	}
	group := layer{flags: 1, kind: 1, opacity: 255}
	inside := layer{flags: 1, level: 1, opacity: 255}
	faint := layer{flags: 1, opacity: 128}
	multiply := layer{flags: 1, mode: 1, opacity: 255}
	closed := layer{kind: 1, opacity: 255}
	reference := layer{flags: 1 | 64, opacity: 255}
	faintGroup := layer{flags: 1, kind: 1, opacity: 128}
	z := at(0, red)
	z.z = 2
	half := at(1, blue)
	half.opacity = 127

	for name, c := range map[string]struct {
		sprite sprite
		want   []color.NRGBA
	}{
		"the later on top": {
			row(1, []string{visible.chunk(), visible.chunk(), at(0, red, red).raw(), at(1, blue).raw()}),
			[]color.NRGBA{blue, red},
		},
		"z-index": {
			row(1, []string{visible.chunk(), visible.chunk(), z.raw(), at(1, blue, blue).raw()}),
			[]color.NRGBA{red, blue},
		},
		"opacity of a layer": {
			row(1, []string{visible.chunk(), faint.chunk(), at(0, black, black).raw(), at(1, white).raw()}),
			[]color.NRGBA{{R: 128, G: 128, B: 128, A: 255}, black},
		},
		"opacity of a layer, not valid": {
			row(0, []string{visible.chunk(), faint.chunk(), at(0, black, black).raw(), at(1, white).raw()}),
			[]color.NRGBA{white, black},
		},
		"opacity of a cel": {
			row(1, []string{visible.chunk(), visible.chunk(), at(0, black, black).raw(), half.raw()}),
			[]color.NRGBA{{B: 128, A: 255}, black},
		},
		"a blend mode": {
			row(1, []string{visible.chunk(), multiply.chunk(), at(0, red, white).raw(), at(1, blue, blue).raw()}),
			[]color.NRGBA{black, blue},
		},
		"a closed group": {
			row(1, []string{visible.chunk(), closed.chunk(), inside.chunk(), at(0, red, red).raw(), at(2, blue, blue).raw()}),
			[]color.NRGBA{red, red},
		},
		"a group that blends": {
			row(3, []string{visible.chunk(), faintGroup.chunk(), inside.chunk(), at(0, black, black).raw(), at(2, white).raw()}),
			[]color.NRGBA{{R: 128, G: 128, B: 128, A: 255}, black},
		},
		"a group that is a folder": {
			row(1, []string{visible.chunk(), faintGroup.chunk(), inside.chunk(), at(0, black, black).raw(), at(2, white).raw()}),
			[]color.NRGBA{white, black},
		},
		"behind a group": {
			row(1, []string{group.chunk(), inside.chunk(), visible.chunk(), at(1, red, red).raw(), at(2, blue).raw()}),
			[]color.NRGBA{blue, red},
		},
		"a reference layer": {
			row(1, []string{visible.chunk(), reference.chunk(), at(0, red, red).raw(), at(1, blue, blue).raw()}),
			[]color.NRGBA{red, red},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireShows(t, c.sprite.file(), c.want...)
		})
	}
}

func TestColours(t *testing.T) {
	t.Parallel()
	newer := chunk(0x2019, uint32(3), uint32(0), uint32(2), string(make([]byte, 8)),
		uint16(0), pixels(red), uint16(1), pixels(green), "\x01\x00g", uint16(0), pixels(blue))
	older := chunk(0x0004, uint16(1), "\x00\x03", "\xff\x00\x00\x00\xff\x00\x00\x00\xff")
	oldest := chunk(0x0011, uint16(2), "\x00\x02", "\x3f\x00\x00\x00\x3f\x00", "\x00\x01", "\x00\x00\x3f")
	indices := func(pixels string) cel { return cel{width: 2, height: 1, pixels: pixels} }
	background := layer{flags: 1 | 8, opacity: 255}
	for _, palette := range []string{newer, older, oldest} {
		s := row(1, []string{palette, visible.chunk(), indices("\x01\x02").raw()})
		s.depth = 8
		requireShows(t, s.file(), green, blue)
		s.transparent = 1
		requireShows(t, s.file(), none, blue)
		s.frames[0][1] = background.chunk()
		requireShows(t, s.file(), green, blue)
	}
	grey := row(1, []string{visible.chunk(), indices("\x80\xff\x40\x80").raw()})
	grey.depth = 16
	requireShows(t, grey.file(), color.NRGBA{R: 128, G: 128, B: 128, A: 255}, color.NRGBA{R: 64, G: 64, B: 64, A: 128})
}

func TestTiles(t *testing.T) {
	t.Parallel()
	layer := layer{flags: 1, kind: 2, opacity: 255, tileset: 7}.chunk()
	set := tileset(7, 2, 2, 2, strings.Repeat("\x00", 16)+pixels(red, green, blue, white))
	for turned, want := range map[uint32][]color.NRGBA{
		1:                 {none, none, red, green, none, none, blue, white},
		1 | 1<<29:         {none, none, green, red, none, none, white, blue},
		1 | 1<<30:         {none, none, blue, white, none, none, red, green},
		1 | 1<<31:         {none, none, red, blue, none, none, green, white},
		1 | 1<<29 | 1<<31: {none, none, blue, red, none, none, white, green},
		9:                 {none, none, none, none, none, none, none, none},
	} {
		id := string([]byte{byte(turned), 0, 0, byte(turned >> 24)})
		cel := cel{width: 2, height: 1, pixels: "\x00\x00\x00\x00" + id}
		s := sprite{width: 4, height: 2, depth: 32, flags: 1, frames: [][]string{{set, layer, cel.tiles()}}}
		requireShows(t, s.file(), want...)
	}
}

func larger() []byte {
	noise := strings.Repeat("abcd\xffefghijkl\x80", 1000)
	full := cel{width: 67, height: 40, pixels: noise[:67*40*4]}
	over := cel{layer: 1, x: -7, y: 9, width: 50, height: 60, pixels: noise[:50*60*4]}
	return sprite{width: 67, height: 40, depth: 32, flags: 1, frames: [][]string{
		{visible.chunk(), layer{flags: 1, mode: 4, opacity: 99}.chunk(), full.compressed(), over.compressed()},
	}}.file()
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := append(loadertest.CorpusCases(t, "aseprite"), loadertest.Case{
		Name: "larger", Data: larger(), Width: 67, Height: 40, NoGolden: true,
	})
	loadertest.Run(t, loadertest.Spec{Name: "aseprite", Open: aseprite.Open, Cases: cases})
}

// TestLargeCelsAreInflatedAsTheyAreBlended decodes a sprite whose cels would not fit
// the budget if they were held.
func TestLargeCelsAreInflatedAsTheyAreBlended(t *testing.T) {
	t.Parallel()
	full := cel{width: 2000, height: 1500, pixels: strings.Repeat(pixels(red), 2000*1500)}
	s := sprite{width: 2000, height: 1500, depth: 32, flags: 1}
	s.frames = [][]string{{visible.chunk(), visible.chunk(), full.compressed(), cel{layer: 1, width: full.width, height: full.height, pixels: full.pixels}.raw()}}
	pic, err := aseprite.Open(loadertest.Source(t, s.file(), "a.ase"))
	require.NoError(t, err)
	want := picture.Want{Width: 200, Height: 150}
	require.Less(t, pic.Info().Need(want), int64(3<<20))
	want.Budget = picture.NewBudget(pic.Info().Need(want))
	frame, err := pic.Decode(t.Context(), want)
	require.NoError(t, err)
	w, h := frame.Image.Size()
	require.Equal(t, []int{200, 150}, []int{w, h})
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	l := visible.chunk()
	one := cel{width: 2, height: 1, pixels: pixels(red, blue)}
	huge := cel{width: 65535, height: 65535, pixels: "a"}
	whole := row(1, []string{l, one.compressed()})
	with := func(off int, b ...byte) []byte {
		file := whole.file()
		copy(file[off:], b)
		return file
	}
	var deep []string
	for level := range uint16(100) {
		deep = append(deep, layer{flags: 1, kind: 1, level: level}.chunk())
	}
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"another file":         {with(4, 0), fault.Corrupt},
		"no width":             {with(8, 0, 0), fault.Corrupt},
		"24 bits":              {with(12, 24), fault.Corrupt},
		"no frame":             {whole.file()[:128], fault.Truncated},
		"another frame":        {with(132, 0), fault.Corrupt},
		"the file is cut":      {whole.file()[:150], fault.Truncated},
		"a cel that is huge":   {row(1, []string{l, huge.compressed()}).file(), fault.LimitPixels},
		"raw pixels are cut":   {row(1, []string{l, huge.raw()}).file(), fault.LimitPixels},
		"deflate is damaged":   {row(1, []string{l, chunk(0x2005, append(one.head(2), one.width, one.height, "\x78\x9cabcdefgh")...)}).file(), fault.Corrupt},
		"an unknown cel":       {row(1, []string{l, chunk(0x2005, append(one.head(9), one.width)...)}).file(), fault.Unsupported},
		"groups in groups":     {row(1, deep).file(), fault.LimitDepth},
		"a chunk is too short": {row(1, []string{chunk(0x2004, uint16(1))}).file(), fault.Corrupt},
		"a hostile set of tiles": {
			row(1, []string{chunk(0x2023, uint32(0), uint32(2), uint32(0xffffffff), uint16(99), uint16(99), string(make([]byte, 16)), uint16(0), uint32(1), "a")}).file(),
			fault.Truncated,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, aseprite.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	map1 := cel{width: 2, height: 1, pixels: "\x00\x00\x00\x00\x01\x00\x00\xe0"}
	seeds := append(loadertest.CorpusSeeds("aseprite"), larger(), sprite{
		width: 4, height: 2, depth: 32, flags: 3, frames: [][]string{{
			tileset(0, 2, 2, 2, strings.Repeat("\x40", 32)), layer{flags: 1, kind: 1, opacity: 9}.chunk(),
			layer{flags: 1, kind: 2, level: 1, opacity: 99}.chunk(), cel{layer: 1, width: 2, height: 1, pixels: map1.pixels}.tiles(),
		}},
	}.file())
	loadertest.Fuzz(f, aseprite.Open, seeds...)
}
