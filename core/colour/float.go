package colour

import (
	"image"
	"math"

	"apsync/core/raster"
)

// floatToDisplay converts a picture in scene-linear light.
func floatToDisplay(p *raster.Pixels[float32]) (*image.NRGBA, []string) {
	dst := image.NewNRGBA(image.Rect(0, 0, p.Width, p.Height))
	n := p.Layout.Channels()
	var pixel [5]float32
	for y := range p.Height {
		row, out := p.Row(y), dst.Pix[y*dst.Stride:]
		for x := range p.Width {
			copy(pixel[:], row[x*n:x*n+n])
			alpha := float32(1)
			if p.HasAlpha() {
				alpha = clamp01(pixel[n-1])
			}
			rgb := lightOf(p.Layout, pixel)
			for c, v := range rgb {
				if p.Premultiplied && p.HasAlpha() {
					v = divided(v, alpha)
				}
				out[4*x+c] = uint8(math.Round(255 * encodeSRGB(float64(clamp01(v)))))
			}
			out[4*x+3] = uint8(255*alpha + 0.5)
		}
	}
	return dst, nil
}

// clamp01 limits v to 0..1; what is no number becomes 0.
func clamp01(v float32) float32 {
	if v > 0 {
		return min(v, 1)
	}
	return 0
}

func divided(v, alpha float32) float32 {
	if alpha == 0 {
		return 0
	}
	return v / alpha
}

// lightOf returns a pixel's linear light.
func lightOf(layout raster.Layout, p [5]float32) [3]float32 {
	switch layout {
	case raster.Grey, raster.GreyAlpha:
		return [3]float32{p[0], p[0], p[0]}
	case raster.CMYK, raster.CMYKA:
		light := 1 - p[3]
		return [3]float32{(1 - p[0]) * light, (1 - p[1]) * light, (1 - p[2]) * light}
	}
	return [3]float32{p[0], p[1], p[2]}
}
