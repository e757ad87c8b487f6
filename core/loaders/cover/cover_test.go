package cover_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/artwork"
	"apsync/core/container/isobmff"
	"apsync/core/fault"
	"apsync/core/loaders/cover"
)

func section(data string) *io.SectionReader {
	return io.NewSectionReader(strings.NewReader(data), 0, int64(len(data)))
}

// drawn returns a PNG file of that width.
func drawn(width int) string {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 10)))
	return b.String()
}

func TestTheBestThatOpensIsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		pictures []artwork.Picture
		width    int
		code     fault.Code
	}{
		{"the front", []artwork.Picture{{Kind: 4, Data: section(drawn(20))}, {Kind: 3, Data: section(drawn(30))}}, 30, ""},
		{"the back, where the front is broken", []artwork.Picture{{Kind: 4, Data: section(drawn(20))}, {Kind: 3, Data: section("text")}}, 20, ""},
		{"the back, where the front is a link", []artwork.Picture{{Kind: 4, Data: section(drawn(20))}, {Kind: 3, Type: "-->", Data: section("http://")}}, 20, ""},
		{"a link alone", []artwork.Picture{{Kind: 3, Type: "-->", Data: section(drawn(20))}}, 0, fault.NoPicture},
		{"a text alone", []artwork.Picture{{Kind: 3, Data: section("text")}}, 0, fault.Unsupported},
		{"one that is cut", []artwork.Picture{{Kind: 3, Data: io.NewSectionReader(strings.NewReader(drawn(20)), 0, 1000)}}, 0, fault.Truncated},
		{"nothing", nil, 0, fault.NoPicture},
	} {
		opened, err := cover.Open(c.pictures)
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
		if c.code == "" {
			require.Equal(t, c.width, opened.Info().Width, c.name)
		}
	}
}

func box(kind string, data ...string) string {
	all := strings.Join(data, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(all)+8))) + kind + all
}

func TestCoversOfMP4(t *testing.T) {
	t.Parallel()
	data := func(s string) string { return box("data", strings.Repeat("\x00", 8), s) }
	tags := func(covers ...string) string {
		return box("meta", strings.Repeat("\x00", 4), box("ilst", box("\xa9nam", data("name")), box("covr", covers...)))
	}
	// What follows the tracks is not looked at, however much it is.
	fragments := strings.Repeat(box("moof"), 70_000)
	file := box("ftyp", "isom") + box("moov", box("udta", tags(data("one"), data(""), data("two"))), tags(data("three"))) + fragments
	pictures, err := cover.MP4(isobmff.New(strings.NewReader(file), int64(len(file))))
	require.NoError(t, err)
	var got []string
	for _, p := range pictures {
		data, err := io.ReadAll(p.Data)
		require.NoError(t, err)
		got = append(got, string(data))
	}
	require.Equal(t, []string{"one", "two", "three"}, got)
}
