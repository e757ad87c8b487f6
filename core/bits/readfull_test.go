package bits_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/bits"
	"apsync/core/fault"
)

func TestReadFullFillsOrFails(t *testing.T) {
	t.Parallel()
	p := make([]byte, 3)
	require.NoError(t, bits.ReadFull(strings.NewReader("abcdef"), p, 3))
	require.Equal(t, "def", string(p))
	err := bits.ReadFull(strings.NewReader("abcdef"), p, 4)
	require.Equal(t, fault.Truncated, fault.CodeOf(err))
	require.ErrorContains(t, err, "2 of 3 bytes at offset 4")
}

func TestReadPartStaysWithinTheSize(t *testing.T) {
	t.Parallel()
	r := strings.NewReader("abcdef")
	part, err := bits.ReadPart(r, 5, 2, 3, "list")
	require.NoError(t, err)
	require.Equal(t, "cde", string(part))
	for _, c := range [][2]int64{{3, 3}, {6, 0}, {-1, 2}, {0, -1}, {1, 1 << 62}} {
		_, err = bits.ReadPart(r, 5, c[0], c[1], "list")
		require.Equal(t, fault.Truncated, fault.CodeOf(err))
		require.ErrorContains(t, err, "list: ")
	}
}
