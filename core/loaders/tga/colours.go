package tga

import (
	"encoding/binary"
	"math/bits"

	"apsync/core/picture"
)

// Layout of the end of a version 2 file (TGA 2.0, fields 10 to 31).
const (
	footerSize      = 26
	footerSignature = "TRUEVISION-XFILE.\x00"
	attributesType  = 494 // offset in the extension area
)

// Attributes types (field 24).
const (
	usefulAlpha        = 3
	premultipliedAlpha = 4
)

// readAttributesType returns what the extension area says of the attribute bits;
// they are alpha where there is none.
func readAttributesType(src *picture.Source) (hasAlpha, premultiplied bool) {
	footer, err := src.Bytes(src.Size()-footerSize, footerSize)
	if err != nil || string(footer[8:]) != footerSignature {
		return true, false
	}
	extension := int64(binary.LittleEndian.Uint32(footer))
	if extension < headerSize {
		return true, false
	}
	area, err := src.Bytes(extension, attributesType+1)
	if err != nil || binary.LittleEndian.Uint16(area) <= attributesType {
		return true, false
	}
	t := area[attributesType]
	return t >= usefulAlpha, t == premultipliedAlpha
}

// readPalette reads the palette's entries as red, green, blue and alpha, those before
// the first stored one black.
func (h *header) readPalette(src *picture.Source) ([][4]uint8, error) {
	size := (h.mapDepth + 7) / 8
	data, err := src.Bytes(headerSize+int64(h.idLength), int64(h.mapLength*size))
	if err != nil {
		return nil, err
	}
	palette := make([][4]uint8, h.mapFirst+h.mapLength)
	for i := range palette {
		palette[i][3] = 255
	}
	for i := range h.mapLength {
		entry, c := data[i*size:], &palette[h.mapFirst+i]
		switch h.mapDepth {
		case 24:
			*c = [4]uint8{entry[2], entry[1], entry[0], 255}
		case 32:
			*c = [4]uint8{entry[2], entry[1], entry[0], entry[3]}
		default:
			*c = fromWord(binary.LittleEndian.Uint16(entry))
		}
	}
	return palette, nil
}

// fromWord returns red, green, blue and alpha of five bits each and one.
func fromWord(v uint16) [4]uint8 {
	return [4]uint8{five(v >> 10), five(v >> 5), five(v), uint8(v>>15) * 255}
}

func five(v uint16) uint8 {
	v &= 31
	return uint8(v<<3 | v>>2)
}

// converter returns what makes samples of a stored row.
func (f *file) converter() func(dst, stored []uint8) {
	size, n := f.header.pixelBytes(), f.layout.Channels()
	switch {
	case f.header.indexed():
		return func(dst, stored []uint8) { f.lookUp(dst, stored, size, n) }
	case n < 3:
		return func(dst, stored []uint8) { copy(dst, stored) }
	case size == 2:
		return func(dst, stored []uint8) { words(dst, stored, n) }
	case n == 4:
		return swapFour
	}
	return func(dst, stored []uint8) { swapThree(dst, stored, size) }
}

// lookUp replaces indices of size bytes. Those beyond the palette are black.
func (f *file) lookUp(dst, stored []uint8, size, n int) {
	for ; len(stored) >= size && len(dst) >= n; stored, dst = stored[size:], dst[n:] {
		index := int(stored[0])
		if size == 2 {
			index |= int(stored[1]) << 8
		}
		c := [4]uint8{3: 255}
		if index < len(f.palette) {
			c = f.palette[index]
		}
		copy(dst[:n], c[:])
	}
}

func words(dst, stored []uint8, n int) {
	for ; len(stored) >= 2 && len(dst) >= n; stored, dst = stored[2:], dst[n:] {
		c := fromWord(binary.LittleEndian.Uint16(stored))
		copy(dst[:n], c[:])
	}
}

// swapThree puts red first, and leaves out a fourth byte that is not alpha.
func swapThree(dst, stored []uint8, size int) {
	for ; len(stored) >= size && len(dst) >= 3; stored, dst = stored[size:], dst[3:] {
		dst[0], dst[1], dst[2] = stored[2], stored[1], stored[0]
	}
}

// swapFour puts red first.
func swapFour(dst, stored []uint8) {
	const redBlue = 0x00ff00ff
	for ; len(stored) >= 4 && len(dst) >= 4; stored, dst = stored[4:], dst[4:] {
		v := binary.LittleEndian.Uint32(stored)
		binary.LittleEndian.PutUint32(dst, v&^redBlue|bits.RotateLeft32(v&redBlue, 16))
	}
}
