package coreldraw_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/bmp"

	"apsync/core/fault"
	"apsync/core/loaders/coreldraw"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// drawing is w pixels wide, and its pixels tell where they are.
func drawing(w int) *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, w, 3), nil)
	for i := range 256 {
		img.Palette = append(img.Palette, color.NRGBA{uint8(i), uint8(255 - i), uint8(i / 2), 255})
	}
	for i := range img.Pix {
		img.Pix[i] = uint8(i)
	}
	return img
}

func bitmap(t testing.TB, w int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, bmp.Encode(&b, drawing(w)))
	return b.Bytes()
}

// document is a RIFF file with those chunks.
func document(chunks ...string) []byte {
	data := []byte("RIFF\x00\x00\x00\x00CDR9")
	for i := 0; i < len(chunks); i += 2 {
		data = append(data, chunks[i]...)
		data = binary.LittleEndian.AppendUint32(data, uint32(len(chunks[i+1])))
		data = append(data, chunks[i+1]...)
		data = append(data, make([]byte, len(chunks[i+1])%2)...)
	}
	binary.LittleEndian.PutUint32(data[4:], uint32(len(data)-8))
	return data
}

// display is a display chunk's data.
func display(t testing.TB, w int) string {
	return "\x08\x00\x00\x00" + string(bitmap(t, w)[14:])
}

func archive(t testing.TB, members map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, data := range members {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write(data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func encoded(t testing.TB, w int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, drawing(w)))
	return b.Bytes()
}

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "coreldraw", Open: coreldraw.Open, Cases: []loadertest.Case{
		{Name: "riff", Data: document("vrsn", "\x84\x03", "DISP", display(t, 40), "LIST", "INFO"), Width: 40, Height: 3, NoGolden: true},
		{Name: "archive", Data: archive(t, map[string][]byte{
			"previews/thumbnail.png": encoded(t, 20), "metadata/thumbnails/page1.bmp": bitmap(t, 30), "previews/page1.png": []byte("nothing"),
		}), Width: 30, Height: 3, NoGolden: true},
		{Name: "archive of x4", Data: archive(t, map[string][]byte{
			"content/riffData.cdr": document("DISP", display(t, 25)),
		}), Width: 25, Height: 3, NoGolden: true},
	}})
}

func TestPixelsOfTheDisplayChunk(t *testing.T) {
	t.Parallel()
	pixels := loadertest.Pixels(t, coreldraw.Open, document("DISP", display(t, 40)))
	for i, got := range pixels {
		require.Equal(t, color.NRGBA{uint8(i), uint8(255 - i), uint8(i / 2), 255}, got, "pixel %d", i)
	}
}

func TestNoThumbnail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		data []byte
		want fault.Code
	}{
		{"no chunk", document("vrsn", "\x84\x03"), fault.NoPicture},
		{"an empty chunk", document("DISP", ""), fault.NoPicture},
		{"a metafile", document("DISP", "\x03\x00\x00\x00data"), fault.Unsupported},
		{"an archive without", archive(t, map[string][]byte{"content/root.dat": nil}), fault.NoPicture},
		{"a broken picture", archive(t, map[string][]byte{"previews/thumbnail.png": []byte("x")}), fault.UnknownFormat},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := coreldraw.Open(loadertest.Source(t, c.data, "a.cdr"))
			require.Equal(t, c.want, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestTheNoteTellsTheSize(t *testing.T) {
	t.Parallel()
	_, frame, err := loadertest.Decode(t, coreldraw.Open, document("DISP", display(t, 40)), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []string{"shown is the preview of 40 by 3 pixels that was saved with the document"}, frame.Notes)
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, coreldraw.Open, document("vrsn", "\x84\x03", "DISP", display(f, 9)),
		archive(f, map[string][]byte{"previews/thumbnail.png": encoded(f, 5)}))
}
