package colour_test

import (
	"testing"

	"apsync/core/colour"
	"apsync/core/colour/icc/icctest"
	"apsync/core/raster"
)

// smooth fills samples as pictures do: neighbours are alike.
func smooth[T raster.Sample](p *raster.Pixels[T], full float64) *raster.Pixels[T] {
	n, state := p.Layout.Channels(), uint32(1)
	for i := range p.Pix {
		state = state*1664525 + 1013904223
		x, y, c := i/n%p.Width, i/n/p.Width, i%n
		v := float64((x*(c+1)+y*(c+2))%p.Width)/float64(p.Width)*0.95 + float64(state>>24)/256*0.05
		p.Pix[i] = T(v * full)
	}
	return p
}

// tablesProfile returns a CMYK or RGB profile made of tables to Lab.
func tablesProfile(channels int) []byte {
	kind := icctest.Kind{Class: "prtr", Space: "CMYK", PCS: "Lab ", Version: 2}
	if channels == 3 {
		kind.Space = "RGB "
	}
	lut := icctest.Lut{In: channels, Out: 3, Grid: 9, Node: func(in []float64) []float64 {
		k := 1.0
		if channels == 4 {
			k = 1 - in[3]
		}
		return []float64{(1 - (in[0]+in[1]+in[2])/3) * k, 0.5 + 0.2*(in[1]-in[0]), 0.5 + 0.2*(in[2]-in[0])}
	}}
	return icctest.Profile(kind, icctest.Tag{Name: "A2B0", Data: lut.Lut16()})
}

func BenchmarkToDisplay(b *testing.B) {
	const w, h = 1024, 1024
	rgb8 := smooth(raster.New[uint8](w, h, raster.RGB), 255)
	rgb16 := smooth(raster.New[uint16](w, h, raster.RGB), 65535)
	cmyk8 := smooth(raster.New[uint8](w, h, raster.CMYK), 255)
	adobe := colour.Space{ICC: icctest.Matrix(icctest.AdobeRGBMatrix, icctest.Gamma(2.2))}
	ramp := func(_, x, y int) uint8 { return uint8(x + y) }
	cases := []struct {
		name  string
		img   raster.Image
		space colour.Space
	}{
		{"rgb", rgb8, colour.Space{}},
		{"rgb in an sRGB profile", rgb8, colour.Space{ICC: icctest.Matrix(icctest.SRGBMatrix, icctest.SRGBCurve())}},
		{"rgb16", rgb16, colour.Space{}},
		{"4:4:4", ycbcr(w, h, w, h, ramp), colour.Space{}},
		{"4:2:0", ycbcr(w, h, w/2, h/2, ramp), colour.Space{}},
		{"4:1:0", ycbcr(w, h, w/4, h/4, ramp), colour.Space{}},
		{"matrix", rgb8, adobe},
		{"matrix 16", rgb16, adobe},
		{"4:2:0 matrix", ycbcr(w, h, w/2, h/2, ramp), adobe},
		{"tables", rgb8, colour.Space{ICC: tablesProfile(3)}},
		{"tables 16", rgb16, colour.Space{ICC: tablesProfile(3)}},
		{"tables cmyk", cmyk8, colour.Space{ICC: tablesProfile(4)}},
		{"cmyk", cmyk8, colour.Space{}},
		{"lab", smooth(raster.New[uint8](w, h, raster.Lab), 255), colour.Space{}},
		{"light", smooth(raster.New[float32](w, h, raster.RGB), 4), colour.Space{}},
		{"light premultiplied", smooth(raster.New[float32](w, h, raster.RGBA), 4), colour.Space{Primaries: &colour.ACEScg}},
		{"pq", rgb16, colour.Space{Primaries: &colour.BT2020, Transfer: colour.TransferPQ}},
		{"hlg", rgb16, colour.Space{Primaries: &colour.BT2020, Transfer: colour.TransferHLG}},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			for range b.N {
				colour.ToDisplay(c.img, c.space)
			}
			b.ReportMetric(float64(b.N)*w*h/1e6/b.Elapsed().Seconds(), "Mpx/s")
		})
	}
}
