package colour

import "apsync/core/raster"

// curveSteps is the number of intervals of a curve over 16-bit samples.
const curveSteps = 1 << 12

// decoder is a channel's curve from samples to light: by value for 8-bit samples,
// interpolated for 16-bit ones.
type decoder[T uint8 | uint16] struct{ table *[curveSteps + 1]float32 }

func newDecoder[T uint8 | uint16](decode func(float64) float64) decoder[T] {
	table := new([curveSteps + 1]float32)
	nodes, step := table[:], 16.0/65535
	if isByte[T]() {
		nodes, step = table[:256], 1.0/255
	}
	for i := range nodes {
		nodes[i] = float32(decode(min(1, float64(i)*step)))
	}
	return decoder[T]{table}
}

// newDecoders returns the decoders of an encoding's channels.
func newDecoders[T uint8 | uint16](e *encoding) (d [3]decoder[T]) {
	for c := range d {
		d[c] = newDecoder[T](e.decode[c])
	}
	return d
}

// at returns the light of a sample.
func (d decoder[T]) at(v T) float32 {
	if isByte[T]() {
		return d.table[uint8(v)]
	}
	i, t := uint32(v)>>4, float32(uint32(v)&15)*(1.0/16)
	a, b := d.table[i&(curveSteps-1)], d.table[(i&(curveSteps-1))+1]
	return a + (b-a)*t
}

// shaper converts RGB by curves and a matrix.
type shaper[T uint8 | uint16] struct {
	decoders [3]decoder[T]
	m        matrix32
}

// matrix32 is a matrix in rows for use on pixels.
type matrix32 [9]float32

func newMatrix32(m matrix) (out matrix32) {
	for i := range out {
		out[i] = float32(m[i/3][i%3])
	}
	return out
}

func newShaper[T uint8 | uint16](e *encoding) *shaper[T] {
	return &shaper[T]{decoders: newDecoders[T](e), m: newMatrix32(e.toSRGB)}
}

func (s *shaper[T]) convert(dst []uint8, src []T, step int) {
	m, table := s.m, codes()
	red, green, blue := s.decoders[0], s.decoders[1], s.decoders[2]
	for len(dst) >= 4 && len(src) >= step && step >= 3 {
		r, g, b := red.at(src[0]), green.at(src[1]), blue.at(src[2])
		dst[0] = codeOf(table, m[0]*r+m[1]*g+m[2]*b)
		dst[1] = codeOf(table, m[3]*r+m[4]*g+m[5]*b)
		dst[2] = codeOf(table, m[6]*r+m[7]*g+m[8]*b)
		dst, src = dst[4:], src[step:]
	}
}

// greyShaper converts grey by a curve.
type greyShaper[T uint8 | uint16] struct{ decoder decoder[T] }

func (s greyShaper[T]) convert(dst []uint8, src []T, step int) {
	table := codes()
	for len(dst) >= 4 && len(src) >= step && step >= 1 {
		v := codeOf(table, s.decoder.at(src[0]))
		dst[0], dst[1], dst[2] = v, v, v
		dst, src = dst[4:], src[step:]
	}
}

// encodedRows returns the conversion of grey or RGB samples of an encoding that
// needs no tone curve.
func encodedRows[T uint8 | uint16](e *encoding, layout raster.Layout) rows[T] {
	grey := layout == raster.Grey || layout == raster.GreyAlpha
	switch {
	case grey && e.isDisplayGrey():
		return greyRows[T]{}
	case grey:
		return greyShaper[T]{newDecoder[T](e.decode[0])}
	case e.isDisplay():
		return rgbRows[T]{}
	}
	return newShaper[T](e)
}
