package exr

import (
	"apsync/core/fault"
	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
)

// begin prepares for source rows top to bottom of the picture.
func (l *lane) begin(top, bottom int) {
	l.first, l.last = l.down.box(top), l.down.box(bottom-1)
	n := l.across.out * l.dst.Layout.Channels()
	for i := range l.edges {
		l.edges[i] = bytewise.Room(l.edges[i], n)
		clear(l.edges[i])
	}
}

// finish adds the rows that other lanes may have a part in.
func (l *lane) finish() {
	if l.isDirect() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	add(l.dst.Row(l.first), l.edges[0])
	if l.last > l.first {
		add(l.dst.Row(l.last), l.edges[1])
	}
}

func add(dst, src []float32) {
	src = src[:len(dst)]
	for i, v := range src {
		dst[i] += v
	}
}

// isDirect reports whether no pixels are merged.
func (l *lane) isDirect() bool { return l.across.isWhole() && l.down.isWhole() }

// row returns where a row of boxes is summed up.
func (l *lane) row(y int) []float32 {
	switch y {
	case l.first:
		return l.edges[0]
	case l.last:
		return l.edges[1]
	}
	return l.dst.Row(y)
}

// decodeChunk decodes a chunk and adds what is visible of it to the picture.
func (l *lane) decodeChunk(index int, a area) error {
	if l.offsets[index] == 0 {
		return missing(index, len(l.offsets))
	}
	part := l.shown.part
	head, err := l.document.readChunkHead(part, l.offsets[index])
	if err != nil {
		return err
	}
	if head.index(l.plan) != index {
		return fault.New(fault.Corrupt, "another chunk stands at offset %d, where number %d should be", l.offsets[index], index)
	}
	if part.deep {
		return l.decodeDeep(&head, a)
	}
	b := l.block(a)
	if err := l.load(&head, b); err != nil {
		return err
	}
	l.addRows(b, a)
	return nil
}

// block describes a chunk, marking the channels that are looked at.
func (l *lane) block(a area) *block.Block {
	if l.channels == nil {
		l.channels = append(l.channels, l.shown.part.channels...)
		for _, i := range l.shown.channels {
			if i != none {
				l.channels[i].Wanted = true
			}
		}
	}
	data := l.shown.part.data
	return &block.Block{
		Channels: l.channels, X: data.x + a.chunk.x, Y: data.y + a.chunk.y, Width: a.chunk.w, Height: a.chunk.h,
	}
}

// load reads and decompresses a chunk to l.data. One that compression would not
// make smaller is stored as it is.
func (l *lane) load(head *chunkHead, b *block.Block) error {
	size := b.Size()
	if head.packed > int64(size) {
		return fault.New(fault.Corrupt, "a chunk of %d bytes is stored in %d", size, head.packed)
	}
	l.data = bytewise.Room(l.data, size)
	if head.packed == int64(size) {
		return l.read(l.data, head.at)
	}
	l.packed = bytewise.Room(l.packed, int(head.packed))
	if err := l.read(l.packed, head.at); err != nil {
		return err
	}
	return l.decoder.Decode(l.data, l.packed, b)
}

// read fills p from the file.
func (l *lane) read(p []byte, off int64) error {
	if n, err := l.src.ReadAt(p, off); n < len(p) {
		return err
	}
	return nil
}

// addRows adds a chunk's rows to the picture.
func (l *lane) addRows(b *block.Block, a area) {
	var (
		v    = a.visible
		skip = v.x - l.x - a.chunk.x // columns of the chunk before what is visible
		top  = v.y - l.y - a.chunk.y // and rows
		rows = rowReader{b: b, data: l.data, samples: bytewise.Room(l.samples, len(b.Channels))}
	)
	l.samples = rows.samples
	clear(rows.samples)
	for y := range top + v.h {
		rows.next(y)
		if y < top {
			continue
		}
		if !l.addSamples(&rows, skip, v.w) {
			l.readValues(&rows, skip, v.w)
			l.addValues(v.x, v.y+y-top, v.w)
		}
		l.endRow(v, v.y+y-top)
	}
}
