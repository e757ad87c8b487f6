package psd

import (
	"apsync/core/fault"
	"apsync/core/picture"
)

// palette is the colours of an indexed document.
type palette [256][4]uint8

// readPalette reads the Color Mode Data Section of an indexed document: 256 reds, then
// as many greens and blues. The index transparent has no colour.
func readPalette(src *picture.Source, section span, transparent int) (palette, error) {
	var p palette
	if section.size < 3*int64(len(p)) {
		return p, fault.New(fault.Corrupt, "a palette of %d bytes", section.size)
	}
	data, err := src.Bytes(section.off, 3*int64(len(p)))
	if err != nil {
		return p, err
	}
	for i := range p {
		p[i] = [4]uint8{data[i], data[256+i], data[512+i], 255}
		if i == transparent {
			p[i][3] = 0
		}
	}
	return p, nil
}

// convert writes the colours of indices, three or four samples each.
func (p *palette) convert(dst, indices []uint8, n int) {
	for _, index := range indices {
		copy(dst[:n], p[index][:])
		dst = dst[n:]
	}
}
