package sai_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/sai"
	"apsync/core/picture"
)

// grey is eight rows of pixels, one row of blocks, which become brighter.
func grey(w, first int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, 8))
	for i := range img.Pix {
		img.Pix[i] = uint8(first + i%w)
	}
	return img
}

// codes returns the quantisation table and the codes of a JPEG of one row of blocks.
func codes(t testing.TB, img *image.Gray) (table, scan []byte) {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, nil))
	data := b.Bytes()
	at := bytes.Index(data, []byte{0xff, 0xdb})
	table = data[at+5 : at+5+64]
	at = bytes.Index(data, []byte{0xff, 0xda})
	size := int(binary.BigEndian.Uint16(data[at+2:]))
	return table, data[at+2+size : len(data)-2]
}

// thumbnail is one of two rows of blocks.
func thumbnail(t testing.TB, w int) []byte {
	t.Helper()
	data := append(make([]byte, 8), "jssf"...)
	data = binary.LittleEndian.AppendUint16(data, uint16(w))
	data = append(data, 16, 0, 1, 0)
	table, upper := codes(t, grey(w, 20))
	_, lower := codes(t, grey(w, 120))
	data = append(data, table...)
	for _, scan := range [][]byte{upper, lower} {
		data = append(binary.LittleEndian.AppendUint16(data, uint16(len(scan))), scan...)
	}
	return data
}

// document is a document with chunks of those kinds.
func document(chunks map[string][]byte) []byte {
	data := make([]byte, 64+16*len(chunks))
	copy(data, sai.Signature)
	data[32] = byte(len(chunks))
	i := 64
	for kind, chunk := range chunks {
		copy(data[i:], kind)
		binary.LittleEndian.PutUint64(data[i+8:], uint64(len(data)))
		data = append(data, chunk...)
		i += 16
	}
	return data
}

func TestLoader(t *testing.T) {
	t.Parallel()
	data := document(map[string][]byte{"hist": make([]byte, 30), "thum": thumbnail(t, 40), "lpix": []byte("tiles")})
	loadertest.Run(t, loadertest.Spec{Name: "sai", Open: sai.Open, Cases: []loadertest.Case{
		{Name: "thumbnail", Data: data, Width: 40, Height: 16, NoGolden: true},
	}})
	for i, got := range loadertest.Pixels(t, sai.Open, data) {
		want := 20 + i%40
		if i >= 8*40 {
			want += 100
		}
		require.InDelta(t, want, got.R, 4, "pixel %d", i)
		require.Equal(t, color.NRGBA{got.R, got.R, got.R, 255}, got)
	}
}

func TestAColouredThumbnail(t *testing.T) {
	t.Parallel()
	// A block of which every DC and AC code of T.81 §K.3 says nothing: 00 and 1010 of
	// luminance, twice 00 and 00 of chrominance, and ones to the end of the byte.
	data := append(make([]byte, 8), "jssf\x08\x00\x08\x00\x03\x00"...)
	data = append(data, bytes.Repeat([]byte{1}, 128)...)
	data = append(data, 2, 0, 0b00101000, 0b00000011)
	info, _, err := loadertest.Decode(t, sai.Open, document(map[string][]byte{"thum": data}), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, 8, info.Height)
	for _, pixel := range loadertest.Pixels(t, sai.Open, document(map[string][]byte{"thum": data})) {
		require.Equal(t, color.NRGBA{128, 128, 128, 255}, pixel)
	}
}

func TestWhatIsNotRead(t *testing.T) {
	t.Parallel()
	short := thumbnail(t, 16)
	for _, c := range []struct {
		name string
		data []byte
		want fault.Code
	}{
		{"nothing", document(map[string][]byte{"layr": nil}), fault.NoPicture},
		{"a canvas of no size", document(map[string][]byte{"intg": []byte("dpcm")}), fault.Unsupported},
		{"another kind", document(map[string][]byte{"thum": append(make([]byte, 8), "dpcm\x08\x00\x08\x00\x03\x00"...)}), fault.Unsupported},
		{"cut", document(map[string][]byte{"thum": short[:len(short)-1]}), fault.Truncated},
		{"no pixels", document(map[string][]byte{"thum": append(make([]byte, 8), "jssf\x00\x00\x08\x00\x03\x00"...)}), fault.Corrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := sai.Open(loadertest.Source(t, c.data, "a.sai2"))
			require.Equal(t, c.want, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, sai.Open, document(map[string][]byte{"thum": thumbnail(f, 16)}), canvas(20, 5, 3, gradient), canvas(20, 5, 4, gradient))
}
