package xpm_test

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/xpm"
	"apsync/core/picture"
)

// source returns strings as version 3.
func source(lines ...string) []byte {
	return []byte("/* XPM */\nstatic char *a[] = {\n/* \"not this\" */\n\"" + strings.Join(lines, "\",\n\"") + "\"\n};\n")
}

func TestVersions(t *testing.T) {
	t.Parallel()
	want := []color.NRGBA{{R: 255, A: 255}, {}, {B: 255, A: 255}, {R: 255, A: 255}}
	for name, file := range map[string][]byte{
		"version 3": source("2 2 3 1", "a c red", "  c None", "# c #00f", "a ", "#a"),
		"version 2": []byte("! XPM2\n2 2 3 1\na c red\n  c None\n# c #00f\na \n#a\n"),
		"version 1": []byte("#define p_format 1\n#define p_width 2\n#define p_height 2\n#define p_ncolors 3\n" +
			"#define p_chars_per_pixel 1\nstatic char *p_mono[] = {\"a\", \"white\"};\n" +
			"static char *p_colors[] = {\n\"a\", \"red\",\n\" \", \"None\",\n\"#\", \"#00f\"};\n" +
			"static char *p_pixels[] = {\n\"a \",\n\"#a\"};\n"),
		"extensions": source("2 2 3 1 0 0 XPMEXT", "a c red", "  c None", "# c #00f", "a ", "#a", "XPMEXT x y", "XPMENDEXT"),
		"2 letters":  source("2 2 3 2", "aa c red", "   c None", "a# c #00f", "aa  ", "a#aa"),
		"3 letters":  source("2 2 3 3", "aaa c red", "aab c None", "aba c #00f", "aaaaab", "abaaaa"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.True(t, xpm.Match(file))
			require.Equal(t, want, loadertest.Pixels(t, xpm.Open, file))
		})
	}
}

func TestColours(t *testing.T) {
	t.Parallel()
	rgb := func(r, g, b uint8) color.NRGBA { return color.NRGBA{R: r, G: g, B: b, A: 255} }
	for text, want := range map[string]color.NRGBA{
		"c #fff":                        rgb(255, 255, 255),
		"c #0080ff":                     rgb(0, 128, 255),
		"c #000800fff":                  rgb(0, 128, 255),
		"c #00008080ffff":               rgb(0, 128, 255),
		"c light blue":                  rgb(173, 216, 230),
		"c LightBlue":                   rgb(173, 216, 230),
		"c snow4":                       rgb(139, 137, 137),
		"c gray50":                      rgb(127, 127, 127),
		"c grey51":                      rgb(130, 130, 130),
		"c GREY":                        rgb(190, 190, 190),
		"m black g gray100 c red":       rgb(255, 0, 0),
		"m black g gray100":             rgb(255, 255, 255),
		"m white":                       rgb(255, 255, 255),
		"s background c navy":           rgb(0, 0, 128),
		"c no such colour":              rgb(0, 0, 0),
		"c medium spring green m white": rgb(0, 250, 154),
	} {
		require.Equal(t, want, loadertest.Pixels(t, xpm.Open, source("1 1 1 1", "a "+text, "a"))[0], text)
	}
}

func TestANameThatIsNotKnownIsNoted(t *testing.T) {
	t.Parallel()
	_, frame, err := loadertest.Decode(t, xpm.Open, source("1 1 1 1", "a c oops", "a"), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []string{`the colour "oops" is not known and shown as black`}, frame.Notes)
}

// larger is a picture of n colours.
func larger(n int) []byte {
	lines := []string{fmt.Sprintf("67 40 %d 3", n)}
	for i := range n {
		lines = append(lines, fmt.Sprintf("%03d c #%06x", i, i*65793))
	}
	for y := range 40 {
		var row strings.Builder
		for x := range 67 {
			fmt.Fprintf(&row, "%03d", (x/4+y/3)%n)
		}
		lines = append(lines, row.String())
	}
	return source(lines...)
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := append(loadertest.CorpusCases(t, "xpm"), loadertest.Case{
		Name: "larger", Data: larger(200), Width: 67, Height: 40, NoGolden: true,
	})
	loadertest.Run(t, loadertest.Spec{Name: "xpm", Open: xpm.Open, Cases: cases})
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"another file":        {[]byte("int main() {}"), fault.Corrupt},
		"no header":           {source("a"), fault.Corrupt},
		"no colours":          {source("1 1 0 1", "a"), fault.Corrupt},
		"nine letters":        {source("1 1 1 9", "aaaaaaaaa c red", "aaaaaaaaa"), fault.Unsupported},
		"a colour is missing": {source("1 1 2 1", "a c red"), fault.Truncated},
		"a row is missing":    {source("1 2 1 1", "a c red", "a"), fault.Truncated},
		"a row is short":      {source("2 1 1 1", "a c red", "a"), fault.Corrupt},
		"an unknown letter":   {source("2 1 1 1", "a c red", "ab"), fault.Corrupt},
		"huge":                {source("60000 60000 1 1", "a c red", "a"), fault.LimitPixels},
		"too many colours":    {source("1 1 2000000000 1", "a c red", "a"), fault.LimitCount},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, xpm.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("xpm"), larger(5),
		[]byte("! XPM2\n2 2 3 1\na c red\n  c None\n# c #00f\na \n#a\n"),
		[]byte("#define p_format 1\n#define p_width 1\n#define p_height 1\n#define p_ncolors 1\n"+
			"#define p_chars_per_pixel 1\nchar *p_colors[] = {\"a\", \"red\"};\nchar *p_pixels[] = {\"a\"};\n"))
	loadertest.Fuzz(f, xpm.Open, seeds...)
}
