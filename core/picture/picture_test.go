package picture_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/picture"
)

func TestASourceGivesWhatItHasAndNoMore(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte("0123456789"), 1000)
	src, err := picture.NewSource(bytes.NewReader(data), int64(len(data)), "folder/A.PNG")
	require.NoError(t, err)
	require.Equal(t, data[:4096], src.Head())
	require.Equal(t, "A.PNG", src.Name())
	require.Equal(t, ".png", src.Ext())
	got, err := src.Bytes(9990, 10)
	require.NoError(t, err)
	require.Equal(t, "0123456789", string(got))
	for _, c := range [][2]int64{{9991, 10}, {-1, 1}, {0, -1}, {20000, 0}, {0, 1 << 62}} {
		_, err := src.Bytes(c[0], c[1])
		require.Equal(t, fault.Truncated, fault.CodeOf(err), "%v", c)
	}
}

func TestAFileThatShrinksWhileItIsReadIsTruncated(t *testing.T) {
	t.Parallel()
	shrunk, err := picture.NewSource(io.NewSectionReader(bytes.NewReader(make([]byte, 5000)), 0, 4500), 5000, "a")
	require.NoError(t, err)
	_, err = shrunk.Bytes(4400, 500)
	require.Equal(t, fault.Truncated, fault.CodeOf(err))
	require.ErrorContains(t, err, "shrank")
}

func TestAReaderStopsWithItsContext(t *testing.T) {
	t.Parallel()
	src, err := picture.NewSource(bytes.NewReader(make([]byte, 1<<20)), 1<<20, "a")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	r := src.Reader(ctx, 0)
	_, err = r.ReadByte()
	require.NoError(t, err)
	cancel()
	_, err = io.Copy(io.Discard, r)
	require.ErrorIs(t, err, context.Canceled)
}

func TestABudgetEndsBeforeMemoryDoes(t *testing.T) {
	t.Parallel()
	b := picture.NewBudget(100)
	require.NoError(t, b.Take(60))
	require.Equal(t, fault.LimitMemory, fault.CodeOf(b.Take(41)))
	require.NoError(t, b.Take(40), "a refusal takes nothing")
	b.Return(10)
	require.NoError(t, b.Take(10))
	require.Error(t, b.Take(-1))
	var none *picture.Budget
	require.NoError(t, none.Take(1<<60))
	none.Return(1)
}

func TestOrientationsFiveToEightExchangeTheAxes(t *testing.T) {
	t.Parallel()
	for o := picture.Orientation(0); o <= 8; o++ {
		w, h := o.Displayed(3, 2)
		require.Equal(t, o >= 5, o.Swaps())
		require.Equal(t, o >= 5, w == 2 && h == 3, "orientation %d", o)
	}
}
