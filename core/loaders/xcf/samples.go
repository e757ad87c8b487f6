package xcf

import (
	"encoding/binary"
	"math"

	"apsync/core/codec/bands"
	"apsync/core/codec/half"
	"apsync/core/raster"
)

// sampler makes rows that blend of stored ones.
type sampler struct {
	precision precision
	colours   int
	// curve leads from samples as they are stored to those that are blended; nil is
	// none.
	curve   *curve
	codes   [256]float32 // what a colour of 8 bits becomes
	scratch []float32
	halves  []byte
}

// newSampler returns a sampler of rows of at most w pixels, to be blended as light or
// not.
func newSampler(h header, light bool, w int) *sampler {
	s := &sampler{
		precision: h.precision, colours: h.colours(),
		scratch: make([]float32, w*h.colours()), halves: make([]byte, 2*w*(h.colours()+1)),
	}
	if light != h.precision.linear {
		s.curve = fromLight()
		if light {
			s.curve = toLight()
		}
	}
	for i := range s.codes {
		s.codes[i] = float32(i) / math.MaxUint8
		if s.curve != nil {
			s.codes[i] = s.curve.at(s.codes[i])
		}
	}
	return s
}

// samplerBytes bounds what a sampler of rows of w pixels takes.
func samplerBytes(w int) int64 { return int64(w)*(4*3+2*4) + 2<<10 }

// row writes pixels with alpha of stored ones, which have it or not.
func (s *sampler) row(dst []float32, src []byte, alpha bool) {
	n := s.colours + 1
	switch {
	case s.precision.bytes == 1:
		s.bytes(dst, src, alpha)
		return
	case alpha:
		s.read(dst, src)
		for i := n - 1; i < len(dst); i += n {
			dst[i] = min(max(dst[i], 0), 1)
		}
	default:
		plain := s.scratch[:len(dst)/n*s.colours]
		s.read(plain, src)
		widen(dst, plain, s.colours, 1)
	}
	if s.curve != nil {
		s.curve.colours(dst, n)
	}
}

// widen gives pixels an alpha.
func widen[T raster.Sample](dst, plain []T, colours int, alpha T) {
	for ; len(dst) > colours; dst, plain = dst[colours+1:], plain[colours:] {
		copy(dst[:colours], plain)
		dst[colours] = alpha
	}
}

// narrow takes the alpha off pixels; both may begin at the same place.
func narrow[T raster.Sample](dst, pixels []T, colours int) {
	if colours == 3 {
		for ; len(pixels) >= 4 && len(dst) >= 3; dst, pixels = dst[3:], pixels[4:] {
			dst[0], dst[1], dst[2] = pixels[0], pixels[1], pixels[2]
		}
		return
	}
	for ; len(pixels) > colours; dst, pixels = dst[colours:], pixels[colours+1:] {
		copy(dst[:colours], pixels)
	}
}

// bytes is row for samples of 8 bits.
func (s *sampler) bytes(dst []float32, src []byte, alpha bool) {
	if s.colours == 3 && alpha {
		for ; len(dst) >= 4 && len(src) >= 4; dst, src = dst[4:], src[4:] {
			dst[0], dst[1], dst[2] = s.codes[src[0]], s.codes[src[1]], s.codes[src[2]]
			dst[3] = float32(src[3]) * (1.0 / math.MaxUint8)
		}
		return
	}
	n := s.colours + 1
	if !alpha {
		n--
	}
	for ; len(dst) > s.colours && len(src) >= n; dst, src = dst[s.colours+1:], src[n:] {
		for c := range s.colours {
			dst[c] = s.codes[src[c]]
		}
		dst[s.colours] = 1
		if alpha {
			dst[s.colours] = float32(src[s.colours]) * (1.0 / math.MaxUint8)
		}
	}
}

// mask writes a row of a mask. Masks are linear whatever the colours are.
func (s *sampler) mask(dst []float32, src []byte) {
	s.read(dst, src)
	for i, v := range dst {
		dst[i] = min(max(v, 0), 1)
	}
}

// order returns the byte order of the samples.
func (p precision) order() binary.ByteOrder {
	if p.little {
		return binary.LittleEndian
	}
	return binary.BigEndian
}

// read reads samples, integers as 0 to 1.
func (s *sampler) read(dst []float32, src []byte) {
	order := s.precision.order()
	switch p := s.precision; {
	case p.bytes == 1:
		for i := range dst {
			dst[i] = float32(src[i]) * (1.0 / math.MaxUint8)
		}
	case p.bytes == 2 && p.float:
		s.readHalves(dst, src)
	case p.bytes == 2:
		for i := range dst {
			dst[i] = float32(order.Uint16(src[2*i:])) * (1.0 / math.MaxUint16)
		}
	case p.bytes == 4 && p.float:
		for i := range dst {
			dst[i] = bands.Finite(math.Float32frombits(order.Uint32(src[4*i:])))
		}
	case p.bytes == 4:
		for i := range dst {
			dst[i] = float32(float64(order.Uint32(src[4*i:])) * (1.0 / math.MaxUint32))
		}
	default:
		for i := range dst {
			dst[i] = bands.Finite(float32(math.Float64frombits(order.Uint64(src[8*i:]))))
		}
	}
}

// readHalves reads numbers of 16 bits.
func (s *sampler) readHalves(dst []float32, src []byte) {
	if !s.precision.little {
		turned := s.halves[:2*len(dst)]
		for i := 0; i+1 < len(turned); i += 2 {
			turned[i], turned[i+1] = src[i+1], src[i]
		}
		src = turned
	}
	half.Floats(dst, src)
}
