package typeface_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/goregular"

	"apsync/core/codec/typeface"
	"apsync/core/container/sfnt/sfnttest"
	"apsync/core/fault"
)

// u16 and u32 append numbers.
func u16(b []byte, values ...int) []byte {
	for _, v := range values {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return b
}

func u32(b []byte, values ...int) []byte {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	return b
}

// with returns Go Regular with the given tables.
func with(tables ...sfnttest.Table) []byte {
	font := goregular.TTF
	for _, table := range tables {
		font = sfnttest.Replaced(font, table)
	}
	return font
}

func TestGlyphsHaveLayersOfColour(t *testing.T) {
	t.Parallel()
	plain := open(t, goregular.TTF)
	letter, ring, bar := plain.Index('A'), plain.Index('O'), plain.Index('I')
	colr := u16(u32(u16(nil, 0, 1), 14, 20), 2)
	colr = u16(colr, letter, 0, 2, ring, 1, bar, 0xffff)
	cpal := append(u16(u32(u16(nil, 0, 2, 1, 2), 14), 0), 9, 9, 9, 9, 10, 20, 30, 40)
	face := open(t, with(sfnttest.Table{Tag: "COLR", Data: colr}, sfnttest.Table{Tag: "CPAL", Data: cpal}))
	require.True(t, face.Coloured())
	layers, err := face.Layers(letter)
	require.NoError(t, err)
	require.Len(t, layers, 2)
	require.Equal(t, typeface.Colour{30, 20, 10, 40}, layers[0].Colour)
	require.True(t, layers[1].Text)
	for i, glyph := range []int{ring, bar} {
		shape, err := plain.Outline(glyph)
		require.NoError(t, err)
		require.Equal(t, shape, layers[i].Path)
	}
	layers, err = face.Layers(ring)
	require.NoError(t, err)
	require.Len(t, layers, 1, "a glyph without layers is its outline")
	require.True(t, layers[0].Text)
}

func TestGlyphsHaveApplesPictures(t *testing.T) {
	t.Parallel()
	plain := open(t, goregular.TTF)
	small, large := strike(plain.Glyphs, 16, plain.Index('A'), plain.Index('B')), strike(plain.Glyphs, 64, plain.Index('A'), plain.Index('B'))
	sbix := u32(u16(nil, 1, 1), 2, 16, 16+len(small))
	face := open(t, with(sfnttest.Table{Tag: "sbix", Data: append(append(sbix, small...), large...)}))
	for _, r := range "AB" {
		p, err := face.Picture(face.Index(r))
		require.NoError(t, err)
		require.Equal(t, &typeface.Picture{Data: []byte("a picture"), Left: -3, Top: 7, PixelsPerEm: 64, FromBottom: true}, p)
	}
	p, err := face.Picture(face.Index('C'))
	require.NoError(t, err)
	require.Nil(t, p)
}

// strike returns pictures of one size: of one glyph, and of another that looks like it.
func strike(glyphs, size, shown, same int) []byte {
	out, data := u16(nil, size, 72), []byte(nil)
	for glyph := range glyphs {
		out = u32(out, 4+4*(glyphs+1)+len(data))
		switch glyph {
		case shown:
			data = append(u16(data, -3, 7), "png a picture"...)
		case same:
			data = u16(append(u16(data, 0, 0), "dupe"...), shown)
		}
	}
	return append(u32(out, 4+4*(glyphs+1)+len(data)), data...)
}

// placed returns the tables of a strike of pictures, one of the first and one of the
// second glyph, in an index format, that is followed by index.
func placed(tag string, depth, imageFormat, indexFormat, first int, index, data []byte) []sfnttest.Table {
	places := u32(u32(nil, 0x00030000, 1), 56, 8+8+len(index), 1, 0)
	places = append(places, make([]byte, 24)...)
	places = append(u16(places, first, first+1), 20, 20, byte(depth), 1)
	places = u32(u16(places, first, first+1), 8)
	places = append(u32(u16(places, indexFormat, imageFormat), 4), index...)
	return []sfnttest.Table{{Tag: tag + "LC", Data: places}, {Tag: tag + "DT", Data: append([]byte{0, 3, 0, 0}, data...)}}
}

func TestGlyphsHavePictures(t *testing.T) {
	t.Parallel()
	const first = 36
	metrics := []byte{2, 3, 0xfe, 5, 9}
	png := append(u32(metrics[:5:5], 3), "PNG"...)
	same := append(u32(nil, 1), 2, 3, 0xfe, 5, 9, 0, 0, 0) // size of a picture, metrics
	rows := append(metrics[:5:5], 0b1010_0000, 0b0110_0000)
	bits := []byte{0b1010_1100}
	for name, c := range map[string]struct {
		tables []sfnttest.Table
		want   typeface.Picture
	}{
		"PNG, long offsets": {
			placed("CB", 32, 17, 1, first, u32(nil, 0, 0, len(png)), png),
			typeface.Picture{Data: []byte("PNG"), Height: 2, Width: 3, Left: -2, Top: 5, PixelsPerEm: 20},
		},
		"PNG, short offsets": {
			placed("CB", 32, 17, 3, first, u16(nil, 0, 0, len(png)), png),
			typeface.Picture{Data: []byte("PNG"), Height: 2, Width: 3, Left: -2, Top: 5, PixelsPerEm: 20},
		},
		"PNG, a list": {
			placed("CB", 32, 17, 4, first, u16(u32(nil, 1), first+1, 0, 0, len(png)), png),
			typeface.Picture{Data: []byte("PNG"), Height: 2, Width: 3, Left: -2, Top: 5, PixelsPerEm: 20},
		},
		"rows of bytes": {
			placed("EB", 1, 1, 1, first, u32(nil, 0, 0, len(rows)), rows),
			typeface.Picture{Bits: bits, Height: 2, Width: 3, Left: -2, Top: 5, PixelsPerEm: 20},
		},
		"bits, all alike": {
			placed("EB", 1, 5, 2, first, same, append([]byte{0}, bits...)),
			typeface.Picture{Bits: bits, Height: 2, Width: 3, Left: -2, Top: 5, PixelsPerEm: 20},
		},
		"bits, a list of those alike": {
			placed("EB", 1, 5, 5, first, u16(u32(same[:12:12], 1), first+1), bits),
			typeface.Picture{Bits: bits, Height: 2, Width: 3, Left: -2, Top: 5, PixelsPerEm: 20},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tables := c.tables
			if tables[0].Tag == "EBLC" {
				tables = append(tables, sfnttest.Table{Tag: "glyf"}, sfnttest.Table{Tag: "loca"})
			}
			face := open(t, with(tables...))
			p, err := face.Picture(first + 1)
			require.NoError(t, err)
			require.Equal(t, &c.want, p)
			p, err = face.Picture(first + 2)
			require.NoError(t, err)
			require.Nil(t, p)
		})
	}
}

func TestOutlinesAreBetterThanBits(t *testing.T) {
	t.Parallel()
	face := open(t, with(placed("EB", 1, 1, 1, 36, u32(nil, 0, 0, 7), make([]byte, 7))...))
	require.False(t, face.Coloured())
}

// u24 returns a number of three bytes.
func u24(v int) []byte { return []byte{byte(v >> 16), byte(v >> 8), byte(v)} }

// painting returns a COLR table of version 1 that paints a glyph as the mean of two
// colours in the shape of another, twice: as it is, and turned and moved.
func painting(glyph, shape int) []byte {
	const header, layers = 34, 34 + 10
	colr := u32(u16(u32(u16(nil, 1, 0), 0, 0), 0), header, layers+6, 0, 0, 0)
	colr = u32(u16(u32(colr, 1), glyph), 10) // the glyph's paint lies behind the one record
	colr = append(colr, 1, 2, 0, 0, 0, 0)    // layers 0 and 1
	colr = u32(colr, 2, 12, 12+6+4+15)       // from here
	first := append([]byte{10}, u24(6)...)   // a shape
	first = u16(first, shape)
	first = append(append(first, 4), u24(4)...) // a gradient
	line := u16(u16([]byte{0}, 2), 0, 0, 1<<14) // its stops
	line = u16(line, 1<<14, 1, 1<<14)
	colr = append(append(colr, first...), line...)
	turned := append([]byte{14}, u24(8)...) // moved
	turned = u16(turned, 2048, 0)
	turned = append(append(turned, 24), u24(6)...) // turned by half a turn
	turned = append(u16(turned, 1<<14), first...)
	return append(append(colr, turned...), line...)
}

func TestGlyphsArePainted(t *testing.T) {
	t.Parallel()
	plain := open(t, goregular.TTF)
	cpal := append(u16(u32(u16(nil, 0, 2, 1, 2), 14), 0), 10, 20, 30, 255, 30, 40, 50, 255)
	letter, bar := plain.Index('A'), plain.Index('I')
	face := open(t, with(sfnttest.Table{Tag: "COLR", Data: painting(letter, bar)}, sfnttest.Table{Tag: "CPAL", Data: cpal}))
	layers, err := face.Layers(letter)
	require.NoError(t, err)
	require.Len(t, layers, 2)
	shape, err := plain.Outline(bar)
	require.NoError(t, err)
	want := shape.Bounds()
	for i, layer := range layers {
		require.Equal(t, typeface.Colour{40, 30, 20, 255}, layer.Colour)
		got := layer.Path.Bounds()
		if i == 1 {
			want.MinX, want.MaxX, want.MinY, want.MaxY = 1-want.MaxX, 1-want.MinX, -want.MaxY, -want.MinY
		}
		require.InDelta(t, want.MinX, got.MinX, 1e-9, "layer %d", i)
		require.InDelta(t, want.MaxX, got.MaxX, 1e-9)
		require.InDelta(t, want.MinY, got.MinY, 1e-9)
		require.InDelta(t, want.MaxY, got.MaxY, 1e-9)
	}
}

// characters returns a cmap table of format 12: the first, the last and a glyph of each
// group.
func characters(groups ...[3]int) []byte {
	cmap := u32(u16(nil, 0, 1, 3, 10), 12)
	cmap = u32(u16(cmap, 12, 0), 16+12*len(groups), 0, len(groups))
	for _, g := range groups {
		cmap = u32(cmap, g[:]...)
	}
	return cmap
}

func TestCharactersInSeveralGroupsCountOnce(t *testing.T) {
	t.Parallel()
	groups := [][3]int{{'a', 'e', 10}, {'c', 'g', 30}, {'d', 'd', 50}, {'x', 'z', 70}}
	face := open(t, sfnttest.Replaced(goregular.TTF, sfnttest.Table{Tag: "cmap", Data: characters(groups...)}))
	glyphs := map[rune]int{}
	face.Each(0, 0x10ffff, func(r rune, glyph int) bool { glyphs[r] = glyph; return true })
	require.Equal(t, map[rune]int{
		'a': 10, 'b': 11, 'c': 12, 'd': 13, 'e': 14, 'f': 33, 'g': 34, 'x': 70, 'y': 71, 'z': 72,
	}, glyphs)
	for r, glyph := range glyphs {
		require.Equal(t, glyph, face.Index(r), "%c", r)
	}
	require.Zero(t, face.Index('h'))
	require.Equal(t, 10, face.Count(0, 0x10ffff))
	require.Equal(t, 4, face.Count('d', 'w'))
	require.Equal(t, 2, face.Count('y', 0x7fffffff))
	require.Zero(t, face.Count('h', 'w'))
	face.Each('f', 'y', func(r rune, _ int) bool {
		require.NotEqual(t, 'y', r, "it went on")
		return r != 'x'
	})
}

func TestPaintsAreWork(t *testing.T) {
	t.Parallel()
	plain := open(t, goregular.TTF)
	letter, bar := plain.Index('A'), plain.Index('I')
	face := open(t, with(sfnttest.Table{Tag: "COLR", Data: painting(letter, bar)}))
	_, err := face.Layers(letter)
	require.NoError(t, err)
	require.Greater(t, face.Work(), int64(7*8), "seven paints, beside their shapes")
}

func TestEndlessPaintsEnd(t *testing.T) {
	t.Parallel()
	plain := open(t, goregular.TTF)
	letter := plain.Index('A')
	colr := u32(u16(u32(u16(nil, 1, 0), 0, 0), 0), 34, 0, 0, 0, 0)
	colr = append(u32(u16(u32(colr, 1), letter), 10), 11, byte(letter>>8), byte(letter)) // itself
	face := open(t, with(sfnttest.Table{Tag: "COLR", Data: colr}))
	_, err := face.Layers(letter)
	require.Equal(t, fault.LimitCount, fault.CodeOf(err))
}
