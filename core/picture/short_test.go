package picture_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/picture"
)

func TestFilesTooShortForTheirClaims(t *testing.T) {
	t.Parallel()
	require.Equal(t, fault.Truncated, picture.Short(1<<15, 1<<15, "cut").Code)
	require.Equal(t, fault.LimitPixels, picture.Short(1<<15+1, 1<<15, "cut").Code)
	require.Equal(t, fault.LimitPixels, picture.Short(uint32(1<<32-1), 1<<32-1, "cut").Code)
	require.Equal(t, fault.LimitPixels, picture.Short(int64(1<<62), 1<<62, "cut").Code)
	err := picture.Short(4, 3, "%d of %d bytes", 1, 2)
	require.Equal(t, "1 of 2 bytes", err.Detail)
}
