package tiff

import "strings"

// FaxWords returns the code words of runs of white (0) or black (1): those of 0 to
// 63 pixels, and those of 64, 128 and so on up to 2560.
func FaxWords(colour int) (terminating, makeUp []string) {
	words := [2][2]string{{whiteTerminating, whiteMakeUp}, {blackTerminating, blackMakeUp}}[colour]
	return strings.Fields(words[0]), strings.Fields(words[1] + " " + commonMakeUp)
}

// UVCode returns the code of the square that is nearest to a chromaticity.
func UVCode(u, v float64) int {
	best, distance := 0, 1e9
	for i, c := range uvSquares() {
		du, dv := float64(c.u)-u, float64(c.v)-v
		if d := du*du + dv*dv; d < distance {
			best, distance = i, d
		}
	}
	return best
}
