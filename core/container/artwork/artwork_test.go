package artwork_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/artwork"
	"apsync/core/fault"
)

func section(data string) *io.SectionReader {
	return io.NewSectionReader(strings.NewReader(data), 0, int64(len(data)))
}

func read(t testing.TB, p artwork.Picture) string {
	t.Helper()
	data, err := io.ReadAll(p.Data)
	require.NoError(t, err)
	return string(data)
}

func big(n int) string    { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
func little(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

// block returns FLAC's picture block.
func block(kind int, mediaType, description, data string) string {
	return big(kind) + big(len(mediaType)) + mediaType + big(len(description)) + description +
		strings.Repeat("\x00", 16) + big(len(data)) + data
}

func comments(all ...string) string {
	s := little(4) + "test" + little(len(all))
	for _, c := range all {
		s += little(len(c)) + c
	}
	return s
}

func TestTheFrontCoverIsFirst(t *testing.T) {
	t.Parallel()
	pictures := []artwork.Picture{
		{Kind: artwork.FileIcon, Data: section("icon, which is large")},
		{Kind: artwork.BackCover, Data: section("back")},
		{Kind: 18, Data: section("illustration")},
		{Kind: artwork.Other, Data: section("other")},
		{Kind: artwork.FrontCover, Data: section("front")},
		{Kind: artwork.FrontCover, Data: section("front too")},
	}
	var names []string
	for _, p := range artwork.Ranked(pictures) {
		names = append(names, read(t, p))
	}
	require.Equal(t, []string{"front", "front too", "other", "illustration", "back", "icon, which is large"}, names)
	require.Equal(t, artwork.FileIcon, pictures[0].Kind, "the list itself is left alone")
}

func TestBlocksAreRead(t *testing.T) {
	t.Parallel()
	p, err := artwork.ReadBlock(section(block(4, "image/png", "a description", "picture")))
	require.NoError(t, err)
	require.Equal(t, artwork.BackCover, p.Kind)
	require.Equal(t, "image/png", p.Type)
	require.Equal(t, "picture", read(t, p))
	require.False(t, p.IsLink())

	p, err = artwork.ReadBlock(section(block(3, "-->", "", "http://")))
	require.NoError(t, err)
	require.True(t, p.IsLink())

	whole := block(3, "image/png", "d", "picture")
	p, err = artwork.ReadBlock(section(whole[:len(whole)-3]))
	require.NoError(t, err)
	require.Equal(t, "pict", read(t, p), "what is there of it")
	for n := range len(whole) - len("picture") {
		_, err = artwork.ReadBlock(section(whole[:n]))
		require.Equal(t, fault.Truncated, fault.CodeOf(err), "%d bytes", n)
	}
	_, err = artwork.ReadBlock(section(big(3) + big(5000) + strings.Repeat("x", 6000)))
	require.Equal(t, fault.Corrupt, fault.CodeOf(err))
}

func TestCommentsHoldPictures(t *testing.T) {
	t.Parallel()
	encoded := base64.StdEncoding.EncodeToString
	pictures, err := artwork.ReadComments(section(comments(
		"TITLE=x", "no comment", "metadata_block_picture="+encoded([]byte(block(3, "image/png", "d", "picture"))),
		"METADATA_BLOCK_PICTURE=AAAA", "COVERART="+encoded([]byte("older")), strings.Repeat("LONG", 100)+"=1",
		"COVERART="+strings.TrimRight(encoded([]byte("unpadded")), "="),
	)))
	require.NoError(t, err)
	require.Len(t, pictures, 3)
	require.Equal(t, "picture", read(t, pictures[0]))
	require.Equal(t, "older", read(t, pictures[1]))
	require.Equal(t, "unpadded", read(t, pictures[2]))
}

func TestCommentsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"nothing", "", fault.Truncated},
		{"a long vendor", little(1 << 30), fault.Truncated},
		{"no comment", little(0) + little(1), fault.Truncated},
		{"a long comment", little(0) + little(1) + little(9) + "A=1", fault.Truncated},
		{"many comments", little(0) + little(1<<17) + strings.Repeat(little(0), 1<<17), fault.LimitCount},
	} {
		_, err := artwork.ReadComments(section(c.data))
		require.Equal(t, c.code, fault.CodeOf(err), c.name)
	}
}

func TestBase64IsReadAtAnyOffset(t *testing.T) {
	t.Parallel()
	want := make([]byte, 20_000)
	for i := range want {
		want[i] = byte(i * i >> 3)
	}
	for cut := range 3 {
		want := want[:len(want)-cut]
		pictures, err := artwork.ReadComments(section(comments("COVERART=" + base64.StdEncoding.EncodeToString(want))))
		require.NoError(t, err)
		data := pictures[0].Data
		require.Equal(t, int64(len(want)), data.Size())
		for _, off := range []int{0, 1, 2, 3, 4097, 6143, 6144, 6145, len(want) - 1} {
			for _, n := range []int{1, 2, 3, 4, 3072, 3073, 9999} {
				n := min(n, len(want)-off)
				got := make([]byte, n)
				_, err := data.ReadAt(got, int64(off))
				require.NoError(t, err, "%d at %d", n, off)
				require.True(t, bytes.Equal(want[off:off+n], got), "%d at %d", n, off)
			}
		}
	}
	pictures, err := artwork.ReadComments(section(comments("COVERART=ab*d")))
	require.NoError(t, err)
	_, err = io.ReadAll(pictures[0].Data)
	require.Equal(t, fault.Corrupt, fault.CodeOf(err))
}

func FuzzReadComments(f *testing.F) {
	f.Add([]byte(comments("TITLE=x", "COVERART="+base64.StdEncoding.EncodeToString([]byte("older")))))
	f.Add([]byte(comments("metadata_block_picture=" + base64.StdEncoding.EncodeToString([]byte(block(3, "image/png", "d", "picture"))))))
	f.Fuzz(func(t *testing.T, data []byte) {
		pictures, err := artwork.ReadComments(section(string(data)))
		require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		for _, p := range artwork.Ranked(pictures) {
			_, err := io.ReadAll(p.Data)
			require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		}
	})
}
