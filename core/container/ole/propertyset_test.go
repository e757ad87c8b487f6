package ole_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/ole"
	"apsync/core/container/ole/oletest"
	"apsync/core/fault"
)

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
		{"windows", oletest.Clipboard(-1, 8, []byte("abc")), ole.Clip{Family: ole.Windows, Format: 8, Size: 3}, "abc"},
		{"macintosh", oletest.Clipboard(-2, 0x50494354, nil), ole.Clip{Family: ole.Macintosh, Format: 0x50494354}, ""},
		{"named", named, ole.Clip{Family: ole.Named, Size: 4}, "data"},
		{"identified", oletest.Clipboard(-3, 1, text(20)), ole.Clip{Family: ole.Named, Size: 8}, string(text(20)[12:])},
		{"unnamed", oletest.Clipboard(0, 0x64636261, nil), ole.Clip{Family: ole.Unnamed, Size: 4}, "abcd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := oletest.PropertySet(oletest.Property{ID: 2, Value: []byte{30, 0, 0, 0}}, oletest.Property{ID: 17, Value: c.value})
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
	whole := oletest.PropertySet(oletest.Property{ID: 17, Value: oletest.Clipboard(-1, 8, text(40))})
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
