package dpx

import (
	"encoding/binary"
	"math"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Offsets in the file and image headers, ST 268-1 §5.1 and §5.2.
const (
	offImageData   = 4
	offOrientation = 768
	offElements    = 780
	elementBytes   = 72
	maxElements    = 8
	headerBytes    = offElements + maxElements*elementBytes
)

// undefined fills fields that a writer leaves out.
const undefined = math.MaxUint32

// Codes of transfer characteristics, ST 268-1 table 5A, and of colorimetric ones, 5B.
const (
	codePrintingDensity = 1
	codeLinear          = 2
	codeLogarithmic     = 3
	codeBT601First      = 7
	codeBT601Last       = 10
)

// orientations by the code of ST 268-1 table 2.
var orientations = [8]picture.Orientation{
	picture.Upright, picture.FlipHorizontal, picture.FlipVertical, picture.Rotate180,
	picture.Transpose, picture.RotateClockwise, picture.RotateCounter, picture.Transverse,
}

// readDPX reads the file and image headers.
func readDPX(src *picture.Source) (*scan, error) {
	data, err := src.Bytes(0, headerBytes)
	if err != nil {
		return nil, err
	}
	s := &scan{order: binary.BigEndian}
	c := bits.Big(data)
	if string(data[:4]) == "XPDS" {
		s.order, c = binary.LittleEndian, bits.Little(data)
	}
	c.Seek(offImageData)
	imageData := c.U32()
	c.Seek(offOrientation)
	orientation, n := c.U16(), int(c.U16())
	if n < 1 || n > maxElements {
		return nil, fault.New(fault.Corrupt, "header: %d image elements of at most %d", n, maxElements)
	}
	s.header.Width, s.header.Height = int(c.U32()), int(c.U32())
	s.header.Orientation = orientationOf(orientation)
	for i := range n {
		c.Seek(offElements + i*elementBytes)
		e, transfer, colorimetric := readElement(c, imageData)
		if i == 0 {
			s.header.Space = spaceOf(transfer, colorimetric)
			s.video = videoMatrix(colorimetric)
		}
		s.elements = append(s.elements, e)
	}
	return s, c.Err()
}

func orientationOf(code uint16) picture.Orientation {
	if int(code) < len(orientations) {
		return orientations[code]
	}
	return picture.Upright
}

// readElement reads one element's description.
func readElement(c *bits.Cursor, imageData uint32) (e element, transfer, colorimetric uint8) {
	c.Skip(5 * 4)
	e.descriptor, transfer, colorimetric, e.bits = c.U8(), c.U8(), c.U8(), int(c.U8())
	e.packing, e.runs = c.U16(), c.U16() == 1
	offset, pad := c.U32(), c.U32()
	if offset == 0 || offset == undefined {
		offset = imageData
	}
	e.offset = int64(offset)
	if pad != undefined {
		e.padding = int64(pad)
	}
	return e, transfer, colorimetric
}

// spaceOf returns what samples mean.
func spaceOf(transfer, colorimetric uint8) colour.Space {
	switch transfer {
	case codePrintingDensity, codeLogarithmic:
		return colour.Space{Transfer: colour.TransferFilmLog}
	case codeLinear:
		return colour.Space{Transfer: colour.TransferLinear}
	case 0, math.MaxUint8:
		if colorimetric == codePrintingDensity {
			return colour.Space{Transfer: colour.TransferFilmLog}
		}
	}
	return colour.Space{Transfer: colour.TransferBT709}
}
