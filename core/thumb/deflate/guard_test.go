package deflate

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/guardtest"
)

// Literals of all counts, and so many that assembly gets them in parts, in just as much
// room as they need.
func TestLiteralsStayInTheirRoom(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(28, 1))
	var e Encoder
	for i := range 256 {
		e.alphabet.counts[i] = 1 << (i % 24)
	}
	e.alphabet.prepare()
	for _, c := range e.alphabet.codes {
		require.LessOrEqual(t, c&0xff, code(maxBits))
	}
	const most = 200_000
	from, to := guardtest.New(t, most), guardtest.New(t, most*2)
	lengths := []int{most, 3 * 64 << 10}
	for n := range 60 {
		lengths = append(lengths, 4*n)
	}
	for _, at := range guardtest.Edges {
		for _, n := range lengths {
			src, room := guardtest.Noise[byte](from, at, n, random), n*maxBits/8+9
			bits := random.Uint64N(8)
			before := bitState{random.Uint64N(1 << bits), bits}
			got, want := before, before
			out, wantOut := guardtest.Slice[byte](to, at, room), make([]byte, room+8)
			written := portableLiterals(&want, &e.alphabet.codes, src, wantOut)
			guardtest.Call(t, func() {
				require.Equal(t, written, literals(&got, &e.alphabet.codes, src, out))
			}, n, at)
			require.Equal(t, want, got)
			guardtest.Same(t, wantOut[:written], out[:written], n, at)
			to.Intact(t, n, at)
		}
	}
}
