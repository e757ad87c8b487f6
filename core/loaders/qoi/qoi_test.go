package qoi_test

import (
	"encoding/binary"
	"image/color"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/qoi"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "qoi")
	for name, channels := range map[string]byte{"three channels": 3, "four channels": 4} {
		cases = append(cases, loadertest.Case{
			Name: name, Data: encode(67, 40, channels, noise(67*40, channels)), Width: 67, Height: 40, NoGolden: true,
		})
	}
	loadertest.Run(t, loadertest.Spec{Name: "qoi", Open: qoi.Open, Cases: cases})
}

// noise are pixels of which many are alike, or nearly, so that every code occurs.
func noise(n int, channels byte) []color.NRGBA {
	random := rand.New(rand.NewPCG(1, 2))
	pixels := make([]color.NRGBA, n)
	last := color.NRGBA{A: 255}
	for i := range pixels {
		switch random.IntN(5) {
		case 0:
			last.R += uint8(random.IntN(4))
		case 1:
			last.G += uint8(random.IntN(40))
		case 2:
			last.B = uint8(random.IntN(256))
		case 3:
			if channels == 4 {
				last.A = uint8(200 + random.IntN(56))
			}
		}
		if i > 100 && random.IntN(5) == 0 {
			last = pixels[i-random.IntN(60)-1]
		}
		pixels[i] = last
	}
	return pixels
}

func TestEveryPixelComesBack(t *testing.T) {
	t.Parallel()
	for _, channels := range []byte{3, 4} {
		pixels := noise(67*40, channels)
		require.Equal(t, pixels, loadertest.Pixels(t, qoi.Open, encode(67, 40, channels, pixels)))
	}
}

func TestAClaimOfLinearLightChangesNothing(t *testing.T) {
	t.Parallel()
	file := encode(1, 1, 3, []color.NRGBA{{R: 55, G: 55, B: 55, A: 255}})
	file[13] = 1
	require.EqualValues(t, 55, loadertest.Pixels(t, qoi.Open, file)[0].R)
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := encode(2, 1, 3, noise(2, 3))
	with := func(off int, b ...byte) []byte {
		file := append([]byte{}, whole...)
		copy(file[off:], b)
		return file
	}
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"no width":      {with(4, 0, 0, 0, 0), fault.Corrupt},
		"two channels":  {with(12, 2), fault.Corrupt},
		"huge":          {with(4, 0x7f, 255, 255, 255, 0x7f, 255, 255, 255), fault.LimitPixels},
		"another file":  {with(0, 'Q'), fault.Corrupt},
		"a header only": {whole[:14], fault.Truncated},
		"a code is cut": {append(append([]byte{}, whole[:14]...), 0xfe, 1, 2), fault.Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, qoi.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("qoi"), encode(9, 9, 4, noise(81, 4)))
	loadertest.Fuzz(f, qoi.Open, seeds...)
}

func BenchmarkDecode(b *testing.B) {
	const side = 1024
	data := encode(side, side, 4, noise(side*side, 4))
	b.Run("noise", func(b *testing.B) {
		b.SetBytes(side * side)
		for b.Loop() {
			pic, err := qoi.Open(loadertest.Source(b, data, "b.qoi"))
			require.NoError(b, err)
			_, err = pic.Decode(b.Context(), picture.Want{Width: 256, Height: 256})
			require.NoError(b, err)
		}
	})
}

// encode follows the specification's order of preference of codes.
func encode(w, h uint32, channels byte, pixels []color.NRGBA) []byte {
	file := append([]byte("qoif"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)...)
	file = append(file, channels, 0)
	var seen [64]color.NRGBA
	last, run := color.NRGBA{A: 255}, 0
	flush := func() {
		if run > 0 {
			file = append(file, 0xc0|byte(run-1))
		}
		run = 0
	}
	for _, p := range pixels {
		if p == last {
			if run++; run == 62 {
				flush()
			}
			continue
		}
		flush()
		slot := &seen[(p.R*3+p.G*5+p.B*7+p.A*11)%64]
		if *slot == p {
			file = append(file, (p.R*3+p.G*5+p.B*7+p.A*11)%64)
		} else {
			file = append(file, code(last, p)...)
		}
		*slot, last = p, p
	}
	flush()
	return append(file, 0, 0, 0, 0, 0, 0, 0, 1)
}

func code(last, p color.NRGBA) []byte {
	if p.A != last.A {
		return []byte{0xff, p.R, p.G, p.B, p.A}
	}
	r, g, b := int8(p.R-last.R), int8(p.G-last.G), int8(p.B-last.B)
	within := func(v int8, n int8) bool { return v >= -n && v < n }
	switch {
	case within(r, 2) && within(g, 2) && within(b, 2):
		return []byte{0x40 | byte(r+2)<<4 | byte(g+2)<<2 | byte(b+2)}
	case within(g, 32) && within(r-g, 8) && within(b-g, 8):
		return []byte{0x80 | byte(g+32), byte(r-g+8)<<4 | byte(b-g+8)}
	}
	return []byte{0xfe, p.R, p.G, p.B}
}
