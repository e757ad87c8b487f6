package ole_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/ole"
	"apsync/core/fault"
)

type property struct {
	id    uint32
	value []byte
}

// propertySet writes a stream of one property set.
func propertySet(properties ...property) []byte {
	le := binary.LittleEndian
	b := le.AppendUint16(nil, 0xfffe)
	b = append(b, make([]byte, 22)...)
	b = le.AppendUint32(b, 1)
	b = append(b, make([]byte, 16)...)
	b = le.AppendUint32(b, 48)
	body := make([]byte, 0, 1000)
	at := 8 + 8*len(properties)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint32(b, uint32(len(properties)))
	for _, p := range properties {
		b = le.AppendUint32(b, p.id)
		b = le.AppendUint32(b, uint32(at+len(body)))
		body = append(body, p.value...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	return append(b, body...)
}

// clipboard writes a value of type VT_CF in a format of Windows or of the Macintosh.
func clipboard(family int32, format uint32, data []byte) []byte {
	le := binary.LittleEndian
	b := le.AppendUint32(nil, 71)
	b = le.AppendUint32(b, uint32(8+len(data)))
	b = le.AppendUint32(b, uint32(family))
	b = le.AppendUint32(b, format)
	return append(b, data...)
}

func TestAClipIsFound(t *testing.T) {
	t.Parallel()
	named := binary.LittleEndian.AppendUint32([]byte{71, 0, 0, 0, 12, 0, 0, 0}, 4)
	named = append(named, "PNG\x00data"...)
	for _, c := range []struct {
		name  string
		value []byte
		want  ole.Clip
		data  string
	}{
		{"windows", clipboard(-1, 8, []byte("abc")), ole.Clip{Family: ole.Windows, Format: 8, Size: 3}, "abc"},
		{"macintosh", clipboard(-2, 0x50494354, nil), ole.Clip{Family: ole.Macintosh, Format: 0x50494354}, ""},
		{"named", named, ole.Clip{Family: ole.Named, Size: 4}, "data"},
		{"identified", clipboard(-3, 1, text(20)), ole.Clip{Family: ole.Named, Size: 8}, string(text(20)[12:])},
		{"unnamed", clipboard(0, 0x64636261, nil), ole.Clip{Family: ole.Unnamed, Size: 4}, "abcd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := propertySet(property{2, []byte{30, 0, 0, 0}}, property{17, c.value})
			clip := requireClip(t, data)
			got, err := io.ReadAll(clip.Data)
			require.NoError(t, err)
			require.Equal(t, c.data, string(got))
			clip.Data = nil
			require.Equal(t, c.want, clip)
		})
	}
}

func requireClip(t *testing.T, data []byte) ole.Clip {
	t.Helper()
	set, err := ole.OpenProperties(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	clip, ok, err := set.Clip(17)
	require.NoError(t, err)
	require.True(t, ok)
	_, ok, err = set.Clip(99)
	require.NoError(t, err)
	require.False(t, ok)
	return clip
}

func TestPropertySetsThatAreRefused(t *testing.T) {
	t.Parallel()
	whole := propertySet(property{17, clipboard(-1, 8, text(40))})
	at := func(off int, value uint32) []byte {
		data := bytes.Clone(whole)
		binary.LittleEndian.PutUint32(data[off:], value)
		return data
	}
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"a short stream", whole[:40], fault.Truncated},
		{"another byte order", at(0, 0xfeff), fault.Corrupt},
		{"a section beyond the end", at(44, 1<<20), fault.Truncated},
		{"too many properties", at(52, 5000), fault.LimitCount},
		{"more properties than bytes", at(52, 1000), fault.Truncated},
		{"a property beyond the end", at(60, 1<<20), fault.Truncated},
		{"a property of text", at(64, 30), fault.Corrupt},
		{"a clip that is cut", whole[:len(whole)-1], fault.Truncated},
		{"a clip shorter than its format", at(68, 2), fault.Truncated},
		{"a name without end", at(72, 100_000), fault.Corrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			set, err := ole.OpenProperties(bytes.NewReader(c.data), int64(len(c.data)))
			if err == nil {
				_, _, err = set.Clip(17)
			}
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}
