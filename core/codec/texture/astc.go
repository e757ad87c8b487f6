package texture

import "encoding/binary"

// ASTC in two dimensions, of low and of high range (Khronos Data Format 1.4 §24).

// astcPixels is the largest block: 12×12.
const astcPixels = 144

// maxWeights bounds the weights that a block stores.
const maxWeights = 64

// errorColour is what a block that means nothing decodes to, as the specification
// wants: magenta.
const errorColour = 0xffff00ff

// astcBlock is a block read.
type astcBlock struct {
	w, h       int
	solid      bool
	solidHDR   bool
	colour     [4]uint16 // where solid
	partitions int
	ends       [4]astcEnds
	shape      [astcPixels]uint8    // the partition of each pixel
	weights    [2][astcPixels]uint8 // of each plane and pixel, 0 to 64
	planes     int
	second     uint32 // the channel that has the second plane's weights
}

// astcMode is a block's first eleven bits.
type astcMode struct {
	w, h   int // of the grid of weights
	weight int // range of weights
	planes int
}

// parseMode reads the mode; false where it is reserved.
func parseMode(v uint32) (m astcMode, ok bool) {
	var (
		a    = int(v >> 5 & 3)
		b    = int(v >> 7 & 3)
		high = v >> 9 & 1
		dual = v >> 10 & 1
		rho  = v>>4&1 | v<<1&6
	)
	switch {
	case v&3 != 0 && v>>2&3 == 0:
		m.w, m.h = b+4, a+2
	case v&3 != 0 && v>>2&3 == 1:
		m.w, m.h = b+8, a+2
	case v&3 != 0 && v>>2&3 == 2:
		m.w, m.h = a+2, b+8
	case v&3 != 0 && b < 2:
		m.w, m.h = a+2, b+6
	case v&3 != 0:
		m.w, m.h = b&1+2, a+2
	default:
		rho = v>>4&1 | v>>1&6
		switch {
		case b == 0:
			m.w, m.h = 12, a+2
		case b == 1:
			m.w, m.h = a+2, 12
		case b == 3 && a == 0:
			m.w, m.h = 6, 10
		case b == 3 && a == 1:
			m.w, m.h = 10, 6
		case b == 2:
			m.w, m.h = a+6, int(v>>9&3)+6
			high, dual = 0, 0
		default:
			return m, false
		}
	}
	if rho < 2 {
		return m, false
	}
	m.weight, m.planes = int(rho-2+6*high), int(dual+1)
	return m, true
}

// read reads a block of w×h pixels; false where it means nothing.
func (b *astcBlock) read(block []byte, w, h int) bool {
	bits := newBitBlock(block)
	b.w, b.h, b.solid = w, h, false
	if bits.low&0x1ff == 0x1fc {
		return b.readSolid(bits)
	}
	m, ok := parseMode(uint32(bits.low & 0x7ff))
	count := m.w * m.h * m.planes
	weightBits := 0
	if ok {
		weightBits = astcRanges[m.weight].size(count)
	}
	if !ok || m.w > w || m.h > h || count > maxWeights || weightBits < 24 || weightBits > 96 {
		return false
	}
	b.partitions, b.planes = int(bits.low>>11&3)+1, m.planes
	if b.planes == 2 && b.partitions == 4 {
		return false
	}
	if !b.readEnds(bits, weightBits) {
		return false
	}
	b.readShape(uint32(bits.low >> 13 & 0x3ff))
	b.readWeights(block, m, count)
	return true
}

// readSolid reads a block of one colour (§24.23). The places that it tells as being of
// that colour too are not needed, but have to make sense.
func (b *astcBlock) readSolid(bits bitBlock) bool {
	if bits.low>>10&3 != 3 {
		return false
	}
	s0, s1 := bits.at(12, 13), bits.at(25, 13)
	t0, t1 := bits.at(38, 13), bits.at(51, 13)
	none := s0&s1&t0&t1 == 0x1fff
	if !none && (s0 >= s1 || t0 >= t1) {
		return false
	}
	b.solid, b.solidHDR = true, bits.low>>9&1 == 1
	for c := range b.colour {
		b.colour[c] = uint16(bits.high >> (16 * c))
	}
	return true
}

// readEnds reads the colours of each partition.
func (b *astcBlock) readEnds(bits bitBlock, weightBits int) bool {
	var (
		modes [4]uint8
		end   = 128 - weightBits // of what lies between the start and the weights
		start = 17
		total = 0
	)
	if b.partitions == 1 {
		modes[0] = uint8(bits.at(13, 4))
	} else {
		start = 29
		end -= b.readModes(&modes, bits, end)
	}
	if b.planes == 2 {
		end -= 2
		b.second = bits.at(end, 2)
	}
	for _, mode := range modes[:b.partitions] {
		total += int(mode>>2+1) * 2
	}
	if total > 18 {
		return false
	}
	level := mostColours
	for level >= leastColours && astcRanges[level].size(total) > end-start {
		level--
	}
	if level < leastColours {
		return false
	}
	var values [18]uint8
	astcRanges[level].sequence(values[:total], bits, start)
	for i, v := range values[:total] {
		values[i] = astcValues().colours[level][v]
	}
	at := 0
	for i, mode := range modes[:b.partitions] {
		n := int(mode>>2+1) * 2
		b.ends[i] = newEnds(mode, values[at:at+n])
		at += n
	}
	return true
}

// readModes reads the endpoint modes of several partitions, §24.11, and returns how
// many of their bits lie before end.
func (b *astcBlock) readModes(modes *[4]uint8, bits bitBlock, end int) int {
	n := b.partitions
	kind := bits.at(23, 2)
	if kind == 0 {
		for i := range n {
			modes[i] = uint8(bits.at(25, 4))
		}
		return 0
	}
	extra := 3*n - 4
	packed := bits.at(25, 4) | bits.at(end-extra, extra)<<4
	for i := range n {
		class := kind - 1 + packed>>i&1
		modes[i] = uint8(class<<2 | packed>>(n+2*i)&3)
	}
	return extra
}

// readShape finds the partition of each pixel.
func (b *astcBlock) readShape(pattern uint32) {
	shape := b.shape[:b.w*b.h]
	if b.partitions == 1 {
		clear(shape)
		return
	}
	seeds := newSeeds(pattern, b.partitions, len(shape))
	for y := range b.h {
		for x := range b.w {
			shape[y*b.w+x] = seeds.at(x, y)
		}
	}
}

// readWeights reads the grid of weights, which is stored backwards from the end, and
// spreads it over the pixels.
func (b *astcBlock) readWeights(block []byte, m astcMode, count int) {
	var stored [maxWeights + 2*(12+1)]uint8 // with room to look beyond the last row
	astcRanges[m.weight].sequence(stored[:count], reversed(block), 0)
	table := &astcValues().weights[m.weight]
	for i, v := range stored[:count] {
		stored[i] = table[v&31]
	}
	for plane := range m.planes {
		b.spread(plane, stored[plane:], m)
	}
}

// spread interpolates between the weights of a plane, §24.17.
func (b *astcBlock) spread(plane int, stored []uint8, m astcMode) {
	dst := b.weights[plane][:b.w*b.h]
	if m.w == b.w && m.h == b.h {
		for i := range dst {
			dst[i] = stored[i*m.planes]
		}
		return
	}
	scaleX, scaleY := (1024+b.w/2)/(b.w-1), (1024+b.h/2)/(b.h-1)
	for y := range b.h {
		gy := (scaleY*y*(m.h-1) + 32) >> 6
		fy := gy & 15
		row := stored[gy>>4*m.w*m.planes:]
		below := row[m.w*m.planes:]
		for x := range b.w {
			gx := (scaleX*x*(m.w-1) + 32) >> 6
			fx, at := gx&15, gx>>4*m.planes
			next := at + m.planes
			w11 := (fx*fy + 8) >> 4
			sum := int(row[at])*(16-fx-fy+w11) + int(row[next])*(fx-w11) + int(below[at])*(fy-w11) + int(below[next])*w11
			dst[y*b.w+x] = uint8((sum + 8) >> 4)
		}
	}
}

// astcLDR returns a decoder of blocks of w×h pixels of low range to RGBA. What is of
// high range comes out in the colour of errors.
func astcLDR(w, h int) func(dst []uint8, stride int, block []byte) {
	return func(dst []uint8, stride int, block []byte) {
		var b astcBlock
		switch ok := b.read(block, w, h); {
		case !ok || b.solid && b.solidHDR:
			fillBlock(dst, stride, w, h, errorColour)
		case b.solid:
			c := b.colour
			fillBlock(dst, stride, w, h, uint32(c[0]>>8)|uint32(c[1]>>8)<<8|uint32(c[2]>>8)<<16|uint32(c[3]>>8)<<24)
		default:
			b.putBytes(dst, stride)
		}
	}
}

func (b *astcBlock) putBytes(dst []uint8, stride int) {
	for y := range b.h {
		row := dst[y*stride:]
		for x := range b.w {
			i := y*b.w + x
			ends := &b.ends[b.shape[i]&3]
			pixel := row[4*x : 4*x+4]
			if ends.hdr {
				binary.LittleEndian.PutUint32(pixel, errorColour)
				continue
			}
			weight := int32(b.weights[0][i])
			for c := range pixel {
				pixel[c] = uint8(b.mix8(ends, c, weight) >> 8)
			}
			if b.planes == 2 {
				c := b.second
				pixel[c] = uint8(b.mix8(ends, int(c), int32(b.weights[1][i])) >> 8)
			}
		}
	}
}

// mix8 returns a channel of low range in 16 bits.
func (b *astcBlock) mix8(ends *astcEnds, c int, weight int32) int32 {
	const wide = 257 // a byte in both bytes of 16 bits
	return (ends.colours[0][c]*wide*(64-weight) + ends.colours[1][c]*wide*weight + 32) >> 6
}

// astcHDR returns a decoder of blocks of w×h pixels of any range to light, RGBA.
func astcHDR(w, h int) func(dst []float32, stride int, block []byte) {
	return func(dst []float32, stride int, block []byte) {
		var b astcBlock
		ok := b.read(block, w, h)
		if ok && !b.solid {
			b.putFloats(dst, stride)
			return
		}
		pixel := [4]float32{1, 0, 1, 1}
		if ok {
			pixel = b.solidLight()
		}
		for y := range h {
			for x := range w {
				*(*[4]float32)(dst[y*stride+4*x:]) = pixel
			}
		}
	}
}

func (b *astcBlock) solidLight() (pixel [4]float32) {
	for c, v := range b.colour {
		pixel[c] = float32(v) / 65535
		if b.solidHDR {
			pixel[c] = halves()[v]
		}
	}
	pixel[3] = max(0, min(1, pixel[3]))
	return pixel
}

func (b *astcBlock) putFloats(dst []float32, stride int) {
	for y := range b.h {
		row := dst[y*stride:]
		for x := range b.w {
			i := y*b.w + x
			ends := &b.ends[b.shape[i]&3]
			pixel := row[4*x : 4*x+4]
			for c := range pixel {
				plane := b2i(b.planes == 2 && int(b.second) == c)
				pixel[c] = b.light(ends, c, int32(b.weights[plane][i]))
			}
			pixel[3] = min(1, pixel[3])
		}
	}
}

// light returns a channel as light (§24.18.2).
func (b *astcBlock) light(ends *astcEnds, c int, weight int32) float32 {
	if !ends.hdr || c == 3 && !ends.hdrAlpha {
		return float32(b.mix8(ends, c, weight)) / 65535
	}
	v := (ends.colours[0][c]<<4*(64-weight) + ends.colours[1][c]<<4*weight + 32) >> 6
	low := v & 0x7ff
	switch {
	case low < 512:
		low *= 3
	case low < 1536:
		low = 4*low - 512
	default:
		low = 5*low - 2048
	}
	const largest = 0x7bff // 65504; what lies beyond is that too
	return halves()[min(largest, v>>11<<10+low>>3)]
}

// HighASTC reports whether any of these blocks of w×h pixels has light of high range.
func HighASTC(blocks []byte, w, h int) bool {
	for ; len(blocks) >= 16; blocks = blocks[16:] {
		var b astcBlock
		if !b.read(blocks[:16], w, h) {
			continue
		}
		if b.solid {
			if b.solidHDR {
				return true
			}
			continue
		}
		for i := range b.partitions {
			if b.ends[i].hdr {
				return true
			}
		}
	}
	return false
}
