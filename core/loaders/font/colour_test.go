package font_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/goregular"

	"apsync/core/container/sfnt/sfnttest"
	"apsync/core/raster"
)

// pictured returns Go Regular with a red picture for every glyph (OpenType, "sbix").
func pictured(t *testing.T) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 20, 20))
	for i := range 400 {
		img.Set(i%20, i/20, color.NRGBA{R: 255, A: 255})
	}
	var file bytes.Buffer
	require.NoError(t, png.Encode(&file, img))
	n := int(binary.BigEndian.Uint16(tableOf(t, "maxp")[4:]))
	strike := []byte{0, 32, 0, 72}
	size := 8 + file.Len()
	for i := range n + 1 {
		strike = binary.BigEndian.AppendUint32(strike, uint32(4+4*(n+1)+i*size))
	}
	for range n {
		strike = append(append(append(strike, 0, 0, 0, 0), "png "...), file.Bytes()...)
	}
	sbix := append([]byte{0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 12}, strike...)
	return sfnttest.Replaced(goregular.TTF, sfnttest.Table{Tag: "sbix", Data: sbix})
}

func tableOf(t *testing.T, tag string) []byte {
	t.Helper()
	for _, table := range sfnttest.Tables(goregular.TTF, 0) {
		if table.Tag == tag {
			return table.Data
		}
	}
	t.Fatalf("no table %s", tag)
	return nil
}

// colours counts the pixels of each colour.
func colours(p *raster.Pixels[uint8]) map[[3]uint8]int {
	counts := map[[3]uint8]int{}
	for i := 0; i+3 <= len(p.Pix); i += 3 {
		counts[[3]uint8(p.Pix[i:i+3])]++
	}
	return counts
}

func TestPicturesOfGlyphsKeepTheirColours(t *testing.T) {
	t.Parallel()
	pixels, _ := shown(t, pictured(t), 256)
	require.Equal(t, raster.RGB, pixels.Layout)
	counts := colours(pixels)
	require.Greater(t, counts[[3]uint8{255, 0, 0}], 5000)
	require.Greater(t, counts[[3]uint8{255, 255, 255}], 20000)
	require.Zero(t, counts[[3]uint8{0x1c, 0x1c, 0x1c}])
}

func TestLayersKeepTheirColours(t *testing.T) {
	t.Parallel()
	const letters = 100
	colr := []byte{0, 0, 0, letters, 0, 0, 0, 14, 0, 0, (14 + letters*6) >> 8, (14 + letters*6) & 255, 0, letters}
	for glyph := range letters {
		colr = append(colr, 0, byte(glyph), 0, byte(glyph), 0, 1)
	}
	for glyph := range letters {
		colr = append(colr, 0, byte(glyph), 0, 0)
	}
	cpal := []byte{0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 14, 0, 0, 255, 128, 0, 255} // blue, green, red, alpha
	font := sfnttest.Replaced(goregular.TTF, sfnttest.Table{Tag: "COLR", Data: colr})
	pixels, _ := shown(t, sfnttest.Replaced(font, sfnttest.Table{Tag: "CPAL", Data: cpal}), 256)
	counts := colours(pixels)
	require.Greater(t, counts[[3]uint8{0, 128, 255}], 2000)
	require.Zero(t, counts[[3]uint8{0x1c, 0x1c, 0x1c}])
}

// TestFontsOfBitsAreShown replaces the outlines of a font by squares of 4×4 bits
// (OpenType, "EBLC" and "EBDT").
func TestFontsOfBitsAreShown(t *testing.T) {
	t.Parallel()
	const size = 2
	places := []byte{0, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 56, 0, 0, 0, 28, 0, 0, 0, 1, 0, 0, 0, 0}
	places = append(places, make([]byte, 24)...)
	places = append(places, 0, 1, 1, 0, 8, 8, 1, 1)                              // glyphs, pixels of an em, depth
	places = append(places, 0, 1, 1, 0, 0, 0, 0, 8, 0, 2, 0, 5, 0, 0, 0, 4)      // index format 2, image format 5
	places = append(places, 0, 0, 0, size, 4, 4, 0, 4, 5, 0, 0, 0)               // metrics
	data := append([]byte{0, 2, 0, 0}, bytes.Repeat([]byte{0xff, 0xff}, 256)...) // all bits set
	font := sfnttest.Replaced(goregular.TTF, sfnttest.Table{Tag: "EBLC", Data: places})
	font = sfnttest.Replaced(font, sfnttest.Table{Tag: "EBDT", Data: data})
	font = sfnttest.Replaced(sfnttest.Replaced(font, sfnttest.Table{Tag: "glyf"}), sfnttest.Table{Tag: "loca"})
	pixels, _ := shown(t, font, 256)
	counts := colours(pixels)
	require.Greater(t, counts[[3]uint8{0x1c, 0x1c, 0x1c}], 5000)
}
