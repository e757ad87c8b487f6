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
