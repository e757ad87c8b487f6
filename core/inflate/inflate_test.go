package inflate_test

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"hash/adler32"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/inflate"
)

// samples are what is compressed: from noise to runs, with skewed bytes between,
// whose codes differ in length by as much as there is.
func samples() map[string][]byte {
	rng := rand.New(rand.NewPCG(1, 2))
	made := map[string][]byte{"nothing": nil, "a byte": {7}}
	noise := make([]byte, 300_000)
	residues := make([]byte, 900_000)
	skewed := make([]byte, 400_000)
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	for i := range residues {
		residues[i] = byte(rng.NormFloat64() * 4)
	}
	for i := range skewed {
		skewed[i] = byte(rng.ExpFloat64() * 9)
	}
	made["noise"], made["residues"], made["skewed"] = noise, residues, skewed
	made["zeros"] = make([]byte, 1<<20)
	for period := 1; period <= 20; period++ {
		made["period "+string(rune('a'+period))] = bytes.Repeat(noise[:period], 100_000/period)
	}
	var mixed []byte
	for len(mixed) < 2<<20 {
		switch n := rng.IntN(300); rng.IntN(4) {
		case 0:
			mixed = append(mixed, noise[n:n+rng.IntN(40)]...)
		case 1:
			mixed = append(mixed, residues[n*100:n*100+n]...)
		case 2:
			mixed = append(mixed, bytes.Repeat(noise[:1+n%9], n)...)
		default:
			from := max(0, len(mixed)-1-rng.IntN(40_000))
			mixed = append(mixed, mixed[from:min(len(mixed), from+n)]...)
		}
	}
	made["mixed"] = mixed
	return made
}

func deflated(t testing.TB, data []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func zlibbed(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err := w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

var levels = []int{flate.HuffmanOnly, flate.NoCompression, 1, 5, 6, 9}

func TestWhatIsDeflatedComesBack(t *testing.T) {
	t.Parallel()
	for name, data := range samples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, level := range levels {
				packed := deflated(t, data, level)
				dst := make([]byte, len(data)+1)
				n, err := inflate.Inflate(dst, packed, inflate.Raw)
				require.NoError(t, err)
				require.Equal(t, data, append([]byte(nil), dst[:n]...), "level %d", level)

				n, err = inflate.Inflate(dst[:len(data)], packed, inflate.Raw)
				require.NoError(t, err)
				require.Equal(t, len(data), n)

				got, err := io.ReadAll(inflate.NewReader(bytes.NewReader(packed), inflate.Raw))
				require.NoError(t, err)
				require.True(t, bytes.Equal(data, got))
			}
		})
	}
}

// Streams come out the same whatever pieces they come in and are asked for in.
func TestPiecesOfAnySize(t *testing.T) {
	t.Parallel()
	data := samples()["mixed"]
	packed := zlibbed(t, data)
	for _, src := range []io.Reader{
		iotest.OneByteReader(bytes.NewReader(packed)),
		iotest.HalfReader(bytes.NewReader(packed)),
		iotest.DataErrReader(bytes.NewReader(packed)),
		iotest.DataErrReader(iotest.OneByteReader(bytes.NewReader(packed))),
	} {
		r := inflate.NewReader(src, inflate.Zlib)
		rng := rand.New(rand.NewPCG(3, 4))
		for rest := data; ; {
			n := 1 + rng.IntN(1<<rng.IntN(19))
			got, err := r.Next(n)
			require.True(t, bytes.Equal(got, rest[:min(n, len(rest))]))
			if n > len(rest) {
				require.ErrorIs(t, err, map[bool]error{true: io.EOF, false: io.ErrUnexpectedEOF}[len(rest) == 0])
				break
			}
			require.NoError(t, err)
			rest = rest[n:]
		}
	}
}

// A buffer may end anywhere, within a match too.
func TestBuffersOfAnySize(t *testing.T) {
	t.Parallel()
	data := samples()["mixed"][:200_000]
	packed := zlibbed(t, data)
	for _, size := range []int{1, 2, 7, 100, 287, 288, 289, 1000} {
		var d inflate.Decoder
		d.ResetBytes(packed, inflate.Zlib)
		out := make([]byte, inflate.WindowSize+size)
		var got []byte
		at, err := 0, error(nil)
		for err == nil {
			if at > inflate.WindowSize {
				copy(out, out[at-inflate.WindowSize:at])
				at = inflate.WindowSize
			}
			end := 0
			end, err = d.Decode(out[:at+size], at)
			got = append(got, out[at:end]...)
			at = end
		}
		require.ErrorIs(t, err, io.EOF)
		require.True(t, bytes.Equal(data, got), "%d bytes at a time", size)
	}
}

func TestDecodersAreUsedAgain(t *testing.T) {
	t.Parallel()
	data := samples()["mixed"]
	packed := zlibbed(t, data)
	r := inflate.NewReader(bytes.NewReader(packed), inflate.Zlib)
	for range 3 {
		_, err := r.Next(100_000)
		require.NoError(t, err)
		r.Reset(bytes.NewReader(packed), inflate.Zlib)
	}
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.True(t, bytes.Equal(data, got))
}

func TestFrames(t *testing.T) {
	t.Parallel()
	data := []byte("deflate and its frame, deflate and its frame")
	packed := zlibbed(t, data)
	end := len(packed)
	wrong := append(append([]byte(nil), packed[:end-1]...), packed[end-1]^1)
	cases := []struct {
		name   string
		data   []byte
		format inflate.Format
		code   fault.Code
	}{
		{"whole", packed, inflate.Zlib, ""},
		{"whole, checksum not read", packed, inflate.Unchecked, ""},
		{"more behind", append(append([]byte(nil), packed...), 1, 2, 3), inflate.Zlib, ""},
		{"wrong checksum", wrong, inflate.Zlib, fault.Corrupt},
		{"wrong checksum, not read", wrong, inflate.Unchecked, ""},
		{"no checksum", packed[:end-4], inflate.Zlib, fault.Truncated},
		{"no checksum, not read", packed[:end-4], inflate.Unchecked, ""},
		{"part of a checksum", packed[:end-1], inflate.Zlib, fault.Truncated},
		{"no end", packed[:end-6], inflate.Unchecked, fault.Truncated},
		{"half a frame", packed[:1], inflate.Zlib, fault.Truncated},
		{"nothing", nil, inflate.Zlib, fault.Truncated},
		{"nothing, bare", nil, inflate.Raw, fault.Truncated},
		{"no zlib stream", []byte("no zlib stream"), inflate.Zlib, fault.Corrupt},
		{"method 9", append([]byte{0x79, 0x9b}, packed[2:]...), inflate.Zlib, fault.Corrupt},
		{"dictionary", []byte{0x78, 0xbb, 0, 0, 0, 0, 1, 2}, inflate.Zlib, fault.Corrupt},
		{"bare", packed[2:], inflate.Raw, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := io.ReadAll(inflate.NewReader(bytes.NewReader(c.data), c.format))
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			require.Equal(t, c.code == fault.Truncated, errors.Is(err, io.ErrUnexpectedEOF))
			if err == nil {
				require.Equal(t, data, got)
			}
		})
	}
}

// What is wrong with the source is told as it is, but not before all that came from
// it was decoded.
func TestErrorsOfTheSource(t *testing.T) {
	t.Parallel()
	data := samples()["residues"]
	packed := zlibbed(t, data)
	broken := errors.New("broken")
	src := io.MultiReader(bytes.NewReader(packed[:len(packed)/2]), iotest.ErrReader(broken))
	got, err := io.ReadAll(inflate.NewReader(src, inflate.Zlib))
	require.ErrorIs(t, err, broken)
	standard(packed[2:len(packed)/2]).requireSame(t, got, err)

	src = io.MultiReader(bytes.NewReader(packed), iotest.ErrReader(broken))
	got, err = io.ReadAll(inflate.NewReader(src, inflate.Zlib))
	require.NoError(t, err)
	require.True(t, bytes.Equal(data, got))
}

func TestAdler(t *testing.T) {
	t.Parallel()
	data := samples()["noise"]
	bright := bytes.Repeat([]byte{255}, 100_000)
	for _, n := range []int{0, 1, 7, 8, 9, 63, 64, 65, 184, 185, 5551, 5552, 5553, 40_000, 99_999} {
		for _, p := range [][]byte{data[:n], data[3 : n+3], bright[:n]} {
			sum := inflate.NewAdler()
			sum.Write(p[:n/3])
			sum.Write(p[n/3:])
			require.Equal(t, adler32.Checksum(p), sum.Sum(), "%d bytes", n)
		}
	}
}

func TestTheTwoSumsAreOne(t *testing.T) {
	t.Parallel()
	data := samples()["noise"]
	bright := bytes.Repeat([]byte{255}, 5552)
	for n := 0; n <= 5552; n += 16 {
		for _, p := range [][]byte{data[n : 2*n], bright[:n]} {
			sum, weighted := inflate.Sums(p)
			wantSum, wantWeighted := inflate.SumsGo(p)
			require.Equal(t, wantSum, sum)
			require.Equal(t, wantWeighted, weighted, "%d bytes", n)
		}
	}
}

// result is what the standard library makes of a stream.
type result struct {
	data []byte
	err  error
}

// standard inflates a stream up to a bound.
func standard(packed []byte) result {
	data, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), bound))
	return result{data, err}
}

// requireSame compares. Where a stream ends too early the standard library leaves
// out symbols that are shorter than the end of the block would be.
func (r result) requireSame(t *testing.T, got []byte, err error) {
	t.Helper()
	require.Equal(t, r.err == nil, err == nil, "%v and %v", r.err, err)
	if errors.Is(r.err, io.ErrUnexpectedEOF) {
		require.True(t, bytes.HasPrefix(got, r.data))
		return
	}
	require.True(t, bytes.Equal(got, r.data), "%v", r.err)
}

const bound = 1 << 20

// Damaged streams give the same bytes and fail where they do in the standard
// library.
func TestDamage(t *testing.T) {
	t.Parallel()
	data := samples()
	for _, name := range []string{"mixed", "skewed", "residues"} {
		for _, level := range levels {
			packed := deflated(t, data[name][:30_000], level)
			rng := rand.New(rand.NewPCG(5, 6))
			for range 400 {
				broken := append([]byte(nil), packed[:rng.IntN(len(packed)+1)]...)
				for range rng.IntN(4) {
					if len(broken) > 0 {
						broken[rng.IntN(len(broken))] ^= 1 << rng.IntN(8)
					}
				}
				requireSame(t, broken, rng.Uint64())
			}
		}
	}
}

// requireSame decodes a stream in all ways and compares with the standard library.
func requireSame(t *testing.T, packed []byte, seed uint64) {
	t.Helper()
	want := standard(packed)
	dst := make([]byte, bound)
	n, err := inflate.Inflate(dst, packed, inflate.Raw)
	want.requireSame(t, dst[:n], err)
	if err != nil {
		require.Contains(t, []fault.Code{fault.Corrupt, fault.Truncated}, fault.CodeOf(err))
	}
	if seed == 0 {
		return
	}
	rng := rand.New(rand.NewPCG(seed, 7))
	got, err := io.ReadAll(io.LimitReader(inflate.NewReader(&shredder{packed, rng}, inflate.Raw), bound))
	want.requireSame(t, got, err)
}

// shredder hands out pieces of random sizes.
type shredder struct {
	rest []byte
	rng  *rand.Rand
}

func (s *shredder) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.rest[:min(len(s.rest), s.rng.IntN(1<<s.rng.IntN(14)))])
	s.rest = s.rest[n:]
	return n, nil
}

func FuzzInflate(f *testing.F) {
	for _, data := range samples() {
		for _, level := range levels {
			f.Add(deflated(f, data[:min(len(data), 3000)], level), uint64(1))
		}
	}
	f.Fuzz(func(t *testing.T, packed []byte, seed uint64) { requireSame(t, packed, seed) })
}
