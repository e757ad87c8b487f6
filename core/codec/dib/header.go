package dib

import (
	"encoding/binary"
	"math"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Values of biCompression. Of OS/2 headers, 3 and 4 mean something else.
const (
	biRGB            = 0
	biRLE8           = 1
	biRLE4           = 2
	biBitFields      = 3
	biJPEG           = 4
	biPNG            = 5
	biAlphaBitFields = 6

	os2Huffman = 3
	os2RLE24   = 4
)

// Sizes of headers in bytes.
const (
	fileHeader = 14
	coreHeader = 12 // BITMAPCOREHEADER, OS/2 1.x
	os2Least   = 16 // OS/2 2.x may end after any field from here
	infoHeader = 40 // BITMAPINFOHEADER
	infoV2     = 52 // with masks of the colours
	infoV3     = 56 // and of alpha
	os2Full    = 64
	infoV4     = 108
	infoV5     = 124
	maxHeader  = 1024
)

// expansion is how many pixels a byte of a run-length encoded file may stand for:
// far more than runs can make, for the sake of pictures that are mostly skipped.
const expansion = 4096

// spare is added to the file's size then, in bytes.
const spare = 1024

// header is what the file header and the information header say.
type header struct {
	start         int64 // of the information header
	icon          bool  // of an icon, where what is left of 32 bits is alpha
	size          int64 // of the information header
	info          [infoV5]byte
	width, height int
	topDown       bool
	depth         int // bits per pixel
	compression   uint32
	os2           bool
	masks         masks
	masksBytes    int64 // of the masks that follow a header without fields for them
	pixels        int64 // offset of the first stored row
}

// readHeader reads and checks the headers of a file and the masks.
func readHeader(src *picture.Source) (*header, error) {
	c := bits.Little(src.Head())
	magic := c.Bytes(2)
	c.Skip(8)
	h := &header{start: fileHeader, pixels: int64(c.U32())}
	if err := c.Err(); err != nil {
		return nil, err
	}
	if string(magic) != "BM" {
		return nil, fault.New(fault.Corrupt, "signature %q is not BM", magic)
	}
	if err := h.readInfo(c); err != nil {
		return nil, err
	}
	return h, h.readMasks(c)
}

// readInfo reads and checks the information header.
func (h *header) readInfo(c *bits.Cursor) error {
	h.size = int64(c.U32())
	if err := c.Err(); err != nil {
		return err
	}
	if h.size < os2Least && h.size != coreHeader || h.size > maxHeader {
		return fault.New(fault.Corrupt, "header of %d bytes", h.size)
	}
	rest := c.Bytes(int(h.size) - 4)
	if err := c.Err(); err != nil {
		return err
	}
	copy(h.info[4:], rest)
	h.os2 = isOS2(h.size)
	return h.readGeometry()
}

// isOS2 tells the OS/2 headers, which may have nearly any size up to 64, from
// those of Windows.
func isOS2(size int64) bool {
	return size <= os2Full && size != infoHeader && size != infoV2 && size != infoV3
}

func (h *header) u32(off int) uint32 { return binary.LittleEndian.Uint32(h.info[off:]) }

// readGeometry reads size, depth and compression.
func (h *header) readGeometry() error {
	var width, height int64
	if h.size == coreHeader {
		width = int64(binary.LittleEndian.Uint16(h.info[4:]))
		height = int64(binary.LittleEndian.Uint16(h.info[6:]))
		h.depth = int(binary.LittleEndian.Uint16(h.info[10:]))
	} else {
		width, height = int64(int32(h.u32(4))), int64(int32(h.u32(8)))
		h.depth = int(binary.LittleEndian.Uint16(h.info[14:]))
		h.compression = h.u32(16)
	}
	if width <= 0 || height == 0 || height == math.MinInt32 {
		return fault.New(fault.Corrupt, "size of %d×%d pixels", width, height)
	}
	if h.topDown = height < 0; h.topDown {
		height = -height
	}
	h.width, h.height = int(width), int(height)
	return h.checkDepth()
}

// checkDepth checks that the compression exists and fits the depth.
func (h *header) checkDepth() error {
	if h.compression == os2Huffman && h.depth == 1 {
		return unsupported("the huffman encoding of os/2")
	}
	if h.isRLE24() {
		return nil
	}
	if h.embeds() {
		return nil
	}
	var depths []int
	switch h.compression {
	case biRGB:
		depths = []int{1, 2, 4, 8, 16, 24, 32, 64}
	case biRLE8:
		depths = []int{8}
	case biRLE4:
		depths = []int{4}
	case biBitFields, biAlphaBitFields:
		depths = []int{16, 24, 32}
	default:
		return fault.New(fault.Corrupt, "compression %d", h.compression)
	}
	for _, depth := range depths {
		if h.depth == depth {
			return nil
		}
	}
	return fault.New(fault.Corrupt, "%d bits per pixel with compression %d", h.depth, h.compression)
}

// isRLE24 reports whether the rows are run-length encoded in 24 bits.
func (h *header) isRLE24() bool { return h.os2 && h.compression == os2RLE24 && h.depth == 24 }

// embeds reports whether the rows are a JPEG or a PNG file.
func (h *header) embeds() bool {
	return !h.os2 && !h.icon && (h.compression == biJPEG || h.compression == biPNG)
}

// encoded reports whether the rows are run-length encoded.
func (h *header) encoded() bool {
	return h.compression == biRLE8 || h.compression == biRLE4 || h.isRLE24()
}

// paletted reports whether pixels are indices.
func (h *header) paletted() bool { return h.depth <= 8 }

func (h *header) hasAlpha() bool { return h.masks.alpha != 0 }

func (h *header) layout() raster.Layout {
	if h.hasAlpha() || h.icon {
		return raster.RGBA
	}
	return raster.RGB
}

// rowBytes is the size of a stored row: a multiple of four bytes.
func (h *header) rowBytes() int64 {
	return (int64(h.width)*int64(h.depth) + 31) / 32 * 4
}

// storedBytes is how much the rows take at least: the last row's padding may be
// missing.
func (h *header) storedBytes() (int64, bool) {
	n, ok := bits.Mul(h.rowBytes(), int64(h.height)-1)
	return n + (int64(h.width)*int64(h.depth)+7)/8, ok && n < math.MaxInt64/2
}

// checkSize compares the announced size with that of the file.
func (h *header) checkSize(size int64) error {
	if h.encoded() {
		if int64(h.width)*int64(h.height)/expansion > size+spare {
			return fault.New(fault.LimitExpansion, "%d×%d pixels in a file of %d bytes, more than %d for a byte",
				h.width, h.height, size, expansion).Advise("the header is damaged or made to harm")
		}
		return nil
	}
	need, ok := h.storedBytes()
	if !ok || need > size-h.pixels {
		return picture.Short(h.width, h.height, "rows of %d×%d pixels at offset %d exceed the file of %d bytes",
			h.width, h.height, h.pixels, size)
	}
	return nil
}
