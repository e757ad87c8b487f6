package font_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/gofont/gosmallcaps"

	"apsync/core/container/sfnt/sfnttest"
	"apsync/core/fault"
	"apsync/core/loaders/font"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// withoutGlyphs is a real font that was cut after its directory.
const withoutGlyphs = "exiftool__Font.ttf"

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "ttf", "otf", "ttc", "woff", "woff2") {
		if c.Name != withoutGlyphs {
			cases = append(cases, c)
		}
	}
	cases = append(cases,
		loadertest.Case{Name: "small capitals", Data: gosmallcaps.TTF, NoGolden: true},
		loadertest.Case{Name: "WOFF2", Data: sfnttest.WOFF2(gomono.TTF, true), NoGolden: true},
	)
	loadertest.Run(t, loadertest.Spec{Name: "font", Open: font.Open, Cases: cases})
}

// shown decodes a font at a side of n pixels.
func shown(t *testing.T, data []byte, n int) (*raster.Pixels[uint8], []string) {
	t.Helper()
	_, frame, err := loadertest.Decode(t, font.Open, data, picture.Want{Width: n, Height: n})
	require.NoError(t, err)
	pixels, ok := frame.Image.(*raster.Pixels[uint8])
	require.True(t, ok)
	return pixels, frame.Notes
}

func TestTheContainerMakesNoDifference(t *testing.T) {
	t.Parallel()
	want, notes := shown(t, goregular.TTF, 200)
	require.Equal(t, []string{"shown is a specimen of Go Regular"}, notes)
	for name, data := range map[string][]byte{
		"WOFF":             sfnttest.WOFF(goregular.TTF),
		"WOFF2":            sfnttest.WOFF2(goregular.TTF, false),
		"transformed":      sfnttest.WOFF2(goregular.TTF, true),
		"WOFF2 collection": sfnttest.WOFF2Collection(goregular.TTF),
		"collection":       sfnttest.Collection(goregular.TTF, gomono.TTF),
	} {
		got, _ := shown(t, data, 200)
		require.Equal(t, want, got, name)
	}
	_, notes = shown(t, sfnttest.Collection(goregular.TTF, gomono.TTF), 16)
	require.Equal(t, []string{"shown is the first of 2 fonts: Go Regular"}, notes)
}

func TestAFewGlyphsAreShown(t *testing.T) {
	t.Parallel()
	pixels, _ := shown(t, few(), 64)
	require.Equal(t, raster.RGB, pixels.Layout)
}

func TestEverySizeIsDrawnAnew(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 16, 256, 2048} {
		pixels, _ := shown(t, goregular.TTF, n)
		require.Equal(t, n, pixels.Width)
		require.Equal(t, n, pixels.Height)
	}
	pixels, _ := shown(t, goregular.TTF, 2048)
	require.EqualValues(t, 255, pixels.Pix[0], "the paper is white")
	require.Contains(t, pixels.Pix, uint8(0x1c), "the ink is nearly black")
}

func TestMediaTypesAreToldApart(t *testing.T) {
	t.Parallel()
	for want, data := range map[string][]byte{
		"font/ttf": goregular.TTF, "font/woff": sfnttest.WOFF(goregular.TTF), "font/woff2": sfnttest.WOFF2(goregular.TTF, true),
		"font/collection": sfnttest.Collection(goregular.TTF, gomono.TTF),
	} {
		pic, err := font.Open(loadertest.Source(t, data, "a"))
		require.NoError(t, err)
		require.Equal(t, want, pic.Info().Mimetype)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	empty := func(font []byte, tag string) []byte {
		return sfnttest.Replaced(font, sfnttest.Table{Tag: tag})
	}
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
	}{
		"no glyphs":       {empty(goregular.TTF, "glyf"), fault.NoPicture},
		"no places":       {empty(goregular.TTF, "loca"), fault.NoPicture},
		"a cut file":      {goregular.TTF[:400], fault.Truncated},
		"another file":    {[]byte("a file that is no font at all"), fault.LimitCount},
		"a WOFF of noise": {append(sfnttest.WOFF(goregular.TTF)[:400], make([]byte, 4000)...), fault.Corrupt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, font.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

// few returns Go Regular with its first glyphs only, and colours for them.
func few() []byte {
	const glyphs = 60
	var tables []sfnttest.Table
	for _, table := range sfnttest.Tables(goregular.TTF, 0) {
		data := bytes.Clone(table.Data)
		switch table.Tag {
		case "maxp":
			data[4], data[5] = 0, glyphs
		case "hhea":
			data[34], data[35] = 0, glyphs
		case "loca":
			data = data[:2*(glyphs+1)]
		case "glyf":
			data = data[:8<<10]
		case "hmtx":
			data = data[:4*glyphs]
		case "head", "cmap":
		default:
			continue
		}
		tables = append(tables, sfnttest.Table{Tag: table.Tag, Data: data})
	}
	cpal := []byte{0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 14, 0, 0, 255, 128, 0, 255}
	colr := []byte{0, 1, 0, 1, 0, 0, 0, 34, 0, 0, 0, 40, 0, 1, 0, 0, 0, 44, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	colr = append(colr, 0, 36, 0, 0, 0, 1, 0, 37, 0, 0) // a glyph of layers, and its layer
	colr = append(colr, 0, 0, 0, 1, 0, 38, 0, 0, 0, 10) // a glyph that is painted
	colr = append(colr, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
	colr = append(colr, 0, 0, 0, 1, 0, 0, 0, 8, 24, 0, 0, 6, 16, 0, 10, 0, 0, 6, 0, 39, 2, 0, 0, 64, 0)
	tables = append(tables, sfnttest.Table{Tag: "COLR", Data: colr}, sfnttest.Table{Tag: "CPAL", Data: cpal})
	return sfnttest.Font("\x00\x01\x00\x00", tables...)
}

func FuzzOpen(f *testing.F) {
	seeds := [][]byte{few(), sfnttest.WOFF(few()), sfnttest.WOFF2(few(), false)}
	for _, folder := range []string{"ttf", "otf", "ttc", "woff", "woff2"} {
		seeds = append(seeds, loadertest.CorpusSeeds(folder)...)
	}
	loadertest.Fuzz(f, font.Open, seeds...)
}

func BenchmarkDecode(b *testing.B) {
	for name, data := range map[string][]byte{"ttf": goregular.TTF, "woff2": sfnttest.WOFF2(goregular.TTF, true)} {
		for size, n := range map[string]int{"preview": 256, "detail": 2048} {
			b.Run(name+" "+size, func(b *testing.B) {
				for b.Loop() {
					pic, err := font.Open(loadertest.Source(b, data, "b"))
					require.NoError(b, err)
					_, err = pic.Decode(b.Context(), picture.Want{Width: n, Height: n})
					require.NoError(b, err)
				}
			})
		}
	}
}
