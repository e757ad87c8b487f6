package apetag_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/apetag"
	"apsync/core/container/artwork"
	"apsync/core/fault"
)

func little(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

func item(key string, flags int, value string) string {
	return little(len(value)) + little(flags) + key + "\x00" + value
}

// edge is a header or a footer of a tag with those items.
func edge(flags int, items string, count int) string {
	return "APETAGEX" + little(2000) + little(len(items)+32) + little(count) + little(flags) + strings.Repeat("\x00", 8)
}

func tag(items ...string) string {
	all := strings.Join(items, "")
	return edge(1<<31|1<<29, all, len(items)) + all + edge(1<<31, all, len(items))
}

const jpeg = "\xff\xd8\xff a picture"

func pictures(t *testing.T, data string) (string, error) {
	t.Helper()
	found, err := apetag.Pictures(strings.NewReader(data), int64(len(data)))
	var s []string
	for _, p := range found {
		data, err := io.ReadAll(p.Data)
		require.NoError(t, err)
		s = append(s, fmt.Sprint(p.Kind, " ", p.IsLink(), " ", string(data)))
	}
	return strings.Join(s, "; "), err
}

func TestPictures(t *testing.T) {
	t.Parallel()
	front := item("Cover Art (Front)", 2, "front.jpg\x00"+jpeg)
	id3v1 := "TAG" + strings.Repeat("\x00", 125)
	lyrics := "LYRICSBEGINwords"
	lyrics += fmt.Sprintf("%06dLYRICS200", len(lyrics))
	want := "3 false " + jpeg
	for _, c := range []struct{ name, data, want string }{
		{"at the end", "sound" + tag(item("Title", 0, "x"), front), want},
		{"of version 1", "sound" + front + edge(0, front, 1), want},
		{"before ID3v1", "sound" + tag(front) + id3v1, want},
		{"before Lyrics3", "sound" + tag(front) + lyrics + id3v1, want},
		{"at the beginning", edge(1<<31|1<<29, front, 1) + front + "sound", want},
		{"without a name", tag(item("cover art (front)", 2, jpeg)), want},
		{"without a name, and a zero", tag(item("cover art (front)", 2, jpeg+"\x00more")), want + "\x00more"},
		{"a link", tag(item("Cover Art (Front)", 4, "http://")), "3 true http://"},
		{
			"several", tag(item("Cover Art (Back)", 2, "\x00b"), item("Cover Art (icon)", 2, "\x00i"), item("Cover Art (Fish)", 2, "\x00f")),
			"4 false b; 1 false i; 0 false f",
		},
		{"none", "sound" + tag(item("Title", 0, "x")), ""},
		{"no tag", "sound" + strings.Repeat("x", 300), ""},
	} {
		got, err := pictures(t, c.data)
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, got, c.name)
	}
}

func TestTagsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"a long item", tag(little(100) + little(0) + "Title\x00x"), fault.Truncated},
		{"a long key", tag(item(strings.Repeat("k", 300), 0, "x")), fault.Corrupt},
		{"many items", tag(strings.Repeat(item("k", 0, ""), 70_000)), fault.LimitCount},
	} {
		_, err := pictures(t, c.data)
		require.Equal(t, c.code, fault.CodeOf(err), c.name)
	}
	got, err := pictures(t, "APETAGEX"+little(2000)+little(1<<31)+little(1)+little(0)+strings.Repeat("\x00", 8))
	require.NoError(t, err)
	require.Empty(t, got, "a footer that claims more than the file is none")
}

func FuzzPictures(f *testing.F) {
	f.Add([]byte(tag(item("Title", 0, "x"), item("Cover Art (Front)", 2, "front.jpg\x00"+jpeg))))
	f.Add([]byte(tag(item("Cover Art (Front)", 4, "http://")) + "LYRICSBEGIN000011LYRICS200" + "TAG" + strings.Repeat("\x00", 125)))
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := apetag.Pictures(bytes.NewReader(data), int64(len(data)))
		require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		for _, p := range artwork.Ranked(found) {
			_, err := io.ReadAll(p.Data)
			require.NoError(t, err)
		}
	})
}
