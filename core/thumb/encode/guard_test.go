package encode

import (
	"hash/adler32"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/cpu"

	"apsync/core/guardtest"
)

func TestKernelsStayInTheirRows(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(27, 1))
	rows, others, filtered := guardtest.New(t, 1<<13), guardtest.New(t, 1<<13), guardtest.New(t, 1<<13)
	fast, plain := fastest(), portable()
	for _, at := range guardtest.Edges {
		for length := range 260 {
			row, above := guardtest.Noise[byte](rows, at, length, random), guardtest.Noise[byte](others, at, length, random)
			for n := 1; n <= 8; n++ {
				for kind := range filterCount {
					got, want := guardtest.Slice[byte](filtered, at, length), make([]byte, length)
					plain.apply(kind, want, row, above, n)
					guardtest.Call(t, func() { fast.apply(kind, got, row, above, n) }, kind, length, n, at)
					guardtest.Same(t, want, got, kind, length, n, at)
					filtered.Intact(t, kind, length, n, at)
					if kind != filterNone && length >= n+32 && cpu.X86.HasAVX2 {
						guardtest.Refuses(t, func() { fast.apply(kind, got[:length-1], row, above, n) }, kind, length, n)
					}
					if kind > filterSub && length >= n+32 && cpu.X86.HasAVX2 {
						guardtest.Refuses(t, func() { fast.apply(kind, got, row, above[:length-1], n) }, kind, length, n)
					}
				}
			}
			guardtest.Call(t, func() {
				require.Equal(t, plain.absolute(row), fast.absolute(row))
				require.Equal(t, adler32.Checksum(row), fast.adler(1, row))
			}, length, at)
			got, want := guardtest.Slice[byte](filtered, at, length/4*3), make([]byte, length/4*3)
			plain.pack(want, row)
			guardtest.Call(t, func() { fast.pack(got, row) }, length, at)
			guardtest.Same(t, want, got, length, at)
			filtered.Intact(t, length, at)
		}
	}
}
