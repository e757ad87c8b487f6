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
		out := e.Literals([]byte("before"), data)
		require.Equal(t, "before", string(out[:6]), name)
		out = e.Literals(out, data) // streams go on
		out = append(out, Final...)
		got, err := io.ReadAll(flate.NewReader(bytes.NewReader(out[6:])))
		require.NoError(t, err, name)
		require.True(t, bytes.Equal(append(bytes.Clone(data), data...), got), name)
	}
}

// rows returns a picture's rows, each behind a byte of its own: patches of few colours
// that repeat, between noise.
func rows(pixel, width, height int) []byte {
	random := rand.New(rand.NewPCG(uint64(pixel), uint64(width)))
	out := make([]byte, 0, (pixel*width+1)*height)
	for range height {
		out = append(out, byte(random.IntN(5)))
		for x := 0; x < width; {
			n := min(width-x, 1+random.IntN(40))
			colour := make([]byte, pixel)
			for i := range colour {
				colour[i] = byte(random.IntN(8) * 30)
			}
			back := random.IntN(40_000)
			switch kind := random.IntN(4); {
			case kind == 0:
				out = append(out, bytes.Repeat(colour, n)...)
			case kind < 3 && back >= pixel*n && back < len(out):
				out = append(out, out[len(out)-back:][:pixel*n]...)
			default:
				for range pixel * n {
					out = append(out, byte(random.Uint32()))
				}
			}
			x += n
		}
	}
	return out
}

func TestMatchesAreWhatTheyStandFor(t *testing.T) {
	t.Parallel()
	var e Encoder
	for _, pixel := range []int{1, 2, 3, 4} {
		for _, width := range []int{1, 3, 100, 2000} {
			for _, colours := range []bool{false, true} {
				data := rows(pixel, width, 1+120_000/width/pixel)
				asked := Rows{Pixel: pixel, Stride: pixel*width + 1, Colours: colours}
				out := e.Matches(nil, data, asked)
				out = e.Matches(out, data, asked)
				out = append(out, Final...)
				got, err := io.ReadAll(flate.NewReader(bytes.NewReader(out)))
				require.NoError(t, err, "%+v", asked)
				require.True(t, bytes.Equal(append(bytes.Clone(data), data...), got), "%+v", asked)
				require.Less(t, len(out), 2*len(data)*9/10)
			}
		}
	}
	for name, data := range samples() {
		out := append(e.Matches(nil, data, Rows{Pixel: 3, Stride: 301}), Final...)
		got, err := io.ReadAll(flate.NewReader(bytes.NewReader(out)))
		require.NoError(t, err, name)
		require.True(t, bytes.Equal(data, got), name)
	}
}

func FuzzMatches(f *testing.F) {
	f.Add(rows(3, 20, 40), uint8(3), uint16(20), true)
	f.Add(rows(4, 7, 60), uint8(4), uint16(7), false)
	f.Add(bytes.Repeat([]byte{0, 1, 1, 1}, 300), uint8(1), uint16(3), true)
	var e Encoder
	f.Fuzz(func(t *testing.T, data []byte, pixel uint8, width uint16, colours bool) {
		n := 1 + int(pixel)%4
		asked := Rows{Pixel: n, Stride: 1 + n*(1+int(width)%3000), Colours: colours}
		out := append(e.Matches(nil, data, asked), Final...)
		got, err := io.ReadAll(flate.NewReader(bytes.NewReader(out)))
		require.NoError(t, err)
		require.True(t, bytes.Equal(data, got))
	})
}

func TestPlacesStartAnewBeforeTheyOverflow(t *testing.T) {
	t.Parallel()
	data := rows(3, 500, 100)
	var e, fresh Encoder
	asked := Rows{Pixel: 3, Stride: 1501, Colours: true}
	e.Matches(nil, data, asked)
	e.matcher.next = 1<<30 + 1
	require.Equal(t, fresh.Matches(nil, data, asked), e.Matches(nil, data, asked))
	require.Less(t, e.matcher.next, uint32(1<<20))
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
		require.LessOrEqual(t, len(e.Literals(nil, data)), out.Len()*1005/1000+200, name)
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
		e.histogram = [4][256]uint32{}
		e.count(data)
		e.sum()
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

func BenchmarkLiterals(b *testing.B) {
	data := samples()["steep"]
	var e Encoder
	var out []byte
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		out = e.Literals(out[:0], data)
	}
}

func BenchmarkMatches(b *testing.B) {
	data := rows(3, 500, 170)
	for name, colours := range map[string]bool{"pairs": false, "colours": true} {
		b.Run(name, func(b *testing.B) {
			var e Encoder
			var out []byte
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				out = e.Matches(out[:0], data, Rows{Pixel: 3, Stride: 1501, Colours: colours})
			}
		})
	}
}
