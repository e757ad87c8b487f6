package picture

// Orientation says how a stored picture is turned for display, with the numbers
// of the tag of that name (TIFF 6.0 §8, Exif 2.32 §4.6.4). 0 stands for 1.
type Orientation uint8

// The orientations: what must be done to the stored picture to show it.
const (
	Upright         Orientation = 1
	FlipHorizontal  Orientation = 2
	Rotate180       Orientation = 3
	FlipVertical    Orientation = 4
	Transpose       Orientation = 5 // mirrored at the main diagonal
	RotateClockwise Orientation = 6
	Transverse      Orientation = 7 // mirrored at the other diagonal
	RotateCounter   Orientation = 8 // counter-clockwise
)

// Swaps reports whether display exchanges width and height.
func (o Orientation) Swaps() bool { return o >= Transpose && o <= RotateCounter }

// Displayed returns w×h as displayed, or a displayed size as stored: the exchange
// is its own inverse.
func (o Orientation) Displayed(w, h int) (int, int) {
	if o.Swaps() {
		return h, w
	}
	return w, h
}
