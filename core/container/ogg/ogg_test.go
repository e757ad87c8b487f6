package ogg_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/ogg"
	"apsync/core/fault"
)

func little(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

// page returns a page with that table of segments.
func page(flags byte, serial int, segments []byte, data string) string {
	return "OggS\x00" + string([]byte{flags}) + strings.Repeat("\x00", 8) + little(serial) + little(0) + little(0) +
		string([]byte{byte(len(segments))}) + string(segments) + data
}

// pages returns the pages of a packet, of at most perPage segments each.
func pages(flags byte, serial, perPage int, packet string) string {
	var b strings.Builder
	for first := true; ; first = false {
		n := min(len(packet), perPage*255)
		segments := bytes.Repeat([]byte{255}, n/255)
		ends := n == len(packet) && n < perPage*255
		if ends {
			segments = append(segments, byte(n%255))
		}
		f := flags
		if !first {
			f = 1
		}
		b.WriteString(page(f, serial, segments, packet[:n]))
		if packet = packet[n:]; ends {
			return b.String()
		}
	}
}

func comments(data string) string {
	field := "COVERART=" + base64.StdEncoding.EncodeToString([]byte(data))
	return little(0) + little(1) + little(len(field)) + field
}

func picture(data string) string {
	big := func(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
	return big(3) + big(0) + big(0) + strings.Repeat("\x00", 16) + big(len(data)) + data
}

func noise(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * i >> 4)
	}
	return string(b)
}

func TestPicturesOfAllCodecs(t *testing.T) {
	t.Parallel()
	want := noise(200_000)
	sound := page(0, 7, []byte{5}, "sound")
	flacBlock := func(head string, data string) string {
		return head + string([]byte{byte(len(data) >> 16), byte(len(data) >> 8), byte(len(data))}) + data
	}
	for _, c := range []struct {
		codec ogg.Codec
		data  string
	}{
		{ogg.Vorbis, pages(2, 7, 255, "\x01vorbis...") + pages(0, 7, 255, "\x03vorbis"+comments(want))},
		{ogg.Opus, pages(2, 7, 255, "OpusHead...") + pages(0, 7, 3, "OpusTags"+comments(want))},
		{ogg.Speex, pages(2, 7, 255, "Speex   ...") + pages(0, 7, 255, comments(want))},
		{ogg.Theora, pages(2, 7, 255, "\x80theora...") + pages(0, 7, 255, "\x81theora"+comments(want))},
		{ogg.FLAC, pages(2, 7, 255, "\x7fFLAC...") + pages(0, 7, 255, flacBlock("\x04", little(0)+little(0))) + pages(0, 7, 255, flacBlock("\x86", picture(want)))},
	} {
		t.Run(string(c.codec), func(t *testing.T) {
			t.Parallel()
			streams, err := ogg.Streams(strings.NewReader(c.data + sound))
			require.NoError(t, err)
			require.Len(t, streams, 1)
			require.Equal(t, c.codec, streams[0].Codec)
			pictures, err := streams[0].Pictures()
			require.NoError(t, err)
			require.Len(t, pictures, 1)
			got, err := io.ReadAll(pictures[0].Data)
			require.NoError(t, err)
			require.True(t, want == string(got))
			part := make([]byte, 1000)
			_, err = pictures[0].Data.ReadAt(part, 64_900)
			require.NoError(t, err)
			require.Equal(t, want[64_900:65_900], string(part))
		})
	}
}

func TestStreamsSideBySide(t *testing.T) {
	t.Parallel()
	theora, vorbis := pages(0, 2, 1, "\x81theora"+comments(noise(900))), pages(0, 3, 1, "\x03vorbis"+comments(noise(300)))
	data := page(2, 1, []byte{8}, "fishead\x00") + page(2, 2, []byte{10}, "\x80theora...") + page(2, 3, []byte{10}, "\x01vorbis...")
	require.True(t, ogg.MatchVideo([]byte(data)))
	require.False(t, ogg.MatchSound([]byte(data)))
	// Pages of the two streams take turns.
	for len(theora)+len(vorbis) > 0 {
		for _, rest := range []*string{&theora, &vorbis} {
			next := strings.Index((*rest)[min(1, len(*rest)):], "OggS") + 1
			if next == 0 {
				next = len(*rest)
			}
			data += (*rest)[:next]
			*rest = (*rest)[next:]
		}
	}
	streams, err := ogg.Streams(strings.NewReader(data))
	require.NoError(t, err)
	require.Len(t, streams, 3)
	require.Equal(t, ogg.Skeleton, streams[0].Codec)
	for i, n := range []int{0, 900, 300} {
		pictures, err := streams[i].Pictures()
		require.NoError(t, err)
		if n == 0 {
			require.Empty(t, pictures)
			continue
		}
		got, err := io.ReadAll(pictures[0].Data)
		require.NoError(t, err)
		require.Equal(t, noise(n), string(got))
	}
	sound := page(2, 1, []byte{8}, "OpusHead") + page(0, 1, []byte{10}, "\x80theora...")
	require.True(t, ogg.MatchSound([]byte(sound)))
	require.False(t, ogg.MatchSound([]byte("RIFF")))
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	begin := pages(2, 7, 255, "OpusHead")
	var crowd strings.Builder
	for i := range 70 {
		crowd.WriteString(page(2, i, []byte{8}, "OpusHead"))
	}
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"nothing", "", fault.Truncated},
		{"no page", strings.Repeat("x", 300), fault.Corrupt},
		{"cut", begin, fault.Truncated},
		{"many streams", crowd.String(), fault.LimitCount},
		{"many pieces", begin + strings.Repeat(page(1, 7, []byte{255}, noise(255)), 5000), fault.LimitCount},
		{"many pages", begin + strings.Repeat(page(1, 8, []byte{1}, "x"), 17_000), fault.LimitCount},
	} {
		_, err := ogg.Streams(strings.NewReader(c.data))
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
	}
}

func FuzzStreams(f *testing.F) {
	f.Add([]byte(pages(2, 7, 255, "\x01vorbis...") + pages(0, 7, 2, "\x03vorbis"+comments(noise(900)))))
	f.Add([]byte(page(2, 7, []byte{9}, "\x7fFLAC....") + page(2, 1, []byte{8}, "fishead\x00") + pages(0, 7, 1, "\x86\x00\x01\x00"+picture(noise(700)))))
	f.Fuzz(func(t *testing.T, data []byte) {
		ogg.MatchVideo(data)
		streams, err := ogg.Streams(bytes.NewReader(data))
		require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		for _, s := range streams {
			pictures, err := s.Pictures()
			require.NotEqual(t, fault.Internal, fault.CodeOf(err))
			for _, p := range pictures {
				_, err := io.ReadAll(p.Data)
				require.NotEqual(t, fault.Internal, fault.CodeOf(err))
			}
		}
	})
}
