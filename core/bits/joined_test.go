package bits_test

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"apsync/core/bits"
)

func TestJoined(t *testing.T) {
	t.Parallel()
	rest := io.NewSectionReader(strings.NewReader("in front, and the rest"), 8, 14)
	j := &bits.Joined{Head: []byte("head"), Rest: rest}
	const whole = "head, and the rest"
	require.Equal(t, int64(len(whole)), j.Size())
	require.NoError(t, iotest.TestReader(io.NewSectionReader(j, 0, j.Size()), []byte(whole)))
}
