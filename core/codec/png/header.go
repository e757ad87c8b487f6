package png

import (
	"errors"
	"io"
	"math"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/raster"
)

// Colour types (PNG §11.2.1).
const (
	grey      = 0
	trueColor = 2
	indexed   = 3
	greyAlpha = 4
	trueAlpha = 6
)

// header is what IHDR, PLTE and tRNS say.
type header struct {
	width, height int
	depth         int // bits of a sample
	colourType    uint8
	interlaced    bool
	palette       []byte // red, green, blue of every entry
	// trns is the tRNS chunk: alpha of the first entries of a palette, or the grey
	// or the red, green and blue that are transparent, two bytes each. It is nil
	// where it does not apply.
	trns []byte
}

// layout returns the channels of decoded pixels.
func (h *header) layout() raster.Layout {
	transparent := h.trns != nil
	switch {
	case h.colourType == greyAlpha, h.colourType == grey && transparent:
		return raster.GreyAlpha
	case h.colourType == grey:
		return raster.Grey
	case h.colourType == trueAlpha, transparent:
		return raster.RGBA
	}
	return raster.RGB
}

// pixelBits returns the bits of a stored pixel.
func (h *header) pixelBits() int {
	return h.depth * [...]int{grey: 1, trueColor: 3, indexed: 1, greyAlpha: 2, trueAlpha: 4}[h.colourType]
}

// rowBytes returns the bytes of a stored row of w pixels, its filter's apart.
func (h *header) rowBytes(w int) int {
	return (w*h.pixelBits() + 7) / 8
}

// rawBytes returns the bytes of all stored rows, at most math.MaxInt64.
func (h *header) rawBytes() int64 {
	var total int64
	for _, p := range h.passes() {
		n, ok := bits.Mul(int64(h.rowBytes(p.width))+1, int64(p.height))
		if !ok {
			return math.MaxInt64
		}
		total = add(total, n)
	}
	return total
}

// readChunks reads what comes before the picture's data (PNG §5.6).
func (f *file) readChunks(chunks *walker) error {
	for range maxChunks {
		c, err := chunks.next()
		if errors.Is(err, io.EOF) {
			return fault.New(fault.Truncated, "the file ends before the picture's data")
		}
		if err != nil {
			return err
		}
		if c.name() == "IDAT" {
			f.data = c.off - chunkHead
			return f.checkHeader()
		}
		if err := f.readChunk(c); err != nil {
			return err
		}
	}
	return fault.New(fault.LimitCount, "more than %d chunks before the picture's data", maxChunks)
}

func (f *file) readChunk(c chunk) error {
	switch name := c.name(); {
	case name == "CgBI":
		f.apple = true
		return nil
	case f.width == 0 && name != "IHDR":
		return fault.New(fault.Corrupt, "chunk %s comes before the header", name)
	case name == "IHDR":
		return f.readHeader(c)
	case name == "PLTE":
		return f.readPalette(c)
	case name == "IEND":
		return fault.New(fault.Corrupt, "the picture has no data")
	case c.critical():
		return fault.New(fault.Unsupported, "chunk %s is critical and not known", name)
	}
	f.readMetadata(c)
	return nil
}

// readHeader reads IHDR (PNG §11.2.1).
func (f *file) readHeader(c chunk) error {
	if f.width != 0 {
		return fault.New(fault.Corrupt, "a second header at offset %d", c.off)
	}
	if c.length != 13 {
		return fault.New(fault.Corrupt, "header of %d bytes", c.length)
	}
	data, err := c.read(f.src)
	if err != nil {
		return err
	}
	r := bits.Big(data)
	width, height := r.U32(), r.U32()
	if width == 0 || height == 0 || width > math.MaxInt32 || height > math.MaxInt32 {
		return fault.New(fault.Corrupt, "header: size %d×%d", width, height)
	}
	f.width, f.height = int(width), int(height)
	f.depth, f.colourType = int(r.U8()), r.U8()
	if !validDepth(f.colourType, f.depth) {
		return fault.New(fault.Corrupt, "header: depth %d of colour type %d", f.depth, f.colourType)
	}
	if method := r.U8(); method != 0 {
		return fault.New(fault.Unsupported, "header: compression method %d", method)
	}
	if method := r.U8(); method != 0 {
		return fault.New(fault.Unsupported, "header: filter method %d", method)
	}
	method := r.U8()
	if method > 1 {
		return fault.New(fault.Unsupported, "header: interlace method %d", method)
	}
	f.interlaced = method == 1
	return nil
}

// validDepth reports whether a colour type exists in a depth (PNG §11.2.1).
func validDepth(colourType uint8, depth int) bool {
	switch colourType {
	case grey:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16
	case indexed:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8
	case trueColor, greyAlpha, trueAlpha:
		return depth == 8 || depth == 16
	}
	return false
}

// readPalette reads PLTE (PNG §11.2.2). Palettes of pictures that have none of
// their own are only suggestions.
func (f *file) readPalette(c chunk) error {
	if c.length == 0 || c.length%3 != 0 || c.length > 3*256 {
		return fault.New(fault.Corrupt, "palette of %d bytes", c.length)
	}
	data, err := c.read(f.src)
	if err != nil || f.colourType != indexed {
		return err
	}
	if f.palette != nil {
		return fault.New(fault.Corrupt, "a second palette at offset %d", c.off)
	}
	f.palette = data
	return nil
}

func (f *file) checkHeader() error {
	switch {
	case f.width == 0:
		return fault.New(fault.Corrupt, "the picture's data comes before the header")
	case f.colourType == indexed && f.palette == nil:
		return fault.New(fault.Corrupt, "the palette is missing")
	}
	return nil
}

// settleTransparency drops a tRNS chunk that does not fit the colour type.
func (f *file) settleTransparency() {
	if f.trns == nil {
		return
	}
	fits := false
	switch f.colourType {
	case grey:
		fits = len(f.trns) == 2
	case trueColor:
		fits = len(f.trns) == 6
	case indexed:
		f.trns = f.trns[:min(len(f.trns), len(f.palette)/3)]
		fits = len(f.trns) > 0
	}
	if !fits {
		f.notes.add("the transparency does not fit the picture and is ignored")
		f.trns = nil
	}
}
