package clip_test

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/clip"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "clip", Open: clip.Open, Cases: loadertest.CorpusCases(t, "clip")})
}

// document returns the document of the corpus.
func document(t *testing.T) []byte {
	t.Helper()
	cases := loadertest.CorpusCases(t, "clip")
	require.NotEmpty(t, cases)
	require.Equal(t, ".clip", filepath.Ext(cases[0].Name))
	return cases[0].Data
}

func TestTheDatabaseIsFoundWithoutTheHead(t *testing.T) {
	t.Parallel()
	data := bytes.Clone(document(t))
	binary.BigEndian.PutUint64(data[48:], 12)
	info, frame, err := loadertest.Decode(t, clip.Open, data, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, [2]int{928, 647}, [2]int{info.Width, info.Height})
	require.Len(t, frame.Notes, 1)
}

func TestADocumentWithoutAPreviewSaysSo(t *testing.T) {
	t.Parallel()
	data := bytes.ReplaceAll(document(t), []byte("CanvasPreview"), []byte("CanvasPerview"))
	_, err := clip.Open(loadertest.Source(t, data, "a.clip"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%v", err)
	require.NotEmpty(t, fault.From(err).Advice)
}

func TestLittleMoreThanThePreviewIsRead(t *testing.T) {
	t.Parallel()
	data := document(t)
	file := loadertest.NewSparse(data, 0, nil)
	_, err := clip.Open(file.Source(t, "a.clip"))
	require.NoError(t, err)
	require.Less(t, file.Read(), int64(450<<10), "of %d bytes, 266 KB of which are the preview", len(data))
}

func TestNoDatabase(t *testing.T) {
	t.Parallel()
	for _, data := range []string{clip.Signature, clip.Signature + string(make([]byte, 100))} {
		_, err := clip.Open(loadertest.Source(t, []byte(data), "a.clip"))
		require.Error(t, err)
		require.NotEqual(t, fault.Internal, fault.CodeOf(err))
	}
}

func FuzzOpen(f *testing.F) {
	head := append([]byte(clip.Signature), make([]byte, 200)...)
	copy(head[24:], "CHNKHead")
	copy(head[100:], "CHNKSQLi")
	binary.BigEndian.PutUint64(head[48:], 100)
	head[115] = 92
	loadertest.Fuzz(f, clip.Open, head)
}
