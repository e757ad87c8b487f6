package dpx

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Offsets in Cineon's headers.
const (
	cineonOrientation = 192
	cineonChannels    = 196
	cineonChannel     = 28 // bytes of a channel's description
	cineonMaxChannels = 8
	cineonFormat      = 680
	cineonBytes       = 692
)

// Cineon's ways to pack samples.
const (
	cineonTight     = 0
	cineonByteLeft  = 1
	cineonByteRight = 2
	cineonWordLeft  = 3
	cineonWordRight = 4
	cineonLongLeft  = 5
	cineonLongRight = 6
)

// readCineon reads Cineon's headers: pixels of one or three channels of one depth.
func readCineon(src *picture.Source) (*scan, error) {
	data, err := src.Bytes(0, cineonBytes)
	if err != nil {
		return nil, err
	}
	s := &scan{order: binary.BigEndian}
	c := bits.Big(data)
	if data[0] == 0xd7 {
		s.order, c = binary.LittleEndian, bits.Little(data)
	}
	c.Seek(offImageData)
	e := element{offset: int64(c.U32())}
	n := int(data[cineonOrientation+1])
	if n < 1 || n > cineonMaxChannels {
		return nil, fault.New(fault.Corrupt, "header: %d channels", n)
	}
	if n != 1 && n != 3 {
		return nil, fault.New(fault.Unsupported, "header: %d channels", n)
	}
	e.bits = int(data[cineonChannels+2])
	for i := range n {
		if depth := int(data[cineonChannels+i*cineonChannel+2]); depth != e.bits {
			return nil, fault.New(fault.Unsupported, "header: channels of %d and %d bits", e.bits, depth)
		}
	}
	c.Seek(cineonChannels + 4)
	s.header.Width, s.header.Height = int(c.U32()), int(c.U32())
	s.header.Orientation = orientationOf(uint16(data[cineonOrientation]))
	s.header.Space = colour.Space{Transfer: colour.TransferFilmLog}
	c.Seek(cineonFormat + 4)
	if pad := c.U32(); pad != undefined {
		e.padding = int64(pad)
	}
	if err := e.packCineon(data[cineonFormat:], n); err != nil {
		return nil, err
	}
	s.elements = e.spread(n, data[cineonFormat], s.header.Width, s.header.Height)
	return s, c.Err()
}

// packCineon finds DPX's name for a way to pack samples.
func (e *element) packCineon(format []byte, n int) error {
	e.packing = packedFilledA
	switch packing := format[1] & 0x7f; packing {
	case cineonTight:
		e.packing = packed
	case cineonByteLeft, cineonWordLeft, cineonLongLeft:
	case cineonByteRight, cineonWordRight, cineonLongRight:
		e.packing = packedFilledB
	default:
		return fault.New(fault.Corrupt, "header: samples are packed in way %d", packing)
	}
	e.descriptor = descriptorLuma
	if n == 3 {
		e.descriptor = descriptorRGB
	}
	return nil
}

// spread returns an element for every channel where those are kept apart: interleave
// 0 is by pixels, 1 by lines and 2 by channels.
func (e element) spread(n int, interleave byte, w, h int) []element {
	if n == 1 || interleave == 0 || interleave > 2 {
		return []element{e}
	}
	elements := make([]element, n)
	for i := range elements {
		one := e
		one.descriptor = descriptorRed + uint8(i)
		line := one.lineBytes(w, true) + one.padding
		if interleave == 1 {
			one.offset += int64(i) * line
			one.padding += int64(n-1) * line
		} else {
			one.offset += int64(i) * int64(h) * line
		}
		elements[i] = one
	}
	return elements
}
