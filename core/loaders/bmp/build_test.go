package bmp_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/picture"
	"apsync/core/raster"
)

// Colours as a file stores them.
const (
	blue  = "\xff\x00\x00"
	green = "\x00\xff\x00"
	red   = "\x00\x00\xff"
	white = "\xff\xff\xff"
)

// bitmap describes a file that a test makes.
type bitmap struct {
	header        int // size of the information header; 0 is 40
	width, height int32
	depth         uint16
	compression   uint32
	colours       uint32         // biClrUsed
	fields        map[int]uint32 // further ones of the information header, by offset
	masks         []uint32       // behind the header
	palette       string
	offset        uint32 // of the pixels; 0 is right behind the palette
	pixels        string
}

// file returns the bytes of the bitmap.
func (b bitmap) file() []byte {
	le := binary.LittleEndian
	if b.header == 0 {
		b.header = 40
	}
	info := make([]byte, max(b.header, 124))
	le.PutUint32(info, uint32(b.header))
	if b.header == 12 {
		le.PutUint16(info[4:], uint16(b.width))
		le.PutUint16(info[6:], uint16(b.height))
		le.PutUint16(info[8:], 1)
		le.PutUint16(info[10:], b.depth)
	} else {
		le.PutUint32(info[4:], uint32(b.width))
		le.PutUint32(info[8:], uint32(b.height))
		le.PutUint16(info[12:], 1)
		le.PutUint16(info[14:], b.depth)
		le.PutUint32(info[16:], b.compression)
		le.PutUint32(info[32:], b.colours)
	}
	for off, value := range b.fields {
		le.PutUint32(info[off:], value)
	}
	body := info[:b.header:b.header]
	for _, mask := range b.masks {
		body = le.AppendUint32(body, mask)
	}
	body = append(body, b.palette...)
	if b.offset == 0 {
		b.offset = uint32(14 + len(body))
	}
	file := append([]byte("BM"), make([]byte, 8)...)
	file = le.AppendUint32(file, b.offset)
	file = append(file, body...)
	return append(file, b.pixels...)
}

// quads returns palette entries of four bytes.
func quads(colours ...string) string { return strings.Join(colours, "\x00") + "\x00" }

// words returns little-endian numbers of two bytes.
func words(values ...uint16) string {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	return string(b)
}

// longs returns little-endian numbers of four bytes.
func longs(values ...uint32) string {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return string(b)
}

// pixels returns the rows of a frame, a pixel as rrggbb or rrggbbaa.
func pixels(t *testing.T, frame *picture.Frame) []string {
	t.Helper()
	p, ok := frame.Image.(*raster.Pixels[uint8])
	require.True(t, ok, "%T", frame.Image)
	n := p.Layout.Channels()
	var rows []string
	for y := range p.Height {
		var row []string
		for x := range p.Width {
			row = append(row, fmt.Sprintf("%x", p.Row(y)[x*n:x*n+n]))
		}
		rows = append(rows, strings.Join(row, " "))
	}
	return rows
}
