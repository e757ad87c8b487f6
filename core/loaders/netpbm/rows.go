package netpbm

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"

	"apsync/core/codec/bands"
	"apsync/core/fault"
)

// byteRows reads samples of up to eight bits.
func byteRows(in *bufio.Reader, h *header) bands.Rows[uint8] {
	switch {
	case h.plain():
		return bands.InOrder(plainRows[uint8](in, h))
	case h.packed(): // 1 is black
		return bands.Apart(bands.Full(in), func(row []uint8, stored []byte) { bands.Bilevel(row, stored, 1) })
	}
	scale, n := bands.Scale8(h.top), h.layout.Channels()
	return bands.Apart(bands.Full(in), func(row []uint8, stored []byte) {
		if n == h.channels {
			copy(row, stored)
		} else {
			pick(row, stored, n, h.channels)
		}
		if h.top == math.MaxUint8 {
			return
		}
		for i, v := range row {
			row[i] = scale[v]
		}
	})
}

// pick takes the first n of stored channels.
func pick(row, stored []uint8, n, channels int) {
	for ; len(row) >= n && len(stored) >= channels; row, stored = row[n:], stored[channels:] {
		copy(row[:n], stored)
	}
}

// wordRows reads samples of two bytes, the higher first.
func wordRows(in *bufio.Reader, h *header) bands.Rows[uint16] {
	if h.plain() {
		return bands.InOrder(plainRows[uint16](in, h))
	}
	var scale []uint16
	if h.top < math.MaxUint16 {
		scale = bands.Scale16(h.top)
	}
	n := 2 * h.layout.Channels()
	return bands.Apart(bands.Full(in), func(row []uint16, stored []byte) {
		if n < 2*h.channels {
			pick(stored, stored, n, 2*h.channels)
		}
		samples := stored[:2*len(row)]
		for i := range row {
			row[i] = binary.BigEndian.Uint16(samples[2*i:])
		}
		if scale == nil {
			return
		}
		for i, v := range row {
			row[i] = scale[v]
		}
	})
}

// plainRows reads samples in text.
func plainRows[T uint8 | uint16](in *bufio.Reader, h *header) func(row []T) error {
	if h.kind == '1' {
		return func(row []T) error {
			for i := range row {
				v, err := readBit(in)
				if err != nil {
					return err
				}
				row[i] = T(v) - 1
			}
			return nil
		}
	}
	scale := make([]T, h.top+1)
	for v := range scale {
		scale[v] = T((uint64(v)*uint64(^T(0)) + uint64(h.top)/2) / uint64(h.top))
	}
	return func(row []T) error {
		for len(row) > 0 {
			n, err := buffered(in, row, scale)
			if row = row[n:]; err != nil {
				return err
			}
			if len(row) == 0 {
				break
			}
			v, err := readNumber(in, h.top)
			if err != nil {
				return err
			}
			row[0], row = scale[v], row[1:]
		}
		return nil
	}
}

// buffered reads numbers that are whole in the reader's buffer, and returns how many
// it found before one that is not, a comment or what is no number.
func buffered[T uint8 | uint16](in *bufio.Reader, row []T, scale []T) (int, error) {
	text, err := in.Peek(in.Buffered())
	if err != nil {
		return 0, err
	}
	used, top := 0, len(scale)-1
	for x := range row {
		at := used
		for at < len(text) && isSpace(text[at]) {
			at++
		}
		n, start := 0, at
		for ; at < len(text) && isDigit(text[at]); at++ {
			n = min(10*n+int(text[at]-'0'), math.MaxInt32)
		}
		if at == start || at == len(text) {
			_, err = in.Discard(used)
			return x, err
		}
		row[x], used = scale[min(n, top)], at
	}
	_, err = in.Discard(used)
	return len(row), err
}

// readBit reads a 0 or a 1 of a plain bitmap, which need no space between them.
func readBit(in *bufio.Reader) (byte, error) {
	b, err := firstByte(in)
	if err == nil && b != '0' && b != '1' {
		err = fault.New(fault.Corrupt, "%q is not a bit", b)
	}
	return b - '0', err
}

// readNumber reads a number of at most top; larger ones become that.
func readNumber(in *bufio.Reader, top int) (int, error) {
	b, err := firstByte(in)
	if err != nil {
		return 0, err
	}
	if !isDigit(b) {
		return 0, fault.New(fault.Corrupt, "%q is not a number", b)
	}
	n := 0
	for isDigit(b) {
		n = min(10*n+int(b-'0'), math.MaxInt32)
		if b, err = in.ReadByte(); err == io.EOF {
			return min(n, top), nil
		} else if err != nil {
			return 0, err
		}
	}
	if b == '#' {
		if err := in.UnreadByte(); err != nil {
			return 0, err
		}
	}
	return min(n, top), nil
}

// firstByte returns the next byte behind white space and comments.
func firstByte(in *bufio.Reader) (byte, error) {
	comment := false
	for {
		b, err := in.ReadByte()
		switch {
		case err != nil:
			return 0, err
		case comment:
			comment = b != '\n' && b != '\r'
		case b == '#':
			comment = true
		case !isSpace(b):
			return b, nil
		}
	}
}
