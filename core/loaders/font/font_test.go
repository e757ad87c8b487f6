package font_test

import (
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

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
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
