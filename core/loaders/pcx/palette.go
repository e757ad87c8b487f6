package pcx

import (
	"apsync/core/codec/bands"
	"apsync/core/picture"
)

// A palette of 256 colours ends the file, behind a byte that announces it.
const (
	paletteSize = 3 * 256
	announced   = 12
)

// readPalette returns the colours of indices.
func (h *header) readPalette(src *picture.Source) (*bands.Palette, error) {
	p := &bands.Palette{}
	switch {
	case h.depth == 8 && h.planes > 1:
		return p, nil
	case h.depth == 8:
		return p, h.readLarge(p, src)
	case h.depth == 2 && h.version < 5:
		h.cga(p)
	case h.depth == 1 && h.planes == 1 && (h.version == 3 || [3]byte(h.colours[:3]) == [3]byte(h.colours[3:6])):
		p[1] = [4]uint8{255, 255, 255, 255}
	case h.version == 3 || h.black():
		for i := range 16 {
			p[i] = ega(i)
		}
	default:
		fill(p, h.colours[:])
	}
	return p, nil
}

func (h *header) readLarge(p *bands.Palette, src *picture.Source) error {
	tail, err := src.Bytes(max(0, src.Size()-paletteSize-1), min(src.Size(), paletteSize+1))
	if err != nil {
		return err
	}
	if len(tail) == paletteSize+1 && tail[0] == announced {
		fill(p, tail[1:])
		return nil
	}
	for i := range p {
		v := uint8(i)
		p[i] = [4]uint8{v, v, v, 255}
	}
	return nil
}

func fill(p *bands.Palette, colours []byte) {
	for i := 0; 3*i < len(colours); i++ {
		c := colours[3*i:]
		p[i] = [4]uint8{c[0], c[1], c[2], 255}
	}
}

func (h *header) black() bool { return h.colours == [48]byte{} }

// ega returns the adapter's colours: a bit for each of blue, green and red, one for
// brightness, and brown in the place of dark yellow.
func ega(i int) [4]uint8 {
	if i == 6 {
		return [4]uint8{0xaa, 0x55, 0, 255}
	}
	bright := uint8(i>>3&1) * 0x55
	channel := func(bit int) uint8 { return uint8(i>>bit&1)*0xaa + bright }
	return [4]uint8{channel(2), channel(1), channel(0), 255}
}

// cga fills the four colours of the adapter's graphics mode: a background and, by
// three bits of the fourth byte, one of the sets of the others.
func (h *header) cga(p *bands.Palette) {
	p[0] = ega(int(h.colours[0] >> 4))
	burst, white, bright := h.colours[3]>>7&1, h.colours[3]>>6&1, h.colours[3]>>5&1
	set := [3]int{2, 4, 6}
	switch {
	case burst == 1:
		set = [3]int{3, 4, 7}
	case white == 1:
		set = [3]int{3, 5, 7}
	}
	for i, c := range set {
		p[i+1] = ega(c + 8*int(bright))
	}
}
