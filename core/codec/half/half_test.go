package half_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/half"
)

// meant returns the number by the definition of IEEE 754 §3.4.
func meant(bits uint16) float64 {
	sign := 1 - 2*float64(bits>>15)
	exponent, fraction := int(bits>>10&31), float64(bits&0x3ff)
	switch {
	case exponent == 31 && fraction != 0:
		return math.NaN()
	case exponent == 31:
		return sign * math.Inf(1)
	case exponent == 0:
		return sign * math.Ldexp(fraction, -24)
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

func TestEveryNumber(t *testing.T) {
	t.Parallel()
	src, dst := make([]byte, 2<<16), make([]float32, 1<<16)
	exact, sums := make([]float32, 1<<16), make([]float32, 1<<16)
	for i := range dst {
		binary.LittleEndian.PutUint16(src[2*i:], uint16(i))
		exact[i] = half.Float(uint16(i))
	}
	half.Floats(dst, src)
	half.Add(sums, src)
	require.Equal(t, dst, sums)
	words := make([]uint16, 1<<16)
	half.Words(words, exact)
	for i := range dst {
		want := meant(uint16(i))
		require.Equal(t, dst[i], half.Table()[i])
		if math.IsNaN(want) {
			require.NotEqual(t, exact[i], exact[i], "%#x", i)
			require.Zero(t, dst[i])
			require.Equal(t, uint16(0x7e00), half.Bits(exact[i])&0x7fff)
			continue
		}
		require.Equal(t, float32(want), exact[i], "%#x", i)
		require.Equal(t, float32(min(max(want, -half.Max), half.Max)), dst[i], "%#x", i)
		require.Equal(t, uint16(i), half.Bits(exact[i]), "%#x", i)
		require.Equal(t, uint16(i), words[i], "%#x", i)
	}
}

func TestRounding(t *testing.T) {
	t.Parallel()
	for i := range uint16(0x7bff) {
		low, high := meant(i), meant(i+1)
		middle := (low + high) / 2
		even := i + i&1
		require.Equal(t, even, half.Bits(float32(middle)), "%#x", i)
		require.Equal(t, i, half.Bits(math.Nextafter32(float32(middle), 0)), "%#x", i)
		above := math.Nextafter32(float32(middle), 1e9)
		require.Equal(t, i+1, half.Bits(above), "%#x", i)
		words := make([]uint16, 9)
		half.Words(words, []float32{float32(middle), above, -above, float32(low), 0, 0, 0, 0, float32(middle)})
		require.Equal(t, []uint16{even, i + 1, i + 1 | 0x8000, i, 0, 0, 0, 0, even}, words)
	}
	require.Equal(t, uint16(0x7bff), half.Bits(65519))
	require.Equal(t, uint16(0x7c00), half.Bits(65520))
	require.Equal(t, uint16(0xfc00), half.Bits(-1e30))
}

func TestAnyLength(t *testing.T) {
	t.Parallel()
	src := make([]byte, 64)
	for i := range src {
		src[i] = byte(37 * i)
	}
	for n := range 30 {
		dst := make([]float32, n+1)
		dst[n] = -7
		half.Floats(dst[:n], src[2:])
		require.Equal(t, float32(-7), dst[n])
		for i, f := range dst[:n] {
			require.Equal(t, half.Clean(half.Float(binary.LittleEndian.Uint16(src[2+2*i:]))), f)
		}
	}
}
