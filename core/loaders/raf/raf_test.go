package raf_test

import (
	"encoding/binary"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/raf"
	"apsync/core/loaders/raw/rawtest"
	"apsync/core/picture"
)

// exif is an Exif segment that says orientation 8 and nothing else.
const exif = "\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x08\x00\x00\x00\x00\x00\x00"

// file returns a photograph of w×h pixels with a JPEG of 300×200.
func file(tb testing.TB, w, h int) []byte {
	tb.Helper()
	jpeg := rawtest.Shot(tb, 300, 200, color.RGBA{200, 20, 20, 255})
	jpeg = append([]byte("\xff\xd8"+exif), jpeg[2:]...)
	big := binary.BigEndian
	data := make([]byte, 148)
	copy(data, raf.Signature+"0201")
	big.PutUint32(data[84:], 148)
	big.PutUint32(data[88:], uint32(len(jpeg)))
	big.PutUint32(data[92:], uint32(148+len(jpeg)))
	data = append(data, jpeg...)
	data = append(data, 0, 0, 0, 2, 0x01, 0x00, 0, 2, 9, 9, 0x01, 0x11, 0, 4)
	return big.AppendUint16(big.AppendUint16(data, uint16(h)), uint16(w))
}

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "raf", Open: raf.Open, Cases: append(loadertest.CorpusCases(t, "raf"),
		loadertest.Case{Name: "made", Data: file(t, 300, 200), Width: 300, Height: 200, Orientation: 8, NoGolden: true})})
}

func TestASmallPreviewSaysSo(t *testing.T) {
	t.Parallel()
	_, frame, err := loadertest.Decode(t, raf.Open, file(t, 300, 200), picture.Want{})
	require.NoError(t, err)
	require.Empty(t, frame.Notes)
	_, frame, err = loadertest.Decode(t, raf.Open, file(t, 3000, 2000), picture.Want{})
	require.NoError(t, err)
	require.Contains(t, frame.Notes[0], "300 by 200 pixels that was saved with the photograph of 3000 by 2000")
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, raf.Open, append(loadertest.CorpusSeeds("raf"), file(f, 300, 200))...)
}
