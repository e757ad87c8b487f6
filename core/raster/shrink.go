package raster

// Shrink returns the picture with every f×f pixels averaged into one, the last
// column and row from what is left of them. Colour is weighted by alpha, so that
// what is transparent does not bleed. A factor of 1 returns img itself.
func Shrink(img Image, f int) Image {
	if f <= 1 {
		return img
	}
	return img.shrink(f)
}

func (p *Pixels[T]) shrink(f int) Image {
	s := NewShrinker[T](p.Width, p.Height, p.Layout, f)
	s.dst.Premultiplied = p.Premultiplied
	s.weighted = s.weighted && !p.Premultiplied
	for y := range p.Height {
		s.Add(p.Row(y))
	}
	return s.Image()
}

// addRow adds a row of n-channel pixels to sums, f pixels to each.
func addRow[T Sample](sums []float64, row []T, n, f int) {
	for x, pixel := 0, 0; x < len(row); pixel++ {
		sum := sums[pixel*n : pixel*n+n]
		for end := min(x+f*n, len(row)); x < end; x += n {
			for c := range sum {
				sum[c] += float64(row[x+c])
			}
		}
	}
}

// addWeighted is addRow with the colour samples multiplied by the last channel.
func addWeighted[T Sample](sums []float64, row []T, n, f int) {
	for x, pixel := 0, 0; x < len(row); pixel++ {
		sum := sums[pixel*n : pixel*n+n]
		for end := min(x+f*n, len(row)); x < end; x += n {
			alpha := float64(row[x+n-1])
			for c := range n - 1 {
				sum[c] += float64(row[x+c]) * alpha
			}
			sum[n-1] += alpha
		}
	}
}

// average writes sums divided by count, colours by the alpha's sum where they
// were weighted with it.
func average[T Sample](dst []T, sums []float64, count float64, weighted bool) {
	last := len(sums) - 1
	for c, sum := range sums {
		divisor := count
		if weighted && c < last {
			divisor = sums[last]
		}
		if divisor == 0 {
			dst[c] = 0
			continue
		}
		dst[c] = rounded[T](sum / divisor)
	}
}

// rounded converts v, which lies in T's range, to the nearest T.
func rounded[T Sample](v float64) T {
	if T(1)/T(2) != 0 { // float32 keeps fractions
		return T(v)
	}
	return T(v + 0.5)
}

func (p *YCbCr) shrink(f int) Image {
	w, h := (p.Y.Width+f-1)/f, (p.Y.Height+f-1)/f
	return &YCbCr{Y: p.Y.shrinkTo(w, h), Cb: p.Cb.shrinkTo(w, h), Cr: p.Cr.shrinkTo(w, h)}
}

// shrinkTo averages whole boxes of p down to no less than w×h samples: a colour
// plane that is subsampled already shrinks by less than the luma beside it.
func (p *Plane) shrinkTo(w, h int) Plane {
	fx, fy := max(1, p.Width/w), max(1, p.Height/h)
	dst := Plane{Width: (p.Width + fx - 1) / fx, Height: (p.Height + fy - 1) / fy}
	dst.Stride = dst.Width
	dst.Pix = make([]uint8, dst.Width*dst.Height)
	sums := make([]uint32, dst.Width)
	for y := range dst.Height {
		clear(sums)
		rows := min(fy, p.Height-y*fy)
		for r := range rows {
			row := p.Row(y*fy + r)
			for x := range sums {
				for _, v := range row[x*fx : min(x*fx+fx, len(row))] {
					sums[x] += uint32(v)
				}
			}
		}
		out := dst.Row(y)
		for x, sum := range sums {
			count := uint32(rows * min(fx, p.Width-x*fx)) //nolint:gosec // a box has few pixels
			out[x] = uint8((sum + count/2) / count)       //nolint:gosec // a mean of bytes
		}
	}
	return dst
}
