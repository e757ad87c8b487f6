package crw_test

import (
	"encoding/binary"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/crw"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/raw/rawtest"
	"apsync/core/picture"
)

var (
	little = binary.LittleEndian
	red    = color.RGBA{200, 20, 20, 255}
)

// record is one of a heap; one without data has its number in the directory.
type record struct {
	tag    uint16
	data   []byte
	number uint16
}

// heap returns a heap of records.
func heap(records ...record) []byte {
	var data, entries []byte
	for _, r := range records {
		entries = little.AppendUint16(entries, r.tag)
		if r.data == nil {
			entries = append(little.AppendUint16(entries, r.number), 0, 0, 0, 0, 0, 0)
			continue
		}
		entries = little.AppendUint32(entries, uint32(len(r.data)))
		entries = little.AppendUint32(entries, uint32(len(data)))
		data = append(data, r.data...)
	}
	at := uint32(len(data))
	data = append(little.AppendUint16(data, uint16(len(records))), entries...)
	return little.AppendUint32(data, at)
}

// file returns a photograph of 640×480 that is to be turned by so many degrees.
func file(tb testing.TB, space uint16, degrees int) []byte {
	tb.Helper()
	info := little.AppendUint32(little.AppendUint32(nil, 640), 480)
	info = little.AppendUint32(little.AppendUint32(info, 0x3f800000), uint32(int32(degrees)))
	root := heap(
		record{tag: 0x2005, data: make([]byte, 3000)},
		record{tag: 0x2007, data: rawtest.Shot(tb, 640, 480, red)},
		record{tag: 0x2008, data: rawtest.Shot(tb, 160, 120, red)},
		record{tag: 0x300a, data: heap(record{tag: 0x1810, data: info}, record{tag: 0x300b, data: heap(record{tag: 0x4000 | 0x10b4, number: space})})},
	)
	return append([]byte("II\x1a\x00\x00\x00HEAPCCDR\x02\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00"), root...)
}

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "crw", Open: crw.Open, Cases: []loadertest.Case{
		{Name: "made", Data: file(t, 1, 90), Width: 640, Height: 480, Orientation: 6, NoGolden: true},
	}})
	for _, c := range loadertest.CorpusCases(t, "crw") {
		_, err := crw.Open(loadertest.Source(t, c.Data, c.Name))
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s is cut: %v", c.Name, err)
	}
}

func TestRotationAndColourSpace(t *testing.T) {
	t.Parallel()
	for degrees, want := range map[int]picture.Orientation{0: 1, 90: 6, 180: 3, 270: 8, -90: 8} {
		info, frame, err := loadertest.Decode(t, crw.Open, file(t, 2, degrees), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, want, info.Orientation)
		require.Equal(t, &colour.AdobeRGB, frame.Space.Primaries)
	}
}

func TestHeapsWithinHeapsAreLimited(t *testing.T) {
	t.Parallel()
	data := heap()
	for range 12 {
		data = heap(record{tag: 0x300a, data: data})
	}
	data = append([]byte("II\x1a\x00\x00\x00HEAPCCDR\x02\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00"), data...)
	_, err := crw.Open(loadertest.Source(t, data, "a.crw"))
	require.Equal(t, fault.LimitDepth, fault.CodeOf(err))
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, crw.Open, append(loadertest.CorpusSeeds("crw"), file(f, 1, 0))...)
}
