package id3_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/artwork"
	"apsync/core/container/id3"
	"apsync/core/fault"
)

const picture = "\xff\xd8\xff\xe0 a picture \xff\x00\xff\xe1\x00 of any kind"

func big(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }

func safe(n int) string {
	return string([]byte{byte(n >> 21 & 127), byte(n >> 14 & 127), byte(n >> 7 & 127), byte(n & 127)})
}

// unsync puts a zero behind each 0xff that could begin a frame of sound, or that a zero
// follows.
func unsync(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == 0xff && (i+1 == len(s) || s[i+1] >= 0xe0 || s[i+1] == 0) {
			b.WriteByte(0)
		}
	}
	return b.String()
}

func deflated(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

func tag(version, flags byte, body string) string {
	return "ID3" + string([]byte{version, 0, flags}) + safe(len(body)) + body
}

// frame2, frame3 and frame4 return frames of the three versions.
func frame2(id, data string) string { return id + big(len(data))[1:] + data }

func frame3(id string, flags byte, data string) string {
	return id + big(len(data)) + "\x00" + string([]byte{flags}) + data
}

func frame4(id string, flags byte, data string) string {
	return id + safe(len(data)) + "\x00" + string([]byte{flags}) + data
}

const (
	pic  = "\x00JPG\x03front\x00" + picture
	apic = "\x00image/jpeg\x00\x03front\x00" + picture
	wide = "\x01image/jpeg\x00\x03\xff\xfef\x00\x00\x01\x00\x00" + picture
)

func TestPicturesOfAllVersions(t *testing.T) {
	t.Parallel()
	title := frame4("TIT2", 0, "\x03"+strings.Repeat("title", 100))
	for _, c := range []struct{ name, data string }{
		{"2.2", tag(2, 0, frame2("TT2", "\x00title")+frame2("PIC", pic))},
		{"2.2 unsynchronised", tag(2, 0x80, unsync(frame2("TT2", "\x00\xff\xe0")+frame2("PIC", pic)))},
		{"2.3", tag(3, 0, frame3("TIT2", 0, "\x00title")+frame3("APIC", 0, apic)+strings.Repeat("\x00", 100))},
		{"2.3 unsynchronised", tag(3, 0x80, unsync(frame3("TIT2", 0, "\x00\xff\xe0")+frame3("APIC", 0, apic)))},
		{"2.3 extended", tag(3, 0x40, big(6)+"\x00\x00"+big(0)+frame3("APIC", 0, apic))},
		{"2.3 compressed", tag(3, 0, frame3("APIC", 0x80, big(len(apic))+deflated(apic)))},
		{"2.3 grouped and compressed", tag(3, 0, frame3("APIC", 0xa0, big(len(apic))+"g"+deflated(apic)))},
		{"2.3 encrypted before it", tag(3, 0, frame3("APIC", 0x40, "secret")+frame3("APIC", 0, apic))},
		{"2.4", tag(4, 0, title+frame4("APIC", 0, apic))},
		{"2.4 in UTF-16", tag(4, 0, frame4("APIC", 0, wide))},
		{"2.4 extended", tag(4, 0x40, safe(6)+"\x01\x00"+frame4("APIC", 0, apic))},
		{"2.4 unsynchronised frame", tag(4, 0, frame4("APIC", 2, unsync(apic)))},
		{"2.4 unsynchronised tag", tag(4, 0x80, frame4("APIC", 3, safe(len(apic))+unsync(apic)))},
		{"2.4 that is not as its flag says", tag(4, 0x80, frame4("APIC", 0, apic))},
		{"2.4 compressed", tag(4, 0, frame4("APIC", 9, safe(len(apic))+deflated(apic)))},
		{"2.4 all at once", tag(4, 0x80, frame4("APIC", 0x4b, "g"+safe(len(apic))+unsync(deflated(apic))))},
		{"2.4 encrypted before it", tag(4, 0, frame4("APIC", 4, "secret")+frame4("APIC", 0, apic))},
		{"2.4 with plain sizes", tag(4, 0, strings.Replace(title, safe(501), big(501), 1)+frame4("APIC", 0, apic))},
		{"2.4 with a footer", tag(4, 0x10, frame4("APIC", 0, apic)) + "3DI\x04\x00\x10" + safe(len(frame4("APIC", 0, apic)))},
		{"a long description", tag(4, 0, frame4("APIC", 0, "\x00image/jpeg\x00\x03"+strings.Repeat("d", 5000)+"\x00"+picture))},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := strings.NewReader("in front" + c.data + "sound")
			found, ok := id3.At(data, 8)
			require.True(t, ok)
			require.Equal(t, int64(8+len(c.data)), found.End())
			pictures, err := found.Pictures(data)
			require.NoError(t, err)
			require.Len(t, pictures, 1)
			require.Equal(t, artwork.FrontCover, pictures[0].Kind)
			got, err := io.ReadAll(pictures[0].Data)
			require.NoError(t, err)
			require.Equal(t, picture, string(got))
		})
	}
}

func TestTagsAtTheEndAreFoundByTheirFooter(t *testing.T) {
	t.Parallel()
	body := frame4("APIC", 0, apic)
	data := "sound" + tag(4, 0x10, body) + "3DI\x04\x00\x10" + safe(len(body))
	found, ok := id3.Before(strings.NewReader(data), int64(len(data)))
	require.True(t, ok)
	require.Equal(t, int64(5), found.Off)
	require.Equal(t, int64(len(data)), found.End())
	pictures, err := found.Pictures(strings.NewReader(data))
	require.NoError(t, err)
	require.Len(t, pictures, 1)
	_, ok = id3.Before(strings.NewReader(data), 5)
	require.False(t, ok)
	_, ok = id3.Before(strings.NewReader(data[10:]), int64(len(data)-10))
	require.False(t, ok, "it begins before the file")
}

func TestWhatIsNoTag(t *testing.T) {
	t.Parallel()
	for _, head := range []string{"", "ID3", "ID3\x05\x00\x00" + safe(0), "ID3\x01\x00\x00" + safe(0), "ID3\x04\x00\x00\x80\x00\x00\x00", "TAG\x04\x00\x00" + safe(0)} {
		_, ok := id3.At(strings.NewReader(head), 0)
		require.False(t, ok, "%q", head)
	}
}

func TestTagsThatAreRefused(t *testing.T) {
	t.Parallel()
	const size = 9 << 20
	large := frame4("APIC", 9, safe(size)+deflated(apic+strings.Repeat("\x00", size-len(apic))))
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"2.2 compressed", tag(2, 0x40, ""), fault.Unsupported},
		{"a frame beyond the tag", tag(3, 0, "APIC"+big(1000)+"\x00\x00"), fault.Truncated},
		{"a description without an end", tag(3, 0, frame3("APIC", 0, "\x00image/jpeg\x00\x03front")), fault.Corrupt},
		{"unpacks to too much", tag(3, 0, frame3("APIC", 0x80, big(1<<30)+deflated(apic))), fault.LimitExpansion},
		{"unpacks to nothing", tag(3, 0, frame3("APIC", 0x80, big(100)+"no zlib")), fault.Corrupt},
		{"many frames", tag(3, 0, strings.Repeat(frame3("TXXX", 0, ""), 70_000)), fault.LimitCount},
		{"cut", tag(3, 0x80, frame3("APIC", 0, apic))[:40], fault.Truncated},
		{"frames too large to undo together", tag(4, 0, large+large), fault.LimitMemory},
		{"too large to undo", "ID3\x03\x00\x80" + safe(17<<20), fault.LimitMemory},
	} {
		data := strings.NewReader(c.data)
		found, ok := id3.At(data, 0)
		require.True(t, ok, c.name)
		_, err := found.Pictures(data)
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
	}
}

func FuzzAt(f *testing.F) {
	f.Add([]byte(tag(2, 0x80, unsync(frame2("PIC", pic)))))
	f.Add([]byte(tag(3, 0x40, big(6)+"\x00\x00"+big(0)+frame3("APIC", 0xa0, big(len(apic))+"g"+deflated(apic)))))
	f.Add([]byte(tag(4, 0xc0, safe(6)+"\x01\x00"+frame4("APIC", 0x4b, "g"+safe(len(wide))+unsync(deflated(wide))))))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		found, ok := id3.At(r, 0)
		if !ok {
			return
		}
		pictures, err := found.Pictures(r)
		require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		for _, p := range pictures {
			_, err := io.ReadAll(p.Data)
			require.NoError(t, err)
		}
	})
}
