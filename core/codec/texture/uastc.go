package texture

// UASTC, a subset of ASTC's blocks of 4×4 pixels in a form of its own (Basis Universal,
// "UASTC LDR 4x4 Texture Specification").

// uastcMode says how the bits of a mode are shared out.
type uastcMode struct {
	code     uint8 // the lowest bits of the block
	codeBits int
	hints    int // bits for those who make other formats of the block
	weight   int // range of weights, all of whole bits
	colour   int // range of colours
	subsets  int
	planes   int
	channels int // 2 is grey and alpha
}

// uastcSolid is the mode of a single colour.
const uastcSolid = 8

var uastcModes = [19]uastcMode{
	{0x01, 4, 15, 8, 19, 1, 1, 3},
	{0x35, 6, 15, 2, 20, 1, 1, 3},
	{0x1d, 5, 15, 5, 8, 2, 1, 3},
	{0x03, 5, 15, 2, 7, 3, 1, 3},
	{0x13, 5, 15, 2, 12, 2, 1, 3},
	{0x0b, 5, 15, 5, 20, 1, 1, 3},
	{0x1b, 5, 15, 2, 18, 1, 2, 3},
	{0x07, 5, 15, 2, 12, 2, 1, 3},
	{0x17, 5, 0, 0, 0, 0, 0, 4},
	{0x0f, 5, 23, 2, 8, 2, 1, 4},
	{0x02, 3, 17, 8, 13, 1, 1, 4},
	{0x00, 2, 17, 2, 13, 1, 2, 4},
	{0x06, 3, 17, 5, 19, 1, 1, 4},
	{0x1f, 5, 23, 0, 20, 1, 2, 4},
	{0x0d, 5, 23, 2, 20, 1, 1, 4},
	{0x05, 7, 23, 8, 20, 1, 1, 2},
	{0x15, 6, 23, 2, 20, 2, 1, 2},
	{0x25, 6, 23, 2, 20, 1, 2, 2},
	{0x09, 4, 15, 11, 11, 1, 1, 3},
}

// The patterns of two and three subsets, and those of mode 7, by the numbers that they
// have in ASTC.
var (
	uastcPatterns2 = []uint16{
		28, 20, 16, 29, 91, 9, 107, 72, 149, 204, 50, 114, 496, 17, 78,
		39, 252, 828, 43, 156, 116, 210, 476, 273, 684, 359, 246, 195, 694, 524,
	}
	uastcPatterns3 = []uint16{260, 74, 32, 156, 183, 15, 745, 0, 335, 902, 254}
	uastcPatterns7 = []uint16{36, 48, 61, 137, 161, 183, 226, 281, 302, 307, 479, 495, 593, 594, 605, 799, 812, 988, 993}
)

// decodeUASTC decodes 16 bytes to RGBA.
func decodeUASTC(dst []uint8, stride int, block []byte) {
	var b astcBlock
	bits := newBitBlock(block)
	number := uastcNumber(block[0])
	switch {
	case number == uastcSolid:
		bits.skip(uastcModes[uastcSolid].codeBits)
		fillBlock(dst, stride, 4, 4, bits.take(32))
	case number < 0 || !b.readUASTC(bits, number):
		fillBlock(dst, stride, 4, 4, errorColour)
	default:
		b.putBytes(dst, stride)
	}
}

// uastcNumber returns the mode of a block that begins with a byte, or -1.
func uastcNumber(first byte) int {
	for i := range uastcModes {
		m := &uastcModes[i]
		if first&(1<<m.codeBits-1) == m.code {
			return i
		}
	}
	return -1
}

// readUASTC reads a block of a mode; false where its pattern does not exist.
func (b *astcBlock) readUASTC(bits bitBlock, number int) bool {
	m := &uastcModes[number]
	b.w, b.h, b.partitions, b.planes = 4, 4, m.subsets, m.planes
	bits.skip(m.codeBits)
	bits.skip(m.hints)
	patterns := uastcPatterns2
	width := 5
	switch {
	case number == 7:
		patterns = uastcPatterns7
	case m.subsets == 3:
		patterns, width = uastcPatterns3, 4
	case m.subsets == 1:
		width = 0
	}
	pattern := int(bits.take(width))
	if pattern >= len(patterns) {
		return false
	}
	b.second = 3
	if m.planes == 2 && m.channels > 2 {
		b.second = bits.take(2)
	}
	b.readShape(uint32(patterns[pattern]))
	b.readUASTCEnds(m, &bits)
	b.readUASTCWeights(m, &bits)
	return true
}

// readUASTCEnds reads the colours: what trits or quints they have first, several in a
// number each, then their bits.
func (b *astcBlock) readUASTCEnds(m *uastcMode, bits *bitBlock) {
	var (
		r      = astcRanges[m.colour]
		values [18]uint8
		n      = 2 * m.channels * m.subsets
	)
	group, base := 5, uint32(3)
	if r.quints == 1 {
		group, base = 3, 5
	}
	for i := 0; i < n && r.trits+r.quints > 0; i += group {
		count := min(group, n-i)
		packed := bits.take((8*count*r.trits+4)/5 + (7*count*r.quints+2)/3)
		for k := range count {
			values[i+k] = uint8(packed%base) << r.bits
			packed /= base
		}
	}
	table := &astcValues().colours[m.colour]
	for i := range values[:n] {
		values[i] = table[values[i]|uint8(bits.take(r.bits))]
	}
	for i := range m.subsets {
		v := values[2*m.channels*i:]
		ends := &b.ends[i]
		*ends = astcEnds{}
		for end := range 2 {
			colour := [4]int32{0, 0, 0, 255}
			for c := range m.channels {
				colour[c] = int32(v[2*c+end])
			}
			if m.channels == 2 {
				colour = [4]int32{colour[0], colour[0], colour[0], colour[1]}
			}
			ends.colours[end] = colour
		}
	}
}

// readUASTCWeights reads the weights. The first pixel of each subset has a bit less.
func (b *astcBlock) readUASTCWeights(m *uastcMode, bits *bitBlock) {
	var (
		table = &astcValues().weights[m.weight]
		seen  [4]bool
	)
	for i := range 16 {
		width := astcRanges[m.weight].bits
		subset := b.shape[i] & 3
		if !seen[subset] {
			seen[subset] = true
			width--
		}
		for plane := range m.planes {
			b.weights[plane][i] = table[bits.take(width)&31]
		}
	}
}
