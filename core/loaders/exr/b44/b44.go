// Package b44 decodes the compressions B44 and B44A of OpenEXR: 4×4 halves in 14
// bytes, or in 3 where B44A finds them all equal; floats and whole numbers as they
// are ("Technical Introduction to OpenEXR", B44). Channels follow each other, each
// with its blocks from left to right and top to bottom.
package b44

import (
	"encoding/binary"
	"math"
	"sync"

	"apsync/core/codec/half"
	"apsync/core/fault"
	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
)

// Decoder decodes one chunk after the other.
type Decoder struct {
	planes []byte
	starts []int // of the channels in planes
}

// Decode decompresses src to dst, which has b's size.
func (d *Decoder) Decode(dst, src []byte, b *block.Block) error {
	d.planes = bytewise.Room(d.planes, b.Size())
	d.starts = bytewise.Room(d.starts, len(b.Channels))
	at := 0
	for i := range b.Channels {
		c := &b.Channels[i]
		w, h := b.Columns(c), b.Rows(c)
		n := w * h * c.Type.Size()
		var err error
		if src, err = decodePlane(d.planes[at:at+n], src, w, c); err != nil {
			return err
		}
		d.starts[i] = at
		at += n
	}
	b.Each(dst, func(channel, _ int, samples []byte) {
		copy(samples, d.planes[d.starts[channel]:])
		d.starts[channel] += len(samples)
	})
	return nil
}

// decodePlane decodes the samples of a channel, w to a row, and returns what is
// left of src.
func decodePlane(plane, src []byte, w int, c *block.Channel) ([]byte, error) {
	if c.Type != block.Half {
		if len(plane) > len(src) {
			return nil, fault.New(fault.Truncated, "%d bytes of a channel's %d", len(src), len(plane))
		}
		copy(plane, src)
		return src[len(plane):], nil
	}
	if len(plane) == 0 {
		return src, nil
	}
	for h := len(plane) / 2 / w; h > 0; h -= 4 {
		rows := plane
		for x := 0; x < w; x += 4 {
			n := packedSize(src)
			if n == 0 {
				return nil, fault.New(fault.Truncated, "%d bytes are left for a block of 4×4", len(src))
			}
			if c.Wanted {
				var values [16]uint16
				unpack(&values, src[:n])
				if c.Linear {
					linearise(&values)
				}
				store(rows, &values, w, x, min(h, 4))
			}
			src = src[n:]
		}
		plane = plane[min(len(plane), 8*w):]
	}
	return src, nil
}

// packedSize returns the bytes of the block that src begins with, 0 where it ends
// before.
func packedSize(src []byte) int {
	n := 14
	if len(src) >= 3 && src[2] >= 13<<2 {
		n = 3
	}
	if len(src) < n {
		return 0
	}
	return n
}

// unpack decodes a block of 14 or 3 bytes. The first value is stored in full, of
// the others differences to the one above, or in the first row to the left.
func unpack(values *[16]uint16, b []byte) {
	first := uint16(b[0])<<8 | uint16(b[1])
	if len(b) == 3 {
		for i := range values {
			values[i] = ordered(first)
		}
		return
	}
	shift := b[2] >> 2
	bias := uint16(0x20) << shift
	// Differences of 6 bits follow to the end: those of the first column, then column
	// by column, ten of them in the upper word.
	upper := uint64(b[2]&3)<<58 | binary.BigEndian.Uint64(b[3:])>>6
	lower := binary.BigEndian.Uint32(b[10:])
	v0 := first
	v4 := v0 + uint16(upper>>54&0x3f)<<shift - bias
	v8 := v4 + uint16(upper>>48&0x3f)<<shift - bias
	v12 := v8 + uint16(upper>>42&0x3f)<<shift - bias
	values[0], values[4], values[8], values[12] = ordered(v0), ordered(v4), ordered(v8), ordered(v12)
	columns := [3]uint32{uint32(upper >> 18), uint32(upper)<<6 | lower>>24, lower}
	for x, column := range columns {
		v0 += uint16(column>>18&0x3f)<<shift - bias
		v4 += uint16(column>>12&0x3f)<<shift - bias
		v8 += uint16(column>>6&0x3f)<<shift - bias
		v12 += uint16(column&0x3f)<<shift - bias
		values[x+1], values[x+5], values[x+9], values[x+13] = ordered(v0), ordered(v4), ordered(v8), ordered(v12)
	}
}

// ordered turns a number in the order of its value back to the bits of a half.
func ordered(v uint16) uint16 {
	if v&0x8000 != 0 {
		return v & 0x7fff
	}
	return ^v
}

// store writes the part of a block that lies in rows of w.
func store(rows []byte, values *[16]uint16, w, x, h int) {
	for y := range h {
		row := rows[2*(y*w+x) : 2*(y*w+min(x+4, w))]
		for i := 0; 2*i < len(row); i++ {
			binary.LittleEndian.PutUint16(row[2*i:], values[4*y+i])
		}
	}
}

// logarithms are what is meant by channels that look linear: they are stored as
// e^(x/8), so that equal steps lose alike.
var logarithms = sync.OnceValue(func() *[1 << 16]uint16 {
	t := new([1 << 16]uint16)
	for i := range t {
		if f := float64(half.Float(uint16(i))); f >= 0 && f <= half.Max {
			t[i] = half.Bits(float32(8 * math.Log(f)))
		}
	}
	return t
})

func linearise(values *[16]uint16) {
	t := logarithms()
	for i, v := range values {
		values[i] = t[v]
	}
}
