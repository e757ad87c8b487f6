package jpeg

// Model says what the components of a picture are.
type Model uint8

// The models. Auto, in Options, leaves it to the stream.
const (
	Auto Model = iota
	Grey
	YCbCr
	RGB
	CMYK
	YCCK // YCbCr of the complements of C, M and Y, and K
)

// Values of the Adobe segment's transform (Adobe TN 5116 §18).
const transformNone = 0

// model returns what the frame's components are, and whether ink is stored as the
// light that it leaves, as Adobe's programs do. The rules for files that do not say
// are libjpeg's, which everybody follows.
func (h *header) model(override Model) (model Model, inverted bool) {
	inverted = h.adobe
	switch comps := h.frame.comps; len(comps) {
	case 1:
		return Grey, false
	case 2:
		h.notes.add("of two components the first is shown as grey")
		return Grey, false
	case 3:
		if override == YCbCr || override == RGB {
			return override, false
		}
		ids := string([]byte{comps[0].id, comps[1].id, comps[2].id})
		switch {
		case h.jfif:
			return YCbCr, false
		case h.adobe && h.transform == transformNone, !h.adobe && (ids == "RGB" || h.frame.lossless):
			return RGB, false
		}
		return YCbCr, false
	}
	if override == CMYK || override == YCCK {
		return override, inverted
	}
	if h.adobe && h.transform != transformNone {
		return YCCK, inverted
	}
	return CMYK, inverted
}
