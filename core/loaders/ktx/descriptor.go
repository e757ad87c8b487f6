package ktx

import (
	"apsync/core/bits"
	"apsync/core/codec/texture"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Values of colorModel, Khronos Data Format 1.4 §5.6; those above 166 are Basis
// Universal's.
const (
	modelETC1S    = 163
	modelUASTC    = 166
	modelUASTCHDR = 167
	modelXUASTC   = 169
)

// Values of a sample's channelType where the second of two channels lies in alpha.
const (
	etc1sSecond = 4 // GGG
	uastcSecond = 5 // RRRG
)

// maxDescriptor bounds the data format descriptor, in bytes.
const maxDescriptor = 4096

// descriptor is what the basic block of the data format descriptor says.
type descriptor struct {
	model, primaries, transfer uint8
	premultiplied              bool
	samples                    int
	channels                   [2]uint8 // of the first samples
}

// read reads the descriptor. A file without one says nothing of colour.
func (d *descriptor) read(src *picture.Source, off, size int64) error {
	const header = 4 + 24
	if size < header {
		return nil
	}
	if size > maxDescriptor {
		return fault.New(fault.Corrupt, "data format descriptor of %d bytes", size)
	}
	data, err := src.Bytes(off, size)
	if err != nil {
		return err
	}
	c := bits.Little(data)
	c.Skip(4 + 4 + 4)
	d.model, d.primaries, d.transfer = c.U8(), c.U8(), c.U8()
	d.premultiplied = c.U8()&1 != 0
	c.Skip(12)
	for ; c.Len() >= 16; d.samples++ {
		c.Skip(3)
		if kind := c.U8(); d.samples < len(d.channels) {
			d.channels[d.samples] = kind & 15
		}
		c.Skip(12)
	}
	return c.Err()
}

// twoChannels reports whether there are two, the second in alpha.
func (d *descriptor) twoChannels() bool {
	switch d.model {
	case modelETC1S:
		return d.samples == 2 && d.channels[1] == etc1sSecond
	case modelUASTC:
		return d.samples > 0 && d.channels[0] == uastcSecond
	}
	return false
}

// opaque reports whether UASTC has no alpha although its blocks may.
func (d *descriptor) opaque() bool {
	const uastcRGB = 0
	return d.model == modelUASTC && d.samples > 0 && d.channels[0] == uastcRGB
}

// space returns what the samples of a format mean. Those of data, of fewer than three
// channels, are shown as they are.
func (d *descriptor) space(f *texture.Format) colour.Space {
	data := f.Normal || f.Layout == raster.Grey || d.twoChannels()
	if data && !f.IsFloat() {
		return colour.Space{}
	}
	s := colour.Space{Primaries: primariesOf(d.primaries)}
	switch d.transfer {
	case 1:
		s.Transfer = colour.TransferLinear
	case 2:
		s.Transfer = colour.TransferSRGB
	case 3, 4, 7, 13, 14, 15:
		s.Transfer = colour.TransferBT709
	case 8, 9:
		s.Transfer = colour.TransferHLG
	case 10, 11:
		s.Transfer = colour.TransferPQ
	case 12:
		s.Transfer, s.Gamma = colour.TransferGamma, 2.6
	case 18:
		s.Transfer, s.Gamma = colour.TransferGamma, 563.0/256
	}
	if f.IsFloat() && s.Transfer == colour.TransferSRGB {
		s.Transfer = colour.TransferDefault // floats are light
	}
	return s
}

// primariesOf returns those of a number, nil for those of sRGB.
func primariesOf(number uint8) *colour.Primaries {
	var p colour.Primaries
	switch number {
	case 4:
		p = colour.BT2020
	case 5:
		p = colour.CIEXYZ
	case 6:
		p = colour.ACES
	case 7:
		p = colour.ACEScg
	case 10:
		p = colour.DisplayP3
	case 11:
		p = colour.AdobeRGB
	default:
		return nil
	}
	return &p
}
