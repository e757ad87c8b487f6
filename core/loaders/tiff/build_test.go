package tiff_test

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// The tags that the tests write.
const (
	tagNewSubfileType  = 254
	tagSubfileType     = 255
	tagImageWidth      = 256
	tagImageLength     = 257
	tagBitsPerSample   = 258
	tagCompression     = 259
	tagPhotometric     = 262
	tagFillOrder       = 266
	tagStripOffsets    = 273
	tagOrientation     = 274
	tagSamplesPerPixel = 277
	tagRowsPerStrip    = 278
	tagStripByteCounts = 279
	tagPlanar          = 284
	tagT4Options       = 292
	tagPredictor       = 317
	tagColourMap       = 320
	tagTileWidth       = 322
	tagTileLength      = 323
	tagTileOffsets     = 324
	tagTileByteCounts  = 325
	tagSubIFDs         = 330
	tagInkSet          = 332
	tagExtraSamples    = 338
	tagSampleFormat    = 339
	tagYCbCrCoeffs     = 529
	tagYCbCrSub        = 530
	tagReferenceBW     = 532
	tagICC             = 34675
)

// The values of tags that the tests write.
const (
	uncompressed = 1
	faxRLE       = 2
	faxRLEWords  = 32771
	faxGroup3    = 3
	faxGroup4    = 4
	lzwCoding    = 5
	deflated     = 8
	packed       = 32773
	oldDeflated  = 32946
	zstandard    = 50000

	signed   = 2
	floating = 3
)

// image is a page to be written. Its zero value but for the size is a bilevel
// picture, stored as it is in one strip.
type image struct {
	w, h        int
	bits        int // 0 stands for 1
	format      int
	photometric int
	samples     int // 0 stands for 1
	planar      bool
	extra       []int
	compression int
	predictor   int
	oldLZW      bool
	reversed    bool // FillOrder 2
	t4          int
	rows        int // RowsPerStrip
	tileW       int
	tileH       int
	subX, subY  int
	// value returns the bits of sample s at x, y; of YCbCr with subsampling that of
	// the pixel at the upper left of its unit counts.
	value func(x, y, s int) uint64
	// tags are written as they are, in place of what would have the same number;
	// nil leaves one out.
	tags map[int]any
	subs []image
	// stored are the segments where they are not made of values.
	stored [][]byte
}

// file is a TIFF file of pages.
type file struct {
	order binary.AppendByteOrder
	big   bool
	pages []image
}

// one returns a little-endian file of a page.
func one(p image) []byte { return file{order: binary.LittleEndian, pages: []image{p}}.bytes() }

// bytes returns the file: each page's segments, then its directory.
func (f file) bytes() []byte {
	b := []byte("II")
	if f.order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM")
	}
	if f.big {
		b = f.order.AppendUint16(b, 43)
		b = f.order.AppendUint16(b, 8)
		b = f.order.AppendUint16(b, 0)
	} else {
		b = f.order.AppendUint16(b, 42)
	}
	link := len(b)
	b = f.offset(b, 0)
	for _, p := range f.pages {
		b, link = f.page(b, link, p)
	}
	return b
}

func (f file) offset(b []byte, v uint64) []byte {
	if f.big {
		return f.order.AppendUint64(b, v)
	}
	return f.order.AppendUint32(b, uint32(v))
}

func (f file) putOffset(b []byte, v uint64) { copy(b, f.offset(nil, v)) }

// page appends a page, whose offset goes to link, and returns where the offset of
// the next one belongs.
func (f file) page(b []byte, link int, p image) ([]byte, int) {
	tags := p.fields()
	var subs []uint64
	for _, sub := range p.subs {
		var at [8]byte
		start := len(b)
		b, _ = f.page(append(b, at[:]...), start, sub)
		subs = append(subs, f.readOffset(b[start:]))
	}
	if len(subs) > 0 {
		tags[tagSubIFDs] = subs
	}
	var offsets, counts []uint64
	for _, segment := range p.segments(f.order) {
		offsets, counts = append(offsets, uint64(len(b))), append(counts, uint64(len(segment)))
		b = append(b, segment...)
	}
	places, sizes := tagStripOffsets, tagStripByteCounts
	if p.tileW > 0 {
		places, sizes = tagTileOffsets, tagTileByteCounts
	}
	tags[places], tags[sizes] = offsets, counts
	for tag, v := range p.tags {
		tags[tag] = v
	}
	if len(b)%2 == 1 {
		b = append(b, 0)
	}
	return f.directory(b, link, tags)
}

func (f file) readOffset(b []byte) uint64 {
	order := binary.ByteOrder(binary.LittleEndian)
	if f.order == binary.AppendByteOrder(binary.BigEndian) {
		order = binary.BigEndian
	}
	if f.big {
		return order.Uint64(b)
	}
	return uint64(order.Uint32(b))
}

// directory appends a directory of tags: integers, or slices of what the types
// hold.
func (f file) directory(b []byte, link int, tags map[int]any) ([]byte, int) {
	var numbers []int
	for tag, v := range tags {
		if v != nil {
			numbers = append(numbers, tag)
		}
	}
	slices.Sort(numbers)
	entry, inline, head := 12, 4, 2
	if f.big {
		entry, inline, head = 20, 8, 8
	}
	f.putOffset(b[link:], uint64(len(b)))
	end := len(b) + head + len(numbers)*entry + inline
	var outside []byte
	if f.big {
		b = f.order.AppendUint64(b, uint64(len(numbers)))
	} else {
		b = f.order.AppendUint16(b, uint16(len(numbers)))
	}
	for _, tag := range numbers {
		kind, count, data := f.encode(tags[tag])
		b = f.order.AppendUint16(b, uint16(tag))
		b = f.order.AppendUint16(b, kind)
		b = f.offset(b, uint64(count))
		if len(data) <= inline {
			b = append(b, append(data, make([]byte, inline-len(data))...)...)
			continue
		}
		b = f.offset(b, uint64(end+len(outside)))
		outside = append(outside, data...)
	}
	link = len(b)
	return append(f.offset(b, 0), outside...), link
}

// encode returns the type, count and bytes of a value.
func (f file) encode(v any) (kind uint16, count int, data []byte) {
	switch v := v.(type) {
	case int:
		return f.encode([]int{v})
	case []byte:
		return 7, len(v), bytes.Clone(v)
	case []int:
		if slices.Max(append(v, 0)) > math.MaxUint16 {
			for _, n := range v {
				data = f.order.AppendUint32(data, uint32(n))
			}
			return 4, len(v), data
		}
		for _, n := range v {
			data = f.order.AppendUint16(data, uint16(n))
		}
		return 3, len(v), data
	case []uint64:
		for _, n := range v {
			data = f.offset(data, n)
		}
		if f.big {
			return 16, len(v), data
		}
		return 4, len(v), data
	case []float64: // as rationals
		for _, n := range v {
			data = f.order.AppendUint32(data, uint32(math.Round(n*10000)))
			data = f.order.AppendUint32(data, 10000)
		}
		return 5, len(v), data
	}
	panic("no such type of value")
}

// fields returns the tags of a page but for those that say where its data are.
func (p image) fields() map[int]any {
	n, bits := max(p.samples, 1), max(p.bits, 1)
	tags := map[int]any{
		tagImageWidth: p.w, tagImageLength: p.h, tagPhotometric: p.photometric, tagSamplesPerPixel: n,
		tagBitsPerSample: slices.Repeat([]int{bits}, n), tagCompression: cmp.Or(p.compression, uncompressed),
	}
	if p.tileW > 0 {
		tags[tagTileWidth], tags[tagTileLength] = p.tileW, p.tileH
	} else if p.rows > 0 {
		tags[tagRowsPerStrip] = p.rows
	}
	for tag, v := range map[int]int{tagSampleFormat: p.format, tagPredictor: p.predictor, tagT4Options: p.t4} {
		if v > 0 {
			tags[tag] = v
		}
	}
	if p.planar {
		tags[tagPlanar] = 2
	}
	if p.reversed {
		tags[tagFillOrder] = 2
	}
	if p.extra != nil {
		tags[tagExtraSamples] = p.extra
	}
	if p.subX > 0 {
		tags[tagYCbCrSub] = []int{p.subX, p.subY}
	}
	return tags
}

// segments returns the strips or tiles.
func (p image) segments(order binary.AppendByteOrder) [][]byte {
	if p.stored != nil {
		return p.stored
	}
	w, h := p.w, cmp.Or(p.rows, p.h)
	if p.tileW > 0 {
		w, h = p.tileW, p.tileH
	}
	planes := 1
	if p.planar {
		planes = p.samples
	}
	var all [][]byte
	for plane := range planes {
		for y := 0; y < p.h; y += h {
			rows := h
			if p.tileW == 0 {
				rows = min(h, p.h-y)
			}
			for x := 0; x < p.w; x += w {
				all = append(all, p.segment(order, x, y, w, rows, plane))
			}
		}
	}
	return all
}

// segment returns one strip or tile, compressed.
func (p image) segment(order binary.AppendByteOrder, x0, y0, w, h, plane int) []byte {
	samples := []int{plane}
	if !p.planar {
		samples = samples[:0]
		for s := range max(p.samples, 1) {
			samples = append(samples, s)
		}
	}
	var rows [][]byte
	if p.subX*p.subY > 1 {
		rows = p.units(x0, y0, w, h)
	} else {
		for y := range h {
			rows = append(rows, p.row(order, x0, y0+y, w, samples))
		}
	}
	segment := p.compress(rows, w)
	if p.reversed {
		reverseBits(segment)
	}
	return segment
}

// at returns a sample; beyond the picture its last column and row go on.
func (p image) at(x, y, s int) uint64 { return p.value(min(x, p.w-1), min(y, p.h-1), s) }

// row returns a row of samples, with the predictor applied.
func (p image) row(order binary.AppendByteOrder, x0, y, w int, samples []int) []byte {
	n := len(samples)
	values := make([]uint64, 0, w*n)
	for x := range w {
		for _, s := range samples {
			values = append(values, p.at(x0+x, y, s))
		}
	}
	if p.predictor == 3 {
		return differencesOfFloats(values, max(p.bits, 1)/8, n)
	}
	if p.predictor == 2 {
		for i := len(values) - 1; i >= n; i-- {
			values[i] -= values[i-n]
		}
	}
	return packNumbers(order, values, max(p.bits, 1))
}

// packNumbers writes numbers of so many bits: whole bytes in the file's order,
// others from the most significant bit down.
func packNumbers(order binary.AppendByteOrder, values []uint64, bits int) []byte {
	var row []byte
	acc, have := uint64(0), 0
	for _, v := range values {
		if bits%8 == 0 {
			var b [8]byte
			binary.BigEndian.PutUint64(b[:], v)
			number := b[8-bits/8:]
			if order == binary.AppendByteOrder(binary.LittleEndian) {
				slices.Reverse(number)
			}
			row = append(row, number...)
			continue
		}
		acc = acc<<bits | v&(1<<bits-1)
		for have += bits; have >= 8; have -= 8 {
			row = append(row, byte(acc>>(have-8)))
		}
	}
	if have > 0 {
		row = append(row, byte(acc<<(8-have)))
	}
	return row
}

// differencesOfFloats applies the predictor of floating-point numbers: the bytes
// by significance, and of them the differences.
func differencesOfFloats(values []uint64, size, step int) []byte {
	row := make([]byte, len(values)*size)
	for i, v := range values {
		for k := range size {
			row[k*len(values)+i] = byte(v >> (8 * (size - 1 - k)))
		}
	}
	for i := len(row) - 1; i >= step; i-- {
		row[i] -= row[i-step]
	}
	return row
}

// units returns lines of the data units of subsampled YCbCr.
func (p image) units(x0, y0, w, h int) [][]byte {
	var lines [][]byte
	for y := 0; y < h; y += p.subY {
		var line []byte
		for x := 0; x < w; x += p.subX {
			for v := range p.subY {
				for u := range p.subX {
					line = append(line, byte(p.at(x0+x+u, y0+y+v, 0)))
				}
			}
			line = append(line, byte(p.at(x0+x, y0+y, 1)), byte(p.at(x0+x, y0+y, 2)))
		}
		lines = append(lines, line)
	}
	return lines
}
