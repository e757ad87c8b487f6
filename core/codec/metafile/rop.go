package metafile

// Raster operations of three operands (MS-WMF §2.1.1.31) that are told apart; of the
// number, bits 16 to 23 are a table of what becomes of a bit of the pattern, of the
// source and of the destination.
const (
	srcCopy  = 0xcc
	srcAnd   = 0x88
	srcPaint = 0xee
	patCopy  = 0xf0
	leave    = 0xaa
)

// Binary raster operations (MS-WMF §2.1.1.2) are such tables of the pen and the
// destination, plus one.
const (
	copyPen  = 13
	leavePen = 11
)

// ternary returns the operation of three operands for one of two.
func ternary(rop2 int) uint8 {
	table := uint8((rop2 - 1) & 15)
	low, high := table&3, table>>2
	return low | low<<2 | high<<4 | high<<6
}

// usesSource reports whether the operation depends on the source.
func usesSource(op uint8) bool { return op&0x33 != op>>2&0x33 }

// usesPattern reports whether the operation depends on the pattern.
func usesPattern(op uint8) bool { return op&0x0f != op>>4 }

// combine returns what the operation makes of pattern, source and destination.
func combine(op, p, s, d uint8) uint8 {
	switch op {
	case srcCopy:
		return s
	case patCopy:
		return p
	case leave:
		return d
	case srcAnd:
		// Of black and white this is the same, and of their means, which masks get where
		// they are made smaller, it is what a mean of the results would be.
		return uint8((int(s)*int(d) + 127) / 255)
	case srcPaint:
		return 255 - uint8((int(255-s)*int(255-d)+127)/255)
	}
	var out uint8
	for i := range 8 {
		if op>>i&1 == 0 {
			continue
		}
		out |= either(p, i&4 != 0) & either(s, i&2 != 0) & either(d, i&1 != 0)
	}
	return out
}

func either(v uint8, set bool) uint8 {
	if set {
		return v
	}
	return ^v
}
