package metafile_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/metafile"
	"apsync/core/fault"
)

const dib = "a header, a palette and rows"

var le = binary.LittleEndian

// wmf is a metafile of records.
func wmf(records ...string) string {
	return "\x01\x00\x09\x00\x00\x03" + strings.Repeat("\x00", 12) + strings.Join(records, "") + record(0, "")
}

// record is one of a WMF.
func record(function uint16, parameters string) string {
	b := le.AppendUint32(nil, uint32(6+len(parameters))/2)
	return string(le.AppendUint16(b, function)) + parameters
}

// shown is a record of a WMF that shows the bitmap behind n bytes.
func shown(function uint16, n int) string { return record(function, strings.Repeat("\x07", n)+dib) }

// emf is a metafile of records.
func emf(records ...string) string {
	head := make([]byte, 88)
	le.PutUint32(head, 1)
	le.PutUint32(head[4:], 88)
	copy(head[40:], " EMF")
	return string(head) + strings.Join(records, "") + record32(14, make([]byte, 12))
}

func record32(function uint32, data []byte) string {
	b := le.AppendUint32(nil, function)
	return string(le.AppendUint32(b, uint32(8+len(data)))) + string(data)
}

// shown32 is a record of an EMF that says at that place where the bitmap's two parts are,
// gap bytes apart.
func shown32(function uint32, at, gap int) string {
	data := make([]byte, at-8+40)
	for i, n := range []int{at + 40, 10, at + 40 + 10 + gap, len(dib) - 10} {
		le.PutUint32(data[at-8+4*i:], uint32(n))
	}
	return record32(function, append(data, dib...))
}

func bitmap(data string) (string, error) {
	r, err := metafile.Bitmap(strings.NewReader(data), int64(len(data)))
	if err != nil {
		return "", err
	}
	found, err := io.ReadAll(r)
	return string(found), err
}

func TestALoneBitmapIsFound(t *testing.T) {
	t.Parallel()
	setUp, fill := record(0x0103, "\x08\x00"), record(0x0940, strings.Repeat("\x00", 18))
	for name, data := range map[string]string{
		"dibbitblt":        wmf(setUp, shown(0x0940, 16), setUp),
		"dibstretchblt":    wmf(setUp, shown(0x0b41, 20)),
		"setdibtodev":      wmf(shown(0x0d33, 18)),
		"stretchdib":       wmf(fill, shown(0x0f43, 22)),
		"placeable":        "\xd7\xcd\xc6\x9a" + strings.Repeat("\x00", 18) + wmf(shown(0x0f43, 22)),
		"without an end":   strings.TrimSuffix(wmf(shown(0x0f43, 22)), record(0, "")),
		"bitblt":           emf(record32(17, make([]byte, 4)), shown32(76, 84, 0)),
		"stretchblt":       emf(shown32(77, 84, 0)),
		"setdibitstodev":   emf(shown32(80, 48, 0)),
		"stretchdibits":    emf(shown32(81, 48, 0)),
		"a pattern before": emf(record32(76, make([]byte, 92)), shown32(81, 48, 0)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := bitmap(data)
			require.NoError(t, err)
			require.Equal(t, dib, found)
		})
	}
}

func TestOthersAreRefused(t *testing.T) {
	t.Parallel()
	text, line := record(0x0521, "\x02\x00Hi\x00\x00\x00\x00"), record32(54, make([]byte, 8))
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"text", wmf(text), fault.Unsupported},
		{"text over a bitmap", wmf(shown(0x0f43, 22), text), fault.Unsupported},
		{"two bitmaps", wmf(shown(0x0f43, 22), shown(0x0f43, 22)), fault.Unsupported},
		{"a line", emf(shown32(81, 48, 0), line), fault.Unsupported},
		{"nothing", wmf(), fault.NoPicture},
		{"nothing of 32 bits", emf(), fault.NoPicture},
		{"a bitmap in two places", emf(shown32(81, 48, 4)), fault.Unsupported},
		{"a bitmap beyond its record", emf(strings.Replace(shown32(81, 48, 0), "\x12\x00\x00\x00", "\x13\x00\x00\x00", 1)), fault.Corrupt},
		{"a record of no length", wmf("\x00\x00\x00\x00\x43\x0f"), fault.Corrupt},
		{"a record beyond the end", wmf("\xff\xff\xff\x00\x43\x0f"), fault.Corrupt},
		{"a record of 32 bits beyond the end", emf("\x51\x00\x00\x00\x00\x00\x00\x01"), fault.Corrupt},
		{"neither", strings.Repeat("metafile", 20), fault.Corrupt},
		{"empty", "", fault.Truncated},
		{"short", "\x01\x00\x09\x00", fault.Truncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := bitmap(c.data)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzBitmap(f *testing.F) {
	f.Add([]byte(wmf(record(0x0103, "\x08\x00"), shown(0x0b41, 20))))
	f.Add([]byte(emf(record32(17, make([]byte, 4)), shown32(76, 84, 0))))
	f.Add([]byte(wmf(part(emf(), len(emf())))))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := metafile.Bitmap(bytes.NewReader(data), int64(len(data)))
		require.NotEqual(t, fault.Internal, fault.CodeOf(err), "%v", err)
		if err == nil {
			n, err := io.Copy(io.Discard, r)
			require.NoError(t, err)
			require.Equal(t, r.Size(), n)
		}
		if r, err := metafile.Enhanced(bytes.NewReader(data), int64(len(data))); err == nil {
			n, err := io.Copy(io.Discard, r)
			require.NoError(t, err)
			require.Equal(t, r.Size(), n)
		}
	})
}

// part is a record of a WMF with a part of an EMF of that size.
func part(data string, whole int) string {
	head := make([]byte, 38)
	copy(head, "\x0f\x00\x00\x00WMFC\x01\x00\x00\x00\x00\x00\x01\x00")
	le.PutUint32(head[26:], uint32(len(data)))
	le.PutUint32(head[34:], uint32(whole))
	return record(0x0626, string(head)+data)
}

func TestAnEMFInCommentsIsPutTogether(t *testing.T) {
	t.Parallel()
	inner := emf(record32(54, make([]byte, 8)))
	n := len(inner)
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"one part", wmf(part(inner, n)), ""},
		{"two parts", wmf(part(inner[:30], n), record(0x0103, "\x08\x00"), part(inner[30:], n)), ""},
		{"a part is missing", wmf(part(inner[:30], n)), fault.NoPicture},
		{"none", wmf(), fault.NoPicture},
		{"an emf", inner, fault.NoPicture},
		{"another escape", wmf(record(0x0626, strings.Repeat("\x0f", 60))), fault.NoPicture},
	} {
		found, err := metafile.Enhanced(strings.NewReader(c.data), int64(len(c.data)))
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
		if err == nil {
			got, err := io.ReadAll(found)
			require.NoError(t, err)
			require.Equal(t, inner, string(got), c.name)
		}
	}
}

func TestEachTellsWhatDraws(t *testing.T) {
	t.Parallel()
	data := wmf(record(0x0103, "\x08\x00"), record(0x0213, "\x00\x00\x00\x00"))
	file, err := metafile.Open(strings.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	require.False(t, file.Wide)
	var found []metafile.Record
	require.NoError(t, file.Each(func(r metafile.Record) error {
		found = append(found, r)
		return nil
	}))
	require.Equal(t, []metafile.Record{{0x0103, 18, 8, false}, {0x0213, 26, 10, true}}, found)
}
