package hdr

import (
	"bufio"
	"io"

	"apsync/core/fault"
)

// A row is handed on as it is stored: a byte that says how, then four bytes for every
// pixel, or four planes of a byte.
const (
	interleaved = 0
	planar      = 1
)

// The widths that the later run-length encoding has.
const (
	minEncoded = 8
	maxEncoded = 0x7fff
)

type reader struct {
	r     *bufio.Reader
	width int
}

// read reads a row in whatever form it has.
func (r *reader) read(stored []byte) error {
	form, row := &stored[0], stored[1:]
	*form = interleaved
	head, err := r.r.Peek(4)
	if err != nil {
		return err
	}
	if r.width >= minEncoded && r.width <= maxEncoded && head[0] == 2 && head[1] == 2 && head[2] < 128 {
		if n := int(head[2])<<8 | int(head[3]); n != r.width {
			return fault.New(fault.Corrupt, "a row of %d pixels in a picture of %d", n, r.width)
		}
		*form = planar
		if _, err := r.r.Discard(4); err != nil {
			return err
		}
		return r.readPlanes(row)
	}
	return r.readPixels(row)
}

// readPlanes reads four channels, each of runs: a count above 128 repeats a byte so
// often less 128, others are followed by so many bytes.
func (r *reader) readPlanes(row []byte) error {
	for range 4 {
		plane := row[:r.width]
		row = row[r.width:]
		for len(plane) > 0 {
			code, err := r.r.ReadByte()
			if err != nil {
				return err
			}
			n := int(code)
			if n > 128 {
				n -= 128
			}
			if n == 0 || n > len(plane) {
				return fault.New(fault.Corrupt, "a run of %d in the %d pixels left of a row", n, len(plane))
			}
			if code > 128 {
				value, err := r.r.ReadByte()
				if err != nil {
					return err
				}
				fill(plane[:n], value)
			} else if _, err := io.ReadFull(r.r, plane[:n]); err != nil {
				return err
			}
			plane = plane[n:]
		}
	}
	return nil
}

func fill(dst []byte, value byte) {
	for i := range dst {
		dst[i] = value
	}
}

// readPixels reads pixels until the row is full. One of mantissas 1 repeats the last;
// the counts of several such are digits to base 256, the lowest first.
func (r *reader) readPixels(row []byte) error {
	have, shift := 0, 0
	for have < r.width {
		if _, err := r.r.Peek(4); err != nil {
			return err
		}
		ahead, err := r.r.Peek(min(r.r.Buffered()&^3, 4*(r.width-have)))
		if err != nil {
			return err
		}
		used := 0
		for ; used < len(ahead) && have < r.width; used += 4 {
			next := ahead[used : used+4]
			if next[0] != 1 || next[1] != 1 || next[2] != 1 || have == 0 {
				copy(row[4*have:], next)
				have++
				shift = 0
				continue
			}
			n := int(next[3]) << shift
			if n > r.width-have {
				return fault.New(fault.Corrupt, "a run of %d in the %d pixels left of a row", n, r.width-have)
			}
			repeat(row[4*have-4 : 4*(have+n)])
			have += n
			shift = min(shift+8, 24)
		}
		if _, err := r.r.Discard(used); err != nil {
			return err
		}
	}
	return nil
}

// repeat fills pixels with the first of them.
func repeat(pixels []byte) {
	for at := 4; at < len(pixels); at *= 2 {
		copy(pixels[at:], pixels[:at])
	}
}
