package asf_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"apsync/core/container/artwork"
	"apsync/core/container/asf"
	"apsync/core/fault"
)

const (
	content   = "\x40\xa4\xd0\xd2\x07\xe3\xd2\x11\x97\xf0\x00\xa0\xc9\x5e\xa8\x50"
	extension = "\xb5\x03\xbf\x5f\x2e\xa9\xcf\x11\x8e\xe3\x00\xc0\x0c\x20\x53\x65"
	library   = "\x94\x1c\x23\x44\x98\x94\xd1\x49\xa1\x41\x1d\x13\x4e\x45\x70\x54"
	stream    = "\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\x00\xc0\x0c\x20\x53\x65"
	video     = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b"
)

func u16(n int) string { return string(binary.LittleEndian.AppendUint16(nil, uint16(n))) }
func u32(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }
func u64(n int) string { return string(binary.LittleEndian.AppendUint64(nil, uint64(n))) }

func wide(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteString(u16(int(u)))
	}
	return b.String()
}

func object(guid, data string) string { return guid + u64(len(data)+24) + data }

func file(objects ...string) string {
	all := strings.Join(objects, "")
	return object(asf.Signature, u32(len(objects))+"\x01\x02"+all) + "samples"
}

func contentOf(attributes ...string) string {
	return object(content, u16(len(attributes))+strings.Join(attributes, ""))
}

func attribute(name, value string) string {
	name = wide(name + "\x00")
	return u16(len(name)) + name + u16(1) + u16(len(value)) + value
}

func libraryOf(attributes ...string) string {
	inner := object(library, u16(len(attributes))+strings.Join(attributes, ""))
	return object(extension, strings.Repeat("\x00", 18)+u32(len(inner))+inner)
}

func long(name, value string) string {
	name = wide(name + "\x00")
	return u16(0) + u16(0) + u16(len(name)) + u16(1) + u32(len(value)) + name + value
}

func picture(kind int, data string) string {
	return string([]byte{byte(kind)}) + u32(len(data)) + wide("image/png\x00") + wide("about\x00") + data
}

func TestPicturesAndCodecs(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("front", 20_000)
	data := file(
		object(stream, video+strings.Repeat("\x00", 38+11+16)+"WMV3"+strings.Repeat("\x00", 20)),
		object(stream, strings.Repeat("a", 54)),
		contentOf(attribute("Title", wide("x")), attribute("WM/Picture", picture(4, "back")), attribute("wm/picture", "broken")),
		libraryOf(long("WM/Other", "x"), long("WM/Picture", picture(3, large))),
	)
	header, err := asf.Read(strings.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	require.Equal(t, []string{"WMV3"}, header.VideoCodecs)
	var got []string
	for _, p := range artwork.Ranked(header.Pictures) {
		data, err := io.ReadAll(p.Data)
		require.NoError(t, err)
		got = append(got, fmt.Sprint(p.Kind, p.Type, string(data)))
	}
	require.Equal(t, []string{"3image/png" + large, "4image/pngback"}, got)
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"nothing", "", fault.Truncated},
		{"another file", strings.Repeat("x", 100), fault.Corrupt},
		{"an object without room", file(content + u64(23)), fault.Corrupt},
		{"many objects", file(strings.Repeat(object(library[1:]+"x", ""), 5000)), fault.LimitCount},
		{"many attributes", file(strings.Repeat(object(content, u16(40000)+strings.Repeat("\x00", 6*40000)), 2)), fault.LimitCount},
		{"an attribute without room", file(contentOf(attribute("Title", "abc")[:20])), fault.Truncated},
		{"a long attribute", file(libraryOf(long("Title", "abc")[:25])), fault.Truncated},
		{"a stream cut short", file(object(stream, video)), fault.Truncated},
	} {
		_, err := asf.Read(strings.NewReader(c.data), int64(len(c.data)))
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(file(contentOf(attribute("WM/Picture", picture(3, "front"))), libraryOf(long("WM/Picture", picture(4, "back"))))))
	f.Add([]byte(file(object(stream, video+strings.Repeat("\x00", 70)+"WMV3"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		header, err := asf.Read(bytes.NewReader(data), int64(len(data)))
		require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		for _, p := range header.Pictures {
			_, err := io.ReadAll(p.Data)
			require.NoError(t, err)
		}
	})
}
