// Package piz decodes the compression PIZ of OpenEXR: words of 16 bits, of which a
// float has two, go through a table of those that occur, a two-dimensional Haar
// wavelet and Huffman codes ("Technical Introduction to OpenEXR", PIZ).
//
// A chunk begins with the bounds of a bitmap of the words that occur and the bitmap
// between them; the number of bytes of Huffman codes and these follow, for one
// channel after the other.
package piz

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
	"apsync/core/loaders/exr/huffman"
)

// FixedBytes is what a Decoder takes beside the words of a chunk.
const FixedBytes = 1 << 20

// bitmapSize is a bit for every word.
const bitmapSize = 1 << 13

// Decoder decodes one chunk after the other.
type Decoder struct {
	codes  huffman.Decoder
	words  []uint16
	starts []int // of the channels in words
	bitmap [bitmapSize]byte
	table  [1 << 16]uint16
}

// Decode decompresses src to dst, which has b's size.
func (d *Decoder) Decode(dst, src []byte, b *block.Block) error {
	r := bits.Little(src)
	highest, err := d.readTable(r)
	if err != nil {
		return err
	}
	codes := r.Bytes(int(r.U32()))
	if err := r.Err(); err != nil {
		return err
	}
	d.words = bytewise.Room(d.words, b.Size()/2)
	if err := d.codes.Decode(d.words, codes); err != nil {
		return err
	}
	d.unwave(b, highest)
	d.store(dst, b)
	return nil
}

// readTable reads which words occur and returns the number of the last of them.
func (d *Decoder) readTable(r *bits.Cursor) (highest uint16, err error) {
	low, high := int(r.U16()), int(r.U16())
	if high >= bitmapSize {
		return 0, fault.New(fault.Corrupt, "bitmap up to byte %d of %d", high, bitmapSize)
	}
	clear(d.bitmap[:])
	if low <= high {
		copy(d.bitmap[low:], r.Bytes(high-low+1))
	}
	d.bitmap[0] |= 1 // 0 always occurs
	n := 0
	for i, eight := range d.bitmap {
		for word := 8 * i; eight != 0; eight >>= 1 {
			if eight&1 != 0 {
				d.table[n] = uint16(word)
				n++
			}
			word++
		}
	}
	clear(d.table[n:])
	return uint16(n - 1), r.Err()
}

// unwave undoes the wavelets of the wanted channels, the words of a float apart.
func (d *Decoder) unwave(b *block.Block, highest uint16) {
	d.starts = bytewise.Room(d.starts, len(b.Channels))
	at := 0
	for i := range b.Channels {
		c := &b.Channels[i]
		p := plane{w: b.Columns(c), h: b.Rows(c), step: c.Type.Size() / 2}
		p.stride = p.w * p.step
		d.starts[i] = at
		n := p.h * p.stride
		if c.Wanted {
			for j := range min(p.step, n) {
				p.words = d.words[at+j : at+n]
				p.unwave(highest)
			}
		}
		at += n
	}
}

// store writes the wanted channels' rows.
func (d *Decoder) store(dst []byte, b *block.Block) {
	b.Each(dst, func(channel, _ int, samples []byte) {
		n := len(samples) / 2
		words := d.words[d.starts[channel]:][:n]
		d.starts[channel] += n
		if b.Channels[channel].Wanted {
			store(samples, words, &d.table)
		}
	})
}

// store writes the words that a table has for numbers of them.
func store(dst []byte, numbers []uint16, table *[1 << 16]uint16) {
	for len(numbers) >= 4 && len(dst) >= 8 {
		low := uint64(table[numbers[0]]) | uint64(table[numbers[1]])<<16
		high := uint64(table[numbers[2]]) | uint64(table[numbers[3]])<<16
		binary.LittleEndian.PutUint64(dst, low|high<<32)
		numbers, dst = numbers[4:], dst[8:]
	}
	for i, number := range numbers {
		binary.LittleEndian.PutUint16(dst[2*i:], table[number])
	}
}
