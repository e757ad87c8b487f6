package bands

// MaxLight is what infinite light counts as: the largest number of half floats.
const MaxLight = 65504

// Finite replaces what cannot be averaged with others: what is beyond MaxLight on
// either side, and what is no number, which is black.
func Finite(v float32) float32 {
	if v >= -MaxLight && v <= MaxLight {
		return v
	}
	if v > 0 {
		return MaxLight
	}
	return 0
}
