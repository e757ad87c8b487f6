package zip_test

import (
	archive "archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"apsync/core/container/zip"
	"apsync/core/fault"
)

func built(t testing.TB, write func(w *archive.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	w := archive.NewWriter(&b)
	write(w)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func add(t testing.TB, w *archive.Writer, name string, method uint16, data []byte) {
	t.Helper()
	f, err := w.CreateHeader(&archive.FileHeader{Name: name, Method: method})
	require.NoError(t, err)
	_, err = f.Write(data)
	require.NoError(t, err)
}

func text(n int) []byte {
	random := rand.New(rand.NewPCG(1, 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = "abcdefgh"[random.IntN(8)]
	}
	return b
}

func open(t testing.TB, data []byte) *zip.Archive {
	t.Helper()
	a, err := zip.Open(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return a
}

func TestMembersAreReadAtAnyOffset(t *testing.T) {
	t.Parallel()
	want := text(1 << 20)
	a := open(t, built(t, func(w *archive.Writer) {
		add(t, w, "mimetype", archive.Store, []byte("image/openraster"))
		add(t, w, `Folder\Stored.bin`, archive.Store, want)
		add(t, w, "deflated.bin", archive.Deflate, want)
	}))
	for _, name := range []string{"folder/stored.BIN", "deflated.bin"} {
		m, ok := a.Find("missing", name)
		require.True(t, ok)
		r, size, err := m.Open()
		require.NoError(t, err)
		require.Equal(t, int64(len(want)), size)
		for _, off := range []int{0, 5, 1000, 900_000, 899_000, 10, len(want) - 3, 300_000} {
			got := make([]byte, min(70_000, len(want)-off))
			n, err := r.ReadAt(got, int64(off))
			require.NoError(t, err, "at %d", off)
			require.Equal(t, want[off:off+n], got)
		}
		n, err := r.ReadAt(make([]byte, 10), size-4)
		require.Equal(t, 4, n)
		require.ErrorIs(t, err, io.EOF)
		all, err := m.Bytes(size)
		require.NoError(t, err)
		require.Equal(t, want, all)
		_, err = m.Bytes(size - 1)
		require.Equal(t, fault.LimitExpansion, fault.CodeOf(err))
	}
}

func TestReadingBackHasAnEnd(t *testing.T) {
	t.Parallel()
	a := open(t, built(t, func(w *archive.Writer) { add(t, w, "a", archive.Deflate, text(1<<20)) }))
	m, _ := a.Find("a")
	r, size, err := m.Open()
	require.NoError(t, err)
	for range 100 {
		if _, err = r.ReadAt(make([]byte, 1), size-1); err == nil {
			_, err = r.ReadAt(make([]byte, 1), 0)
		}
	}
	require.Equal(t, fault.LimitCount, fault.CodeOf(err))
}

func TestArchivesThatAreRefused(t *testing.T) {
	t.Parallel()
	whole := built(t, func(w *archive.Writer) { add(t, w, "a", archive.Deflate, text(10_000)) })
	bomb := built(t, func(w *archive.Writer) { add(t, w, "a", archive.Deflate, make([]byte, 300<<20)) })
	crowd := built(t, func(w *archive.Writer) {
		for range 90 {
			add(t, w, strings.Repeat("x", 60_000), archive.Store, nil)
		}
		for range 220 {
			f := &archive.FileHeader{Name: "y", Comment: strings.Repeat("c", 60_000)}
			_, err := w.CreateHeader(f)
			require.NoError(t, err)
		}
	})
	encrypted := bytes.Clone(whole)
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	method := bytes.Clone(whole)
	method[bytes.Index(method, []byte("PK\x01\x02"))+10] = 99
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"no archive", []byte("PK\x03\x04 but no more"), fault.Corrupt},
		{"no directory", whole[:len(whole)-40], fault.Corrupt},
		{"bomb", bomb, fault.LimitExpansion},
		{"a directory too large", crowd, fault.LimitCount},
		{"encrypted", encrypted, fault.Unsupported},
		{"an unknown method", method, fault.Unsupported},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, err := zip.Open(bytes.NewReader(c.data), int64(len(c.data)))
			if err == nil {
				_, _, err = a.Members()[0].Open()
			}
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(built(f, func(w *archive.Writer) {
		add(f, w, "a", archive.Deflate, text(1000))
		add(f, w, "b/c", archive.Store, text(10))
	}))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := zip.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, m := range a.Members() {
			if _, err := m.Bytes(1 << 16); err != nil {
				require.NotEqual(t, fault.Internal, fault.CodeOf(err))
			}
		}
	})
}

func TestZstandard(t *testing.T) {
	t.Parallel()
	want := text(300_000)
	a := open(t, built(t, func(w *archive.Writer) {
		w.RegisterCompressor(zstd.ZipMethodWinZip, zstd.ZipCompressor())
		add(t, w, "a.bin", zstd.ZipMethodWinZip, want)
	}))
	m, ok := a.Find("a.bin")
	require.True(t, ok)
	got, err := m.Bytes(1 << 20)
	require.NoError(t, err)
	require.Equal(t, want, got)
}
