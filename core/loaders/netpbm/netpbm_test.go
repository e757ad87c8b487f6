package netpbm_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"image/color"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/netpbm"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "netpbm")
	for name, data := range larger() {
		cases = append(cases, loadertest.Case{Name: name, Data: []byte(data), Width: 67, Height: 40, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "netpbm", Open: netpbm.Open, Cases: cases})
}

// larger are pictures of 67×40 pixels in ways that the corpus does not have.
func larger() map[string]string {
	samples := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(i / 5)
		}
		return string(b)
	}
	numbers := func(n, top int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%d ", i/5%(top+1))
		}
		return b.String()
	}
	return map[string]string{
		"P1":              "P1\n67 40\n" + strings.Repeat("0110", 670),
		"P2":              "P2 67 40 100\n" + numbers(67*40, 100),
		"P3, 16 bits":     "P3 67 40 1000\n" + numbers(3*67*40, 1000),
		"P4":              "P4 67 40\n" + samples(9*40),
		"P5, 16 bits":     "P5 67 40 65535\n" + samples(2*67*40),
		"P6, 4 bits":      "P6 67 40 15\n" + samples(3*67*40),
		"P6, 10 bits":     "P6 67 40 1023\n" + samples(6*67*40),
		"P7, grey, alpha": pam(67, 40, 2, 255, "GRAYSCALE_ALPHA") + samples(2*67*40),
		"P7, 16 bits":     pam(67, 40, 4, 65535, "RGB_ALPHA") + samples(8*67*40),
		"P7, 5 channels":  pam(67, 40, 5, 255, "WHATEVER") + samples(5*67*40),
	}
}

func pam(w, h, depth, top int, tupleType string) string {
	return fmt.Sprintf("P7\n# made by a test\nWIDTH %d\nHEIGHT %d\nDEPTH %d\nMAXVAL %d\nTUPLTYPE %s\nENDHDR\n",
		w, h, depth, top, tupleType)
}

func TestPixels(t *testing.T) {
	t.Parallel()
	var (
		black = color.NRGBA{A: 255}
		white = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
		red   = color.NRGBA{R: 255, A: 255}
		grey  = color.NRGBA{R: 128, G: 128, B: 128, A: 255}
	)
	words := func(v ...uint16) string {
		var b []byte
		for _, w := range v {
			b = binary.BigEndian.AppendUint16(b, w)
		}
		return string(b)
	}
	for name, c := range map[string]struct {
		file string
		want []color.NRGBA
	}{
		"P1, no spaces":                   {"P1 2 2 1001", []color.NRGBA{black, white, white, black}},
		"P1, comments":                    {"P1#a\n2#b\n 2\n1 0#c\n0 1", []color.NRGBA{black, white, white, black}},
		"P2":                              {"P2 2 1 4 0 4", []color.NRGBA{black, white}},
		"P2, above white":                 {"P2 2 1 4 0 9\n", []color.NRGBA{black, white}},
		"P2, comments":                    {"P2\n# x\n2 # width\n1\n255\n0#\n255", []color.NRGBA{black, white}},
		"P3":                              {"P3 2 1 255 255 0 0 128 128 128", []color.NRGBA{red, grey}},
		"P4":                              {"P4 2 2\n\x80\x40", []color.NRGBA{black, white, white, black}},
		"P5":                              {"P5 2 1 255\n\x00\xff", []color.NRGBA{black, white}},
		"P5, one bit":                     {"P5 2 1 1\n\x00\x01", []color.NRGBA{black, white}},
		"P5, samples that look like text": {"P5 2 1 255\n  ", []color.NRGBA{{R: 32, G: 32, B: 32, A: 255}, {R: 32, G: 32, B: 32, A: 255}}},
		"P5, 16 bits":                     {"P5 2 1 65535\n" + words(0, 65535), []color.NRGBA{black, white}},
		"P6":                              {"P6 2 1 255\n\xff\x00\x00\x80\x80\x80", []color.NRGBA{red, grey}},
		"P6, 12 bits":                     {"P6 1 1 4095\n" + words(4095, 0, 0), []color.NRGBA{red}},
		"P7, black and white":             {pam(2, 1, 1, 1, "BLACKANDWHITE") + "\x00\x01", []color.NRGBA{black, white}},
		"P7, alpha":                       {pam(2, 1, 2, 255, "GRAYSCALE_ALPHA") + "\x80\xff\x80\x40", []color.NRGBA{grey, {R: 128, G: 128, B: 128, A: 64}}},
		"P7, rgb":                         {pam(1, 1, 3, 255, "RGB") + "\xff\x00\x00", []color.NRGBA{red}},
		"P7, rgb and alpha":               {pam(1, 1, 4, 255, "RGB_ALPHA") + "\xff\x00\x00\x40", []color.NRGBA{{R: 255, A: 64}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, loadertest.Pixels(t, netpbm.Open, []byte(c.file)))
		})
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		code fault.Code
	}{
		"another file":         {"P9 1 1 255 a", fault.Corrupt},
		"no number":            {"P5 x 1 255\n", fault.Corrupt},
		"no width":             {"P5 0 1 255\n", fault.Corrupt},
		"no white":             {"P5 1 1 0\na", fault.Corrupt},
		"white of 17 bits":     {"P5 1 1 65536\naa", fault.Corrupt},
		"a number too large":   {"P5 99999999999 1 255\n", fault.Corrupt},
		"huge":                 {"P6 2000000000 2000000000 65535\n", fault.LimitPixels},
		"a sample is missing":  {"P6 1 1 255\nab", fault.Truncated},
		"a number is missing":  {"P3 2 1 255 100 100 100 100 100\n", fault.Truncated},
		"a letter":             {"P2 2 1 255 1 x", fault.Corrupt},
		"a bit of two":         {"P1 2 1 02", fault.Corrupt},
		"a header without end": {"P7\nWIDTH 1\n", fault.Truncated},
		"channels beyond any":  {pam(1, 1, 65, 255, "") + "a", fault.Unsupported},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, netpbm.Open, []byte(c.file), picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, filepath.Join("hostile", "pnm")) {
		_, _, err := loadertest.Decode(t, netpbm.Open, c.Data, picture.Want{})
		require.Error(t, err, c.Name)
	}
}

func TestFloatsAreAnotherFormat(t *testing.T) {
	t.Parallel()
	for _, head := range []string{"P3 is a road", "P6\n# words\nand more", "PF\n1 1\n", "Pf\n1 1\n", "P7 332\n", "PG ML", "PK\x03\x04", "P5x"} {
		require.False(t, netpbm.Match([]byte(head)), head)
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, data := range larger() {
		seeds = append(seeds, []byte(data))
	}
	seeds = append(seeds, loadertest.CorpusSeeds("netpbm")...)
	loadertest.Fuzz(f, netpbm.Open, seeds...)
}

func BenchmarkDecode(b *testing.B) {
	const side = 2048
	for name, data := range map[string][]byte{
		"P6":          append([]byte("P6 2048 2048 255\n"), make([]byte, 3*side*side)...),
		"P6, 16 bits": append([]byte("P6 2048 2048 65535\n"), make([]byte, 6*side*side)...),
		"P3":          []byte("P3 2048 2048 255\n" + strings.Repeat("123 45 6 ", side*side)),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(side * side)
			for b.Loop() {
				pic, err := netpbm.Open(loadertest.Source(b, data, "b.ppm"))
				require.NoError(b, err)
				_, err = pic.Decode(context.Background(), picture.Want{Width: 256, Height: 256})
				require.NoError(b, err)
			}
		})
	}
}
