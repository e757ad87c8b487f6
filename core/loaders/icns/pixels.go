package icns

import (
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// argbMagic begins elements of four channels.
const argbMagic = "ARGB"

// decode makes the pixels of a small element.
func (e *element) decode(src *picture.Source, all elements) (picture.Picture, error) {
	data, err := src.Bytes(e.off, e.size)
	if err != nil {
		return nil, err
	}
	img := raster.New[uint8](e.width, e.height, raster.RGBA)
	switch e.kind {
	case argbKind:
		err = e.channels(img, data[len(argbMagic):], []int{3, 0, 1, 2})
		return small{img}, err
	case runKind:
		err = e.readRuns(img, data)
	default:
		err = e.readIndices(img, data)
	}
	if err != nil {
		return nil, err
	}
	return small{img}, e.applyMask(src, img, all)
}

// readRuns reads red, green and blue, one after the other. Those of 128×128 have four
// bytes before them, and where nothing is encoded a pixel has four bytes, the first
// without meaning.
func (e *element) readRuns(img *raster.Pixels[uint8], data []byte) error {
	if e.id == "it32" && len(data) >= 4 {
		data = data[4:]
	}
	if len(data) != 4*e.width*e.height {
		return e.channels(img, data, []int{0, 1, 2})
	}
	for i := range img.Pix {
		if i%4 < 3 {
			img.Pix[i] = data[i+1]
		}
	}
	return nil
}

// channels decodes channel after channel, each in run lengths: up to 128 bytes as
// they are, or one that is repeated 3 to 130 times.
func (e *element) channels(img *raster.Pixels[uint8], data []byte, order []int) error {
	n := e.width * e.height
	at := 0
	for at < n*len(order) {
		if len(data) < 2 {
			return fault.New(fault.Truncated, "element %q: %d of %d samples", e.id, at, n*len(order))
		}
		count, literal := int(data[0])+1, data[0] < 128
		if !literal {
			count = int(data[0]) - 125
		}
		data = data[1:]
		for i := range count {
			if at == n*len(order) {
				return nil
			}
			if literal && i == len(data) {
				return fault.New(fault.Truncated, "element %q: %d of %d samples", e.id, at, n*len(order))
			}
			v := data[0]
			if literal {
				v = data[i]
			}
			img.Pix[at%n*4+order[at/n]] = v
			at++
		}
		if literal {
			data = data[count:]
		} else {
			data = data[1:]
		}
	}
	return nil
}

// readIndices reads pixels of one, four or eight bits.
func (e *element) readIndices(img *raster.Pixels[uint8], data []byte) error {
	depth := map[int]int{bitKind: 1, fourKind: 4, byteKind: 8}[e.kind]
	n := e.width * e.height
	if len(data) < n*depth/8 {
		return fault.New(fault.Truncated, "element %q: %d bytes of %d", e.id, len(data), n*depth/8)
	}
	indices := make([]byte, n)
	bands.Unpack(indices, data, depth)
	for i, v := range indices {
		r, g, b := colourOf(depth, int(v))
		copy(img.Pix[4*i:], []uint8{r, g, b, 255})
	}
	return nil
}

// masksOf are the elements with the alpha of those in a size: of eight bits, and of
// one behind the pixels.
var masksOf = map[[2]int][2]string{
	{16, 12}:   {"", "icm#"},
	{16, 16}:   {"s8mk", "ics#"},
	{32, 32}:   {"l8mk", "ICN#"},
	{48, 48}:   {"h8mk", "ich#"},
	{128, 128}: {"t8mk", ""},
}

// applyMask sets alpha from the mask in the picture's size; without one it is opaque.
func (e *element) applyMask(src *picture.Source, img *raster.Pixels[uint8], all elements) error {
	n := e.width * e.height
	alpha := make([]byte, n)
	for i := range alpha {
		alpha[i] = 255
	}
	ids := masksOf[[2]int{e.width, e.height}]
	if m := all.find(ids[0]); m != nil && m.size >= int64(n) && e.kind != bitKind {
		data, err := src.Bytes(m.off, int64(n))
		if err != nil {
			return err
		}
		copy(alpha, data)
	} else if m := all.find(ids[1]); m != nil && m.size >= int64(n)/4 && e.id != "ICON" {
		data, err := src.Bytes(m.off+int64(n)/8, int64(n)/8)
		if err != nil {
			return err
		}
		bands.Bilevel(alpha, data, 0)
	}
	for i, v := range alpha {
		img.Pix[4*i+3] = v
	}
	return nil
}
