package icns_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/icns"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// file returns elements, given as types and data in turns.
func file(elements ...string) []byte {
	var body []byte
	for i := 0; i+1 < len(elements); i += 2 {
		body = append(body, elements[i]...)
		body = binary.BigEndian.AppendUint32(body, uint32(8+len(elements[i+1])))
		body = append(body, elements[i+1]...)
	}
	head := binary.BigEndian.AppendUint32([]byte("icns"), uint32(8+len(body)))
	return append(head, body...)
}

// runs encodes n samples of one value.
func runs(n int, v byte) string {
	var out []byte
	for n > 0 {
		count := min(n, 130)
		if count < 3 {
			out = append(out, byte(count-1))
			out = append(out, bytes.Repeat([]byte{v}, count)...)
		} else {
			out = append(out, byte(count+125), v)
		}
		n -= count
	}
	return string(out)
}

// halves is a mask of one bit for 16×16 pixels behind their bits: the left half shows.
var halves = strings.Repeat("\xff\x00", 16)

func TestKinds(t *testing.T) {
	t.Parallel()
	orange := color.NRGBA{R: 255, G: 102, A: 255}
	faint := orange
	faint.A = 64
	coloured := runs(256, 255) + runs(256, 102) + runs(256, 0)
	for name, c := range map[string]struct {
		file  []byte
		left  color.NRGBA
		right color.NRGBA
	}{
		"argb":                  {file("ic04", "ARGB"+runs(256, 64)+coloured), faint, faint},
		"24 bits":               {file("is32", coloured), orange, orange},
		"24 bits, mask":         {file("is32", coloured, "s8mk", strings.Repeat("\x40", 256)), faint, faint},
		"24 bits, bits of mask": {file("ics#", halves+halves, "is32", coloured), orange, color.NRGBA{}},
		"24 bits, no runs":      {file("is32", strings.Repeat("a\xff\x66\x00", 256)), orange, orange},
		"8 bits":                {file("ics8", strings.Repeat("\x17", 256), "ics#", halves+halves), orange, color.NRGBA{}},
		"8 bits, a grey":        {file("ics8", strings.Repeat("\xf5", 256)), color.NRGBA{R: 238, G: 238, B: 238, A: 255}, color.NRGBA{R: 238, G: 238, B: 238, A: 255}},
		"4 bits":                {file("ics4", strings.Repeat("\x22", 128)), color.NRGBA{R: 255, G: 100, B: 2, A: 255}, color.NRGBA{R: 255, G: 100, B: 2, A: 255}},
		"1 bit":                 {file("ics#", halves+strings.Repeat("\xff", 32)), color.NRGBA{A: 255}, color.NRGBA{R: 255, G: 255, B: 255, A: 255}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pixels := loadertest.Pixels(t, icns.Open, c.file)
			require.Len(t, pixels, 256)
			right := pixels[15]
			if right.A == 0 {
				right = color.NRGBA{}
			}
			require.Equal(t, []color.NRGBA{c.left, c.right}, []color.NRGBA{pixels[0], right})
		})
	}
}

func encoded(t testing.TB, side int) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, side, side))))
	return b.String()
}

func TestTheLargestElementIsShown(t *testing.T) {
	t.Parallel()
	small, jpeg := runs(768, 200), "\x00\x00\x00\x0cjP  \x0d\x0a\x87\x0a"
	pic, err := icns.Open(loadertest.Source(t, file("is32", small, "ic07", encoded(t, 33), "ic08", jpeg), "a.icns"))
	require.NoError(t, err)
	require.Equal(t, 33, pic.Info().Width)
	require.Equal(t, 3, pic.Info().Pages)

	damaged := strings.Replace(encoded(t, 33), "IHDR", "JHDR", 1)
	pic, err = icns.Open(loadertest.Source(t, file("is32", small, "ic07", damaged), "a.icns"))
	require.NoError(t, err)
	require.Equal(t, 16, pic.Info().Width)

	_, err = icns.Open(loadertest.Source(t, file("ic08", jpeg), "a.icns"))
	require.Equal(t, fault.Unsupported, fault.CodeOf(err))
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := append(loadertest.CorpusCases(t, "icns"), loadertest.Case{
		Name: "128 pixels", Data: file("it32", "\x00\x00\x00\x00"+runs(3<<14, 90), "t8mk", strings.Repeat("a\xff", 1<<13)),
		Width: 128, Height: 128, NoGolden: true,
	})
	loadertest.Run(t, loadertest.Spec{Name: "icns", Open: icns.Open, Cases: cases})
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"another file":       {[]byte("icnt\x00\x00\x00\x08"), fault.Corrupt},
		"no elements":        {file(), fault.NoPicture},
		"no pictures":        {file("TOC ", "abcdefgh", "info", "x"), fault.NoPicture},
		"many elements":      {file(slices.Repeat([]string{"TOC ", ""}, 1000)...), fault.LimitCount},
		"runs are cut":       {file("is32", runs(700, 1)), fault.Truncated},
		"a literal is cut":   {file("is32", "\x7fabc"), fault.Truncated},
		"indices are cut":    {file("ics8", "abc"), fault.Truncated},
		"an element of zero": {append(file(), make([]byte, 16)...), fault.NoPicture},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, icns.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, icns.Open,
		file("is32", runs(768, 9), "s8mk", strings.Repeat("a", 256), "ics#", halves+halves),
		file("ic04", "ARGB"+runs(1024, 5)), file("ics4", strings.Repeat("a", 128), "ics8", strings.Repeat("a", 256)),
		file("ic07", encoded(f, 3)))
}
