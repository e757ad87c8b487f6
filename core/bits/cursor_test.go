package bits_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/bits"
	"apsync/core/fault"
)

func TestNumbersAreReadInTheirOrder(t *testing.T) {
	t.Parallel()
	data := []byte{1, 2, 3, 4, 5, 6, 7, 8, 0xff, 0xfe, 0x3f, 0x80, 0, 0}
	big, little := bits.Big(data), bits.Little(data)
	require.EqualValues(t, 1, big.U8())
	require.EqualValues(t, 1, little.U8())
	require.EqualValues(t, 0x0203, big.U16())
	require.EqualValues(t, 0x0302, little.U16())
	require.EqualValues(t, 0x04050607, big.U32())
	require.EqualValues(t, 0x07060504, little.U32())
	big.Seek(8)
	require.EqualValues(t, -2, big.I16())
	require.InDelta(t, 1.0, big.F32(), 0)
	big.Seek(0)
	require.EqualValues(t, uint64(0x0102030405060708), big.U64())
	require.NoError(t, big.Err())
}

func TestTheFirstReadBeyondTheEndSticks(t *testing.T) {
	t.Parallel()
	c := bits.Big([]byte{1, 2, 3})
	require.Zero(t, c.U32())
	require.Zero(t, c.U8(), "also what would still fit")
	require.Equal(t, fault.Truncated, fault.CodeOf(c.Err()))
	require.ErrorContains(t, c.Err(), "4 bytes wanted at offset 0 of 3")
	c.Seek(0)
	require.Error(t, c.Err())
}

func TestNoLengthAndNoOffsetHarms(t *testing.T) {
	t.Parallel()
	for _, n := range []int{-1, 4, math.MaxInt, math.MinInt} {
		c := bits.Little([]byte{1, 2, 3})
		require.Nil(t, c.Bytes(n))
		require.Error(t, c.Err())
		c = bits.Little([]byte{1, 2, 3})
		c.Seek(n)
		require.Error(t, c.Err())
	}
}

func TestProductsThatDoNotFitAreNoticed(t *testing.T) {
	t.Parallel()
	n, ok := bits.Mul(1<<31, 1<<31)
	require.True(t, ok)
	require.EqualValues(t, int64(1)<<62, n)
	_, ok = bits.Mul(1<<31, 1<<31, 4)
	require.False(t, ok)
	_, ok = bits.Mul(-1, 5)
	require.False(t, ok)
	n, ok = bits.Mul(0, math.MaxInt64)
	require.True(t, ok)
	require.Zero(t, n)
}
