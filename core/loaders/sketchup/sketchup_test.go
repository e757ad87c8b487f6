package sketchup_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/sketchup"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "skp")
	for i := range cases {
		cases[i].Width, cases[i].Height = 256, 256
	}
	cases = append(cases,
		loadertest.Case{Name: "stream", Data: stream("CDib", pngFile(40)), Width: 40, Height: 30, NoGolden: true},
		loadertest.Case{Name: "archive", Data: archive(t, "meta/model_thumbnail.png"), Width: 40, Height: 30, NoGolden: true})
	loadertest.Run(t, loadertest.Spec{Name: "sketchup", Open: sketchup.Open, Cases: cases})
}

// text is a string as CArchive writes short ones.
func text(s string) string {
	b := []byte{0xff, 0xfe, 0xff, byte(len(s))}
	for _, unit := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return string(b)
}

func pngFile(w int) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, w, 30)))
	return b.Bytes()
}

// stream is a model of before 2021 whose first object is of that class.
func stream(class string, data []byte) []byte {
	b := []byte(text("SketchUp Model") + text("{17.1.174}") + strings.Repeat("\x07", 16) + text("") + "\x01\x02\x03\x04" +
		"\xff\xff\x00\x00\x0b\x00CVersionMap" + text("CDib") + "\x03\x00\x00\x00" + text("End-Of-Version-Map") +
		strings.Repeat("\x00", 24) + "\xff\xff\x03\x00\x04\x00" + class + "\x04\x00\x00\x00")
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	b = append(b, data...)
	return append(b, stretch...)
}

// stretch is a texture's bitmap, of a class that was named before.
var stretch = append([]byte("\x01\x80\x04\x00\x00\x00\x10\x00\x00\x00"), pngFile(99)...)

// archive is a model of 2021 with pictures of widths 40, 41 and so on.
func archive(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, name := range names {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write(pngFile(40 + i))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return append([]byte(text("SketchUp Model")+text("{21.1.0}")+strings.Repeat("\x07", 16)), b.Bytes()...)
}

func TestOnlyTheThumbnailIsShown(t *testing.T) {
	t.Parallel()
	whole := stream("CDib", pngFile(40))
	for _, c := range []struct {
		name  string
		data  []byte
		width int
		code  fault.Code
	}{
		{"the model alone before the view", archive(t, "materials/a.png", "meta/preview_thumbnail.png", "meta/model_thumbnail.png"), 42, ""},
		{"the view", archive(t, "materials/a.png", "meta/preview_thumbnail.png"), 41, ""},
		{"only a texture in an archive", archive(t, "materials/a.png"), 0, fault.NoPicture},
		{"only a texture in a stream", stream("CCam", nil), 0, fault.NoPicture},
		{"no table of versions", []byte(text("SketchUp Model") + text("{3.0.1}")), 0, fault.NoPicture},
		{"something else", stream("CDib", []byte("something")), 0, fault.UnknownFormat},
		{"cut", whole[:len(whole)-len(stretch)-10], 0, fault.Truncated},
		{"cut in the length", whole[:bytes.Index(whole, []byte("CDib\x04"))+6], 0, fault.Truncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, _, err := loadertest.Decode(t, sketchup.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			require.Equal(t, c.width, info.Width)
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("skp"), stream("CDib", pngFile(40)), archive(f, "meta/model_thumbnail.png"))
	loadertest.Fuzz(f, sketchup.Open, seeds...)
}
