package exr

import (
	"context"
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/fault"
)

// offsets returns where the chunks of the plan's level are, row by row; 0 for those
// that are nowhere. The file's own table is believed where it points into the file:
// what stands there is checked when it is read. Else the chunks are looked for.
func (d *document) offsets(ctx context.Context, p *plan) ([]int64, error) {
	table, behind := d.tableOf(p.shown.part)
	l := &p.level
	n := int64(l.cols) * int64(l.rows)
	at := table + 8*l.first
	if at < table || 8*n > d.src.Size() {
		return nil, fault.New(fault.Truncated, "a table of %d chunks in a file of %d bytes", n, d.src.Size())
	}
	offsets := make([]int64, n)
	raw, err := d.src.Bytes(at, 8*n)
	if err != nil {
		return nil, err
	}
	sound := true
	for i := range offsets {
		offsets[i] = int64(binary.LittleEndian.Uint64(raw[8*i:]))
		sound = sound && offsets[i] >= behind && offsets[i] < d.src.Size()
	}
	if sound && d.pointsRight(p, offsets) {
		return offsets, nil
	}
	return offsets, d.search(ctx, p, offsets, behind)
}

// tableOf returns where a part's table is, and where the chunks of all parts begin.
func (d *document) tableOf(wanted *part) (table, behind int64) {
	behind = d.tables
	for _, p := range d.parts {
		if p == wanted {
			table = behind
		}
		n := min(p.tableEntries(), d.src.Size()) // more there cannot be
		behind += 8 * n
	}
	return table, behind
}

// pointsRight reports whether the first and the last entry point at their chunks:
// tables are written as a whole or not at all.
func (d *document) pointsRight(p *plan, offsets []int64) bool {
	for _, i := range []int{0, len(offsets) - 1} {
		c, err := d.readChunkHead(p.shown.part, offsets[i])
		if err != nil || c.index(p) != i {
			return false
		}
	}
	return true
}

// search finds the chunks of the plan's level by going from one to the next.
func (d *document) search(ctx context.Context, p *plan, offsets []int64, at int64) error {
	clear(offsets)
	left := int64(0) // chunks that the file may have
	for _, part := range d.parts {
		left += min(part.tableEntries(), d.src.Size())
	}
	for ; left > 0 && at < d.src.Size(); left-- {
		if left%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		part := p.shown.part
		if d.multi {
			b, err := d.src.Bytes(at, 4)
			if err != nil {
				return nil // the rest is cut off
			}
			number := binary.LittleEndian.Uint32(b)
			if int64(number) >= int64(len(d.parts)) {
				return nil
			}
			part = d.parts[number]
		}
		c, err := d.readChunkHead(part, at)
		if err != nil {
			return nil
		}
		if i := c.index(p); part == p.shown.part && i >= 0 && offsets[i] == 0 {
			offsets[i] = at
		}
		at = c.at + c.size()
	}
	return nil
}

// chunkHead is what stands before a chunk's data.
type chunkHead struct {
	x, y   int // tile, or y the first scan line
	lx, ly int // levels of a tile
	tiled  bool
	at     int64 // of the data
	counts int64 // bytes of a deep chunk's table of counts, as stored
	packed int64 // bytes of the samples, as stored
	full   int64 // and of those of a deep chunk when decompressed
}

// size returns the bytes of the chunk's data.
func (c *chunkHead) size() int64 { return c.counts + c.packed }

// readChunkHead reads what stands before the data of a chunk of a part.
func (d *document) readChunkHead(p *part, off int64) (chunkHead, error) {
	const most = 4 + 16 + 24
	if off < 0 || off >= d.src.Size() {
		return chunkHead{}, fault.New(fault.Truncated, "a chunk at offset %d of %d", off, d.src.Size())
	}
	b, err := d.src.Bytes(off, min(most, d.src.Size()-off))
	if err != nil {
		return chunkHead{}, err
	}
	r := bits.Little(b)
	if number := 0; d.multi {
		if number = int(r.U32()); number != p.index {
			return chunkHead{}, fault.New(fault.Corrupt, "a chunk of part %d where one of part %d is expected", number, p.index)
		}
	}
	c := chunkHead{tiled: p.tiled}
	if p.tiled {
		c.x = int(r.I32())
	}
	c.y = int(r.I32())
	if p.tiled {
		c.lx, c.ly = int(r.I32()), int(r.I32())
	}
	if p.deep {
		c.counts, c.packed, c.full = int64(r.U64()), int64(r.U64()), int64(r.U64())
	} else {
		c.packed = int64(r.I32())
	}
	c.at = off + int64(r.Offset())
	if err := r.Err(); err != nil {
		return c, err
	}
	if left := d.src.Size() - c.at; min(c.counts, c.packed) < 0 || c.counts > left || c.packed > left-c.counts {
		return c, fault.New(fault.Truncated, "a chunk of %d bytes at offset %d of %d", c.packed, c.at, d.src.Size())
	}
	return c, nil
}

// index returns which of the plan's chunks it is, or none.
func (c *chunkHead) index(p *plan) int {
	l := &p.level
	if c.tiled {
		if c.lx != l.number || c.ly != l.number || min(c.x, c.y) < 0 || c.x >= l.cols || c.y >= l.rows {
			return none
		}
		return c.y*l.cols + c.x
	}
	y := c.y - p.shown.part.data.y
	if y < 0 || y >= l.h || y%l.chunkH != 0 {
		return none
	}
	return y / l.chunkH
}
