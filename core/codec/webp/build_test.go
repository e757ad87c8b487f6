package webp_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/picture"
)

// chunk returns a chunk with its padding.
func chunk(id, data string) string {
	c := id + string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + data
	if len(data)%2 == 1 {
		c += "\x00"
	}
	return c
}

// riff returns a file of the given chunks.
func riff(chunks ...string) []byte {
	return []byte(chunk("RIFF", "WEBP"+strings.Join(chunks, "")))
}

// u24 returns numbers of three bytes.
func u24(values ...int) string {
	var b []byte
	for _, v := range values {
		b = append(b, byte(v), byte(v>>8), byte(v>>16))
	}
	return string(b)
}

// canvas returns a VP8X chunk.
func canvas(w, h int) string { return chunk("VP8X", "\x00\x00\x00\x00"+u24(w-1, h-1)) }

// anmf returns a frame of an animation.
func anmf(left, top, w, h int, chunks ...string) string {
	return chunk("ANMF", u24(left/2, top/2, w-1, h-1, 100)+"\x00"+strings.Join(chunks, ""))
}

// greyVP8 returns a lossy picture of nothing but middle grey, luma 128. Zeros tell
// the arithmetic decoder "no" at every question: blocks are predicted from their
// neighbours, and there are no coefficients.
func greyVP8(w, h int) string {
	blocks := (w + 15) / 16 * ((h + 15) / 16)
	first := 8*blocks + 200
	var b []byte
	tag := uint32(1<<4 | first<<5) // a key frame, version 0, shown
	b = append(b, byte(tag), byte(tag>>8), byte(tag>>16), 0x9d, 0x01, 0x2a)
	b = binary.LittleEndian.AppendUint16(b, uint16(w))
	b = binary.LittleEndian.AppendUint16(b, uint16(h))
	return string(append(b, make([]byte, first+16*blocks)...))
}

// bitWriter packs bits, least significant first.
type bitWriter struct {
	out   []byte
	nBits uint
}

func (w *bitWriter) write(value, n uint) {
	for i := range n {
		if w.nBits%8 == 0 {
			w.out = append(w.out, 0)
		}
		w.out[len(w.out)-1] |= byte(value>>i&1) << (w.nBits % 8)
		w.nBits++
	}
}

// code writes a byte as a prefix code of eight bits, its highest bit first.
func (w *bitWriter) code(value byte) {
	for i := 7; i >= 0; i-- {
		w.write(uint(value>>i), 1)
	}
}

// lossless returns a VP8L picture of the pixels, each 0xrrggbbaa: literals in
// codes of eight bits, without transforms.
func lossless(w, h int, alphaUsed bool, pixels func(i int) uint32) string {
	var b bitWriter
	b.write(0x2f, 8)
	b.write(uint(w-1), 14)
	b.write(uint(h-1), 14)
	used := uint(0)
	if alphaUsed {
		used = 1
	}
	b.write(used, 1)
	b.write(0, 3)
	b.literals(w, h, pixels)
	return string(b.out)
}

// literals writes everything behind the header.
func (w *bitWriter) literals(width, height int, pixels func(i int) uint32) {
	w.write(0, 1) // no transform
	w.write(0, 1) // no colour cache
	w.write(0, 1) // one group of codes
	for channel := range 4 {
		w.eightBitCode()
		if channel == 0 { // green's alphabet has 24 lengths more
			w.write(1, 1)
			w.write(24-11, 7)
		}
	}
	w.write(0b0001, 4) // distances: a simple code of one symbol, 0
	for i := range width * height {
		p := pixels(i)
		for _, shift := range []int{16, 24, 8, 0} {
			w.code(byte(p >> shift))
		}
	}
}

// eightBitCode writes the lengths of a code that gives 256 symbols eight bits.
func (w *bitWriter) eightBitCode() {
	w.write(0, 1)
	w.write(12-4, 4) // lengths for 17 18 0 1 2 3 4 5 16 6 7 8 follow
	w.write(0, 3)
	w.write(1, 3) // 18, eleven and more zeros
	for range 9 {
		w.write(0, 3)
	}
	w.write(1, 3) // 8
	w.write(0, 1) // all symbols
	w.write(0, 256)
}

// plain returns the same pixel everywhere.
func plain(pixel uint32) func(int) uint32 { return func(int) uint32 { return pixel } }

// alphaChunk returns an ALPH chunk of a plane, filtered and raw or compressed.
func alphaChunk(plane []byte, w int, filter byte, compressed bool) string {
	residual := filtered(plane, w, filter)
	if !compressed {
		return chunk("ALPH", string(rune(filter<<2))+string(residual))
	}
	var b bitWriter
	b.literals(w, len(plane)/w, func(i int) uint32 { return uint32(residual[i])<<16 | 0xff })
	return chunk("ALPH", string(rune(filter<<2|1))+string(b.out))
}

// filtered predicts each sample and returns what is left (RFC 9649 §2.7.1.2).
func filtered(plane []byte, w int, filter byte) []byte {
	out := make([]byte, len(plane))
	for i := range plane {
		x, y := i%w, i/w
		var left, above, corner int
		if x > 0 {
			left = int(plane[i-1])
		}
		if y > 0 {
			above = int(plane[i-w])
		}
		if x > 0 && y > 0 {
			corner = int(plane[i-w-1])
		}
		predicted := left
		switch {
		case filter == 0:
			predicted = 0
		case y == 0:
		case x == 0:
			predicted = above
		case filter == 2:
			predicted = above
		case filter == 3:
			predicted = min(max(left+above-corner, 0), 255)
		}
		out[i] = plane[i] - byte(predicted)
	}
	return out
}

// pixels returns the rows of a frame as displayed, a pixel as rrggbbaa.
func pixels(t *testing.T, frame *picture.Frame) []string {
	t.Helper()
	img, notes := colour.ToDisplay(frame.Image, colour.Space{})
	require.Empty(t, notes)
	var rows []string
	for y := range img.Rect.Dy() {
		var row []string
		for x := range img.Rect.Dx() {
			row = append(row, fmt.Sprintf("%x", img.Pix[y*img.Stride+4*x:][:4]))
		}
		rows = append(rows, strings.Join(row, " "))
	}
	return rows
}
