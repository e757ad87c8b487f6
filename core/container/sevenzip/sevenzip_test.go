package sevenzip_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/sevenzip"
	"apsync/core/fault"
)

// lines is what the text members of the archives in testdata hold.
func lines(word string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s line %d of %d\n", word, i*i%97, n)
	}
	return b.String()
}

// calls is a member that has many opcodes of calls, near and far, one upon another.
func calls() string {
	var b []byte
	for x := uint32(1); len(b) < 60000; {
		x = (x*1103515245 + 12345) & 0x7fffffff
		b = append(b, "\xe8\xe9\x00\xff\x01\xe8\x00A"[x>>16&7])
	}
	return string(b)
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return data
}

func members(data []byte) ([]sevenzip.Member, error) {
	return sevenzip.Members(bytes.NewReader(data), int64(len(data)))
}

func contents(m sevenzip.Member) (string, error) {
	r, size, err := m.Open()
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	return string(b), err
}

func TestMembersOfEachMethod(t *testing.T) {
	t.Parallel()
	want := map[string]string{"b/two.txt": lines("two", 300), "a/one.txt": lines("one", 200)}
	for _, name := range []string{"copy.7z", "lzma.7z", "lzma2.7z", "deflate.7z", "bzip2.7z", "bcj.7z", "calls.7z"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, err := members(read(t, name))
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(all), 1)
			for _, m := range all {
				got, err := contents(m)
				require.NoError(t, err)
				if m.Name() == "three.bin" {
					require.Len(t, got, 512)
					continue
				}
				if m.Name() == "calls.bin" {
					require.Equal(t, calls(), got)
					continue
				}
				require.Equal(t, want[m.Name()], got, m.Name())
			}
		})
	}
}

func TestWhatIsUnsupportedSaysSo(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"ppmd.7z", "encrypted.7z"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, err := members(read(t, name))
			if err == nil {
				_, err = contents(all[0])
			}
			require.Equal(t, fault.Unsupported, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	data := read(t, "lzma2.7z")
	for n := range len(data) {
		_, err := members(data[:n])
		require.Error(t, err, "cut at %d", n)
	}
}

// A property of no bytes about as many files as there may be is not read so often.
func TestPropertiesOfNoBytesAreRefused(t *testing.T) {
	t.Parallel()
	const files, properties = 1 << 16, 1 << 20
	for name, property := range map[string]string{"empty": "\x0e\x00", "names": "\x11\x01\x00"} {
		header := "\x01\x05\xc1\x00\x00" + strings.Repeat(property, properties)
		var start [32]byte
		copy(start[:], sevenzip.Signature)
		binary.LittleEndian.PutUint64(start[20:], uint64(len(header)))
		_, err := members(append(start[:], header...))
		require.Equal(t, fault.Corrupt, fault.CodeOf(err), "%s of %d files: %v", name, files, err)
	}
}

func FuzzMembers(f *testing.F) {
	names, err := filepath.Glob("testdata/*.7z")
	require.NoError(f, err)
	for _, name := range names {
		f.Add(read(f, filepath.Base(name)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := members(data)
		if err != nil {
			return
		}
		for _, m := range all[:min(len(all), 4)] {
			r, size, err := m.Open()
			if err != nil {
				continue
			}
			b := make([]byte, min(size, 1<<16))
			_, _ = r.ReadAt(b, 0)
			require.GreaterOrEqual(t, m.Memory(), int64(0))
		}
	})
}
