package gif_test

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/picture"
	"apsync/core/raster"
)

// Colours as a palette stores them.
const (
	black = "\x00\x00\x00"
	red   = "\xff\x00\x00"
	green = "\x00\xff\x00"
	blue  = "\x00\x00\xff"
	white = "\xff\xff\xff"
)

// animation describes a file that a test makes.
type animation struct {
	width, height uint16
	palette       string // global; its colours are a power of two, at least two
	background    byte
	frames        []frame
	end           string // behind the frames; "" is the trailer
}

// frame describes one of its frames.
type frame struct {
	left, top     uint16
	width, height uint16 // 0 is the screen's
	palette       string
	transparent   string // the index as a byte, "" for none
	interlaced    bool
	before        string // blocks in front of it
	indices       string // what is compressed
	data          string // instead of indices: all that follows the descriptor
}

// file returns the bytes of the animation.
func (a animation) file() []byte {
	le := binary.LittleEndian
	file := le.AppendUint16(le.AppendUint16([]byte("GIF89a"), a.width), a.height)
	file = append(file, flags(a.palette), a.background, 0)
	file = append(file, a.palette...)
	for _, f := range a.frames {
		if f.width == 0 {
			f.width, f.height = a.width, a.height
		}
		file = append(file, f.before...)
		if f.transparent != "" {
			file = append(file, "\x21\xf9\x04\x01\x00\x00"+f.transparent+"\x00"...)
		}
		file = append(file, 0x2c)
		for _, v := range []uint16{f.left, f.top, f.width, f.height} {
			file = le.AppendUint16(file, v)
		}
		bits := flags(f.palette)
		if f.interlaced {
			bits |= 0x40
		}
		file = append(append(file, bits), f.palette...)
		if f.data == "" {
			f.data = compressed(8, f.indices)
		}
		file = append(file, f.data...)
	}
	if a.end == "" {
		a.end = "\x3b"
	}
	return append(file, a.end...)
}

// flags announces a palette.
func flags(palette string) byte {
	if palette == "" {
		return 0
	}
	size := byte(0)
	for 3*(2<<size) < len(palette) {
		size++
	}
	return 0x80 | size
}

// compressed returns indices as LZW data of that code size in sub-blocks.
func compressed(size int, indices string) string {
	var buf bytes.Buffer
	w := lzw.NewWriter(&buf, lzw.LSB, max(2, size))
	_, _ = w.Write([]byte(indices))
	_ = w.Close()
	return string(rune(size)) + subBlocks(buf.String(), 255)
}

// subBlocks cuts data into blocks of at most n bytes and terminates them.
func subBlocks(data string, n int) string {
	var b strings.Builder
	for len(data) > 0 {
		part := data[:min(n, len(data))]
		b.WriteByte(byte(len(part)))
		b.WriteString(part)
		data = data[len(part):]
	}
	b.WriteByte(0)
	return b.String()
}

// codes packs codes of the given widths, least significant bit first.
func codes(pairs ...[2]uint) string {
	var (
		out   []byte
		acc   uint
		nBits uint
	)
	for _, p := range pairs {
		acc |= p[0] << nBits
		for nBits += p[1]; nBits >= 8; nBits -= 8 {
			out = append(out, byte(acc))
			acc >>= 8
		}
	}
	return string(append(out, byte(acc)))
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
