package x3f_test

import (
	"encoding/binary"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/raw/rawtest"
	"apsync/core/loaders/x3f"
	"apsync/core/picture"
)

var little = binary.LittleEndian

// image is a section of a picture.
type image struct {
	name           string
	format         uint32
	w, h, rowBytes uint32
	data           []byte
}

// file returns a photograph of 600×400 pixels that is to be turned by so many degrees.
func file(version, degrees uint32, images ...image) []byte {
	data := append([]byte(x3f.Signature), little.AppendUint32(nil, version)...)
	data = append(data, make([]byte, 20)...)
	for _, v := range []uint32{600, 400, degrees} {
		data = little.AppendUint32(data, v)
	}
	var entries []byte
	for _, i := range images {
		at := uint32(len(data))
		data = append(data, "SECi\x00\x00\x02\x00\x02\x00\x00\x00"...)
		for _, v := range []uint32{i.format, i.w, i.h, i.rowBytes} {
			data = little.AppendUint32(data, v)
		}
		data = append(data, i.data...)
		entries = little.AppendUint32(entries, at)
		entries = little.AppendUint32(entries, uint32(len(data))-at)
		entries = append(entries, i.name...)
	}
	at := uint32(len(data))
	data = append(data, "SECd\x00\x00\x02\x00"...)
	data = append(little.AppendUint32(data, uint32(len(images))), entries...)
	return little.AppendUint32(data, at)
}

// shots are a JPEG of 600×400, a plain picture of 60×40 whose rows are longer than their
// pixels, and a picture in a format that is not read.
func shots(tb testing.TB) []image {
	tb.Helper()
	plain := make([]byte, 200*40)
	for i := range plain {
		plain[i] = byte(i % 200)
	}
	return []image{
		{"IMAG", 11, 900, 600, 0, make([]byte, 100)},
		{"IMAG", 3, 60, 40, 200, plain},
		{"IMA2", 18, 600, 400, 0, rawtest.Shot(tb, 600, 400, color.RGBA{200, 20, 20, 255})},
		{"PROP", 18, 900, 600, 0, nil},
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "x3f", Open: x3f.Open, Cases: append(loadertest.CorpusCases(t, "x3f"),
		loadertest.Case{Name: "jpeg", Data: file(0x20002, 270, shots(t)[2]), Width: 600, Height: 400, Orientation: 8, NoGolden: true},
		loadertest.Case{Name: "plain", Data: file(0x20002, 0, shots(t)[1]), Width: 60, Height: 40, NoGolden: true})})
}

func TestTheLargestIsTakenAndTheSmallestServes(t *testing.T) {
	t.Parallel()
	data := file(0x20002, 0, shots(t)...)
	info, frame, err := loadertest.Decode(t, x3f.Open, data, picture.Want{Width: 60, Height: 40})
	require.NoError(t, err)
	require.Equal(t, []int{600, 400}, []int{info.Width, info.Height})
	w, h := frame.Image.Size()
	require.Equal(t, []int{60, 40}, []int{w, h})
	pixels := loadertest.Pixels(t, x3f.Open, file(0x20002, 0, shots(t)[1]))
	require.Equal(t, color.NRGBA{3, 4, 5, 255}, pixels[60+1])
}

func TestNewerHeadersSayNothing(t *testing.T) {
	t.Parallel()
	info, _, err := loadertest.Decode(t, x3f.Open, file(0x40000, 90, shots(t)...), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, picture.Upright, info.Orientation)
}

func TestFilesWithoutAPreview(t *testing.T) {
	t.Parallel()
	_, err := x3f.Open(loadertest.Source(t, file(0x20002, 0, shots(t)[0]), "a.x3f"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, x3f.Open, append(loadertest.CorpusSeeds("x3f"), file(0x20002, 0, shots(f)...))...)
}
