package texture

import "encoding/binary"

// The block formats ETC1 and ETC2 (Khronos Data Format 1.4 §22 and §23). A block is a
// number of 64 bits, its first byte the highest. Pixels follow each other down the
// columns.

// etcModifiers are what pixel indices add to a colour.
var etcModifiers = [8][4]int32{
	{2, 8, -2, -8},
	{5, 17, -5, -17},
	{9, 29, -9, -29},
	{13, 42, -13, -42},
	{18, 60, -18, -60},
	{24, 80, -24, -80},
	{33, 106, -33, -106},
	{47, 183, -47, -183},
}

// etcDistances are how far colours of the T and H modes lie apart.
var etcDistances = [8]int32{3, 6, 11, 16, 23, 32, 41, 64}

// etcBlock is what a block of ETC decodes to.
type etcBlock struct {
	colours [2][4]uint32 // of each half, for each pixel index
	second  uint16       // the pixels of the second half, a bit each
	planar  bool
	pixels  [16]uint32 // where planar
	indices uint32
}

// Which pixels, numbered down the columns, belong to the second half of a block that
// is cut upright, and of one that is cut across.
const (
	rightHalf = 0xff00
	lowerHalf = 0xcccc
)

// decodeETC1 decodes 8 bytes of ETC1 or of ETC2 without alpha to red, green and blue.
func decodeETC1(dst []uint8, stride int, block []byte) {
	var b etcBlock
	b.read(binary.BigEndian.Uint64(block), false)
	for i := range 16 {
		c := b.at(i)
		pixel := dst[i&3*stride+i>>2*3:]
		pixel[0], pixel[1], pixel[2] = uint8(c), uint8(c>>8), uint8(c>>16)
	}
}

// decodeETC1A decodes 16 bytes: ETC1, and another block of it whose green is alpha.
func decodeETC1A(dst []uint8, stride int, block []byte) {
	var colour, alpha etcBlock
	colour.read(binary.BigEndian.Uint64(block), false)
	alpha.read(binary.BigEndian.Uint64(block[8:]), false)
	colour.put(dst, stride)
	for i := range 16 {
		dst[i&3*stride+i>>2*4+3] = uint8(alpha.at(i) >> 8)
	}
}

// decodeETC2A1 decodes 8 bytes of ETC2 with alpha of one bit.
func decodeETC2A1(dst []uint8, stride int, block []byte) {
	var b etcBlock
	b.read(binary.BigEndian.Uint64(block), true)
	b.put(dst, stride)
}

// decodeETC2A8 decodes 16 bytes: alpha as EAC, and ETC2.
func decodeETC2A8(dst []uint8, stride int, block []byte) {
	var b etcBlock
	b.read(binary.BigEndian.Uint64(block[8:]), false)
	b.put(dst, stride)
	alpha := newEAC(block)
	for i := range 16 {
		dst[i&3*stride+i>>2*4+3] = uint8(clamp(alpha.base+alpha.modifier(i)*alpha.multiplier, 0, 255))
	}
}

func (b *etcBlock) put(dst []uint8, stride int) {
	for i := range 16 {
		binary.LittleEndian.PutUint32(dst[i&3*stride+i>>2*4:], b.at(i))
	}
}

// at returns pixel i, counted down the columns.
func (b *etcBlock) at(i int) uint32 {
	if b.planar {
		return b.pixels[i]
	}
	return b.colours[b.second>>i&1][b.indices>>i&1|b.indices>>(15+i)&2]
}

// read reads a block; one whose alpha has a bit tells there whether all is opaque
// where the others tell whether their second colour is a difference.
func (b *etcBlock) read(v uint64, punch bool) {
	b.indices = uint32(v)
	b.second = rightHalf
	if v>>32&1 != 0 {
		b.second = lowerHalf
	}
	differential := v>>33&1 != 0
	transparent := punch && !differential
	if !differential && !punch {
		b.individual(v)
		return
	}
	var first, second [3]int32
	for c := range 3 {
		field := v >> (56 - 8*c)
		first[c] = int32(field >> 3 & 31)
		second[c] = first[c] + extend(int32(field&7), 3)
		if second[c] < 0 || second[c] > 31 {
			b.special(c, v, transparent)
			return
		}
	}
	b.halves(v, scale5(first), scale5(second), transparent)
}

func (b *etcBlock) individual(v uint64) {
	var first, second [3]int32
	for c := range 3 {
		field := int32(v >> (56 - 8*c) & 255)
		first[c], second[c] = field>>4*17, field&15*17
	}
	b.halves(v, first, second, false)
}

// halves makes the colours of the two halves.
func (b *etcBlock) halves(v uint64, first, second [3]int32, transparent bool) {
	for half, base := range [2][3]int32{first, second} {
		modifiers := etcModifiers[v>>(37-3*half)&7]
		if transparent {
			modifiers[0] = 0
		}
		for i, m := range modifiers {
			b.colours[half][i] = shifted(base, m)
		}
		if transparent {
			b.colours[half][2] = 0
		}
	}
}

// special reads the modes of ETC2: T, H or planar, by the colour that overflows.
func (b *etcBlock) special(channel int, v uint64, transparent bool) {
	var four [4]uint32
	switch channel {
	case 0:
		four = coloursT(v)
	case 1:
		four = coloursH(v)
	default:
		b.readPlanar(v)
		return
	}
	if transparent {
		four[2] = 0
	}
	b.colours = [2][4]uint32{four, four}
}

func coloursT(v uint64) [4]uint32 {
	first := scale4(int32(v>>57&12|v>>56&3), int32(v>>52&15), int32(v>>48&15))
	second := scale4(int32(v>>44&15), int32(v>>40&15), int32(v>>36&15))
	d := etcDistances[v>>33&6|v>>32&1]
	return [4]uint32{shifted(first, 0), shifted(second, d), shifted(second, 0), shifted(second, -d)}
}

func coloursH(v uint64) [4]uint32 {
	first := scale4(int32(v>>59&15), int32(v>>55&14|v>>52&1), int32(v>>48&8|v>>47&7))
	second := scale4(int32(v>>43&15), int32(v>>39&15), int32(v>>35&15))
	index := v>>32&4 | v>>31&2
	if first[0]<<16|first[1]<<8|first[2] >= second[0]<<16|second[1]<<8|second[2] {
		index |= 1
	}
	d := etcDistances[index]
	return [4]uint32{shifted(first, d), shifted(first, -d), shifted(second, d), shifted(second, -d)}
}

// readPlanar makes pixels on a plane through three colours.
func (b *etcBlock) readPlanar(v uint64) {
	six := func(n uint64) int32 { return int32(n<<2 | n>>4) }
	seven := func(n uint64) int32 { return int32(n<<1 | n>>6) }
	origin := [3]int32{six(v >> 57 & 63), seven(v>>50&64 | v>>49&63), six(v>>43&32 | v>>40&24 | v>>39&7)}
	right := [3]int32{six(v>>33&62 | v>>32&1), seven(v >> 25 & 127), six(v >> 19 & 63)}
	down := [3]int32{six(v >> 13 & 63), seven(v >> 6 & 127), six(v & 63)}
	b.planar = true
	for i := range b.pixels {
		x, y := int32(i>>2), int32(i&3)
		var c [3]int32
		for k := range c {
			c[k] = (x*(right[k]-origin[k]) + y*(down[k]-origin[k]) + 4*origin[k] + 2) >> 2
		}
		b.pixels[i] = shifted(c, 0)
	}
}

func scale4(r, g, b int32) [3]int32 { return [3]int32{r * 17, g * 17, b * 17} }

func scale5(c [3]int32) [3]int32 {
	for i, v := range c {
		c[i] = v<<3 | v>>2
	}
	return c
}

// shifted returns an opaque colour with d added to each channel.
func shifted(c [3]int32, d int32) uint32 {
	r, g, b := clamp(c[0]+d, 0, 255), clamp(c[1]+d, 0, 255), clamp(c[2]+d, 0, 255)
	return uint32(r) | uint32(g)<<8 | uint32(b)<<16 | opaque
}

func clamp(v, low, high int32) int32 { return max(low, min(v, high)) }
