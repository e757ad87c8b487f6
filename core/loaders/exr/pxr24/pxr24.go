// Package pxr24 decodes Pixar's compression of OpenEXR: deflated differences of
// neighbours in a row, their bytes in planes, the most significant first. Floats
// keep 24 of their 32 bits ("Technical Introduction to OpenEXR", PXR24).
package pxr24

import (
	"encoding/binary"

	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
)

// Decoder decodes one chunk after the other.
type Decoder struct{ scratch []byte }

// Decode decompresses src to dst, which has b's size.
func (d *Decoder) Decode(dst, src []byte, b *block.Block) error {
	d.scratch = bytewise.Room(d.scratch, packedSize(b))
	if err := bytewise.Inflate(d.scratch, src); err != nil {
		return err
	}
	planes := d.scratch
	b.Each(dst, func(channel, _ int, samples []byte) {
		c := &b.Channels[channel]
		n := planesOf(c.Type) * (len(samples) / c.Type.Size())
		if c.Wanted {
			join(samples, planes[:n], c.Type)
		}
		planes = planes[n:]
	})
	return nil
}

// planesOf returns how many bytes of a sample are stored.
func planesOf(t block.Type) int {
	if t == block.Float {
		return 3
	}
	return t.Size()
}

func packedSize(b *block.Block) int {
	n := 0
	for i := range b.Channels {
		c := &b.Channels[i]
		n += b.Columns(c) * b.Rows(c) * planesOf(c.Type)
	}
	return n
}

// join sums a row's differences up.
func join(samples, planes []byte, t block.Type) {
	if t == block.Half {
		joinHalves(samples, planes)
		return
	}
	n := len(samples) / 4
	var last []byte // of a float there is none
	if t == block.Uint {
		last = planes[3*n:]
	}
	var sum uint32
	for i := range n {
		difference := uint32(planes[i])<<24 | uint32(planes[n+i])<<16 | uint32(planes[2*n+i])<<8
		if last != nil {
			difference |= uint32(last[i])
		}
		sum += difference
		binary.LittleEndian.PutUint32(samples[4*i:], sum)
	}
}

func joinHalves(samples, planes []byte) {
	n := len(samples) / 2
	high, low := planes[:n], planes[n:2*n]
	var sum uint16
	for i, h := range high {
		sum += uint16(h)<<8 | uint16(low[i])
		binary.LittleEndian.PutUint16(samples[2*i:], sum)
	}
}
