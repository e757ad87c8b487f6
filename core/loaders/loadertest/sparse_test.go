package loadertest_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders/loadertest"
)

func TestSparse(t *testing.T) {
	t.Parallel()
	file := loadertest.NewSparse([]byte("front"), 3, []byte("back"))
	whole := "front\x00\x00\x00back"
	require.Equal(t, int64(len(whole)), file.Size())
	for off := range len(whole) + 2 {
		for n := range len(whole) + 2 {
			p := make([]byte, n)
			got, err := file.ReadAt(p, int64(off))
			want := whole[min(off, len(whole)):min(off+n, len(whole))]
			require.Equal(t, want, string(p[:got]), "%d bytes at %d", n, off)
			if got < n || off >= len(whole) {
				require.ErrorIs(t, err, io.EOF)
			}
		}
	}
	require.Positive(t, file.Read())
}
