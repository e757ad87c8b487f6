package deflate

import (
	"bytes"
	"compress/flate"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// samples are inputs of every kind that codes can be made of.
func samples() map[string][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	uniform := make([]byte, 200_001)
	steep := make([]byte, 150_003)
	fibonacci := make([]byte, 0, 200_000)
	for i := range uniform {
		uniform[i] = byte(random.Uint32())
	}
	for i := range steep {
		steep[i] = byte(random.ExpFloat64() * 6)
	}
	// Counts that grow as Fibonacci's numbers make the deepest codes that there are.
	for symbol, a, b := 0, 1, 1; len(fibonacci)+a < 60_000; symbol, a, b = symbol+1, b, a+b {
		fibonacci = append(fibonacci, bytes.Repeat([]byte{byte(symbol)}, a)...)
	}
	return map[string][]byte{
		"nothing": nil, "a byte": {7}, "seven bytes": {1, 2, 3, 4, 5, 6, 7}, "one value": make([]byte, 70_000),
		"two values": bytes.Repeat([]byte{0, 255}, 1000), "uniform": uniform, "steep": steep, "deep": fibonacci,
	}
}

func TestEveryDecoderReadsWhatWasWritten(t *testing.T) {
	t.Parallel()
	var e Encoder
	for name, data := range samples() {
		out := e.Append([]byte("before"), data)
		require.Equal(t, "before", string(out[:6]), name)
		out = e.Append(out, data) // streams go on
		out = append(out, Final...)
		got, err := io.ReadAll(flate.NewReader(bytes.NewReader(out[6:])))
		require.NoError(t, err, name)
		require.True(t, bytes.Equal(append(bytes.Clone(data), data...), got), name)
	}
}

func TestItIsAsSmallAsHuffmanCodesGet(t *testing.T) {
	t.Parallel()
	var e Encoder
	for _, name := range []string{"uniform", "steep", "one value", "two values"} {
		data := samples()[name]
		var out bytes.Buffer
		w, err := flate.NewWriter(&out, flate.HuffmanOnly)
		require.NoError(t, err)
		_, err = w.Write(data)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		require.LessOrEqual(t, len(e.Append(nil, data)), out.Len()*1005/1000+200, name)
	}
}

func TestLiteralsForThisProcessorAreEqualToThePortableOnes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	var e Encoder
	for range 200 {
		data := make([]byte, 4*(1+random.IntN(500)))
		spread := 1 + random.IntN(256)
		for i := range data {
			data[i] = byte(random.IntN(spread))
		}
		e.count(data)
		e.alphabet.prepare()
		bits := random.Uint64N(8)
		before := bitState{random.Uint64N(1 << bits), bits}
		got, want := before, before
		gotOut, wantOut := make([]byte, 2*len(data)+16), make([]byte, 2*len(data)+16)
		n := literals(&got, &e.alphabet.codes, data, gotOut)
		require.Equal(t, portableLiterals(&want, &e.alphabet.codes, data, wantOut), n)
		require.Equal(t, want, got)
		require.Equal(t, wantOut[:n], gotOut[:n])
	}
}

func TestCodesAreCompleteAndNotTooLong(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	var made tree
	for range 500 {
		counts := make([]uint32, 2+random.IntN(symbols-2))
		for i := range counts {
			counts[i] = uint32(random.ExpFloat64() * float64(int(1)<<random.IntN(24)) / 16)
		}
		counts[0], counts[1] = counts[0]+1, counts[1]+1
		lengths := make([]uint8, len(counts))
		limit := 9 + random.IntN(maxBits-8)
		made.build(lengths, counts, limit)
		taken := 0
		for i, length := range lengths {
			require.Equal(t, counts[i] > 0, length > 0)
			require.LessOrEqual(t, int(length), limit)
			if length > 0 {
				taken += 1 << (limit - int(length))
			}
		}
		require.Equal(t, 1<<limit, taken)
	}
}

func BenchmarkAppend(b *testing.B) {
	data := samples()["steep"]
	var e Encoder
	var out []byte
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		out = e.Append(out[:0], data)
	}
}
