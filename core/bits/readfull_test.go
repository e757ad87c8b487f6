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
