package tar_test

import (
	archive "archive/tar"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/tar"
	"apsync/core/fault"
)

func built(t testing.TB, format archive.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	w := archive.NewWriter(&b)
	long := strings.Repeat("folder/", 40) + "long.txt"
	for _, h := range []archive.Header{
		{Name: "pages/", Typeflag: archive.TypeDir},
		{Name: "pages/1.txt", Typeflag: archive.TypeReg, Size: 3},
		{Name: "link", Typeflag: archive.TypeSymlink, Linkname: "pages/1.txt"},
		{Name: long, Typeflag: archive.TypeReg, Size: 4},
	} {
		if format == archive.FormatUSTAR {
			h.Name = strings.TrimPrefix(h.Name, strings.Repeat("folder/", 30))
		}
		h.Format, h.Mode = format, 0o644
		require.NoError(t, w.WriteHeader(&h))
		_, err := w.Write([]byte("text")[:h.Size])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestMembers(t *testing.T) {
	t.Parallel()
	for _, format := range []archive.Format{archive.FormatUSTAR, archive.FormatPAX, archive.FormatGNU} {
		t.Run(format.String(), func(t *testing.T) {
			t.Parallel()
			data := built(t, format)
			require.Equal(t, tar.Signature, string(data[tar.SignatureOffset:][:len(tar.Signature)]))
			members, err := tar.Members(bytes.NewReader(data), int64(len(data)))
			require.NoError(t, err)
			require.Len(t, members, 2, "folders and links are none")
			require.Equal(t, "pages/1.txt", members[0].Name())
			require.True(t, strings.HasSuffix(members[1].Name(), "folder/long.txt"))
			r, size, err := members[1].Open()
			require.NoError(t, err)
			got, err := io.ReadAll(io.NewSectionReader(r, 0, size))
			require.NoError(t, err)
			require.Equal(t, "text", string(got))
			require.Zero(t, members[1].Memory())
		})
	}
}

func TestWhatComesBeforeDamageCounts(t *testing.T) {
	t.Parallel()
	data := built(t, archive.FormatGNU)
	cut := data[:2048+100]
	members, err := tar.Members(bytes.NewReader(cut), int64(len(cut)))
	require.NoError(t, err)
	require.Len(t, members, 1)
	_, err = tar.Members(strings.NewReader(strings.Repeat("no archive", 100)), 1000)
	require.Equal(t, fault.Corrupt, fault.CodeOf(err))
}

func FuzzMembers(f *testing.F) {
	for _, format := range []archive.Format{archive.FormatUSTAR, archive.FormatPAX, archive.FormatGNU} {
		f.Add(built(f, format))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		members, err := tar.Members(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, m := range members[:min(len(members), 4)] {
			r, size, err := m.Open()
			require.NoError(t, err)
			b := make([]byte, min(size, 1<<12))
			_, _ = r.ReadAt(b, 0)
		}
	})
}
