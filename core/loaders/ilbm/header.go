package ilbm

import (
	"apsync/core/bits"
	"apsync/core/container/iff"
)

// readHeader reads the BMHD chunk.
func (f *file) readHeader(chunk iff.Chunk) error {
	const size = 20
	data, err := f.src.Bytes(chunk.Off, min(chunk.Size, size))
	if err != nil {
		return err
	}
	c := bits.Big(data)
	f.width, f.height = int(c.U16()), int(c.U16())
	c.Skip(4)
	f.planes, f.masking, f.compression = int(c.U8()), c.U8(), c.U8()
	c.Skip(1)
	f.transparent = int(c.U16())
	if x, y := c.U8(), c.U8(); x > 0 && y > 0 {
		f.aspect = float64(x) / float64(y)
	}
	return c.Err()
}

// readPalette reads the CMAP chunk, of which the first 256 colours count.
func (f *file) readPalette(chunk iff.Chunk) error {
	data, err := f.src.Bytes(chunk.Off, min(chunk.Size, 3*256))
	if err != nil {
		return err
	}
	f.colours = len(data) / 3
	low := uint8(0)
	for i := range f.colours {
		f.palette[i] = [4]uint8{data[3*i], data[3*i+1], data[3*i+2], 255}
		low |= (data[3*i] | data[3*i+1] | data[3*i+2]) & 0x0f
	}
	if low == 0 { // of 12 bits
		for i := range f.colours {
			for c, v := range f.palette[i][:3] {
				f.palette[i][c] = v | v>>4
			}
		}
	}
	return nil
}

// readMode reads the CAMG chunk.
func (f *file) readMode(chunk iff.Chunk) error {
	data, err := f.src.Bytes(chunk.Off, min(chunk.Size, 4))
	if err != nil {
		return err
	}
	f.camg = bits.Big(data).U32()
	return nil
}

// finishPalette makes the colours that a file leaves out: a grey ramp for none, those
// of half the brightness for Extra Half-Brite, black otherwise.
func (f *file) finishPalette() {
	n := 1 << min(f.planes, 8)
	for i := f.colours; i < len(f.palette); i++ {
		f.palette[i][3] = 255
		if f.colours == 0 {
			v := uint8(min(i, n-1) * 255 / (n - 1))
			f.palette[i] = [4]uint8{v, v, v, 255}
		}
	}
	if f.planes == 6 && !f.ham() && !f.chunky && f.colours > 0 && (f.camg&camgEHB != 0 || f.colours <= 32) {
		for i := range 32 {
			c := f.palette[i]
			f.palette[i+32] = [4]uint8{c[0] / 2, c[1] / 2, c[2] / 2, 255}
		}
	}
	if f.masking == maskTransparent && f.transparent < len(f.palette) && !f.ham() {
		f.palette[f.transparent][3] = 0
	}
}

// chooseAspect decides how many pixels become one.
func (f *file) chooseAspect() {
	ratio := f.aspect
	if f.camg&(camgHires|camgSuperHigh|camgLace) != 0 {
		ratio = 1
		if f.camg&camgLace != 0 {
			ratio *= 2
		}
		if f.camg&camgSuperHigh != 0 {
			ratio /= 4
		} else if f.camg&camgHires != 0 {
			ratio /= 2
		}
	}
	f.across, f.down = 1, 1
	switch {
	case ratio > 1.5:
		f.down = 2
	case ratio > 0 && ratio < 0.35:
		f.across = 4
	case ratio > 0 && ratio < 0.7:
		f.across = 2
	}
}
