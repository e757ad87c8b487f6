package inflate

import (
	"encoding/binary"
	"math/bits"
)

// What the fast loop needs left: two loads of eight bytes of input; a match of the
// longest, literals before it and what is written beyond it of room.
const (
	fastInput  = 16
	fastOutput = 288
)

// decodeSymbols decodes a block until it ends or out is full.
func (d *Decoder) decodeSymbols(out []byte, at int) (int, error) {
	if d.length > 0 {
		at = d.copyMatch(out, at)
	}
	for at < len(out) {
		if len(d.in)-d.pos < fastInput {
			d.more()
		}
		if len(d.in)-d.pos >= fastInput && len(out)-at >= fastOutput {
			at = d.decodeFast(out, at)
		}
		var err error
		if at, err = d.decodeSlowly(out, at); err != nil || d.step != stepSymbols {
			return at, err
		}
	}
	return at, nil
}

// decodeSlowly decodes symbols one by one until the fast loop can be used, the block
// ends or out is full.
func (d *Decoder) decodeSlowly(out []byte, at int) (int, error) {
	for at < len(out) {
		if d.n < 48 {
			d.fill()
		}
		used, e := find(d.single[:], literalBits, d.bits)
		switch {
		case d.n < used+uint(e&usedMask):
			return at, d.ended()
		case e&isLiteral != 0:
			out[at] = byte(e >> 8)
			at++
			d.drop(used + uint(e&usedMask))
		case e&isEnd != 0:
			d.drop(used + uint(e&usedMask))
			d.step = stepBlock
			return at, nil
		case e&isSpecial != 0:
			return at, d.damaged("no code")
		default:
			var err error
			if at, err = d.match(out, at, used, e); err != nil {
				return at, err
			}
		}
		if len(d.in)-d.pos >= fastInput && len(out)-at >= fastOutput {
			return at, nil
		}
	}
	return at, nil
}

// find returns the entry of the next code and how many bits were used to come to
// it.
func find(table []entry, width uint, bits uint64) (uint, entry) {
	e := table[bits&(1<<width-1)]
	if e&(isSpecial|isTable) != isSpecial|isTable {
		return 0, e
	}
	bits >>= width
	return width, table[e>>12&0xfff+uint32(bits)&(1<<(e>>8&15)-1)]
}

// match copies the match whose length's entry is e, behind used bits.
func (d *Decoder) match(out []byte, at int, used uint, e entry) (int, error) {
	length := int(e>>17) + int(d.bits>>(used+uint(e>>8&15))&uint64(e>>12&31))
	used += uint(e & usedMask)
	more, e := find(d.distances[:], distanceBits, d.bits>>used)
	used += more
	if d.n < used+uint(e&usedMask) {
		return at, d.ended()
	}
	if e&isSpecial != 0 {
		return at, d.damaged("no code of a distance")
	}
	dist := int(e>>14) + int(d.bits>>(used+uint(e>>6&15))&(1<<(e>>10&15)-1))
	if dist > at {
		return at, d.damaged("a distance beyond the beginning")
	}
	d.drop(used + uint(e&usedMask))
	d.length, d.dist = length, dist
	return d.copyMatch(out, at), nil
}

// copyMatch copies as much of the match as there is room for.
func (d *Decoder) copyMatch(out []byte, at int) int {
	end := min(len(out), at+d.length)
	d.length -= end - at
	for at < end {
		at += copy(out[at:end], out[at-d.dist:at])
	}
	return at
}

// decodeFast decodes symbols while there is so much input and room that no step need
// ask for them. It stops before what is no match and no literal.
func (d *Decoder) decodeFast(out []byte, at int) int {
	in, pos := d.in, d.pos
	acc, n := d.bits, d.n
	multi := &d.multi
	lastIn, lastOut := len(in)-fastInput, len(out)-fastOutput
	for pos <= lastIn && at <= lastOut {
		acc |= binary.LittleEndian.Uint64(in[pos:]) << (n & 63)
		pos += int(63-n) >> 3
		n |= 56
		e := multi[acc&(1<<literalBits-1)]
		if e&isLiteral != 0 {
			to := (*[20]byte)(out[at:])
			binary.LittleEndian.PutUint32(to[:], literalsOf(e))
			k := e >> 6 & 3
			acc >>= e & usedMask
			n -= uint(e & usedMask)
			e = multi[acc&(1<<literalBits-1)]
			if e&isLiteral != 0 {
				binary.LittleEndian.PutUint32(to[k&3:], literalsOf(e))
				k += e >> 6 & 3
				acc >>= e & usedMask
				n -= uint(e & usedMask)
				e = multi[acc&(1<<literalBits-1)]
				if e&isLiteral != 0 {
					binary.LittleEndian.PutUint32(to[k&7:], literalsOf(e))
					k += e >> 6 & 3
					acc >>= e & usedMask
					n -= uint(e & usedMask)
					e = multi[acc&(1<<literalBits-1)]
					if e&isLiteral != 0 {
						binary.LittleEndian.PutUint32(to[k&15:], literalsOf(e))
						at += int(k + e>>6&3)
						acc >>= e & usedMask
						n -= uint(e & usedMask)
						continue
					}
				}
			}
			at += int(k)
			acc |= binary.LittleEndian.Uint64(in[pos:]) << (n & 63)
			pos += int(63-n) >> 3
			n |= 56
		}
		skipped := uint(0)
		saved := acc
		if e&isSpecial != 0 {
			if e&isTable == 0 {
				break
			}
			e = d.single[(e>>12+uint32(acc>>literalBits)&(1<<(e>>8&15)-1))&(literalSize-1)]
			skipped = literalBits
			if e&isLiteral != 0 {
				out[at] = byte(e >> 8)
				at++
				acc >>= literalBits + e&usedMask
				n -= uint(literalBits + e&usedMask)
				continue
			}
			if e&isSpecial != 0 {
				break
			}
			acc >>= literalBits
		}
		length := int(e>>17) + int(acc>>(e>>8&15)&uint64(e>>12&31))
		acc >>= e & usedMask
		skipped += uint(e & usedMask)
		e = d.distances[acc&(1<<distanceBits-1)]
		if e&isSpecial != 0 {
			if e&isTable == 0 {
				acc = saved
				break
			}
			acc >>= distanceBits
			skipped += distanceBits
			e = d.distances[(e>>12+uint32(acc)&(1<<(e>>8&15)-1))&(distanceSize-1)]
			if e&isSpecial != 0 {
				acc = saved
				break
			}
		}
		dist := int(e>>14) + int(acc>>(e>>6&15)&(1<<(e>>10&15)-1))
		if dist > at {
			acc = saved
			break
		}
		acc >>= e & usedMask
		n -= skipped + uint(e&usedMask)
		copyFast(out, at, dist, length)
		at += length
	}
	d.pos, d.bits, d.n = pos, acc, n
	return at
}

// literalsOf returns the literals of an entry in its lower bytes, with anything above:
// a rotation lets them be stored at once.
func literalsOf(e entry) uint32 { return bits.RotateLeft32(e, -8) }

// copyFast repeats length bytes of out from dist before at on, and writes up to 15
// more.
func copyFast(out []byte, at, dist, length int) {
	dst := out[at : at+length+16]
	src := out[at-dist:][:len(dst)]
	switch {
	case dist >= 16:
		for i := 0; i < length; i += 16 {
			*(*[16]byte)(dst[i:]) = *(*[16]byte)(src[i:])
		}
	case dist >= 8:
		for i := 0; i < length; i += 8 {
			*(*[8]byte)(dst[i:]) = *(*[8]byte)(src[i:])
		}
	default:
		repeatFast(dst, src, dist, length)
	}
}

// repeatFast is copyFast for distances below eight.
func repeatFast(dst, src []byte, dist, length int) {
	shift := 8 * uint(dist)
	v := binary.LittleEndian.Uint64(src) & (1<<shift - 1)
	v |= v << shift
	v |= v << (2 * shift)
	v |= v << (4 * shift)
	const begin = 24
	i := 0
	for step := 8 / dist * dist; i < min(length, begin); i += step {
		binary.LittleEndian.PutUint64(dst[i:], v)
	}
	back := (15 + dist) / dist * dist // whole repetitions, less than begin
	for ; i < length; i += 16 {
		*(*[16]byte)(dst[i:]) = *(*[16]byte)(dst[i-back:])
	}
}
