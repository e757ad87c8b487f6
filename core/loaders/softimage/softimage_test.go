package softimage_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/softimage"
	"apsync/core/picture"
	"apsync/core/raster"
)

// file returns a picture of w×h with the given packets and rows.
func file(w, h int, packets, rows string) []byte {
	b := make([]byte, 104)
	binary.BigEndian.PutUint32(b, 0x5380f634)
	copy(b[88:], "PICT")
	binary.BigEndian.PutUint16(b[92:], uint16(w))
	binary.BigEndian.PutUint16(b[94:], uint16(h))
	return append(b, packets+rows...)
}

const (
	plainRGB   = "\x00\x08\x00\xe0"
	pureRGB    = "\x00\x08\x01\xe0"
	mixedRGB   = "\x00\x08\x02\xe0"
	mixedFirst = "\x01\x08\x02\xe0" // alpha follows
	mixedAlpha = "\x00\x08\x02\x10"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "pic")
	cases = append(
		cases,
		loadertest.Case{Name: "plain", Data: file(60, 40, plainRGB, strings.Repeat("abcdefghiXYZ", 600)), Width: 60, Height: 40, NoGolden: true},
		loadertest.Case{Name: "pure", Data: file(60, 40, pureRGB, strings.Repeat("\x1eabc\x1eXYZ", 40)), Width: 60, Height: 40, NoGolden: true},
	)
	loadertest.Run(t, loadertest.Spec{Name: "softimage", Open: softimage.Open, Cases: cases})
}

func TestPackets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		packets, rows, want string
		layout              raster.Layout
	}{
		"plain":              {plainRGB, "abcdef", "abcdef", raster.RGB},
		"pure":               {pureRGB, "\x01abc\x01def", "abcdef", raster.RGB},
		"mixed, a run":       {mixedRGB, "\x81abc", "abcabc", raster.RGB},
		"mixed, a long run":  {mixedRGB, "\x80\x00\x02abc", "abcabc", raster.RGB},
		"mixed, literals":    {mixedRGB, "\x01abcdef", "abcdef", raster.RGB},
		"alpha by itself":    {mixedFirst + mixedAlpha, "\x81abc\x01XY", "abcXabcY", raster.RGBA},
		"channels by nibble": {"\x00\x08\x12\xe0", "\x81abc", "abcabc", raster.RGB},
	} {
		_, frame, err := loadertest.Decode(t, softimage.Open, file(2, 1, c.packets, c.rows), picture.Want{})
		require.NoError(t, err, name)
		img := frame.Image.(*raster.Pixels[uint8])
		require.Equal(t, c.layout, img.Layout, name)
		require.Equal(t, c.want, string(img.Pix), name)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
	}{
		"cut":             {file(2, 1, "", "")[:90], fault.Truncated},
		"no packet":       {file(2, 1, "", ""), fault.Corrupt},
		"endless packets": {file(2, 1, strings.Repeat(mixedFirst, 100), ""), fault.Corrupt},
		"no channel":      {file(2, 1, "\x00\x08\x02\x00", ""), fault.Corrupt},
		"16 bits":         {file(2, 1, "\x00\x10\x02\xe0", ""), fault.Unsupported},
		"way 3":           {file(2, 1, "\x00\x08\x03\xe0", ""), fault.Corrupt},
		"no width":        {file(0, 1, plainRGB, ""), fault.Corrupt},
		"an overrun":      {file(2, 1, mixedRGB, "\x82abc"), fault.Corrupt},
		"an empty run":    {file(2, 1, mixedRGB, "\x80\x00\x00abc"), fault.Corrupt},
		"ends":            {file(2, 1, mixedRGB, "\x01abcde"), fault.Truncated},
	} {
		_, _, err := loadertest.Decode(t, softimage.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", name, err)
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, softimage.Open, file(2, 1, mixedFirst+mixedAlpha, "\x81abc\x01XY"), file(2, 2, pureRGB, "\x01abc\x01def\x02ghi"))
}
