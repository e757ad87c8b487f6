package encode

import (
	"hash/adler32"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// rows returns two rows in which neighbours are sometimes alike, so that every branch
// of a filter is taken.
func rows(random *rand.Rand, length int) (row, above []byte) {
	row, above = make([]byte, length), make([]byte, length)
	spread := 1 + random.IntN(256)
	for i := range row {
		row[i], above[i] = byte(random.IntN(spread)), byte(random.IntN(spread))
		if random.IntN(8) == 0 {
			row[i] = above[i]
		}
	}
	return row, above
}

func TestKernelsForThisProcessorAreEqualToThePortableOnes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	fast, plain := fastest(), portable()
	for range 3000 {
		length, n := random.IntN(300), 1+random.IntN(4)
		row, above := rows(random, length)
		for kind := range filterCount {
			got, want := make([]byte, length), make([]byte, length)
			fast.apply(kind, got, row, above, n)
			plain.apply(kind, want, row, above, n)
			require.Equal(t, want, got, "filter %d of %d bytes, %d a pixel", kind, length, n)
		}
		require.Equal(t, plain.absolute(row), fast.absolute(row))
		got, want := make([]byte, length/4*3), make([]byte, length/4*3)
		fast.pack(got, row[:length/4*4])
		plain.pack(want, row[:length/4*4])
		require.Equal(t, want, got)
	}
}

func TestFiltersAreThoseOfTheSpecification(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	at := func(row []byte, i int) int {
		if i < 0 {
			return 0
		}
		return int(row[i])
	}
	for range 300 {
		length, n := random.IntN(100), 1+random.IntN(4)
		row, above := rows(random, length)
		for kind := range filterCount {
			got := make([]byte, length)
			k := portable()
			k.apply(kind, got, row, above, n)
			for i := range row {
				a, b, c := at(row, i-n), at(above, i), at(above, i-n)
				predicted := [filterCount]byte{0, byte(a), byte(b), byte((a + b) / 2), predict(a, b, c)}[kind]
				require.Equal(t, row[i]-predicted, got[i], "filter %d at %d", kind, i)
			}
		}
	}
}

func TestChecksumsAreAdler32AndJoin(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	for _, length := range []int{0, 1, 31, 32, 33, 5536, 5537, 5552, 100_000, 300_001} {
		data := make([]byte, length)
		for i := range data {
			data[i] = byte(random.Uint32()) | byte(length) // 0xff throughout for some
		}
		cut := random.IntN(length + 1)
		for _, k := range []kernels{portable(), fastest()} {
			require.Equal(t, adler32.Checksum(data), k.adler(1, data))
			joined := joinAdler(k.adler(1, data[:cut]), k.adler(1, data[cut:]), length-cut)
			require.Equal(t, adler32.Checksum(data), joined)
		}
	}
}
