package miff_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/miff"
	"apsync/core/picture"
)

// encode returns a file of keys and what follows the header.
func encode(w, h int, keys, data string) []byte {
	return fmt.Appendf(nil, "id=ImageMagick  version=1.0\n{a : comment}\ncolumns=%d  rows=%d\n%s\nlabel={a b=c}\n\f\n:\x1a%s", w, h, keys, data)
}

// deflated returns data in parts, with the length before each.
func deflated(data string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(data))
	_ = w.Close()
	var out []byte
	for part := b.Bytes(); len(part) > 0; {
		n := min(len(part), 7)
		out = binary.BigEndian.AppendUint32(out, uint32(n))
		out = append(out, part[:n]...)
		part = part[n:]
	}
	return string(out)
}

func floats(values ...float32) string {
	var b []byte
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, math.Float32bits(v))
	}
	return string(b)
}

func TestPixels(t *testing.T) {
	t.Parallel()
	var (
		red   = color.NRGBA{R: 255, A: 255}
		blue  = color.NRGBA{B: 255, A: 255}
		faint = color.NRGBA{B: 255, A: 128}
		black = color.NRGBA{A: 255}
		white = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
	)
	const rgb = "\xff\x00\x00\x00\x00\xff"
	for name, c := range map[string]struct {
		keys, data string
		want       []color.NRGBA
	}{
		"rgb":                {"class=DirectClass depth=8 colorspace=sRGB", rgb, []color.NRGBA{red, blue}},
		"alpha":              {"class=DirectClass matte=True", "\xff\x00\x00\xff\x00\x00\xff\x80", []color.NRGBA{red, faint}},
		"alpha, newly said":  {"alpha-trait=Blend", "\xff\x00\x00\xff\x00\x00\xff\x80", []color.NRGBA{red, faint}},
		"16 bits":            {"depth=16", "\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff", []color.NRGBA{red, blue}},
		"32 bits":            {"depth=32 colorspace=Gray", "\x00\x00\x00\x00\xff\xff\xff\xff", []color.NRGBA{black, white}},
		"floats":             {"depth=32 quantum:format={floating-point}", floats(2, 0, -1, 0, 0, 1), []color.NRGBA{red, blue}},
		"grey":               {"colorspace=Gray", "\x00\xff", []color.NRGBA{black, white}},
		"run lengths":        {"compression=RLE", "\xff\x00\x00\x01", []color.NRGBA{red, red}},
		"deflated":           {"compression=Zip", deflated(rgb), []color.NRGBA{red, blue}},
		"palette":            {"class=PseudoClass colors=2", rgb + "\x01\x00", []color.NRGBA{blue, red}},
		"palette with alpha": {"class=PseudoClass colors=2 matte=True", rgb + "\x01\x80\x00\xff", []color.NRGBA{faint, red}},
		"wide indices":       {"class=PseudoClass colors=300", rgb + strings.Repeat("\x00", 894) + "\x00\x01\x00\x00", []color.NRGBA{blue, red}},
		"profiles":           {"profile-iptc=3 profile:exif=2", "abcde" + rgb, []color.NRGBA{red, blue}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, loadertest.Pixels(t, miff.Open, encode(2, 1, c.keys, c.data)))
		})
	}
}

func larger() map[string][]byte {
	samples := strings.Repeat("aaaabbbbcd\xff\x00\xf0\x0fxyzzzzzzz", 3000)
	return map[string][]byte{
		"rgb":      encode(67, 40, "", samples[:67*40*3]),
		"cmyk, 16": encode(67, 40, "colorspace=CMYK depth=16 matte=True", samples[:67*40*10]),
		"deflated": encode(67, 40, "compression=Zip matte=True", deflated(samples[:67*40*4])),
		"runs":     encode(67, 40, "compression=RLE", strings.Repeat("abc\x42", 40)),
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "miff")
	for name, data := range larger() {
		cases = append(cases, loadertest.Case{Name: name, Data: data, Width: 67, Height: 40, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "miff", Open: miff.Open, Cases: cases})
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"another file":        {[]byte("id=GraphicsMagick\n:\x1a"), fault.Corrupt},
		"no end":              {[]byte("id=ImageMagick\ncolumns=1 rows=1\n"), fault.Truncated},
		"no width":            {encode(0, 1, "", "abc"), fault.Corrupt},
		"a sample is missing": {encode(2, 1, "", "abcde"), fault.Truncated},
		"huge":                {encode(30000000, 2000000000, "depth=16 matte=True", "abcde"), fault.LimitPixels},
		"bzip":                {encode(1, 1, "compression=BZip", "abc"), fault.Unsupported},
		"lab":                 {encode(1, 1, "colorspace=Lab", "abc"), fault.Unsupported},
		"no colours":          {encode(1, 1, "class=PseudoClass", "abc"), fault.Corrupt},
		"an index beyond":     {encode(1, 1, "class=PseudoClass colors=1", "abc\x01"), fault.Corrupt},
		"a palette is cut":    {encode(1, 1, "class=PseudoClass colors=9", "abc\x01"), fault.Truncated},
		"a run is cut":        {encode(2, 1, "compression=RLE", "abc"), fault.Truncated},
		"deflate is damaged":  {encode(2, 1, "compression=Zip", "\x00\x00\x00\x08\x78\x9cabcdef"), fault.Corrupt},
		"a deflate is cut":    {encode(2, 1, "compression=Zip", deflated("abcdef")[:9]), fault.Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, miff.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := loadertest.CorpusSeeds("miff")
	for _, data := range larger() {
		seeds = append(seeds, data)
	}
	loadertest.Fuzz(f, miff.Open, append(seeds, encode(1, 1, "class=PseudoClass colors=1", "abc\x00"))...)
}
