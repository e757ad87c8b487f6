package exif_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/exif"
	"apsync/core/picture"
)

// entry is one field of a test directory; its value is what the four bytes hold.
type entry struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

// block returns an Exif block of the given byte order: directories one after the
// other, the first at offset 8. Each offset that an entry needs is a function of
// the sizes before it: a directory of n entries takes 6 + 12 n bytes.
func block(order binary.AppendByteOrder, directories ...[]entry) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*\x00\x00\x00\x08")
	}
	for _, entries := range directories {
		b = order.AppendUint16(b, uint16(len(entries)))
		for _, e := range entries {
			b = order.AppendUint16(b, e.tag)
			b = order.AppendUint16(b, e.kind)
			b = order.AppendUint32(b, e.count)
			b = append(b, e.value...)
			b = append(b, make([]byte, 4-len(e.value))...)
		}
		b = order.AppendUint32(b, 0)
	}
	return b
}

func short(order binary.AppendByteOrder, tag, v uint16) entry {
	return entry{tag, 3, 1, order.AppendUint16(nil, v)}
}

func long(order binary.AppendByteOrder, tag uint16, v uint32) entry {
	return entry{tag, 4, 1, order.AppendUint32(nil, v)}
}

const (
	tagOrientation = 0x0112
	tagExifIFD     = 0x8769
	tagColourSpace = 0xa001
	tagInteropIFD  = 0xa005
)

func TestOrientation(t *testing.T) {
	t.Parallel()
	for name, order := range map[string]binary.AppendByteOrder{"little": binary.LittleEndian, "big": binary.BigEndian} {
		for v := range uint16(12) {
			want := picture.Upright
			if v >= 1 && v <= 8 {
				want = picture.Orientation(v)
			}
			data := block(order, []entry{short(order, 0x100, 640), short(order, tagOrientation, v)})
			require.Equal(t, want, exif.Parse(data).Orientation, "%s: %d", name, v)
			require.Equal(t, want, exif.Parse(append([]byte("Exif\x00\x00"), data...)).Orientation, "%s: %d behind its JPEG header", name, v)
		}
	}
	t.Run("as a long", func(t *testing.T) {
		t.Parallel()
		data := block(binary.LittleEndian, []entry{long(binary.LittleEndian, tagOrientation, 6)})
		require.Equal(t, picture.RotateClockwise, exif.Parse(data).Orientation)
	})
	t.Run("absent", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, picture.Upright, exif.Parse(block(binary.LittleEndian, nil)).Orientation)
	})
}

func TestColourSpace(t *testing.T) {
	t.Parallel()
	order := binary.LittleEndian
	const exifAt, interopAt = 8 + 6 + 12, 8 + 6 + 12 + 6 + 24
	colour := func(space uint16, interop string) []byte {
		return block(
			order,
			[]entry{long(order, tagExifIFD, exifAt)},
			[]entry{short(order, tagColourSpace, space), long(order, tagInteropIFD, interopAt)},
			[]entry{{1, 2, 4, []byte(interop)}},
		)
	}
	cases := []struct {
		name string
		data []byte
		want bool
	}{
		{"sRGB", colour(1, "R98\x00"), false},
		{"named by its number", colour(2, "R98\x00"), true},
		{"uncalibrated, Adobe RGB by its index", colour(0xffff, "R03\x00"), true},
		{"uncalibrated, another index", colour(0xffff, "THM\x00"), false},
		{"no Exif directory", block(order, []entry{short(order, tagOrientation, 1)}), false},
		{"Exif directory outside", block(order, []entry{long(order, tagExifIFD, 9999)}), false},
		{"uncalibrated, no index", block(
			order,
			[]entry{long(order, tagExifIFD, exifAt)},
			[]entry{short(order, tagColourSpace, 0xffff)},
		), false},
		{"its own parent", block(order, []entry{long(order, tagExifIFD, 8)}), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, exif.Parse(c.data).AdobeRGB)
		})
	}
}

func TestDamagedBlocksSayNothing(t *testing.T) {
	t.Parallel()
	order := binary.BigEndian
	data := block(order, []entry{short(order, tagOrientation, 8), long(order, tagExifIFD, 8)})
	for n := range len(data) {
		got := exif.Parse(data[:n])
		if got.Orientation > picture.Upright {
			require.Equal(t, picture.RotateCounter, got.Orientation)
		}
		require.False(t, got.AdobeRGB)
	}
	require.Zero(t, exif.Parse(nil))
	require.Zero(t, exif.Parse([]byte("Exif\x00\x00garbage that is no TIFF structure")))
}

func FuzzParse(f *testing.F) {
	order := binary.LittleEndian
	f.Add(block(order, []entry{short(order, tagOrientation, 6), long(order, tagExifIFD, 8)}))
	f.Add([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		require.LessOrEqual(t, exif.Parse(data).Orientation, picture.RotateCounter)
	})
}
