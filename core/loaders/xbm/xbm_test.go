package xbm_test

import (
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/xbm"
	"apsync/core/picture"
)

const defines = "#define a_width 10\n#define a_height 1\n"

func TestPixels(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]string{
		"version 11":      defines + "static unsigned char a_bits[] = {\n 0x01, 0x02 };\n",
		"hot spot":        defines + "#define a_x_hot 1\n#define a_y_hot 1\nstatic char a_bits[] = {0x01,0x02};",
		"decimal, octal":  defines + "static char a_bits[] = { 1 , 02 }",
		"comments":        "/* made\nby hand */\n" + defines + "static char a_bits[] = {/* } */0x01, 0x2/* , 0xff */}",
		"version 10":      defines + "static short a_bits[] = {0x0201};",
		"no name":         "#define width 10\n#define height 1\nstatic char bits[] = {0x01, 0x02};",
		"names of digits": "#define a7_width 10\n#define a7_height 1\nstatic char a7_bits[] = {0x01, 0x02};",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.True(t, xbm.Match([]byte(c)))
			for x, p := range loadertest.Pixels(t, xbm.Open, []byte(c)) {
				want := color.NRGBA{R: 255, G: 255, B: 255, A: 255}
				if x == 0 || x == 9 {
					want = color.NRGBA{A: 255}
				}
				require.Equal(t, want, p, "at %d", x)
			}
		})
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	larger := "#define a_width 67\n#define a_height 40\nstatic char a_bits[] = {" + strings.Repeat("0x5a, 0xff, 0, 7,", 90) + "};"
	cases := append(loadertest.CorpusCases(t, "xbm"), loadertest.Case{
		Name: "larger", Data: []byte(larger), Width: 67, Height: 40, NoGolden: true,
	})
	loadertest.Run(t, loadertest.Spec{Name: "xbm", Open: xbm.Open, Cases: cases})
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		code fault.Code
	}{
		"C of another kind":   {"#define WIDTH 10\nint main() { return 0; }", fault.Corrupt},
		"no height":           {"#define a_width 10\nstatic char a_bits[] = {0x01, 0x02};", fault.Corrupt},
		"a number is missing": {defines + "static char a_bits[] = {0x01};        ", fault.Truncated},
		"the file is too short": {
			"#define a_width 60000\n#define a_height 60000\nstatic char a_bits[] = {0x01};", fault.LimitPixels,
		},
		"a word":        {defines + "static char a_bits[] = {one, two};", fault.Corrupt},
		"a long number": {defines + "static char a_bits[] = {0x00000000000000000000001, 2};", fault.Corrupt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, xbm.Open, []byte(c.file), picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("xbm"), []byte(defines+"static short a_bits[] = {/*x*/0x0201, 3};"))
	loadertest.Fuzz(f, xbm.Open, seeds...)
}
