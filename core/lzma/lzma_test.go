package lzma_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/lzma"
)

// unpackedSize is how many bytes the streams in testdata hold; liblzma of xz wrote
// them, with dictionaries of 4 KiB and the properties that their names tell.
const unpackedSize = 20000

// letters returns what the streams hold: letters by chance, and repeats of them.
func letters() []byte {
	var out []byte
	for x := uint32(1); len(out) < unpackedSize; {
		x = (x*1103515245 + 12345) & 0x7fffffff
		k := int(x >> 16)
		if k%7 != 0 || len(out) <= 40 {
			out = append(out, 'a'+byte(k%5))
			continue
		}
		back := k%(len(out)-1) + 1
		for range k%60 + 2 {
			out = append(out, out[len(out)-back])
		}
	}
	return out[:unpackedSize]
}

// open opens a stream that begins with its properties.
func open(data []byte, second bool, most int64) (io.Reader, error) {
	if second {
		return lzma.NewReader2(bytes.NewReader(data[1:]), data[0], unpackedSize, most)
	}
	return lzma.NewReader(bytes.NewReader(data[lzma.PropertiesSize:]), data[:lzma.PropertiesSize], unpackedSize, most)
}

func streams(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/*.lzma*")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	all := map[string][]byte{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		all[filepath.Base(name)] = data
	}
	return all
}

func TestStreams(t *testing.T) {
	t.Parallel()
	want := letters()
	for name, data := range streams(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := open(data, strings.HasSuffix(name, "2"), 1<<20)
			require.NoError(t, err)
			got, err := io.ReadAll(iotest.OneByteReader(r))
			require.NoError(t, err)
			require.True(t, bytes.Equal(want, got))
		})
	}
}

func TestAStreamThatIsCutIsTruncated(t *testing.T) {
	t.Parallel()
	for name, data := range streams(t) {
		for _, n := range []int{7, 100, len(data) / 2, len(data) - 20} {
			r, err := open(data[:n], strings.HasSuffix(name, "2"), 1<<20)
			if err == nil {
				_, err = io.ReadAll(r)
			}
			require.Equal(t, fault.Truncated, fault.CodeOf(err), "%s cut at %d: %v", name, n, err)
		}
	}
}

func TestDictionariesAreBounded(t *testing.T) {
	t.Parallel()
	huge := []byte{93, 0xff, 0xff, 0xff, 0xff}
	_, err := lzma.NewReader(bytes.NewReader(make([]byte, 9)), huge, 1<<40, 1<<26)
	require.Equal(t, fault.LimitMemory, fault.CodeOf(err))
	_, err = lzma.NewReader(bytes.NewReader(make([]byte, 9)), huge, 100, 1<<26)
	require.NoError(t, err, "what is unpacked bounds what is kept of it")
	_, err = lzma.NewReader2(bytes.NewReader(nil), 40, 1<<40, 1<<26)
	require.Equal(t, fault.LimitMemory, fault.CodeOf(err))
}

func TestAStoredChunkIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	data := append([]byte{0, 1, 0, 4}, "hello\x02\x00\x04world\x00"...)
	r, err := lzma.NewReader2(bytes.NewReader(data[1:]), 0, 10, 1<<20)
	require.NoError(t, err)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, "helloworld", string(got))
	r, err = lzma.NewReader2(bytes.NewReader([]byte{2, 0, 0, 'a'}), 0, 1, 1<<20)
	require.NoError(t, err)
	_, err = io.ReadAll(r)
	require.Equal(t, fault.Corrupt, fault.CodeOf(err), "the first chunk must begin a dictionary")
}

func FuzzRead(f *testing.F) {
	for name, data := range streams(f) {
		f.Add(data[:2000], strings.HasSuffix(name, "2"))
	}
	f.Fuzz(func(t *testing.T, data []byte, second bool) {
		if len(data) < lzma.PropertiesSize {
			return
		}
		r, err := open(data, second, 1<<20)
		if err != nil {
			return
		}
		n, err := io.Copy(io.Discard, r)
		require.LessOrEqual(t, n, int64(unpackedSize))
		if err == nil {
			require.Equal(t, int64(unpackedSize), n)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for name, data := range streams(b) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(unpackedSize)
			for b.Loop() {
				r, err := open(data, strings.HasSuffix(name, "2"), 1<<20)
				require.NoError(b, err)
				_, err = io.Copy(io.Discard, r)
				require.NoError(b, err)
			}
		})
	}
}
