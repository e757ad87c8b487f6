package dib

import "encoding/binary"

// converter writes the pixels of a stored row as red, green, blue and, where the
// picture has it, alpha.
type converter func(dst, stored []byte)

// converter returns the conversion of the header's rows. Run-length encoded rows
// come with a byte for an index, or three for a colour.
func (h *header) converter(p *palette) converter {
	switch {
	case h.paletted() && (h.encoded() || h.depth == 8):
		return p.convertBytes
	case h.paletted():
		return func(dst, stored []byte) { p.convertBits(dst, stored, h.depth) }
	case h.depth == 64:
		return newFixedConverter()
	case h.depth == 24:
		return convertBGR
	case h.depth == 32 && h.masks == masks32:
		return convertBGRX
	}
	return h.maskConverter()
}

func (p *palette) convertBytes(dst, stored []byte) {
	for i := 0; i+3 <= len(dst); i += 3 {
		*(*[3]byte)(dst[i:]) = p[stored[i/3]]
	}
}

// convertBits converts indices of depth bits, the first in the highest bits.
func (p *palette) convertBits(dst, stored []byte, depth int) {
	var (
		perByte = 8 / depth
		mask    = byte(1<<depth - 1)
	)
	for x := 0; 3*x+3 <= len(dst); x++ {
		shift := 8 - depth*(x%perByte+1)
		*(*[3]byte)(dst[3*x:]) = p[stored[x/perByte]>>shift&mask]
	}
}

func convertBGR(dst, stored []byte) {
	for i := 0; i+3 <= len(dst); i += 3 {
		d, s := dst[i:i+3], stored[i:i+3]
		d[0], d[1], d[2] = s[2], s[1], s[0]
	}
}

func convertBGRX(dst, stored []byte) {
	for i, j := 0, 0; i+3 <= len(dst); i, j = i+3, j+4 {
		d, s := dst[i:i+3], stored[j:j+4]
		d[0], d[1], d[2] = s[2], s[1], s[0]
	}
}

// maskConverter converts pixels of 16 and 32 bits with the header's masks.
func (h *header) maskConverter() converter {
	var (
		red   = newChannel(h.masks.red)
		green = newChannel(h.masks.green)
		blue  = newChannel(h.masks.blue)
		alpha = newChannel(h.masks.alpha)
		size  = h.depth / 8
		n     = 3
	)
	if h.hasAlpha() {
		n = 4
	}
	return func(dst, stored []byte) {
		for i, j := 0, 0; i+n <= len(dst); i, j = i+n, j+size {
			pixel := uint32(binary.LittleEndian.Uint16(stored[j:]))
			if size == 4 {
				pixel = binary.LittleEndian.Uint32(stored[j:])
			}
			d := dst[i : i+n]
			d[0], d[1], d[2] = red.of(pixel), green.of(pixel), blue.of(pixel)
			if n == 4 {
				d[3] = alpha.of(pixel)
			}
		}
	}
}
