package pixelmator_test

import (
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/pixelmator"
)

// document is an archive of pictures, which are 10 pixels wide, 20 and so on.
func document(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, name := range names {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name})
		require.NoError(t, err)
		require.NoError(t, png.Encode(f, image.NewNRGBA(image.Rect(0, 0, 10*(i+1), 10))))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "pixelmator", Open: pixelmator.Open, Cases: []loadertest.Case{
		{Name: "webp", Data: document(t, "metadata.info", "QuickLook/Icon.webp", "QuickLook/Thumbnail.webp"), Width: 30, Height: 10, NoGolden: true},
		{Name: "icon", Data: document(t, "metadata.info", "QuickLook/Icon.tiff"), Width: 20, Height: 10, NoGolden: true},
	}})
}

func TestADocumentWithoutAPreviewSaysWhatToDo(t *testing.T) {
	t.Parallel()
	_, err := pixelmator.Open(loadertest.Source(t, document(t, "metadata.info"), "a.pxd"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
	require.NotEmpty(t, fault.From(err).Advice)
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, pixelmator.Open, document(f, "metadata.info", "QuickLook/Thumbnail.webp"))
}
