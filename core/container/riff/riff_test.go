package riff_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/riff"
	"apsync/core/fault"
)

// chunk returns a chunk that claims to have size bytes.
func chunk(id string, size uint32, data string) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte(id), size), data...)
}

func walk(t *testing.T, file []byte) []riff.Chunk {
	t.Helper()
	r := bytes.NewReader(file)
	_, whole, err := riff.Open(r, r.Size())
	require.NoError(t, err)
	var chunks []riff.Chunk
	for c, err := range riff.Chunks(r, whole.Off, whole.End()) {
		require.NoError(t, err)
		chunks = append(chunks, c)
	}
	return chunks
}

func TestChunks(t *testing.T) {
	t.Parallel()
	file := func(size uint32, parts ...[]byte) []byte {
		return append(chunk("RIFF", size, "TEST"), bytes.Join(parts, nil)...)
	}
	cases := []struct {
		name string
		file []byte
		want []riff.Chunk
	}{
		{"none", file(4), nil},
		{"odd sizes are padded", file(4+8+1+1+8, chunk("odd ", 1, "x\x00"), chunk("void", 0, "")), []riff.Chunk{
			{ID: "odd ", Off: 20, Size: 1}, {ID: "void", Off: 30, Size: 0},
		}},
		{"a chunk beyond the end is cut", file(4+8+2, chunk("long", 1<<31, "xy")), []riff.Chunk{
			{ID: "long", Off: 20, Size: 2, Cut: true},
		}},
		{"what follows the file's size is no chunk", file(4+8, chunk("one ", 0, ""), chunk("two ", 0, "")), []riff.Chunk{
			{ID: "one ", Off: 20, Size: 0},
		}},
		{"size 0 stands for all", file(0, chunk("one ", 2, "xy")), []riff.Chunk{{ID: "one ", Off: 20, Size: 2}}},
		{"half a header is no chunk", file(4+7, []byte("abcd\x00\x00\x00")), nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, walk(t, c.file))
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		code fault.Code
	}{
		"short":       {"RIFF\x04\x00\x00\x00TES", fault.Truncated},
		"not RIFF":    {"RIFX\x00\x00\x00\x04TEST", fault.Corrupt},
		"nothing":     {"", fault.Truncated},
		"wrong order": {"FFIR\x04\x00\x00\x00TEST", fault.Corrupt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := riff.Open(bytes.NewReader([]byte(c.file)), int64(len(c.file)))
			require.Equal(t, c.code, fault.CodeOf(err))
		})
	}
}

func TestStopsEarly(t *testing.T) {
	t.Parallel()
	r := bytes.NewReader(append(chunk("one ", 0, ""), chunk("two ", 0, "")...))
	for c, err := range riff.Chunks(r, 0, r.Size()) {
		require.NoError(t, err)
		require.Equal(t, "one ", c.ID)
		break
	}
}
