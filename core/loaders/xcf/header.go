package xcf

import (
	"math"
	"strconv"

	"apsync/core/fault"
)

// Modes of an image (base_type).
const (
	modeRGB     = 0
	modeGrey    = 1
	modeIndexed = 2
)

// header is what a file begins with (§3, Header).
type header struct {
	version       int
	width, height int
	mode          uint32
	precision     precision
}

// precision says how samples are stored.
type precision struct {
	bytes  int  // of a sample: 1, 2, 4 or 8
	float  bool // IEEE 754; else integers of which the largest is 1
	linear bool // proportional to light; else encoded as sRGB or the profile has it
	little bool // little-endian
}

// readHeader reads the header.
func readHeader(c *cursor) (header, error) {
	c.skip(int64(len(Signature)))
	tag := c.bytes(5)
	if c.err != nil {
		return header{}, c.err
	}
	h := header{}
	if version, err := strconv.ParseUint(string(tag[1:4]), 10, 16); err == nil && tag[0] == 'v' {
		h.version = int(version)
	} else if string(tag[:4]) != "file" {
		return h, fault.New(fault.Corrupt, "header: version %q", tag)
	}
	if h.version >= cinePaint {
		return h, fault.New(fault.Unsupported, "version %d, which CinePaint writes", h.version)
	}
	w, height := c.u32(), c.u32()
	h.mode = c.u32()
	stored := uint32(150)
	if h.version >= 4 {
		stored = c.u32()
	}
	var known bool
	h.precision, known = precisionOf(h.version, stored)
	c.wide = h.version >= 11
	switch {
	case c.err != nil:
		return h, c.err
	case w < 1 || height < 1 || w > maxSide || height > maxSide:
		return h, fault.New(fault.Corrupt, "header: %d×%d pixels", w, height)
	case int64(w)*int64(height) > maxPixels:
		return h, fault.New(fault.LimitPixels, "%d×%d pixels, more than %d", w, height, int64(maxPixels))
	case h.mode > modeIndexed:
		return h, fault.New(fault.Unsupported, "colours of type %d", h.mode)
	case !known:
		return h, fault.New(fault.Unsupported, "precision %d", stored)
	case h.mode == modeIndexed && h.precision.bytes > 1:
		return h, fault.New(fault.Corrupt, "indices of %d bytes", h.precision.bytes)
	}
	h.width, h.height = int(w), int(height)
	return h, nil
}

// precisions are those of versions from 7 on.
var precisions = map[uint32]precision{
	100: {bytes: 1, linear: true},
	150: {bytes: 1},
	200: {bytes: 2, linear: true},
	250: {bytes: 2},
	300: {bytes: 4, linear: true},
	350: {bytes: 4},
	500: {bytes: 2, float: true, linear: true},
	550: {bytes: 2, float: true},
	600: {bytes: 4, float: true, linear: true},
	650: {bytes: 4, float: true},
	700: {bytes: 8, float: true, linear: true},
	750: {bytes: 8, float: true},
}

// precisionOf returns the precision of a number, which development versions of GIMP
// gave other meanings. They stored samples in the order of the machine too, nearly
// always little-endian.
func precisionOf(version int, n uint32) (precision, bool) {
	switch {
	case version == 4 && n < 5:
		n = [...]uint32{150, 250, 300, 500, 600}[n]
	case (version == 5 || version == 6) && n >= 400:
		n += 100
	}
	p, ok := precisions[n]
	p.little = version < 12 && p.bytes > 1
	return p, ok
}

// colours returns how many colours a pixel shows.
func (h header) colours() int {
	if h.mode == modeGrey {
		return 1
	}
	return 3
}

// stored returns how many samples of colour, or index, a pixel has.
func (h header) stored() int {
	if h.mode == modeRGB {
		return 3
	}
	return 1
}

// one returns how full alpha is stored.
func (p precision) one() []byte {
	b := make([]byte, p.bytes)
	switch {
	case !p.float:
		for i := range b {
			b[i] = 0xff
		}
	case p.bytes == 2:
		p.order().PutUint16(b, 0x3c00)
	case p.bytes == 4:
		p.order().PutUint32(b, math.Float32bits(1))
	default:
		p.order().PutUint64(b, math.Float64bits(1))
	}
	return b
}
