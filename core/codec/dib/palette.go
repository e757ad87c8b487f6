package dib

import "apsync/core/picture"

// palette holds red, green and blue of each index; what a file leaves out is
// black.
type palette [256][3]uint8

// locate finds the palette and the pixels behind it, and returns the palette.
func (h *header) locate(src *picture.Source) (palette, error) {
	var (
		start = h.start + h.size + h.masksBytes
		entry = int64(4)
	)
	if h.size == coreHeader {
		entry = 3
	}
	end := start + entry*h.announcedColours()
	if h.pixels < start || h.pixels >= src.Size() || h.fitsOnlyAt(end, src.Size()) {
		h.pixels = min(end, src.Size())
	}
	if !h.paletted() {
		return palette{}, nil
	}
	n := min(int64(len(palette{})), (min(end, h.pixels)-start)/entry)
	data, err := src.Bytes(start, max(0, n*entry))
	if err != nil {
		return palette{}, err
	}
	var p palette
	for i := 0; (i+1)*int(entry) <= len(data); i++ {
		e := data[i*int(entry):]
		p[i] = [3]uint8{e[2], e[1], e[0]}
	}
	return p, nil
}

// announcedColours is how many palette entries the header claims; true colour
// pictures may have some too.
func (h *header) announcedColours() int64 {
	if n := int64(h.u32(32)); h.size >= infoHeader && n != 0 {
		return n
	}
	if h.paletted() {
		return 1 << h.depth
	}
	return 0
}

// fitsOnlyAt reports whether the header's pixel offset leaves too little of the
// file for the rows, which fill it exactly from off.
func (h *header) fitsOnlyAt(off, size int64) bool {
	need, ok := h.storedBytes()
	if h.encoded() || !ok || need <= size-h.pixels {
		return false
	}
	return off+need == size || off+h.rowBytes()*int64(h.height) == size
}
