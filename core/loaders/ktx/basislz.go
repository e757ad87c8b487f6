package ktx

import (
	"bytes"
	"context"
	"io"

	"apsync/core/bits"
	"apsync/core/codec/texture"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Sizes of the global data's structures, in bytes.
const (
	basisHeader = 20
	basisImage  = 20
)

// isPFrame is a flag of pictures that need the one before.
const isPFrame = 2

// basisMemory is what tables and codebooks take besides the data, in bytes: ten tables
// of a quarter of a MiB, and two of 65536 numbers.
const basisMemory = 4 << 20

// basisLZ is a file's global data: codebooks that all levels share.
type basisLZ struct {
	src                 *picture.Source
	off                 int64 // of the global data
	endpoints           int   // how many
	selectors           int
	sizes               [3]int64 // of endpoints, selectors and tables, in bytes
	images, imageLength int64    // where they are described, and how many
}

// openBasis reads the header of the global data.
func (h *header2) openBasis(src *picture.Source) (*basisLZ, error) {
	if h.globalOff > uint64(src.Size()) || h.globalSize > uint64(src.Size())-h.globalOff {
		return nil, fault.New(fault.Truncated, "global data of %d bytes at offset %d of %d", h.globalSize, h.globalOff, src.Size())
	}
	b := &basisLZ{src: src, off: int64(h.globalOff)}
	data, err := src.Bytes(b.off, basisHeader)
	if err != nil {
		return nil, err
	}
	c := bits.Little(data)
	b.endpoints, b.selectors = int(c.U16()), int(c.U16())
	b.images = b.off + basisHeader
	total := int64(basisHeader)
	for i := range b.sizes {
		b.sizes[i] = int64(c.U32())
		total += b.sizes[i]
	}
	for i := range h.levels {
		b.imageLength += int64(h.layers) * int64(h.faces) * int64(max(1, h.depth>>i))
	}
	total += b.imageLength * basisImage
	if total > int64(h.globalSize) || b.endpoints == 0 || b.selectors == 0 {
		return nil, fault.New(fault.Corrupt, "basislz: global data of %d bytes for %d", h.globalSize, total)
	}
	return b, nil
}

// open sets how a level is opened.
func (b *basisLZ) open(level *texture.Level, l level2, number int, h *header2) {
	first := int64(0)
	for i := range number {
		first += int64(h.layers) * int64(h.faces) * int64(max(1, h.depth>>i))
	}
	var (
		depth  = max(1, h.depth>>number)
		cols   = (level.Width + 3) / 4
		rows   = (level.Height + 3) / 4
		planes = min(2, max(1, h.format.samples))
		size   = int64(cols) * int64(rows) * int64(planes) * 8
		images []int64
	)
	for side := range level.Faces {
		level.Faces[side].Offset = int64(side) * size
		images = append(images, first+int64(side*depth+depth/2))
	}
	level.Memory = int64(len(images))*size + int64(l.size) + b.sizes[0] + b.sizes[1] + b.sizes[2] + basisMemory + int64(cols)*8
	level.Open = func(ctx context.Context) (io.Reader, error) {
		books, err := b.readBooks()
		if err != nil {
			return nil, err
		}
		out := make([]byte, int64(len(images))*size)
		for i, image := range images {
			s := coder{books: books, cols: cols, rows: rows, planes: planes, dst: out[int64(i)*size:][:size]}
			if err := b.decode(ctx, &s, l, image); err != nil {
				return nil, err
			}
		}
		return bytes.NewReader(out), nil
	}
}

// decode decodes the slices of a picture.
func (b *basisLZ) decode(ctx context.Context, s *coder, l level2, image int64) error {
	data, err := b.src.Bytes(b.images+image*basisImage, basisImage)
	if err != nil {
		return err
	}
	c := bits.Little(data)
	if c.U32()&isPFrame != 0 {
		return fault.New(fault.Corrupt, "the first picture needs one before it")
	}
	for plane := range s.planes {
		off, size := uint64(c.U32()), uint64(c.U32())
		if off > l.size || size > l.size-off {
			return fault.New(fault.Corrupt, "basislz: slice of %d bytes at offset %d of a level of %d", size, off, l.size)
		}
		data, err := b.src.Bytes(int64(l.off+off), int64(size))
		if err != nil {
			return err
		}
		if err := s.decode(ctx, plane, data); err != nil {
			return err
		}
	}
	return nil
}

// books are the codebooks and the codes of blocks.
type books struct {
	endpoints []uint32 // the upper half of a block of ETC1
	selectors []uint32 // and the lower
	predict   huffman
	delta     huffman
	selector  huffman
	run       huffman
	history   int
}

// readBooks reads the global data.
func (b *basisLZ) readBooks() (*books, error) {
	var parts [3]*bitReader
	off := b.images + b.imageLength*basisImage
	for i, size := range b.sizes {
		data, err := b.src.Bytes(off, size)
		if err != nil {
			return nil, err
		}
		parts[i] = &bitReader{data: data}
		off += size
	}
	k := &books{endpoints: make([]uint32, b.endpoints), selectors: make([]uint32, b.selectors)}
	if err := k.readEndpoints(parts[0]); err != nil {
		return nil, err
	}
	if err := k.readSelectors(parts[1]); err != nil {
		return nil, err
	}
	for _, table := range []*huffman{&k.predict, &k.delta, &k.selector, &k.run} {
		var err error
		if *table, err = readHuffman(parts[2]); err != nil {
			return nil, err
		}
	}
	k.history = int(parts[2].take(13))
	return k, parts[2].err()
}

// readEndpoints reads the colours, each as the difference from the one before.
func (k *books) readEndpoints(r *bitReader) error {
	var tables [4]huffman
	for i := range tables {
		var err error
		if tables[i], err = readHuffman(r); err != nil {
			return err
		}
	}
	channels := 3
	if r.take(1) == 1 {
		channels = 1
	}
	intensity, colour := uint32(0), [3]uint32{16, 16, 16}
	for i := range k.endpoints {
		intensity = (intensity + tables[3].read(r)) & 7
		for c := range channels {
			table := 2
			switch {
			case colour[c] < 10:
				table = 0
			case colour[c] < 22:
				table = 1
			}
			colour[c] = (colour[c] + tables[table].read(r)) & 31
		}
		if channels == 1 {
			colour[1], colour[2] = colour[0], colour[0]
		}
		const differential = 2
		k.endpoints[i] = colour[0]<<27 | colour[1]<<19 | colour[2]<<11 | intensity<<5 | intensity<<2 | differential
		if err := r.err(); err != nil {
			return err
		}
	}
	return nil
}

// readSelectors reads the patterns of pixels, each as the difference from the one
// before or as it is.
func (k *books) readSelectors(r *bitReader) error {
	if r.take(2) != 0 {
		return fault.New(fault.Corrupt, "basislz: selectors of an unknown kind")
	}
	plain := r.take(1) == 1
	var table huffman
	if !plain {
		var err error
		if table, err = readHuffman(r); err != nil {
			return err
		}
	}
	var rows [4]uint32
	for i := range k.selectors {
		for y := range rows {
			if plain || i == 0 {
				rows[y] = r.take(8)
			} else {
				rows[y] ^= table.read(r) & 255
			}
		}
		k.selectors[i] = pixelIndices(rows)
		if err := r.err(); err != nil {
			return err
		}
	}
	return nil
}

// pixelIndices returns a pattern of rows, the first pixel in the lowest bits, from dark
// to light, as the lower half of a block of ETC1.
func pixelIndices(rows [4]uint32) (v uint32) {
	for y, row := range rows {
		for x := range 4 {
			// -b, -a, +a and +b are 11, 10, 00 and 01.
			index := [4]uint32{0x10001, 0x10000, 0, 1}[row>>(2*x)&3]
			v |= index << (4*x + y)
		}
	}
	return v
}
