package ole_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/ole"
	"apsync/core/container/ole/oletest"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
)

func text(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>8)
	}
	return b
}

func open(t testing.TB, data []byte) *ole.File {
	t.Helper()
	f, err := ole.Open(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return f
}

var streams = map[string][]byte{
	"\x05SummaryInformation": text(300), "Small": text(64), "Empty": nil, "Limit": text(4096), "Below": text(4095),
	"Large": text(100_000), "Folder/Inner/Deep": text(5000), "Folder/Tiny": text(1),
}

func TestStreamsAreReadAtAnyOffset(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]oletest.Document{
		"version 3": {Major: 3, Streams: streams}, "version 4": {Major: 4, Streams: streams},
		"scattered":             {Major: 3, Streams: streams, Scatter: true},
		"a table of two levels": {Major: 3, Streams: streams, Spare: 40_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := open(t, d.File())
			requireStream(t, f, streams["Folder/Inner/Deep"], "folder", "INNER", "Deep")
			requireStream(t, f, streams["Folder/Tiny"], "Folder", "Tiny")
			for _, name := range []string{"\x05SummaryInformation", "Small", "Empty", "Limit", "Below", "Large"} {
				requireStream(t, f, streams[name], name)
			}
			_, ok := f.Find("Folder", "Missing")
			require.False(t, ok)
			require.Len(t, f.Root().Children, 7)
		})
	}
}

func requireStream(t *testing.T, f *ole.File, want []byte, path ...string) {
	t.Helper()
	e, ok := f.Find(path...)
	require.True(t, ok, "%q", path)
	require.Equal(t, int64(len(want)), e.Size())
	r := e.Open()
	for off := len(want) - 1; off > 0; off /= 3 {
		got := make([]byte, min(700, len(want)-off))
		n, err := r.ReadAt(got, int64(off))
		require.NoError(t, err)
		require.Equal(t, want[off:off+n], got)
	}
	all := make([]byte, len(want)+10)
	n, err := r.ReadAt(all, 0)
	require.ErrorIs(t, err, io.EOF)
	require.True(t, bytes.Equal(want, all[:n]))
}

func TestOnlyWhatIsWantedIsRead(t *testing.T) {
	t.Parallel()
	data := oletest.Document{Major: 3, Streams: map[string][]byte{"a": text(10_000_000), "b": text(20)}}.File()
	file := loadertest.NewSparse(data, 0, nil)
	f, err := ole.Open(file, file.Size())
	require.NoError(t, err)
	for _, name := range []string{"a", "b"} {
		e, _ := f.Find(name)
		_, err = e.Open().ReadAt(make([]byte, 20), 0)
		require.NoError(t, err)
	}
	require.Less(t, file.Read(), int64(8000))
}

func TestDamageIsToldApart(t *testing.T) {
	t.Parallel()
	whole := oletest.Document{Major: 3, Streams: map[string][]byte{"a": text(100_000), "b": text(20)}}.File()
	at := func(off int, values ...uint32) []byte {
		data := bytes.Clone(whole)
		for i, v := range values {
			binary.LittleEndian.PutUint32(data[off+4*i:], v)
		}
		return data
	}
	fat := 512 + 512*int(binary.LittleEndian.Uint32(whole[76:]))
	directory := 512 + 512*int(binary.LittleEndian.Uint32(whole[48:]))
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"a short file", whole[:300], fault.Truncated},
		{"another signature", at(0, 1), fault.Corrupt},
		{"sectors of another size", at(30, 0x60007), fault.Corrupt},
		{"a cut stream", whole[:50_000], fault.Truncated},
		{"a chain that leads into itself", at(fat, 5, 2, 3, 4, 5, 0), fault.Corrupt},
		{"a chain that ends early", at(fat+40, 0xfffffffe), fault.Corrupt},
		{"a chain that leaves the file", at(fat+40, 0x00ffffff), fault.Truncated},
		{"a directory beyond the file", at(48, 1<<30), fault.Truncated},
		{"a directory of nothing", at(48, 0xfffffffe), fault.Corrupt},
		{"a directory that leads into itself", at(fat+(directory-512)>>9<<2, uint32(directory-512)>>9), fault.Corrupt},
		{"no root", at(directory+64, 2), fault.Corrupt},
		{"no allocation table", at(76, 0xffffffff), fault.Corrupt},
		{"an allocation table beyond the file", at(76, 1<<30), fault.Truncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := readAll(c.data)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

// readAll reads every stream and returns how many there are.
func readAll(data []byte) (n int, err error) {
	f, err := ole.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return 0, err
	}
	for pending := f.Root().Children; len(pending) > 0; {
		e := pending[0]
		pending = append(pending[1:], e.Children...)
		if e.Storage {
			continue
		}
		n++
		_, err := io.Copy(io.Discard, io.NewSectionReader(e.Open(), 0, min(e.Size(), 1<<20)))
		if err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
		readClip(e)
	}
	return n, nil
}

func readClip(e *ole.Entry) {
	if set, err := ole.OpenProperties(e.Open(), e.Size()); err == nil {
		if clip, ok, err := set.Clip(ole.Thumbnail); ok && err == nil {
			_, _ = io.Copy(io.Discard, io.LimitReader(clip.Data, 1<<20))
		}
	}
}

func TestSiblingsThatLeadIntoThemselvesAreSeenOnce(t *testing.T) {
	t.Parallel()
	data := oletest.Document{Major: 3, Streams: map[string][]byte{"a": nil, "b": nil, "c/d": nil}}.File()
	directory := 512 + 512*int(binary.LittleEndian.Uint32(data[48:]))
	for i := range 4 {
		for _, field := range []int{68, 72, 76} {
			binary.LittleEndian.PutUint32(data[directory+128*i+field:], 1)
		}
	}
	n, err := readAll(data)
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func FuzzOpen(f *testing.F) {
	for _, major := range []uint16{3, 4} {
		f.Add(oletest.Document{Major: major, Streams: map[string][]byte{
			"\x05SummaryInformation": oletest.PropertySet(oletest.Property{ID: 17, Value: oletest.Clipboard(-1, 8, text(100))}), "Folder/A": text(9000), "b": text(70),
		}}.File())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := readAll(data)
		require.NotEqual(t, fault.Internal, fault.CodeOf(err), "%v", err)
	})
}
