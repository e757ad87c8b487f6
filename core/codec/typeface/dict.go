package typeface

import (
	"math"
	"strconv"

	"apsync/core/bits"
	"apsync/core/outline"
)

// maxOperands bounds the numbers before an operator (513 in CFF2).
const maxOperands = 513

// dict are the operands of each operator of a dictionary (TN 5176 §4).
type dict map[int][]float64

// parseDict reads a dictionary as far as it is sound.
func parseDict(data []byte) dict {
	d := dict{}
	var operands []float64
	for c := bits.Big(data); c.Len() > 0 && c.Err() == nil; {
		b := c.U8()
		switch {
		case b <= 24:
			op := int(b)
			if b == 12 {
				op = 256 + int(c.U8())
			}
			d[op] = operands
			operands = nil
		case len(operands) < maxOperands:
			operands = append(operands, operand(c, b))
		}
	}
	return d
}

// operand reads the rest of a number that begins with b.
func operand(c *bits.Cursor, b uint8) float64 {
	switch {
	case b == 28:
		return float64(c.I16())
	case b == 29:
		return float64(c.I32())
	case b == 30:
		return realNumber(c)
	case b >= 32 && b <= 246:
		return float64(b) - 139
	case b >= 247 && b <= 250:
		return float64(int(b)-247)*256 + float64(c.U8()) + 108
	case b >= 251 && b <= 254:
		return -float64(int(b)-251)*256 - float64(c.U8()) - 108
	}
	return 0
}

// realNumber reads a number of decimal digits, two in a byte.
func realNumber(c *bits.Cursor) float64 {
	const end = 15
	digits := [...]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "E", "E-", "", "-", ""}
	text := ""
	for len(text) < 64 && c.Len() > 0 && c.Err() == nil {
		b := c.U8()
		text += digits[b>>4]
		if b>>4 == end {
			break
		}
		text += digits[b&15]
		if b&15 == end {
			break
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// offset returns the operator's only operand as a place; -1 where it has none.
func (d dict) offset(op int) int64 {
	if values := d[op]; len(values) > 0 && values[0] >= 0 {
		return int64(values[0])
	}
	return -1
}

// matrix returns the font matrix, and false where there is none, which is all but
// always.
func (d dict) matrix() (outline.Matrix, bool) {
	v := d[opFontMatrix]
	if len(v) != 6 || v[0] == 0 || v[3] == 0 {
		return outline.Identity, false
	}
	return outline.Matrix{XX: v[0], YX: v[1], XY: v[2], YY: v[3], DX: v[4], DY: v[5]}, true
}
