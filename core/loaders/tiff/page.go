package tiff

import (
	"math"

	"apsync/core/bits"
	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/raster"
)

// The values of the SampleFormat tag (TIFF 6.0 §19).
const (
	formatUnsigned = 1
	formatSigned   = 2
	formatFloat    = 3
	formatVoid     = 4
)

// The values of the PhotometricInterpretation tag.
const (
	whiteIsZero = 0
	blackIsZero = 1
	photoRGB    = 2
	palette     = 3
	mask        = 4
	separated   = 5
	photoYCbCr  = 6
	cieLab      = 8
	iccLab      = 9
	ituLab      = 10
)

// maxSide bounds width and height, so that sums of places fit an int32.
const maxSide = 1<<31 - 1<<16

// page is one picture of a file, as its directory describes it.
type page struct {
	dir           *ifd.Directory
	width, height int
	scale         int // of what is stored, 1/scale is decoded; see scaled

	samples     int    // of a pixel as stored
	bits        int    // of a sample; all have the same
	format      uint32 // SampleFormat
	photometric uint32
	planar      bool // each sample has segments of its own
	// subX and subY are how many columns and rows of luma a colour difference
	// sample stands for; 1 where nothing is subsampled.
	subX, subY int

	layout        raster.Layout
	colours       int // samples of a pixel that are colour
	alpha         int // the index of the sample that is alpha, or -1
	premultiplied bool
	notes         []string // what is not shown
	// deep is set where JPEG streams have samples of more than 8 bits. Those come out in
	// 16 bits, the most significant byte first, and as RGB where streams are YCbCr.
	deep, deepYCbCr bool
	packed          int // bytes of a pixel of logarithmic light, else 0

	science science
	// ranged pages show the range of their numbers; of measuredInts these are unpacked
	// as they are, to floating point. Where there are holes, alpha is made of them.
	ranged, measuredInts, holes bool

	compression uint32
	method      compression
	predictor   uint32
	t4Options   uint32
	reversed    bool // FillOrder is 2
	grid        grid
}

// grid says how a page is cut into segments: tiles, or strips, which are tiles as
// wide as the page.
type grid struct {
	tiled         bool
	width, height int // of a segment, in pixels
	cols, rows    int // segments beside and below one another
	// cut is set where one strip that is not compressed was cut into segments, so that
	// several may read it.
	cut bool
}

// readPage reads the description of a page. It fails with Unsupported, naming
// what is not read, or with Corrupt.
func readPage(dir *ifd.Directory) (*page, error) {
	p := &page{dir: dir, scale: 1, subX: 1, subY: 1, alpha: -1}
	for _, read := range []func() error{
		p.readSize, p.readSamples, p.readCompression, p.readColours, p.readPredictor, p.readGrid,
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	p.readScience()
	p.applyScience()
	return p, nil
}

// uint returns the first value of a field, or missing where there is none.
func (p *page) uint(tag uint16, missing uint32) uint32 {
	if v, ok := p.dir.Uint(tag); ok {
		return v
	}
	return missing
}

func (p *page) readSize() error {
	w, h := p.uint(ifd.TagImageWidth, 0), p.uint(ifd.TagImageLength, 0)
	if w == 0 || h == 0 {
		return fault.New(fault.Corrupt, "picture of %d×%d pixels", w, h)
	}
	if w > maxSide || h > maxSide {
		return fault.New(fault.LimitPixels, "picture of %d×%d pixels, more than %d a side", w, h, maxSide)
	}
	p.width, p.height = int(w), int(h)
	return nil
}

func (p *page) readSamples() error {
	p.samples = int(p.uint(ifd.TagSamplesPerPixel, 1))
	if p.samples == 0 || p.samples > math.MaxUint16 {
		return fault.New(fault.Corrupt, "pixels of %d samples", p.samples)
	}
	p.planar = p.uint(ifd.TagPlanar, 1) == 2 && p.samples > 1
	depths, err := p.dir.Values(ifd.TagBitsPerSample, p.samples)
	if err != nil {
		return err
	}
	p.bits = 1
	for i := range depths.Len() {
		depth := int(min(depths.Uint(i), math.MaxUint16))
		if i > 0 && depth != p.bits {
			return fault.New(fault.Unsupported, "samples of %d and of %d bits in one pixel", p.bits, depth)
		}
		p.bits = depth
	}
	p.format = p.uint(ifd.TagSampleFormat, formatUnsigned)
	if p.format == formatVoid {
		p.format = formatUnsigned
	}
	return p.checkSamples()
}

func (p *page) checkSamples() error {
	known := false
	switch p.format {
	case formatUnsigned, formatSigned:
		known = p.bits >= 1 && p.bits <= 16 || p.bits == 24 || p.bits == 32 || p.bits == 64
	case formatFloat:
		known = p.bits == 16 || p.bits == 24 || p.bits == 32 || p.bits == 64
	default:
		return fault.New(fault.Unsupported, "samples of format %d", p.format)
	}
	if !known {
		return fault.New(fault.Unsupported, "samples of %d bits in format %d", p.bits, p.format)
	}
	return nil
}

func (p *page) readCompression() error {
	p.compression = p.uint(ifd.TagCompression, compressionNone)
	var err error
	if p.method, err = compressionOf(p.compression); err != nil {
		return err
	}
	p.reversed = p.uint(ifd.TagFillOrder, 1) == 2
	p.t4Options = p.uint(ifd.TagT4Options, 0)
	switch p.compression {
	case compressionRLE, compressionRLEWords, compressionGroup3, compressionGroup4:
		if p.bits != 1 || p.samples != 1 && !p.planar {
			return fault.New(fault.Corrupt, "%s compression of %d samples of %d bits", p.method.name, p.samples, p.bits)
		}
	}
	return p.checkCompression()
}

// checkCompression refuses samples that a compression does not have.
func (p *page) checkCompression() error {
	fits := true
	switch p.compression {
	case compressionJPEG:
		fits = p.bits >= 8 && p.bits <= 16 && p.format == formatUnsigned
		if fits && p.bits > 8 {
			p.deep, p.bits = true, 16
		}
	case compressionOldJPEG, compressionWebP:
		fits = p.bits == 8 && p.format == formatUnsigned
	case compressionThunderScan:
		fits = p.bits == 4 && p.storedSamples() == 1
	case compressionNeXT:
		fits = p.bits == 2 && p.storedSamples() == 1
	}
	if !fits {
		return fault.New(fault.Unsupported, "%s compression of %d samples of %d bits", p.method.name, p.samples, p.bits)
	}
	return nil
}

// readPredictor reads how samples differ from what is stored.
func (p *page) readPredictor() error {
	p.predictor = predictorNone
	if p.method.predicts {
		p.predictor = p.uint(ifd.TagPredictor, predictorNone)
	}
	fits := false
	switch p.predictor {
	case predictorNone:
		return nil
	case predictorHorizontal:
		fits = p.bits == 8 || p.bits == 16 || p.bits == 32 || p.bits == 64
	case predictorFloat:
		fits = p.format == formatFloat
	}
	if !fits || p.subX*p.subY > 1 {
		return fault.New(fault.Unsupported, "predictor %d on samples of %d bits", p.predictor, p.bits)
	}
	return nil
}

func (p *page) readGrid() error {
	g := &p.grid
	_, g.tiled = p.dir.Find(ifd.TagTileWidth)
	w, h := uint32(p.width), p.uint(ifd.TagRowsPerStrip, 0)
	switch {
	case g.tiled:
		w, h = p.uint(ifd.TagTileWidth, 0), p.uint(ifd.TagTileLength, 0)
		if w == 0 || h == 0 || w > maxSide || h > maxSide {
			return fault.New(fault.Corrupt, "tiles of %d×%d pixels", w, h)
		}
	case h == 0 || h > uint32(p.height):
		h = uint32(p.height)
	}
	g.width, g.height = int(w), int(h)
	g.cols, g.rows = (p.width+g.width-1)/g.width, (p.height+g.height-1)/g.height
	if g.rows > 1 && g.height%p.subY != 0 || g.cols > 1 && g.width%p.subX != 0 {
		return fault.New(fault.Corrupt, "segments of %d×%d pixels with colour for every %d×%d", g.width, g.height, p.subX, p.subY)
	}
	if p.totalBytes() < 0 {
		return fault.New(fault.LimitPixels, "picture of %d×%d pixels of %d samples", p.width, p.height, p.samples)
	}
	p.cutStrip()
	return nil
}

// cutStrip cuts the only strip of a page into segments of whole rows.
func (p *page) cutStrip() {
	g := &p.grid
	if g.tiled || g.rows > 1 || p.compression != compressionNone || p.subX*p.subY > 1 {
		return
	}
	if h := p.blockLines(); h < g.height {
		g.height, g.rows, g.cut = h, (p.height+h-1)/h, true
	}
}

// planes returns how many segments are read for a place of the grid.
func (p *page) planes() int {
	switch {
	case !p.planar:
		return 1
	case p.alpha >= 0:
		return p.colours + 1
	}
	return p.colours
}

// storedSamples returns how many samples of a pixel a segment holds.
func (p *page) storedSamples() int {
	if p.planar {
		return 1
	}
	return p.samples
}

// lineBytes returns the size of a line of a segment as stored: a row, or where
// colour is subsampled the rows that share it (TIFF 6.0 §21).
func (p *page) lineBytes() int64 {
	if p.packed > 0 {
		return int64(p.grid.width) * int64(p.packed)
	}
	if p.subX*p.subY > 1 {
		return int64((p.grid.width+p.subX-1)/p.subX) * int64(p.subX*p.subY+2)
	}
	return (int64(p.grid.width)*int64(p.bits)*int64(p.storedSamples()) + 7) / 8
}

// segmentLines returns the lines of a segment.
func (p *page) segmentLines() int { return (p.grid.height + p.subY - 1) / p.subY }

// segmentBytes returns the size of a segment's samples, or -1 where it fits no
// number.
func (p *page) segmentBytes() int64 {
	n, ok := bits.Mul(p.lineBytes(), int64(p.segmentLines()))
	if !ok {
		return -1
	}
	return n
}

// totalBytes returns the size of all samples that are decompressed, or -1 where
// it fits no number.
func (p *page) totalBytes() int64 {
	n, ok := bits.Mul(p.segmentBytes(), int64(p.grid.cols), int64(p.grid.rows), int64(p.planes()))
	if !ok {
		return -1
	}
	return n
}
