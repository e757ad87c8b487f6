package adobe

import (
	"encoding/hex"

	"apsync/core/fault"
	"apsync/core/picture"
)

// hexText is bytes in hexadecimal, in lines that begin with a percent sign.
type hexText struct {
	src  *picture.Source
	off  int64
	size int64 // of the bytes
}

// textSize is how much of the file is read for the bytes, at most: two digits each, and
// half as much for the lines.
func (h hexText) textSize() int64 { return max(0, min(3*h.size+1024, h.src.Size()-h.off)) }

// bytes returns the bytes. What is no digit does not count, but for the two percent
// signs that end the text (EPSF 3.0 §6.1).
func (h hexText) bytes() ([]byte, error) {
	text, err := h.src.Bytes(h.off, h.textSize())
	if err != nil {
		return nil, err
	}
	digits := text[:0]
	for i, c := range text {
		if c == '%' && i+1 < len(text) && text[i+1] == '%' || int64(len(digits)) == 2*h.size {
			break
		}
		if '0' <= c && c <= '9' || 'A' <= c && c <= 'F' || 'a' <= c && c <= 'f' {
			digits = append(digits, c)
		}
	}
	n := len(digits) / 2
	if _, err := hex.Decode(digits, digits[:2*n]); err != nil {
		return nil, fault.New(fault.Corrupt, "hexadecimal digits at %d: %v", h.off, err)
	}
	return digits[:n], nil
}
