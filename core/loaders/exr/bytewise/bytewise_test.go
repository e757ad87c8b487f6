package bytewise_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/exr/bytewise"
)

// split makes differences of the bytes at even and then of those at odd offsets.
func split(data []byte) []byte {
	var out []byte
	for start := range 2 {
		for i := start; i < len(data); i += 2 {
			out = append(out, data[i])
		}
	}
	for i := len(out) - 1; i > 0; i-- {
		out[i] -= out[i-1] - 128
	}
	return out
}

func random(n int) []byte {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	return data
}

func TestRestore(t *testing.T) {
	t.Parallel()
	for n := range 300 {
		data := random(n)
		out := append(make([]byte, n), 77)
		bytewise.Restore(out[:n], split(data))
		require.Equal(t, data, out[:n], "%d bytes", n)
		require.Equal(t, byte(77), out[n])
	}
}

func TestZIP(t *testing.T) {
	t.Parallel()
	var d bytewise.ZIP
	for _, n := range []int{1, 2, 1000, 777} {
		data := random(n)
		var packed bytes.Buffer
		w := zlib.NewWriter(&packed)
		_, err := w.Write(split(data))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		out := make([]byte, n)
		require.NoError(t, d.Decode(out, packed.Bytes()))
		require.Equal(t, data, out)
		err = d.Decode(make([]byte, n+1), packed.Bytes())
		require.Equal(t, fault.Corrupt, fault.CodeOf(err), "a chunk that is too short")
	}
}

func TestRunLengths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		src  string
		room int
		want string
		bad  bool
	}{
		{"", 4, "", false},
		{"\x02a", 3, "aaa", false},
		{"\x00a\xfebc", 3, "abc", false},
		{"\xfdabc\x7fz", 131, "abc" + string(bytes.Repeat([]byte("z"), 128)), false},
		{"\x02a", 2, "", true},
		{"\xfdabc", 2, "", true},
		{"\xfdab", 9, "", true},
		{"\x80ab", 200, "", true},
	} {
		t.Run(fmt.Sprintf("%q", c.src), func(t *testing.T) {
			t.Parallel()
			dst := make([]byte, c.room)
			n, err := bytewise.RunLengths(dst, []byte(c.src))
			if c.bad {
				require.Equal(t, fault.Corrupt, fault.CodeOf(err))
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, string(dst[:n]))
		})
	}
}
