package mobi_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/mobi"
	"apsync/core/picture"
)

func page(t testing.TB, width int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 10))))
	return b.Bytes()
}

// built is a book with those EXTH records and those records of pictures behind one of
// text.
func built(extensions map[uint32]uint32, pictures ...[]byte) []byte {
	const first = 2
	header := make([]byte, 16+232)
	copy(header[16:], "MOBI")
	binary.BigEndian.PutUint32(header[20:], 232)
	binary.BigEndian.PutUint32(header[108:], first)
	if extensions != nil {
		binary.BigEndian.PutUint32(header[128:], 0x40)
		header = append(header, "EXTH\x00\x00\x00\x00"...)
		header = binary.BigEndian.AppendUint32(header, uint32(len(extensions)+1))
		header = append(header, 0, 0, 0, 100, 0, 0, 0, 10, 'M', 'e')
		for kind, number := range extensions {
			header = binary.BigEndian.AppendUint32(header, kind)
			header = binary.BigEndian.AppendUint32(header, 12)
			header = binary.BigEndian.AppendUint32(header, number)
		}
	}
	records := append([][]byte{header, []byte("text")}, pictures...)
	b := make([]byte, 78)
	copy(b, "A_book")
	copy(b[60:], "BOOKMOBI")
	binary.BigEndian.PutUint16(b[76:], uint16(len(records)))
	off := len(b) + 8*len(records)
	for _, record := range records {
		b = binary.BigEndian.AppendUint32(b, uint32(off))
		b = append(b, 0, 0, 0, 0)
		off += len(record)
	}
	return append(b, bytes.Join(records, nil)...)
}

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "mobi", Open: mobi.Open, Cases: []loadertest.Case{
		{Name: "cover", Data: built(map[uint32]uint32{201: 1}, page(t, 10), page(t, 20)), Width: 20, Height: 10, NoGolden: true},
	}})
}

func TestWhichPictureIsTheCover(t *testing.T) {
	t.Parallel()
	no := []byte("no picture")
	for _, c := range []struct {
		name  string
		data  []byte
		width int
		noted bool
	}{
		{"cover before thumbnail", built(map[uint32]uint32{202: 0, 201: 1}, page(t, 10), page(t, 20)), 20, false},
		{"thumbnail", built(map[uint32]uint32{202: 1}, page(t, 10), page(t, 20)), 20, false},
		{"thumbnail where the cover is none", built(map[uint32]uint32{202: 1, 201: 0xffffffff}, page(t, 10), page(t, 20)), 20, false},
		{"cover that is missing", built(map[uint32]uint32{201: 99, 202: 1}, page(t, 10), page(t, 20)), 20, false},
		{"first picture", built(nil, no, page(t, 20)), 20, true},
		{"first picture where the cover is damaged", built(map[uint32]uint32{201: 0}, no, page(t, 20)), 20, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, frame, err := loadertest.Decode(t, mobi.Open, c.data, picture.Want{})
			require.NoError(t, err)
			require.Equal(t, c.width, info.Width)
			require.Equal(t, c.noted, len(frame.Notes) > 0)
		})
	}
}

func TestBooksWithoutACover(t *testing.T) {
	t.Parallel()
	_, err := mobi.Open(loadertest.Source(t, built(nil), "a.mobi"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
	require.NotEmpty(t, fault.From(err).Advice)
	for _, c := range loadertest.CorpusCases(t, "mobi") {
		_, err := mobi.Open(loadertest.Source(t, c.Data, c.Name))
		require.Equal(t, fault.Truncated, fault.CodeOf(err), "%s: only headers: %v", c.Name, err)
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, mobi.Open, append(
		loadertest.CorpusSeeds("mobi"), built(map[uint32]uint32{201: 1, 202: 0}, page(f, 10), page(f, 20)), built(nil, page(f, 10)),
	)...)
}
