package sbsar_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/sbsar"
	"apsync/core/picture"
)

// built is a 7-Zip archive of members that are stored (7zFormat.txt).
func built(names []string, contents ...[]byte) []byte {
	number := func(n int) []byte { return binary.LittleEndian.AppendUint64([]byte{0xff}, uint64(n)) }
	all := bytes.Join(contents, nil)
	header := []byte{0x01, 0x04, 0x06, 0, 1, 0x09}
	header = append(append(header, number(len(all))...), 0)
	header = append(header, 0x07, 0x0b, 1, 0, 1, 0x01, 0x00, 0x0c)
	header = append(append(header, number(len(all))...), 0)
	header = append(header, 0x08, 0x0d, byte(len(contents)), 0x09)
	for _, part := range contents[:len(contents)-1] {
		header = append(header, number(len(part))...)
	}
	header = append(header, 0, 0, 0x05, byte(len(names)), 0x11)
	text := []byte{0}
	for _, name := range names {
		for _, unit := range append(utf16.Encode([]rune(name)), 0) {
			text = binary.LittleEndian.AppendUint16(text, unit)
		}
	}
	header = append(append(append(header, number(len(text))...), text...), 0, 0)
	start := binary.LittleEndian.AppendUint64(nil, uint64(len(all)))
	start = binary.LittleEndian.AppendUint64(start, uint64(len(header)))
	start = binary.LittleEndian.AppendUint32(start, crc32.ChecksumIEEE(header))
	b := append([]byte(sbsar.Signature), 0, 4)
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(start))
	return append(append(append(b, start...), all...), header...)
}

func drawn(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 10))))
	return b.Bytes()
}

func archive(t testing.TB) []byte {
	t.Helper()
	names := []string{"assemblies/content/0000/brick.sbsasm", "assemblies/content/0000/thumbnail.png"}
	return built(names, []byte("assembly"), drawn(t))
}

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "sbsar", Open: sbsar.Open, Cases: []loadertest.Case{
		{Name: "brick", Data: archive(t), Width: 20, Height: 10, NoGolden: true},
	}})
}

func TestTheNoteTellsItsSize(t *testing.T) {
	t.Parallel()
	_, frame, err := loadertest.Decode(t, sbsar.Open, archive(t), picture.Want{})
	require.NoError(t, err)
	require.Contains(t, frame.Notes[0], "20 by 10")
}

func TestAnArchiveWithoutAThumbnail(t *testing.T) {
	t.Parallel()
	_, err := sbsar.Open(loadertest.Source(t, built([]string{"a.sbsasm"}, []byte("assembly")), "a.sbsar"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
	require.NotEmpty(t, fault.From(err).Advice)
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, sbsar.Open, archive(f))
}
