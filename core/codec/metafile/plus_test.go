package metafile_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// plusRec is a record of EMF+.
func plusRec(kind, flags int, parts ...string) string {
	data := strings.Join(parts, "")
	data += strings.Repeat("\x00", -len(data)&3)
	return words(kind, flags) + longs(12+len(data), len(data)) + data
}

// plusDrawing is an EMF of 100×100 that only has records of EMF+.
func plusDrawing(flags int, records ...string) string {
	data := "EMF+" + plusRec(0x4001, flags, longs(0, 0, 100, 100)) + strings.Join(records, "")
	return emf(100, 100, rec(70, longs(len(data)), data))
}

func pngFile(t testing.TB) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	img.Set(0, 0, color.NRGBA{R: 255, A: 255})
	img.Set(1, 0, color.NRGBA{G: 255, A: 255})
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.String()
}

// plusImage is an image at place 1.
func plusImage(w, h, stride, format, kind int, data string) string {
	return longs(0, 1, w, h, stride, format, kind) + data
}

const (
	imageAt1  = 5<<8 | 1
	format32A = 0x26200a
	opaqueRed = 0xffff0000
)

func TestPlus(t *testing.T) {
	t.Parallel()
	whole := longs(0, 2) + floats(0, 0, 2, 1)
	inPNG := plusImage(2, 1, 0, 0, 1, pngFile(t))
	clearAndGreen := strings.Repeat("\x00\x00\x00\x00", 2) + strings.Repeat("\x00\xff\x00\xff", 2)
	square := floats(20, 20, 60, 60)
	solid := longs(0, 0, opaqueRed)
	for name, c := range map[string]struct{ data, want string }{
		"a png":         {plusDrawing(0, plusRec(0x4008, imageAt1, inPNG), plusRec(0x401a, 1, whole, floats(0, 0, 100, 100))), "r??g r??g"},
		"in two parts":  {plusDrawing(0, plusRec(0x4008, imageAt1|0x8000, longs(len(inPNG)), inPNG[:40]), plusRec(0x4008, imageAt1|0x8000, longs(len(inPNG)), inPNG[40:]), plusRec(0x401a, 1, whole, floats(0, 0, 100, 100))), "r??g r??g"},
		"turned":        {plusDrawing(0, plusRec(0x4008, imageAt1, inPNG), plusRec(0x401b, 1, whole, longs(3), floats(100, 0, 100, 100, 0, 0))), "rr ?? ?? gg"},
		"with alpha":    {plusDrawing(0, plusRec(0x4008, imageAt1, plusImage(4, 1, 16, format32A, 0, clearAndGreen)), plusRec(0x401a, 1, longs(0, 2), floats(0, 0, 4, 1), floats(0, 0, 50, 100))), "wgww wgww"},
		"rectangles":    {plusDrawing(0, plusRec(0x400a, 0x8000, longs(opaqueRed, 1), square)), "wwwww wrrrw wrrrw wrrrw wwwww"},
		"short numbers": {plusDrawing(0, plusRec(0x400a, 0xc000, longs(opaqueRed, 1), words(20, 20, 60, 60))), "wwwww wrrrw wrrrw wrrrw wwwww"},
		"a brush":       {plusDrawing(0, plusRec(0x4008, 1<<8|2, solid), plusRec(0x400a, 0, longs(2, 1), square)), "wwwww wrrrw wrrrw wrrrw wwwww"},
		"an ellipse":    {plusDrawing(0, plusRec(0x400e, 0x8000, longs(opaqueRed), floats(0, 0, 100, 100))), "wrrw rrrr rrrr wrrw"},
		"a polygon":     {plusDrawing(0, plusRec(0x400c, 0x8000, longs(opaqueRed, 3), floats(0, 0, 100, 0, 0, 100))), "rr? rww ?ww"},
		"a path":        {plusDrawing(0, plusRec(0x4008, 3<<8|3, longs(0, 3, 0), floats(0, 0, 100, 0, 0, 100), "\x00\x01\x81"), plusRec(0x4014, 0x8003, longs(opaqueRed))), "rr? rww ?ww"},
		"a pen":         {plusDrawing(0, plusRec(0x4008, 2<<8|4, longs(0, 0, 0, 0), floats(20), solid), plusRec(0x400d, 4, longs(2), floats(0, 50, 100, 50))), "wwwww wwwww rrrrr wwwww wwwww"},
		"transforms":    {plusDrawing(0, plusRec(0x402d, 0, floats(50, 0)), plusRec(0x402e, 0, floats(5, 5)), plusRec(0x400a, 0x8000, longs(opaqueRed, 1), floats(0, 0, 10, 10))), "wr ww"},
		"inches":        {plusDrawing(0, plusRec(0x4030, 4, floats(1)), plusRec(0x400a, 0x8000, longs(opaqueRed, 1), floats(0, 0, 0.5, 0.5))), "rw ww"},
		"a clip":        {plusDrawing(0, plusRec(0x4032, 0, floats(0, 0, 50, 100)), plusRec(0x400a, 0x8000, longs(opaqueRed, 1), square)), "wwwww wrwww wrwww wrwww wwwww"},
		"cleared":       {plusDrawing(0, plusRec(0x4009, 0, longs(opaqueRed))), "rr rr"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			img, notes := drawn(t, c.data)
			require.Empty(t, notes)
			requireAt(t, img, c.want)
		})
	}
}

func TestPlusIsPassedOverWhereThereIsAnother(t *testing.T) {
	t.Parallel()
	data := "EMF+" + plusRec(0x4001, 1, longs(0, 0, 100, 100)) + plusRec(0x4009, 0, longs(opaqueRed))
	img, notes := drawn(t, emf(100, 100, rec(70, longs(len(data)), data), choose(noPen), brush(1, 0, blue, 0), rec(43, longs(0, 0, 50, 100))))
	require.Empty(t, notes)
	requireAt(t, img, "bw bw")
}
