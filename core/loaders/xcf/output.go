package xcf

import (
	"math"

	"apsync/core/composite"
	"apsync/core/raster"
)

// output makes rows of a picture of those that were blended, or of stored ones.
type output[T raster.Sample] struct {
	colours int
	alpha   bool // the picture has it
	// blend makes samples of blended ones, which it may change, of pixels of n.
	blend func(dst []T, src []float32, n int)
	// read reads stored samples; opaque is the one of full alpha.
	read    func(dst []T, src []byte)
	opaque  T
	scratch []T
}

// channels returns how many samples a pixel of the picture has.
func (o *output[T]) channels() int {
	if o.alpha {
		return o.colours + 1
	}
	return o.colours
}

// blended writes pixels of blended ones, which it may change.
func (o *output[T]) blended(dst []T, row []float32) {
	n := o.colours + 1
	if o.alpha {
		o.blend(dst, row, n)
		return
	}
	with := o.scratch[:len(row)]
	o.blend(with, row, n)
	narrow(dst, with, o.colours)
}

// plain writes pixels of stored ones, which have alpha or not.
func (o *output[T]) plain(dst []T, src []byte, alpha bool) {
	switch {
	case alpha == o.alpha:
		o.read(dst, src)
	case alpha:
		with := o.scratch[:len(dst)/o.colours*(o.colours+1)]
		o.read(with, src)
		narrow(dst, with, o.colours)
	default:
		without := o.scratch[:len(dst)/(o.colours+1)*o.colours]
		o.read(without, src)
		widen(dst, without, o.colours, o.opaque)
	}
}

// newOutput returns what makes rows of at most w pixels; set says how samples of the
// type are made.
func newOutput[T raster.Sample](d *document, w int, set func(d *document, o *output[T])) *output[T] {
	colours := d.header.colours()
	o := &output[T]{colours: colours, alpha: !d.opaque, scratch: make([]T, w*(colours+1))}
	set(d, o)
	return o
}

// backCurve returns the curve from blended samples to stored ones, or nil.
func (d *document) backCurve() *curve {
	switch {
	case d.light == d.header.precision.linear:
		return nil
	case d.light:
		return fromLight()
	}
	return toLight()
}

// asBytes makes the samples of pictures of 8 bits.
func asBytes(d *document, o *output[uint8]) {
	o.opaque = math.MaxUint8
	o.read = func(dst []uint8, src []byte) { copy(dst, src) }
	if d.light && !d.header.precision.linear {
		o.blend = bytesOfLight
		return
	}
	back := d.backCurve()
	o.blend = func(dst []uint8, src []float32, n int) {
		if back != nil {
			back.colours(src, n)
		}
		for i, v := range src {
			dst[i] = uint8(composite.Within(v)*math.MaxUint8 + 0.5)
		}
	}
}

// bytesOfLight writes pixels of light as codes.
func bytesOfLight(dst []uint8, src []float32, n int) {
	codes := lightCodes()
	for ; len(src) >= n && len(dst) >= n; src, dst = src[n:], dst[n:] {
		for c, v := range src[:n-1] {
			dst[c] = codes[int(composite.Within(v)*codeSteps+0.5)]
		}
		dst[n-1] = uint8(composite.Within(src[n-1])*math.MaxUint8 + 0.5)
	}
}

// asWords makes the samples of pictures of integers of 16 and 32 bits.
func asWords(d *document, o *output[uint16]) {
	o.opaque = math.MaxUint16
	order, size := d.header.precision.order(), d.header.precision.bytes
	o.read = func(dst []uint16, src []byte) {
		if size == 2 && !d.header.precision.little {
			raster.ReadWords(dst, src)
			return
		}
		for i := range dst {
			if size == 2 {
				dst[i] = order.Uint16(src[2*i:])
			} else {
				dst[i] = uint16(order.Uint32(src[4*i:]) >> 16)
			}
		}
	}
	back := d.backCurve()
	o.blend = func(dst []uint16, src []float32, n int) {
		if back != nil {
			back.colours(src, n)
		}
		for i, v := range src {
			dst[i] = uint16(composite.Within(v)*math.MaxUint16 + 0.5)
		}
	}
}

// asFloats makes the samples of pictures of floating-point numbers.
func asFloats(d *document, o *output[float32]) {
	o.opaque = 1
	s := &sampler{precision: d.header.precision, halves: make([]byte, 2*len(o.scratch))}
	o.read = s.read
	back := d.backCurve()
	o.blend = func(dst, src []float32, n int) {
		if back != nil {
			back.colours(src, n)
		}
		copy(dst, src)
	}
}
