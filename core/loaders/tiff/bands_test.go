package tiff_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
)

// lending returns a Spare that has so many workers, and how many of them it lent
// now and at all.
func lending(workers int) (spare picture.Spare, out, all *atomic.Int64) {
	out, all = new(atomic.Int64), new(atomic.Int64)
	return func() (func(), bool) {
		if out.Load() == int64(workers) {
			return nil, false
		}
		all.Add(1)
		out.Add(1)
		return sync.OnceFunc(func() { out.Add(-1) }), true
	}, out, all
}

// Lent workers change the time that decoding takes, and nothing else: not the error
// of a damaged file either.
func TestLentWorkersMakeTheSamePicture(t *testing.T) {
	t.Parallel()
	value := func(x, y, s int) uint64 { return uint64(x*7+y*(3+s)+(x*y)>>5) & 255 }
	rgb := image{w: 1300, h: 1201, bits: 8, photometric: 2, samples: 3, value: value}
	with := func(change func(p *image)) image {
		p := rgb
		change(&p)
		return p
	}
	for name, p := range map[string]image{
		"deflate in strips of 3 rows": with(func(p *image) { p.compression, p.predictor, p.rows = deflated, 2, 3 }),
		"LZW in strips of 100 rows":   with(func(p *image) { p.compression, p.rows = lzwCoding, 100 }),
		"one strip, uncompressed":     with(func(p *image) {}),
		"one strip in planes":         with(func(p *image) { p.planar = true }),
		"PackBits in tiles":           with(func(p *image) { p.compression, p.tileW, p.tileH = packed, 256, 128 }),
		"planes":                      with(func(p *image) { p.planar, p.rows, p.compression = true, 37, deflated }),
		"floats": with(func(p *image) {
			p.bits, p.format, p.rows, p.samples, p.photometric = 32, floating, 50, 1, 1
			p.value = func(x, y, _ int) uint64 { return uint64(0x3f000000 + x*y) }
		}),
		"16 bits": with(func(p *image) { p.bits, p.rows, p.compression = 16, 16, deflated }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := one(p)
			damaged := append([]byte(nil), data...)
			for i := range 20 {
				damaged[len(damaged)/3+i] ^= 0x5a
			}
			for _, data := range [][]byte{data, damaged} {
				want := picture.Want{Width: p.w / 5, Height: p.h / 5}
				_, alone, aloneErr := loadertest.Decode(t, tiff.Open, data, want)
				for _, workers := range []int{1, 2, 9} {
					spare, out, all := lending(workers)
					want.Spare = spare
					_, shared, err := loadertest.Decode(t, tiff.Open, data, want)
					require.Equal(t, aloneErr, err)
					require.Equal(t, alone, shared)
					require.Zero(t, out.Load())
					require.LessOrEqual(t, int64(1), all.Load())
				}
			}
		})
	}
}

func TestLentWorkersStopWhenTheCallerDoes(t *testing.T) {
	t.Parallel()
	p := image{w: 1300, h: 1201, bits: 8, photometric: 2, samples: 3, rows: 3, compression: deflated, value: pattern(8, 1)}
	pic, err := tiff.Open(loadertest.Source(t, one(p), "case.tif"))
	require.NoError(t, err)
	spare, out, _ := lending(1)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = pic.Decode(ctx, picture.Want{Spare: spare})
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, out.Load())
}

func TestTheOnlyStripMayNotEndEarly(t *testing.T) {
	t.Parallel()
	data := one(image{w: 1000, h: 600, bits: 8, photometric: 1, value: pattern(8, 1)})
	for _, end := range []int{len(data) - 100_000, len(data) - 300_001} {
		_, _, err := loadertest.Decode(t, tiff.Open, data[:end], picture.Want{})
		require.Equal(t, fault.Truncated, fault.CodeOf(err), "%v", err)
	}
}
