package guardtest_test

import (
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"apsync/core/guardtest"
)

// beside reads a byte so many before or behind a slice.
//
//go:noinline
func beside(s []uint16, by int) byte {
	return *(*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(s)), by))
}

func TestWhatLiesBesideASliceCannotBeTouched(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("pages are not protected here")
	}
	p := guardtest.New(t, 100)
	for n := range 40 {
		s := guardtest.Slice[uint16](p, guardtest.End, n+1)
		require.Len(t, s, n+1)
		require.Equal(t, uint16(0xa5a5), s[n])
		s[n] = 7
		p.Intact(t)
		require.NotPanics(t, func() { beside(s, 2*n+1) })
		s = guardtest.Slice[uint16](p, guardtest.Start, n+1)
		require.Equal(t, uint16(0xa5a5), s[0])
		p.Intact(t)
	}
	for _, c := range []struct {
		at guardtest.Edge
		by int
	}{{guardtest.End, 8}, {guardtest.Start, -1}} {
		failed := &recorder{TB: t}
		guardtest.Call(failed, func() { beside(guardtest.Slice[uint16](p, c.at, 4), c.by) }, c.at)
		require.True(t, failed.failed, "%v", c.at)
		failed = &recorder{TB: t}
		guardtest.Refuses(failed, func() { beside(guardtest.Slice[uint16](p, c.at, 4), c.by) }, c.at)
		require.True(t, failed.failed, "%v", c.at)
	}
	guardtest.Refuses(t, func() { _ = guardtest.Slice[uint16](p, guardtest.End, 4)[runtime.NumCPU()+4] })
}

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Fatalf(string, ...any) { r.failed = true }
