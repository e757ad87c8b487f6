package dib

import (
	"apsync/core/bits"
	"apsync/core/picture"
)

// OpenIcon opens an entry of an icon or a cursor: a bitmap without a file header,
// below whose rows a mask of a bit for a pixel says what is transparent, counted in a
// height that is twice the picture's. Where the height of the directory is that of the
// header, which does not make two squares, and there are as many rows, there is no
// mask. The picture always has alpha: of 32 bits the fourth byte, unless it is 0
// everywhere, else the mask; without a mask it is opaque.
func OpenIcon(src *picture.Source, height int) (picture.Picture, error) {
	c := bits.Little(src.Head())
	whole := &header{icon: true}
	if err := whole.readInfo(c); err != nil {
		return nil, err
	}
	if whole.height == height && whole.height != 2*whole.width || whole.height == 1 {
		if b, err := openIcon(src, whole, c); err == nil {
			return b, nil
		}
	}
	half := &header{icon: true}
	c = bits.Little(src.Head())
	if err := half.readInfo(c); err != nil {
		return nil, err
	}
	half.height = max(1, half.height/2)
	return openIcon(src, half, c)
}

// openIcon opens a bitmap whose information header was read.
func openIcon(src *picture.Source, h *header, c *bits.Cursor) (picture.Picture, error) {
	if err := h.readMasks(c); err != nil {
		return nil, err
	}
	b, err := open(src, h)
	if err != nil {
		return nil, err
	}
	b.mask = h.maskPlace(min(src.Size(), h.profileStart()))
	return b, nil
}

// maskPlace says where the mask of an icon lies.
type maskPlace struct {
	off    int64
	stride int64
	rows   int64 // 0 where there is no mask
}

func (m maskPlace) bytes() int64 { return m.stride * m.rows }

// maskPlace returns where the mask lies: behind rows that are not run-length encoded,
// and before end.
func (h *header) maskPlace(end int64) maskPlace {
	m := maskPlace{
		off:    h.pixels + h.rowBytes()*int64(h.height),
		stride: (int64(h.width) + 31) / 32 * 4,
		rows:   int64(h.height),
	}
	if h.encoded() || m.off+m.bytes() > end {
		return maskPlace{}
	}
	return m
}

// readMask returns the mask, or nil where there is none.
func (b *bitmap) readMask() ([]byte, error) {
	if b.mask.rows == 0 {
		return nil, nil
	}
	return b.src.Bytes(b.mask.off, b.mask.bytes())
}

// convertAll converts rows from the picture's top to its bottom.
type convertAll struct {
	*bitmap
	mask   []byte
	opaque bool // whatever alpha says, but for the mask
}

// converter returns the conversion of a picture's rows.
func (a convertAll) converter() converter {
	var (
		h       = a.header
		convert = h.converter(&a.palette)
		y       = 0
	)
	switch {
	case h.hasAlpha() && !a.opaque:
		return convert
	case h.hasAlpha():
		return func(dst, stored []byte) {
			convert(dst, stored)
			fillAlpha(dst)
			a.hide(dst, y)
			y++
		}
	case !h.icon:
		return convert
	}
	row := make([]byte, 3*h.width)
	return func(dst, stored []byte) {
		convert(row, stored)
		for x := range h.width {
			*(*[3]byte)(dst[4*x:]) = [3]byte(row[3*x:])
			dst[4*x+3] = 255
		}
		a.hide(dst, y)
		y++
	}
}

// hide makes the pixels of row y transparent whose bit of the mask is set.
func (a convertAll) hide(row []byte, y int) {
	if a.mask == nil {
		return
	}
	if !a.header.topDown {
		y = a.header.height - 1 - y
	}
	masked := a.mask[int64(y)*a.bitmap.mask.stride:]
	for x := range a.header.width {
		if masked[x/8]>>(7-x%8)&1 != 0 {
			row[4*x+3] = 0
		}
	}
}
