package exr

import "apsync/core/colour"

// space returns what the colours of the part mean: what the name of the file states,
// else the header.
func (p *part) space(file string) colour.Space {
	if s, ok := colour.Named(file); ok {
		return s
	}
	switch {
	case p.primaries != nil:
		return colour.Space{Primaries: p.primaries, Transfer: colour.TransferLinear}
	case p.aces:
		return colour.Space{Primaries: &colour.ACES, Transfer: colour.TransferLinear}
	}
	if s, ok := colour.Named(p.interop); ok {
		return s
	}
	return colour.Space{Transfer: colour.TransferLinear}
}

// luminance returns how much of the part's red, green and blue its brightness is:
// the Y of the primaries at amounts that together make white.
func (p *part) luminance() [3]float32 {
	primaries := colour.BT709
	if p.primaries != nil {
		primaries = *p.primaries
	}
	r, g, b, w := primaries.Red, primaries.Green, primaries.Blue, primaries.White
	// Cramer's rule for amounts s with s·(x, y, z) = white of Y 1.
	det := determinant(r, g, b)
	weights := [3]float64{
		determinant(w, g, b) * r.Y / (det * w.Y), determinant(r, w, b) * g.Y / (det * w.Y), determinant(r, g, w) * b.Y / (det * w.Y),
	}
	for _, v := range weights {
		if !(v > -1 && v < 2) || !(weights[1] > 0.01) {
			return [3]float32{0.2126, 0.7152, 0.0722}
		}
	}
	return [3]float32{float32(weights[0]), float32(weights[1]), float32(weights[2])}
}

// determinant is that of three columns x, y, 1-x-y.
func determinant(a, b, c colour.Chromaticity) float64 {
	// Adding the first two rows to the third makes it 1, 1, 1.
	return a.X*(b.Y-c.Y) - b.X*(a.Y-c.Y) + c.X*(a.Y-b.Y)
}
