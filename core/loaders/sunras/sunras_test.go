package sunras_test

import (
	"encoding/binary"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/sunras"
	"apsync/core/picture"
)

// encode returns a file with what follows its header.
func encode(w, h, depth, kind uint32, palette, pixels string) []byte {
	file := []byte("\x59\xa6\x6a\x95")
	mapType := uint32(0)
	if palette != "" {
		mapType = 1
	}
	for _, v := range []uint32{w, h, depth, uint32(len(pixels)), kind, mapType, uint32(len(palette))} {
		file = binary.BigEndian.AppendUint32(file, v)
	}
	return append(append(file, palette...), pixels...)
}

func TestPixels(t *testing.T) {
	t.Parallel()
	var (
		black = color.NRGBA{A: 255}
		white = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
		red   = color.NRGBA{R: 255, A: 255}
		blue  = color.NRGBA{B: 255, A: 255}
	)
	const palette = "\xff\x00\x00\x00\x00\xff" // red, blue
	for name, c := range map[string]struct {
		file []byte
		want []color.NRGBA
	}{
		"1 bit":               {encode(2, 1, 1, 1, "", "\x40\x00"), []color.NRGBA{white, black}},
		"1 bit, palette":      {encode(2, 1, 1, 1, palette, "\x40\x00"), []color.NRGBA{red, blue}},
		"8 bits":              {encode(2, 1, 8, 0, "", "\x00\xff"), []color.NRGBA{black, white}},
		"8 bits, palette":     {encode(1, 2, 8, 1, palette, "\x00a\x01a"), []color.NRGBA{red, blue}},
		"24 bits":             {encode(2, 1, 24, 1, "", "\x00\x00\xff\xff\x00\x00"), []color.NRGBA{red, blue}},
		"24 bits, rgb":        {encode(2, 1, 24, 3, "", "\xff\x00\x00\x00\x00\xff"), []color.NRGBA{red, blue}},
		"32 bits":             {encode(2, 1, 32, 1, "", "a\x00\x00\xffa\xff\x00\x00"), []color.NRGBA{red, blue}},
		"32 bits, rgb":        {encode(2, 1, 32, 3, "", "a\xff\x00\x00a\x00\x00\xff"), []color.NRGBA{red, blue}},
		"runs":                {encode(4, 1, 8, 2, palette, "\x80\x02\x00\x01"), []color.NRGBA{red, red, red, blue}},
		"runs, the escape":    {encode(2, 1, 8, 2, "", "\x80\x00\x00"), []color.NRGBA{{R: 128, G: 128, B: 128, A: 255}, black}},
		"no padding at last":  {encode(1, 2, 8, 1, palette, "\x00a\x01"), []color.NRGBA{red, blue}},
		"runs over the edges": {encode(2, 2, 8, 2, palette, "\x80\x03\x01"), []color.NRGBA{blue, blue, blue, blue}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, loadertest.Pixels(t, sunras.Open, c.file))
		})
	}
}

func larger() map[string][]byte {
	pixels := strings.Repeat("aaaabbbbcd\xff\x00\xf0\x0fxyzzzzzzz", 700)
	return map[string][]byte{
		"1 bit":   encode(67, 40, 1, 1, "", pixels[:10*40]),
		"24 bits": encode(67, 40, 24, 1, "", pixels[:202*40]),
		"32 bits": encode(67, 40, 32, 3, "", pixels[:268*40]),
		"runs":    encode(67, 40, 8, 2, strings.Repeat("abc", 256), strings.Repeat("\x80\x21a\x80\x20b\x80\x00", 40)),
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "ras")
	for name, data := range larger() {
		cases = append(cases, loadertest.Case{Name: name, Data: data, Width: 67, Height: 40, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "sunras", Open: sunras.Open, Cases: cases})
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"no width":           {encode(0, 1, 8, 1, "", "aa"), fault.Corrupt},
		"two bits":           {encode(1, 1, 2, 1, "", "aa"), fault.Unsupported},
		"an embedded tiff":   {encode(1, 1, 8, 4, "", "aa"), fault.Unsupported},
		"a pixel is missing": {encode(3, 1, 8, 1, "", "aa"), fault.Truncated},
		"a run is missing":   {encode(3, 1, 8, 2, "", "\x80\x01a\x80\x01"), fault.Truncated},
		"huge":               {encode(0x0fffffff, 0x7fffffff, 32, 1, "", "aa"), fault.LimitPixels},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, sunras.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := loadertest.CorpusSeeds("ras")
	for _, data := range larger() {
		seeds = append(seeds, data)
	}
	loadertest.Fuzz(f, sunras.Open, seeds...)
}
