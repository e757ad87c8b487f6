package ebml_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/ebml"
	"apsync/core/fault"
)

// element returns an element with a size of two bytes.
func element(id, data string) string {
	return id + string(binary.BigEndian.AppendUint16(nil, uint16(0x4000|len(data)))) + data
}

const (
	segment = "\x18\x53\x80\x67"
	tracks  = "\x16\x54\xae\x6b"
	name    = "\x46\x6e"
	number  = "\xd7"
	unknown = "\x01\xff\xff\xff\xff\xff\xff\xff"
)

func file(data string) *ebml.File { return ebml.New(strings.NewReader(data), int64(len(data))) }

// walk returns the identifiers of all elements within e.
func walk(f *ebml.File, e ebml.Element, inner map[uint32]bool) (ids []uint32, err error) {
	for child, err := range f.Elements(e) {
		if err != nil {
			return ids, err
		}
		ids = append(ids, child.ID)
		if inner[child.ID] {
			more, err := walk(f, child, inner)
			if ids = append(ids, more...); err != nil {
				return ids, err
			}
		}
	}
	return ids, nil
}

var masters = map[uint32]bool{0x18538067: true, 0x1654ae6b: true}

func TestElementsAreWalked(t *testing.T) {
	t.Parallel()
	data := element(ebml.Signature, "head") +
		segment + unknown + element(tracks, element(number, "\x01\x02")+element(name, "cover.jpg\x00\x00")) + element(tracks, "")
	f := file(data)
	ids, err := walk(f, f.Root(), masters)
	require.NoError(t, err)
	require.Equal(t, []uint32{0x1a45dfa3, 0x18538067, 0x1654ae6b, 0xd7, 0x466e, 0x1654ae6b}, ids)

	root, err := f.At(f.Root(), int64(strings.Index(data, segment)))
	require.NoError(t, err)
	require.True(t, root.Unknown)
	require.Equal(t, int64(len(data)), root.End())
	at, err := f.At(root, int64(strings.Index(data, tracks)))
	require.NoError(t, err)
	for e, err := range f.Elements(at) {
		require.NoError(t, err)
		if e.ID == 0xd7 {
			n, err := f.Uint(e)
			require.NoError(t, err)
			require.Equal(t, uint64(0x102), n)
			continue
		}
		s, err := f.String(e, 20)
		require.NoError(t, err)
		require.Equal(t, "cover.jpg", s)
		_, err = f.String(e, 4)
		require.Equal(t, fault.LimitMemory, fault.CodeOf(err))
	}
	for _, off := range []int64{-1, root.Off - 1, int64(len(data))} {
		_, err = f.At(root, off)
		require.Equal(t, fault.Corrupt, fault.CodeOf(err))
	}
}

func TestNumbersOfVariableLength(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		data  string
		value uint64
		bytes int
	}{
		{"\x81", 1, 1},
		{"\x40\x81rest", 0x81, 2},
		{"\x01\x00\x00\x00\x00\x00\x00\x02", 2, 8},
		{"", 0, 0},
		{"\x00\x81", 0, 0},
		{"\x40", 0, 0},
	} {
		value, n := ebml.Number([]byte(c.data))
		require.Equal(t, c.value, value, "%q", c.data)
		require.Equal(t, c.bytes, n, "%q", c.data)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	deep := ""
	for range 40 {
		deep = element(segment, deep)
	}
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"no identifier", "\x00\x81", fault.Corrupt},
		{"an identifier without its end", "\x18\x53", fault.Corrupt},
		{"no size", segment, fault.Corrupt},
		{"many elements", strings.Repeat("\xec\x80", 70_000), fault.LimitCount},
		{"deep elements", deep, fault.LimitDepth},
	} {
		f := file(c.data)
		_, err := walk(f, f.Root(), masters)
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
	}
	f := file(segment + "\x88data" + "")
	for e, err := range f.Elements(f.Root()) {
		require.NoError(t, err)
		require.True(t, e.Cut)
		require.Equal(t, int64(4), e.Size)
		_, err = f.Bytes(e, 100)
		require.Equal(t, fault.Truncated, fault.CodeOf(err))
	}
}

func FuzzElements(f *testing.F) {
	f.Add([]byte(element(ebml.Signature, "head") + segment + unknown + element(tracks, element(number, "\x01"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := ebml.New(bytes.NewReader(data), int64(len(data)))
		visit(t, file, file.Root())
	})
}

// visit walks all elements as if all held others.
func visit(t *testing.T, f *ebml.File, within ebml.Element) {
	for e, err := range f.Elements(within) {
		if err != nil {
			require.NotEqual(t, fault.Internal, fault.CodeOf(err))
			return
		}
		require.GreaterOrEqual(t, e.Size, int64(0))
		require.LessOrEqual(t, e.End(), within.End())
		_, err := f.Uint(e)
		require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		visit(t, f, e)
	}
}
