package metafile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/metafile"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// sheet is a drawing with something of everything.
func sheet() string {
	var b strings.Builder
	add := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
	}
	add(rec(118, bounds, longs(2, 1, 1), longs(0, 0), words(0xc000, 0xd000, 0xff00, 0), longs(400, 300), words(0xff00, 0xff00, 0xff00, 0), longs(0, 1)))
	for i := range 6 {
		add(rec(18, longs(1+i%2)), pen(1, i, 2, 0x404040), brush(2, 2, 0x2040c0, i), rec(43, longs(10+64*i, 10, 60+64*i, 50)))
		add(rec(95, longs(1, 0, 0, 0, 0, 0x10000|i<<8|i<<12|i, 5, 0, 0x804020, 0, 0)), choose(1), rec(87, bounds, longs(3), words(15+64*i, 100, 35+64*i, 65, 55+64*i, 100)))
	}
	add(pen(1, 0, 0, 0), brush(2, 0, 0x40c080, 0))
	add(rec(42, longs(10, 110, 60, 150)), rec(44, longs(70, 110, 120, 150, 20, 20)), rec(45, longs(130, 110, 180, 150, 180, 130, 150, 110)))
	add(rec(46, longs(190, 110, 240, 150, 240, 130, 210, 110)), rec(47, longs(250, 110, 300, 150, 300, 130, 270, 110)))
	add(rec(85, bounds, longs(4), words(310, 150, 330, 90, 360, 170, 390, 110)))
	add(rec(33), rec(59), rec(42, longs(10, 160, 110, 220)), rec(60), rec(67, longs(1)), stretched(10, 160, 100, 60, 0xcc0020, dib()), rec(34, longs(-1)))
	add(blitted(114, 60, 180, 80, 40, 0x01800000, 2, 1, dib32("\xff\x00\x00\xff\x00\x40\x00\x40")), blitted(116, 150, 160, 50, 50, blue, 2, 2, dib()))
	add(stretched(210, 160, 50, 50, 0x8800c6, dib()), blitted(76, 270, 160, 30, 50, 0x550009, 0, 0, ""))
	add(rec(94, longs(3, 0, 32, 40, 72, 16), dib()), choose(3), rec(43, longs(310, 160, 390, 210)))
	add(rec(18, longs(1)), rec(22, longs(24)), rec(24, longs(0x800000)), font(4, -30, 0, 400, "Arial"), written(10, 260, "Metafile ÄΩЖ"))
	add(font(4, -20, 300, 700, "Times New Roman"), written(220, 290, "turned"), font(4, -16, 0, 400, "Courier New"), rec(18, longs(2)), rec(25, longs(0xc0ffff)), written(300, 260, "steps", 20, 20, 20, 20, 20))
	add(rec(59), font(4, -40, 0, 700, "Arial"), written(300, 295, "Path"), rec(60), choose(noBrush), pen(1, 0, 1, red), rec(64, bounds))
	add(rec(35, floats(0.9, 0.1, -0.1, 0.9, 40, 0)), rec(29, longs(0, 0, 20, 20)), rec(75, longs(48, 4, 32, 1, 1, 16, 0, 0, 100, 100), longs(0, 0, 400, 5)), rec(43, longs(10, 225, 200, 235)))
	return emf(400, 300, b.String())
}

// small is a WMF with something of everything that those have.
func small() string {
	return wmf(200, 100, meta(0x0103, words(8)), meta(0x020b, words(0, 0)), meta(0x020c, words(100, 200)), meta(0x02fa, words(0, 3, 0, 0xff, 0)), meta(0x012d, words(0)),
		meta(0x02fc, words(2, 0xff00, 0, 3)), meta(0x012d, words(1)), meta(0x001e), meta(0x0416, words(95, 195, 5, 5)), meta(0x0538, words(2, 3, 3, 10, 10, 60, 10, 10, 60, 60, 60, 30, 60, 60, 30)),
		meta(0x0324, words(3, 70, 10, 120, 10, 70, 60)), meta(0x0817, words(10, 180, 50, 130, 60, 190, 10, 130)), meta(0x081a, words(10, 180, 50, 130, 90, 190, 60, 130)),
		meta(0x0127, words(-1)), meta(0x02fb, words(-20, 0, 0, 0, 700, 1, 1, 0, 0), "Symbol\x00\x00"), meta(0x012d, words(2)), meta(0x0a32, words(70, 10, 3, 6, 5, 65, 80, 95), "abg\x00", words(20, 20, 20)),
		meta(0x0f43, words(0x20, 0xcc, 0, 2, 2, 0, 0, 20, 20, 75, 90), dib()), meta(0x0b41, words(0x20, 0xcc, 2, 2, 0, 0, 20, 20, 75, 110), dib()),
		meta(0x0142, words(5, 0), dib()), meta(0x012d, words(3)), meta(0x041b, words(95, 125, 65, 122)), meta(0x041f, words(0xff, 0, 5, 5)))
}

func TestLoader(t *testing.T) {
	t.Parallel()
	plus := plusDrawing(0, plusRec(0x4008, imageAt1, plusImage(2, 1, 0, 0, 1, pngFile(t))), plusRec(0x401a, 1, longs(0, 2), floats(0, 0, 2, 1), floats(0, 0, 100, 100)))
	loadertest.Run(t, loadertest.Spec{Name: "metafile", Open: metafile.Open, Cases: []loadertest.Case{
		{Name: "sheet", Data: []byte(sheet()), Width: 512, Height: 384},
		{Name: "sheet of 16 bits", Data: []byte(small()), Width: 512, Height: 256},
		{Name: "plus", Data: []byte(plus), NoGolden: true},
	}})
}

func FuzzOpen(f *testing.F) {
	plus := plusDrawing(0, plusRec(0x4008, imageAt1, plusImage(2, 1, 0, 0, 1, pngFile(f))), plusRec(0x401a, 1, longs(0, 2), floats(0, 0, 2, 1), floats(0, 0, 100, 100)),
		plusRec(0x4008, 2<<8|4, longs(0, 0, 0, 0), floats(20), longs(0, 0, opaqueRed)), plusRec(0x400d, 4, longs(2), floats(0, 50, 100, 50)))
	loadertest.Fuzz(f, metafile.Open, []byte(sheet()), []byte(small()), []byte(plus), []byte(plain(meta(0x0213, words(40, 80)))))
}

func BenchmarkDecode(b *testing.B) {
	data := []byte(sheet())
	b.Run("sheet", func(b *testing.B) {
		for b.Loop() {
			pic, err := metafile.Open(loadertest.Source(b, data, "b.emf"))
			require.NoError(b, err)
			_, err = pic.Decode(b.Context(), picture.Want{Width: 2048, Height: 1536})
			require.NoError(b, err)
		}
	})
}
