package affinity_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/affinity"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "affinity", Open: affinity.Open, Cases: loadertest.CorpusCases(t, "afdesign")})
}

// document is a document with a larger picture in front of its thumbnail, which is w
// pixels wide.
func document(t testing.TB, w int) []byte {
	t.Helper()
	data := append([]byte(affinity.Signature+"\x0c\x00\x04\x03nsrP#Inf"), make([]byte, 100)...)
	data = append(data, encoded(t, 300)...)
	thumbnail := encoded(t, w)
	binary.LittleEndian.PutUint64(data[24:], uint64(len(data)))
	data = append(data, "\xff\xff\xff\xffThmb\x01\x00\x00\x00"...)
	data = binary.LittleEndian.AppendUint32(data, uint32(len(thumbnail)+13))
	data = binary.LittleEndian.AppendUint64(data, 29)
	data = binary.LittleEndian.AppendUint32(data, uint32(len(thumbnail)))
	return append(append(append(data, 1), thumbnail...), "what follows"...)
}

func encoded(t testing.TB, w int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, w, 7))))
	return b.Bytes()
}

func TestTheThumbnailIsTakenAndNotAPlacedPicture(t *testing.T) {
	t.Parallel()
	info, frame, err := loadertest.Decode(t, affinity.Open, document(t, 21), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, 21, info.Width)
	require.Equal(t, []string{"shown is the preview of 21 by 7 pixels that was saved with the document"}, frame.Notes)
}

func TestWhereTheHeaderLeadsNowhere(t *testing.T) {
	t.Parallel()
	good := document(t, 21)
	for _, c := range []struct {
		name    string
		pointer uint64
		want    fault.Code
	}{
		{"beside", 40, fault.NoPicture},
		{"the file's end", uint64(len(good)), fault.NoPicture},
		{"beyond it", uint64(len(good)) + 1, fault.Truncated},
		{"far beyond", 1 << 63, fault.Truncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := bytes.Clone(good)
			binary.LittleEndian.PutUint64(data[24:], c.pointer)
			_, err := affinity.Open(loadertest.Source(t, data, "a.afphoto"))
			require.Equal(t, c.want, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, affinity.Open, append(loadertest.CorpusSeeds("afdesign"), document(f, 21))...)
}
