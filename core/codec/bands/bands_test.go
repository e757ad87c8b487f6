package bands_test

import (
	"bytes"
	"context"
	"io"
	"math"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// ramp returns a picture of which the sample at x, y is x+3y, and counts the rows read.
func ramp[T raster.Sample](w, h, rows int, stored int64) (picture.Picture, *atomic.Int64) {
	read := new(atomic.Int64)
	header := bands.Header{Width: w, Height: h, Layout: raster.Grey, Stored: stored, Notes: []string{"a note"}}
	return bands.New(header, func(context.Context) (bands.Rows[T], error) {
		y := 0
		return bands.Rows[T]{
			Read: func(stored []byte) error {
				if y == rows {
					return io.ErrUnexpectedEOF
				}
				read.Add(1)
				stored[0], stored[1] = byte(y), byte(y>>8)
				y++
				return nil
			},
			Converter: func() func([]T, []byte) {
				return func(row []T, stored []byte) {
					for x := range row {
						row[x] = T(x + 3*(int(stored[0])|int(stored[1])<<8))
					}
				}
			},
		}, nil
	}), read
}

// lending lends so many workers at once.
func lending(workers int64) (picture.Spare, *atomic.Int64) {
	out := new(atomic.Int64)
	return func() (func(), bool) {
		if out.Add(1) > workers {
			out.Add(-1)
			return nil, false
		}
		return sync.OnceFunc(func() { out.Add(-1) }), true
	}, out
}

func TestLentWorkersMakeTheSamePicture(t *testing.T) {
	t.Parallel()
	const w, h = 601, 1999
	for _, f := range []int{1, 2, 7, 64} {
		want := picture.Want{Width: w / f, Height: h / f}
		p, _ := ramp[float32](w, h, h, 4*w)
		alone, err := p.Decode(context.Background(), want)
		require.NoError(t, err)
		require.Equal(t, []string{"a note"}, alone.Notes)
		for _, workers := range []int64{1, 2, 9} {
			spare, out := lending(workers)
			shared := want
			shared.Spare, shared.Budget = spare, picture.NewBudget(p.Info().Need(want))
			again, read := ramp[float32](w, h, h, 4*w)
			got, err := again.Decode(context.Background(), shared)
			require.NoError(t, err)
			require.Equal(t, alone, got, "factor %d, %d workers", f, workers)
			require.Zero(t, out.Load(), "every worker is given back")
			require.Equal(t, int64(h), read.Load())
		}
	}
}

func TestEveryRowComesOutWhereItBelongs(t *testing.T) {
	t.Parallel()
	p, _ := ramp[uint16](5, 7, 7, 10)
	frame, err := p.Decode(context.Background(), picture.Want{Width: 5, Height: 7})
	require.NoError(t, err)
	img := frame.Image.(*raster.Pixels[uint16])
	require.Equal(t, []uint16{18, 19, 20, 21, 22}, img.Row(6))
	p, _ = ramp[uint16](5, 7, 7, 10)
	frame, err = p.Decode(context.Background(), picture.Want{Width: 2, Height: 3})
	require.NoError(t, err)
	img = frame.Image.(*raster.Pixels[uint16])
	require.Equal(t, []int{3, 4}, []int{img.Width, img.Height})
	require.Equal(t, []uint16{19, 21, 22}, []uint16{img.Row(3)[0], img.Row(3)[1], img.Row(3)[2]}, "means of what is left")
}

func TestRowsThatDependOnEachOtherAreMadeInOrder(t *testing.T) {
	t.Parallel()
	const w, h = 601, 1999
	header := bands.Header{Width: w, Height: h, Layout: raster.Grey, Mimetype: "image/x-order", Notes: []string{"one"}}
	p := bands.New(header, func(context.Context) (bands.Rows[uint8], error) {
		last := uint8(0)
		rows := bands.InOrder(func(row []uint8) error {
			for x := range row {
				row[x] = last
			}
			last++
			return nil
		})
		rows.Notes = []string{"two"}
		return rows, nil
	})
	spare, out := lending(2)
	want := picture.Want{Width: w, Height: h, Spare: spare}
	require.Equal(t, "image/x-order", p.Info().Mimetype)
	want.Budget = picture.NewBudget(p.Info().Need(want))
	frame, err := p.Decode(context.Background(), want)
	require.NoError(t, err)
	require.Equal(t, []string{"one", "two"}, frame.Notes)
	require.Zero(t, out.Load())
	for y := range h {
		require.Equal(t, uint8(y), frame.Image.(*raster.Pixels[uint8]).Row(y)[w-1])
	}
}

func TestWhatEndsReadingIsSaid(t *testing.T) {
	t.Parallel()
	const w, h = 601, 1999
	for _, workers := range []int64{0, 2} {
		spare, out := lending(workers)
		p, _ := ramp[uint8](w, h, 1700, 4*w)
		_, err := p.Decode(context.Background(), picture.Want{Width: w, Height: h, Spare: spare})
		require.Equal(t, fault.Truncated, fault.CodeOf(err))
		require.ErrorContains(t, err, "row 1700 of 1999")
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		p, _ = ramp[uint8](w, h, h, 4*w)
		_, err = p.Decode(ctx, picture.Want{Width: w, Height: h, Spare: spare})
		require.ErrorIs(t, err, context.Canceled)
		require.Zero(t, out.Load())
	}
}

func TestMemoryIsTakenFirst(t *testing.T) {
	t.Parallel()
	p, read := ramp[uint8](1<<26, 1<<26, 1, math.MaxInt64/2)
	want := picture.Want{Width: 1 << 26, Height: 1 << 26, Budget: picture.NewBudget(1 << 30)}
	require.Greater(t, p.Info().Need(want), int64(1<<40))
	_, err := p.Decode(context.Background(), want)
	require.Equal(t, fault.LimitMemory, fault.CodeOf(err))
	require.Zero(t, read.Load())
}

func TestAWindowReadsAnywhere(t *testing.T) {
	t.Parallel()
	data := []byte("0123456789abcdefghij")
	w := bands.NewWindow(bytes.NewReader(data), int64(len(data)), 8)
	for _, c := range []struct {
		off, n int64
		want   string
	}{{0, 4, "0123"}, {4, 4, "4567"}, {6, 4, "6789"}, {0, 100, "01234567"}, {18, 100, "ij"}, {12, 0, ""}} {
		got, err := w.At(c.off, c.n)
		require.NoError(t, err)
		require.Equal(t, c.want, string(got))
	}
	all := make([]byte, 19)
	require.NoError(t, w.ReadAt(all, 1))
	require.Equal(t, "123456789abcdefghij", string(all))
	require.Equal(t, fault.Truncated, fault.CodeOf(w.ReadAt(all, 2)))
	_, err := w.At(-1, 1)
	require.Equal(t, fault.Truncated, fault.CodeOf(err))
}

func TestFiniteLightCanBeAveraged(t *testing.T) {
	t.Parallel()
	inf := float32(math.Inf(1))
	for v, want := range map[float32]float32{0: 0, -2: -2, 1e9: bands.MaxLight, inf: bands.MaxLight, -inf: 0} {
		require.Equal(t, want, bands.Finite(v))
	}
	require.Zero(t, bands.Finite(float32(math.NaN())))
}
