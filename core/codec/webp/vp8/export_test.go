package vp8

// Overflows reports whether levels of the loop filter add up to more than the
// reference, which keeps them in bytes, can hold.
func (d *Decoder) Overflows() bool {
	h := &d.header
	for _, v := range h.strength {
		level := v
		if !h.segmented {
			level = 0
		}
		if !h.segmented || !h.absolute {
			level += h.level
		}
		for _, delta := range []int{0, h.frameDelta, h.blocksDelta} {
			level += delta
			if h.adjusted && (level > 127 || level < -128) {
				return true
			}
		}
	}
	return false
}
