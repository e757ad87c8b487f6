package unpacked_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/unpacked"
)

func noise(n int) []byte {
	random := rand.New(rand.NewPCG(7, 7))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

func TestReadsAtAnyOffset(t *testing.T) {
	t.Parallel()
	data := noise(1 << 20)
	opened := 0
	r := unpacked.New(int64(len(data)), "member", func() (io.Reader, error) {
		opened++
		return iotest.HalfReader(bytes.NewReader(data)), nil
	})
	require.Zero(t, opened, "nothing is unpacked before it is read")
	for _, off := range []int{0, 300_000, 250_000, 10, 900_000, len(data) - 3} {
		got := make([]byte, min(50_000, len(data)-off))
		n, err := r.ReadAt(got, int64(off))
		require.NoError(t, err)
		require.Equal(t, data[off:off+n], got)
	}
	require.Equal(t, 2, opened, "only the read far back begins anew")
	n, err := r.ReadAt(make([]byte, 10), int64(len(data)-4))
	require.Equal(t, 4, n)
	require.ErrorIs(t, err, io.EOF)
}

func TestReadingBackIsBounded(t *testing.T) {
	t.Parallel()
	data := noise(200 << 10)
	r := unpacked.New(int64(len(data)), "member", func() (io.Reader, error) { return bytes.NewReader(data), nil })
	var err error
	for turns := 0; err == nil; turns++ {
		require.Less(t, turns, 200)
		_, err = r.ReadAt(make([]byte, 1), int64(len(data)-2))
		if err == nil {
			_, err = r.ReadAt(make([]byte, 1), 0)
		}
	}
	require.Equal(t, fault.LimitCount, fault.CodeOf(err))
}

func TestErrorsHaveCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		r    io.Reader
		code fault.Code
	}{
		{"ends early", bytes.NewReader(noise(10)), fault.Truncated},
		{"damaged", iotest.ErrReader(errors.New("bad block")), fault.Corrupt},
		{"its own code", iotest.ErrReader(fault.New(fault.Unsupported, "a cipher")), fault.Unsupported},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := unpacked.New(20, "member", func() (io.Reader, error) { return c.r, nil })
			_, err := r.ReadAt(make([]byte, 20), 0)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}
