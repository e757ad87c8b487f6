package xbm

import (
	"bufio"
	"io"

	"apsync/core/fault"
)

// numbers reads the numbers of an array in C.
type numbers struct {
	r   *bufio.Reader
	buf []byte
}

// maxDigits is how long a number may be.
const maxDigits = 16

// next returns the next number's lower bits. It returns io.EOF where the array ends.
func (n *numbers) next() (uint32, error) {
	b, err := n.first()
	if err != nil {
		return 0, err
	}
	n.buf = n.buf[:0]
	for digit(b) < 16 || b == 'x' || b == 'X' {
		if n.buf = append(n.buf, b); len(n.buf) > maxDigits {
			break
		}
		if b, err = n.r.ReadByte(); err == io.EOF {
			break
		} else if err != nil {
			return 0, err
		}
	}
	if b == '}' || b == '/' {
		if err := n.r.UnreadByte(); err != nil {
			return 0, err
		}
	}
	return parse(n.buf)
}

// first returns the first byte behind white space, commas and comments.
func (n *numbers) first() (byte, error) {
	for {
		b, err := n.r.ReadByte()
		switch {
		case err != nil:
			return 0, err
		case b == '}':
			return 0, io.EOF
		case b == '/':
			if err := n.skipComment(); err != nil {
				return 0, err
			}
		case b != ',' && b > ' ':
			return b, nil
		}
	}
}

// skipComment passes over a comment behind its first slash.
func (n *numbers) skipComment() error {
	for last := byte(0); ; {
		b, err := n.r.ReadByte()
		if err != nil {
			return err
		}
		if last == '*' && b == '/' {
			return nil
		}
		last = b
	}
}

// digit returns the value of a digit, 16 for what is none.
func digit(b byte) uint32 {
	switch {
	case b >= '0' && b <= '9':
		return uint32(b - '0')
	case b >= 'a' && b <= 'f':
		return uint32(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return uint32(b-'A') + 10
	}
	return 16
}

// parse returns the value of a number with the prefixes of C.
func parse(text []byte) (uint32, error) {
	digits, base := text, uint32(10)
	if len(text) > 1 && text[0] == '0' {
		digits, base = text[1:], 8
		if text[1]|32 == 'x' {
			digits, base = text[2:], 16
		}
	}
	value := uint32(0)
	for _, b := range digits {
		d := digit(b)
		if d >= base {
			return 0, fault.New(fault.Corrupt, "%q is no number", text)
		}
		value = value*base + d
	}
	if len(digits) == 0 || len(text) > maxDigits {
		return 0, fault.New(fault.Corrupt, "%q is no number", text)
	}
	return value, nil
}
