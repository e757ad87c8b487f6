package bands_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/bands"
)

func TestUnpack(t *testing.T) {
	t.Parallel()
	for depth, want := range map[int][]byte{
		1: {1, 0, 1, 1, 0, 1, 0, 0, 1}, 2: {2, 3, 1, 0, 2, 0, 0, 1, 3}, 4: {11, 4, 8, 1, 12, 0, 0, 0, 0}, 8: {0xb4, 0x81, 0xc0, 0, 1, 2, 3, 4, 5},
	} {
		dst := make([]byte, 9)
		bands.Unpack(dst, []byte{0xb4, 0x81, 0xc0, 0, 1, 2, 3, 4, 5}, depth)
		require.Equal(t, want, dst, "%d bits", depth)
		require.Equal(t, int64((9*depth+7)/8), bands.PackedBytes(9, depth))
	}
	dst := make([]byte, 9)
	bands.Bilevel(dst, []byte{0xb4, 0x80}, 1)
	require.Equal(t, []byte{0, 255, 0, 0, 255, 0, 255, 255, 0}, dst)
	bands.Bilevel(dst, []byte{0xb4, 0x80}, 0)
	require.Equal(t, []byte{255, 0, 255, 255, 0, 255, 0, 0, 255}, dst)
}

func TestScales(t *testing.T) {
	t.Parallel()
	require.Equal(t, []uint8{0, 85, 170, 255, 255}, bands.Scale8(3)[:5])
	scale := bands.Scale16(1000)
	require.Equal(t, []uint16{0, 32768, 65535, 65535}, []uint16{scale[0], scale[500], scale[1000], scale[65535]})
}

func TestPalettesAndRuns(t *testing.T) {
	t.Parallel()
	palette := bands.Palette{1: {1, 2, 3, 4}}
	rgb, rgba := make([]byte, 6), make([]byte, 8)
	palette.RGB(rgb, []byte{1, 0, 1})
	palette.RGBA(rgba, []byte{0, 1, 1})
	require.Equal(t, []byte{1, 2, 3, 0, 0, 0}, rgb)
	require.Equal(t, []byte{0, 0, 0, 0, 1, 2, 3, 4}, rgba)

	given := []int{5, 0, 2}
	runs := bands.Runs{Next: func() (int, byte, error) {
		if len(given) == 0 {
			return 0, 0, io.EOF
		}
		n := given[0]
		given = given[1:]
		return n, byte(n), nil
	}}
	row := make([]byte, 3)
	require.NoError(t, runs.Row(row))
	require.Equal(t, []byte{5, 5, 5}, row)
	require.NoError(t, runs.Row(row))
	require.Equal(t, []byte{5, 5, 2}, row)
	require.ErrorIs(t, runs.Row(row), io.EOF)
}
