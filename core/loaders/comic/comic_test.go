package comic_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/comic"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "cbz", "cbr", "cb7")
	loadertest.Run(t, loadertest.Spec{Name: "comic", Open: comic.Open, Cases: cases})
}

func page(t testing.TB, width int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 10))))
	return b.Bytes()
}

// zipped is a book of pages whose widths are 10, 20 and so on in the order of names.
func zipped(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, name := range names {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write(page(t, 10*(i+1)))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// tape is such a book in a tar archive, after a member with that text.
func tape(t testing.TB, first, text string, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	add := func(name string, data []byte) {
		require.NoError(t, w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(data))}))
		_, err := w.Write(data)
		require.NoError(t, err)
	}
	add(first, []byte(text))
	for i, name := range names {
		add(name, page(t, 10*(i+1)))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestTheFirstPage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		data  []byte
		width int
		pages int
	}{
		{"by number", zipped(t, "book/page 10.png", "book/Page 9.png", "book/page 0011.png"), 20, 3},
		{"not what macOS left", zipped(t, "__MACOSX/book/1.png", "book/.0.png", "book/2.png", "Thumbs.db"), 30, 1},
		{"of the first chapter", zipped(t, "c10/1.png", "c2/2.png", "c2/1.png"), 30, 3},
		{"long numbers", zipped(t, "20240131235959999999999.png", "3.png"), 20, 2},
		{"in a tar archive", tape(t, "ComicInfo.xml", "<ComicInfo/>", "2.png", "1.png"), 20, 2},
		{"that can be read", tape(t, "0.png", "no picture", "1.png"), 10, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, _, err := loadertest.Decode(t, comic.Open, c.data, picture.Want{})
			require.NoError(t, err)
			require.Equal(t, c.width, info.Width)
			require.Equal(t, c.pages, info.Pages)
		})
	}
}

func TestAPageThatIsPassedOverIsTold(t *testing.T) {
	t.Parallel()
	_, frame, err := loadertest.Decode(t, comic.Open, tape(t, "0.png", "no picture", "1.png"), picture.Want{})
	require.NoError(t, err)
	require.Contains(t, frame.Notes[0], "page 2")
}

func TestAnArchiveWithoutPages(t *testing.T) {
	t.Parallel()
	_, err := comic.Open(loadertest.Source(t, tape(t, "a.txt", "text"), "a.cbt"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
	require.NotEmpty(t, fault.From(err).Advice)
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, comic.Open, zipped(f, "1.png", "2.png"), tape(f, "a.txt", "text", "1.png"))
}
