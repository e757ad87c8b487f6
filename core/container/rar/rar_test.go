package rar_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/rar"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
)

// old returns an archive of version 4 with stored members (RAR 4 technical note).
func old(flags uint16, names ...string) []byte {
	b := []byte(rar.Signature + "\x00")
	block := func(kind byte, flags uint16, body, data []byte) {
		head := binary.LittleEndian.AppendUint16([]byte{kind}, flags)
		head = binary.LittleEndian.AppendUint16(head, uint16(7+len(body)))
		head = append(head, body...)
		b = binary.LittleEndian.AppendUint16(b, uint16(crc32.ChecksumIEEE(head)))
		b = append(append(b, head...), data...)
	}
	volume := flags >> 1 & 1
	block(0x73, volume, make([]byte, 6), nil)
	for _, name := range names {
		data := []byte("contents of " + name)
		body := binary.LittleEndian.AppendUint32(nil, uint32(len(data)))
		body = binary.LittleEndian.AppendUint32(body, uint32(len(data)))
		body = append(body, 2)
		body = binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(data))
		body = append(body, 0, 0, 0, 0, 29, 0x30)
		body = binary.LittleEndian.AppendUint16(body, uint16(len(name)))
		body = append(body, 0x20, 0, 0, 0)
		block(0x74, 0x8000|flags, append(body, name...), data)
	}
	block(0x7b, volume, nil, nil)
	return b
}

func members(data []byte) ([]rar.Member, error) {
	return rar.Members(bytes.NewReader(data), int64(len(data)))
}

func contents(t testing.TB, m rar.Member) []byte {
	t.Helper()
	r, size, err := m.Open()
	require.NoError(t, err)
	got, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	require.NoError(t, err)
	return got
}

func TestStoredMembers(t *testing.T) {
	t.Parallel()
	all, err := members(old(0, "b.txt", `folder\a.txt`))
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, "folder/a.txt", all[1].Name())
	require.Equal(t, `contents of folder\a.txt`, string(contents(t, all[1])))
	require.Equal(t, "contents of b.txt", string(contents(t, all[0])))
	require.LessOrEqual(t, all[0].Memory(), int64(len("contents of b.txt")))
}

func TestRealArchives(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob(filepath.Join(loadertest.Corpus(t), "cbr", "*"))
	require.NoError(t, err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		all, err := members(data)
		require.NoError(t, err)
		require.NotEmpty(t, all)
		for _, m := range all {
			require.NotEmpty(t, contents(t, m))
		}
		_, err = members(data[:len(data)/2])
		require.Contains(t, []fault.Code{fault.Truncated, fault.Corrupt, ""}, fault.CodeOf(err))
	}
}

func TestWhatIsUnsupportedSaysSo(t *testing.T) {
	t.Parallel()
	const encrypted, continued = 4, 2
	for _, flags := range []uint16{encrypted, continued} {
		all, err := members(old(flags, "a.txt"))
		if err == nil {
			_, _, err = all[0].Open()
		}
		require.Equal(t, fault.Unsupported, fault.CodeOf(err), "%d: %v", flags, err)
		require.NotEmpty(t, fault.From(err).Advice)
	}
	_, err := members([]byte("no archive"))
	require.Equal(t, fault.Corrupt, fault.CodeOf(err))
}

func FuzzMembers(f *testing.F) {
	f.Add(old(0, "a.txt", "b.txt"))
	f.Add(old(0x10, "a.txt", "b.txt"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := members(data)
		if err != nil {
			return
		}
		for _, m := range all[:min(len(all), 4)] {
			r, size, err := m.Open()
			if err == nil {
				b := make([]byte, min(size, 1<<12))
				_, _ = r.ReadAt(b, 0)
			}
		}
	})
}
