package webp

import "apsync/core/raster"

// A span maps samples of video range to the full one: to
// ((v·128·gain)>>16 - floor) >> 6, limited to a byte. Gain is in 1/32768, floor in
// 1/64, less what rounds; both are such that every sample comes out as its exact
// value rounds.
type span struct {
	gain  uint16
	floor int16
}

// Luma runs from 16 to 235 and colour difference from 16 to 240, around 128 (Rec.
// ITU-R BT.601 §2.5.1).
var (
	lumaSpan   = span{gain: 38153, floor: 1192 - 32} // 255/219, 16·64·255/219
	colourSpan = span{gain: 37300, floor: 1133 - 32} // 255/224, (128·255/224 - 128)·64
)

// stretched returns what becomes of a sample.
func (s span) stretched(v int) uint8 {
	return limit(((v<<7*int(s.gain))>>16 - int(s.floor)) >> 6)
}

// spans are those of Y, Cb and Cr.
var spans = [3]span{lumaSpan, colourSpan, colourSpan}

// stretchPlanes stretches a picture in video range in its place.
func stretchPlanes(p *raster.YCbCr) {
	for i, plane := range []*raster.Plane{&p.Y, &p.Cb, &p.Cr} {
		for y := range plane.Height {
			stretch(plane.Row(y), plane.Row(y), spans[i])
		}
	}
}

func limit(v int) uint8 { return uint8(min(max(v, 0), 255)) }
