package lzw_test

import (
	"bytes"
	stdlzw "compress/lzw"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	tifflzw "golang.org/x/image/tiff/lzw"

	"apsync/core/fault"
	"apsync/core/lzw"
)

// contents are what streams hold, of values below limit.
func contents(limit int) map[string][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	made := map[string]func(i int) int{
		"one value":    func(int) int { return 1 },
		"noise":        func(int) int { return random.IntN(limit) },
		"little noise": func(i int) int { return i/5000 + random.IntN(3) },
		"runs":         func(i int) int { return i / 977 },
		"repetition":   func(i int) int { return i * i },
	}
	data := map[string][]byte{"nothing": {}, "one byte": {1}}
	for name, at := range made {
		b := make([]byte, 700_001)
		for i := range b {
			b[i] = byte(at(i) % limit)
		}
		data[name] = b
	}
	return data
}

func packed(tb testing.TB, data []byte, bits int) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := stdlzw.NewWriter(&b, stdlzw.LSB, bits)
	_, err := w.Write(data)
	require.NoError(tb, err)
	require.NoError(tb, w.Close())
	return b.Bytes()
}

func TestStreamsOfEveryWidthComeOutAsTheyWere(t *testing.T) {
	t.Parallel()
	var d lzw.Decoder
	for bits := 2; bits <= 8; bits++ {
		for name, data := range contents(1 << bits) {
			stream := packed(t, data, bits)
			for _, most := range []int{0, len(data)} {
				format := lzw.Format{Literals: 1 << bits, Lowest: true, Most: most}
				d.Reset(iotest.OneByteReader(bytes.NewReader(stream)), format)
				got, err := io.ReadAll(iotest.OneByteReader(&d))
				require.NoError(t, err, "%s of %d bits", name, bits)
				require.True(t, bytes.Equal(data, got), "%s of %d bits", name, bits)
				d.Reset(bytes.NewReader(stream), format)
				got = make([]byte, len(data))
				_, err = io.ReadFull(&d, got)
				require.NoError(t, err)
				require.True(t, bytes.Equal(data, got), "%s of %d bits at once", name, bits)
			}
		}
	}
}

func TestCodesThatAreNoneAreCorrupt(t *testing.T) {
	t.Parallel()
	for _, data := range [][]byte{{0xff, 0xff}, {0x80, 0x7f, 0xff, 0xff}} {
		var d lzw.Decoder
		d.Reset(bytes.NewReader(data), lzw.Format{Literals: 256, Early: true})
		_, err := d.Read(make([]byte, 10))
		require.Equal(t, fault.Corrupt, fault.CodeOf(err))
	}
}

func TestAStreamThatEndsTooEarlySaysSo(t *testing.T) {
	t.Parallel()
	stream := packed(t, contents(256)["noise"], 8)
	var d lzw.Decoder
	d.Reset(bytes.NewReader(stream[:1000]), lzw.Format{Literals: 256, Lowest: true})
	_, err := io.ReadAll(&d)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	broken := errors.New("broken")
	d.Reset(io.MultiReader(bytes.NewReader(stream[:1000]), iotest.ErrReader(broken)), lzw.Format{Literals: 256, Lowest: true})
	_, err = io.ReadAll(&d)
	require.ErrorIs(t, err, broken)
}

// FuzzDecode compares with the standard library and with x/image.
func FuzzDecode(f *testing.F) {
	for _, data := range contents(256) {
		f.Add(packed(f, data[:min(len(data), 2000)], 8))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		for _, lowest := range []bool{true, false} {
			var want io.Reader = stdlzw.NewReader(bytes.NewReader(stream), stdlzw.LSB, 8)
			if !lowest {
				want = tifflzw.NewReader(bytes.NewReader(stream), tifflzw.MSB, 8)
			}
			const most = 100_000
			expected, expectedErr := io.ReadAll(io.LimitReader(want, most))
			var d lzw.Decoder
			d.Reset(bytes.NewReader(stream), lzw.Format{Literals: 256, Lowest: lowest, Early: !lowest, Most: most})
			got, err := io.ReadAll(io.LimitReader(&d, most))
			if expectedErr == nil {
				require.NoError(t, err)
				require.Equal(t, len(expected), len(got))
			}
			n := min(len(expected), len(got))
			require.True(t, bytes.Equal(expected[:n], got[:n]))
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	for name, data := range contents(256) {
		stream := packed(b, data, 8)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			var d lzw.Decoder
			for b.Loop() {
				d.Reset(bytes.NewReader(stream), lzw.Format{Literals: 256, Lowest: true, Most: len(data)})
				if _, err := io.Copy(io.Discard, &d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
