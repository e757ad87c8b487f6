package scan_test

import (
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/scan"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

func TestRowsAreShrunkAsTheyCome(t *testing.T) {
	t.Parallel()
	shape := scan.Shape{Width: 4, Height: 4, Layout: raster.Grey, Sample: 1, Fixed: 7}
	want := picture.Want{Width: 2, Height: 2}
	want.Budget = picture.NewBudget(shape.Need(want))
	y := uint8(0)
	img, err := scan.Rows(context.Background(), shape, want, func(row []uint8) error {
		copy(row, []uint8{y, y, 100, 100})
		y += 10
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, []uint8{5, 100, 25, 100}, img.(*raster.Pixels[uint8]).Pix)
}

func TestRowsEnd(t *testing.T) {
	t.Parallel()
	shape := scan.Shape{Width: 4, Height: 4, Layout: raster.Grey, Sample: 2}
	want := picture.Want{Width: 4, Height: 4}
	ended := func([]uint16) error { return io.ErrUnexpectedEOF }
	_, err := scan.Rows(context.Background(), shape, want, ended)
	require.Equal(t, fault.Truncated, fault.CodeOf(err))
	require.ErrorContains(t, err, "row 0 of 4")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = scan.Rows(ctx, shape, want, ended)
	require.ErrorIs(t, err, context.Canceled)

	want.Budget = picture.NewBudget(shape.Need(want) - 1)
	_, err = scan.Rows(context.Background(), shape, want, ended)
	require.Equal(t, fault.LimitMemory, fault.CodeOf(err))
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	for depth, want := range map[int][]byte{
		1: {1, 0, 1, 1, 0, 1, 0, 0, 1}, 2: {2, 3, 1, 0, 2, 0, 0, 1, 3}, 4: {11, 4, 8, 1, 12, 0, 0, 0, 0}, 8: {0xb4, 0x81, 0xc0, 0, 1, 2, 3, 4, 5},
	} {
		dst := make([]byte, 9)
		scan.Unpack(dst, []byte{0xb4, 0x81, 0xc0, 0, 1, 2, 3, 4, 5}, depth)
		require.Equal(t, want, dst, "%d bits", depth)
		require.Equal(t, int64((9*depth+7)/8), scan.PackedBytes(9, depth))
	}
	dst := make([]byte, 9)
	scan.Bilevel(dst, []byte{0xb4, 0x80}, 1)
	require.Equal(t, []byte{0, 255, 0, 0, 255, 0, 255, 255, 0}, dst)
	scan.Bilevel(dst, []byte{0xb4, 0x80}, 0)
	require.Equal(t, []byte{255, 0, 255, 255, 0, 255, 0, 0, 255}, dst)
}

func TestScales(t *testing.T) {
	t.Parallel()
	require.Equal(t, []uint8{0, 85, 170, 255, 255}, scan.Scale8(3)[:5])
	scale := scan.Scale16(1000)
	require.Equal(t, []uint16{0, 32768, 65535, 65535}, []uint16{scale[0], scale[500], scale[1000], scale[65535]})
}

func TestPalettesAndRuns(t *testing.T) {
	t.Parallel()
	palette := scan.Palette{1: {1, 2, 3, 4}}
	rgb, rgba := make([]byte, 6), make([]byte, 8)
	palette.RGB(rgb, []byte{1, 0, 1})
	palette.RGBA(rgba, []byte{0, 1, 1})
	require.Equal(t, []byte{1, 2, 3, 0, 0, 0}, rgb)
	require.Equal(t, []byte{0, 0, 0, 0, 1, 2, 3, 4}, rgba)

	given := []int{5, 0, 2}
	runs := scan.Runs{Next: func() (int, byte, error) {
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
