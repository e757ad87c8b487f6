package exr

import (
	mathbits "math/bits"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/exr/block"
)

// The level modes of tiles.
const (
	oneLevel = iota
	mipLevels
	ripLevels
)

// tiles says how a part is cut; w is 0 where it is in scan lines.
type tiles struct {
	w, h    int
	levels  uint8
	roundUp bool
}

// part is a picture of the file with its header.
type part struct {
	index       int
	name, view  string
	kind        string
	channels    []block.Channel
	compression compression
	data        box
	display     box
	aspect      float64 // width of a pixel by its height
	tiles       tiles
	tiled, deep bool
	chunkCount  int64 // as stated; 0 where nothing is
	primaries   *colour.Primaries
	aces        bool
	interop     string
	views       []string // of a file with several in one part, the default first
}

func newPart() *part { return &part{aspect: 1, compression: noCompression} }

// settle checks the header and works out what it leaves to be concluded.
func (p *part) settle(version uint32) error {
	p.tiled = version&flagTiled != 0
	p.deep = version&flagDeep != 0
	switch p.kind {
	case "scanlineimage", "deepscanline":
		p.tiled, p.deep = false, p.kind == "deepscanline"
	case "tiledimage", "deeptile":
		p.tiled, p.deep = true, p.kind == "deeptile"
	}
	switch {
	case len(p.channels) == 0:
		return fault.New(fault.Corrupt, "part %d has no channels", p.index)
	case p.data.w == 0:
		return fault.New(fault.Corrupt, "part %d has no data window", p.index)
	case p.tiled && p.tiles.w == 0:
		return fault.New(fault.Corrupt, "part %d has tiles of no size", p.index)
	}
	if p.display.w == 0 {
		p.display = p.data
	}
	if !p.tiled {
		p.tiles = tiles{}
	}
	for i := range p.channels {
		c := &p.channels[i]
		if (p.tiled || p.deep) && (c.XSampling != 1 || c.YSampling != 1) {
			return fault.New(fault.Corrupt, "channel %q of part %d is subsampled among tiles", c.Name, p.index)
		}
	}
	return nil
}

// level is a resolution of a part; all but tiled ones have one, number 0.
type level struct {
	number int
	w, h   int // of the data window
	cols   int // of chunks
	rows   int
	chunkW int
	chunkH int
	first  int64 // chunk of the part
}

// level returns the level whose sizes are halved number times.
func (p *part) level(number int) level {
	l := level{
		number: number,
		w:      p.halved(p.data.w, number), h: p.halved(p.data.h, number),
		chunkW: p.data.w, chunkH: p.compression.lines(),
	}
	if p.deep && !p.tiled {
		l.chunkH = 1
		if p.compression == zipCompression {
			l.chunkH = 16
		}
	}
	if p.tiled {
		l.chunkW, l.chunkH = p.tiles.w, p.tiles.h
		l.first = p.chunksBefore(number)
	}
	l.cols, l.rows = ceilDiv(l.w, l.chunkW), ceilDiv(l.h, l.chunkH)
	return l
}

// halved returns a size at a level, at least 1.
func (p *part) halved(size, number int) int {
	if p.tiles.roundUp {
		return max(1, (size+1<<number-1)>>number)
	}
	return max(1, size>>number)
}

// levelsOf returns the number of levels of a size.
func (p *part) levelsOf(size int) int {
	if p.tiles.roundUp {
		return mathbits.Len(uint(size-1)) + 1
	}
	return mathbits.Len(uint(size))
}

// levelCount returns how many levels of one aspect there are.
func (p *part) levelCount() int {
	switch {
	case !p.tiled || p.tiles.levels == oneLevel:
		return 1
	case p.tiles.levels == ripLevels:
		return min(p.levelsOf(p.data.w), p.levelsOf(p.data.h))
	}
	return p.levelsOf(max(p.data.w, p.data.h))
}

// chunksBefore returns how many tiles stand before those of a level of one aspect.
// All widths of rip levels follow each other before the next height.
func (p *part) chunksBefore(number int) int64 {
	n := int64(0)
	for i := range number {
		if p.tiles.levels == ripLevels {
			n += p.tilesAcrossAll()*p.tilesDown(i) + p.tilesAcross(i)*p.tilesDown(number)
		} else {
			n += p.tilesAcross(i) * p.tilesDown(i)
		}
	}
	return n
}

func (p *part) tilesAcross(number int) int64 {
	return int64(ceilDiv(p.halved(p.data.w, number), p.tiles.w))
}

func (p *part) tilesDown(number int) int64 {
	return int64(ceilDiv(p.halved(p.data.h, number), p.tiles.h))
}

// tilesAcrossAll returns the tiles in a row of every width of rip levels.
func (p *part) tilesAcrossAll() int64 {
	n := int64(0)
	for i := range p.levelsOf(p.data.w) {
		n += p.tilesAcross(i)
	}
	return n
}

// chunks returns how many chunks the part has by its geometry.
func (p *part) chunks() int64 {
	switch {
	case !p.tiled:
		return int64(p.level(0).rows)
	case p.tiles.levels != ripLevels:
		return p.chunksBefore(p.levelCount())
	}
	n := int64(0)
	for i := range p.levelsOf(p.data.h) {
		n += p.tilesAcrossAll() * p.tilesDown(i)
	}
	return n
}

// tableEntries returns how many entries its table of offsets has.
func (p *part) tableEntries() int64 {
	if p.chunkCount > 0 {
		return p.chunkCount
	}
	return p.chunks()
}

// chunkBytes returns the most that a chunk of a level holds when it is
// decompressed. It is false where no number says it.
func (p *part) chunkBytes(l *level) (int64, bool) {
	perPixel := int64(0)
	for i := range p.channels {
		perPixel += int64(p.channels[i].Type.Size())
	}
	return bits.Mul(int64(min(l.chunkW, l.w)), int64(min(l.chunkH, l.h)), perPixel)
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
