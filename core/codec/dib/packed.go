package dib

import (
	"apsync/core/bits"
	"apsync/core/picture"
)

// OpenPacked opens a bitmap as it is in memory and inside other files: the information
// header, then masks and palette, then the rows, and no file header before them.
func OpenPacked(src *picture.Source) (picture.Picture, error) {
	h := &header{}
	c := bits.Little(src.Head())
	if err := h.readInfo(c); err != nil {
		return nil, err
	}
	if err := h.readMasks(c); err != nil {
		return nil, err
	}
	if h.embeds() {
		h.pixels = h.size
		return h.openEmbedded(src)
	}
	return open(src, h)
}
