package openraster_test

import (
	"archive/zip"
	"bytes"
	"image"
	"image/color"
	"image/png"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/openraster"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	// One has so many large layers that damaging it again and again takes too long here.
	cases := slices.DeleteFunc(loadertest.CorpusCases(t, "ora", "kra"), func(c loadertest.Case) bool {
		return c.Name == "mypaint__bigimage.ora"
	})
	loadertest.Run(t, loadertest.Spec{Name: "openraster", Open: openraster.Open, Cases: cases})
}

// member is a part of a document.
type member struct {
	name string
	data []byte
}

func document(t testing.TB, mimetype string, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, m := range append([]member{{"mimetype", []byte(mimetype)}}, members...) {
		method := zip.Deflate
		if i == 0 {
			method = zip.Store
		}
		f, err := w.CreateHeader(&zip.FileHeader{Name: m.name, Method: method})
		require.NoError(t, err)
		_, err = f.Write(m.data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func drawn(t testing.TB, w, h int, c color.NRGBA) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.Bytes()
}

func TestTheMergedPictureComesBeforePreviews(t *testing.T) {
	t.Parallel()
	red, blue := color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 0, 255, 128}
	merged := member{"mergedimage.png", drawn(t, 300, 200, red)}
	preview := member{"preview.png", drawn(t, 30, 20, blue)}
	thumbnail := member{"Thumbnails/thumbnail.png", drawn(t, 15, 10, blue)}
	for _, c := range []struct {
		name    string
		members []member
		width   int
		notes   int
	}{
		{"all", []member{thumbnail, preview, merged}, 300, 0},
		{"no merged picture", []member{thumbnail, preview}, 30, 1},
		{"only a thumbnail", []member{thumbnail}, 15, 1},
		{"a merged picture that cannot be read", []member{{merged.name, []byte("nothing")}, preview}, 30, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, frame, err := loadertest.Decode(t, openraster.Open, document(t, "image/openraster", c.members...), picture.Want{Width: 300, Height: 200})
			require.NoError(t, err)
			require.Equal(t, c.width, info.Width)
			require.Len(t, frame.Notes, c.notes)
		})
	}
}

func TestADocumentWithoutAPictureSaysSo(t *testing.T) {
	t.Parallel()
	data := document(t, "application/x-krita", member{"maindoc.xml", []byte("<DOC/>")})
	_, _, err := loadertest.Decode(t, openraster.Open, data, picture.Want{})
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
}

func TestTheMimetypeTellsTheDocument(t *testing.T) {
	t.Parallel()
	krita, other := document(t, "application/x-krita"), document(t, "application/epub+zip")
	require.True(t, openraster.MatchKRA(krita))
	require.False(t, openraster.MatchORA(krita))
	require.True(t, openraster.MatchORA(document(t, "image/openraster")))
	require.False(t, openraster.MatchKRA(other))
	require.False(t, openraster.MatchORA([]byte("PK\x03\x04")))
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, openraster.Open,
		document(f, "image/openraster", member{"mergedimage.png", drawn(f, 9, 7, color.NRGBA{1, 2, 3, 255})}),
		layered(f, `<stack><layer src="a.png" x="1"/><stack composite-op="svg:multiply"><layer src="b.png" opacity="0.5"/></stack></stack>`))
}
