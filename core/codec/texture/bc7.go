package texture

import "encoding/binary"

// bc7Mode says how many bits of a block are what, Khronos Data Format 1.4 §21.1.
type bc7Mode struct {
	subsets   int
	partition int // bits of its number
	rotation  int
	selection int
	colour    int // bits of a channel
	alpha     int
	endpointP int // 1 where each endpoint has a lowest bit of its own
	sharedP   int // 1 where both endpoints of a subset have
	index     int
	index2    int
}

var bc7Modes = [8]bc7Mode{
	{3, 4, 0, 0, 4, 0, 1, 0, 3, 0},
	{2, 6, 0, 0, 6, 0, 0, 1, 3, 0},
	{3, 6, 0, 0, 5, 0, 0, 0, 2, 0},
	{2, 6, 0, 0, 7, 0, 1, 0, 2, 0},
	{1, 0, 2, 1, 5, 6, 0, 0, 2, 3},
	{1, 0, 2, 0, 7, 8, 0, 0, 2, 2},
	{1, 0, 0, 0, 7, 7, 1, 0, 4, 0},
	{2, 6, 0, 0, 5, 5, 1, 0, 2, 0},
}

// The weights of indices of 2, 3 and 4 bits, of 64.
var bptcWeights = [5][16]uint32{
	2: {0, 21, 43, 64},
	3: {0, 9, 18, 27, 37, 46, 55, 64},
	4: {0, 4, 9, 13, 17, 21, 26, 30, 34, 38, 43, 47, 51, 55, 60, 64},
}

// decodeBC7 decodes 16 bytes. A block of no mode is transparent black.
func decodeBC7(dst []uint8, stride int, block []byte) {
	number := 0
	for number < 8 && block[0]>>number&1 == 0 {
		number++
	}
	if number == 8 {
		fillBlock(dst, stride, 4, 4, 0)
		return
	}
	var (
		mode      = &bc7Modes[number]
		bits      = newBitBlock(block)
		endpoints [6]uint64 // four channels, 16 bits each
	)
	bits.skip(number + 1)
	partition := int(bits.take(mode.partition))
	rotation := bits.take(mode.rotation)
	selection := bits.take(mode.selection)
	mode.readEndpoints(&bits, &endpoints)
	if mode.index2 == 0 {
		mode.putPixels(dst, stride, &bits, partition, &endpoints)
		return
	}
	mode.putSeparate(dst, stride, &bits, &endpoints, selection, rotation)
}

// readEndpoints reads the endpoints and widens their channels to eight bits.
func (m *bc7Mode) readEndpoints(bits *bitBlock, endpoints *[6]uint64) {
	n := 2 * m.subsets
	for c := range 4 {
		width := m.colour
		if c == 3 {
			width = m.alpha
		}
		for i := range n {
			endpoints[i] |= uint64(bits.take(width)) << (16 * c)
		}
	}
	var low [6]uint64
	for i := range n {
		switch {
		case m.endpointP == 1:
			low[i] = uint64(bits.take(1))
		case m.sharedP == 1 && i%2 == 0:
			low[i] = uint64(bits.take(1))
			low[i+1] = low[i]
		}
	}
	p := m.endpointP | m.sharedP
	for i := range n {
		endpoints[i] = m.widen(endpoints[i], low[i], p)
	}
}

// widen appends the lowest bit to each channel of an endpoint, where p says so, and
// repeats their highest bits up to eight.
func (m *bc7Mode) widen(endpoint, low uint64, p int) (wide uint64) {
	for c := range 4 {
		width := m.colour
		if c == 3 {
			width = m.alpha
		}
		if width == 0 {
			wide |= 255 << 48
			break
		}
		v := endpoint >> (16 * c) & 0xffff
		if p == 1 {
			v, width = v<<1|low, width+1
		}
		v <<= 8 - width
		wide |= (v | v>>width) << (16 * c)
	}
	return wide
}

// putPixels writes the pixels of the modes with one index for all channels.
func (m *bc7Mode) putPixels(dst []uint8, stride int, bits *bitBlock, partition int, endpoints *[6]uint64) {
	var palette [3][16]uint32
	for s := range m.subsets {
		for i := range 1 << m.index {
			palette[s][i] = pack(interpolate(endpoints[2*s], endpoints[2*s+1], uint64(bptcWeights[m.index][i])))
		}
	}
	shape, anchors := shapeOf(m.subsets, partition)
	for i := range 16 {
		width := m.index - int(anchors>>i&1)
		colour := palette[shape&3][bits.take(width)&15]
		binary.LittleEndian.PutUint32(dst[i>>2*stride+i&3*4:], colour)
		shape >>= 2
	}
}

// shapeOf returns the subset of each pixel, two bits each, and a bit for each pixel
// whose index is a bit shorter.
func shapeOf(subsets, partition int) (shape, anchors uint32) {
	switch subsets {
	case 2:
		for i := range 16 {
			shape |= uint32(subsets2[partition]>>i&1) << (2 * i)
		}
		return shape, 1 | 1<<anchors2[partition]
	case 3:
		return subsets3[partition], 1 | 1<<anchors3second[partition] | 1<<anchors3third[partition]
	}
	return 0, 1
}

// interpolate mixes two colours of 16 bits a channel.
func interpolate(a, b, weight uint64) uint64 {
	const half = 32 * 0x0001_0001_0001_0001
	return ((64-weight)*a + weight*b + half) >> 6 & 0x00ff_00ff_00ff_00ff
}

// pack puts four channels of 16 bits into bytes.
func pack(c uint64) uint32 {
	return uint32(c&255 | c>>8&0xff00 | c>>16&0xff0000 | c>>24&opaque)
}

// putSeparate writes the pixels of the modes with an index of its own for alpha,
// which may have changed places with a colour.
func (m *bc7Mode) putSeparate(dst []uint8, stride int, bits *bitBlock, endpoints *[6]uint64, selection, rotation uint32) {
	var first, second [16]uint32
	for i := range first {
		first[i] = bptcWeights[m.index][bits.take(m.index-b2i(i == 0))]
	}
	for i := range second {
		second[i] = bptcWeights[m.index2][bits.take(m.index2-b2i(i == 0))]
	}
	if selection == 1 {
		first, second = second, first
	}
	for i := range 16 {
		colour := pack(interpolate(endpoints[0], endpoints[1], uint64(first[i])))
		alpha := pack(interpolate(endpoints[0], endpoints[1], uint64(second[i])))
		v := rotate(colour&^opaque|alpha&opaque, rotation)
		binary.LittleEndian.PutUint32(dst[i>>2*stride+i&3*4:], v)
	}
}

// rotate exchanges alpha and channel rotation-1.
func rotate(v, rotation uint32) uint32 {
	if rotation == 0 {
		return v
	}
	shift := 8 * (rotation - 1)
	difference := (v>>24 ^ v>>shift) & 255
	return v ^ difference<<24 ^ difference<<shift
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// fillBlock fills w×h pixels of four bytes.
func fillBlock(dst []uint8, stride, w, h int, colour uint32) {
	for y := range h {
		row := dst[y*stride : y*stride+4*w]
		for x := 0; x < len(row); x += 4 {
			binary.LittleEndian.PutUint32(row[x:], colour)
		}
	}
}
