package psd

import (
	"slices"

	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// merged is the Image Data Section: the picture that all layers make.
type merged struct {
	compression compression
	layout      raster.Layout
	planes      []plane // of the colours, then of transparency where the layout has it
	channels    []int   // which channels of the file these are
	matted      bool    // transparent pixels were blended with white
	paletted    bool
}

// openMerged finds the planes of the merged picture. It fails where the file cannot
// hold them.
func (d *document) openMerged(info layerInfo) (merged, error) {
	h := d.header
	w := newWalker(d.src, d.sections.merged, d.src.Size())
	m := merged{compression: compression(w.u16()), layout: h.mode.layout(h.channels)}
	if w.err != nil {
		return m, w.err
	}
	if m.compression > zipPrediction {
		return m, fault.New(fault.Corrupt, "compression %d", m.compression)
	}
	for c := range h.mode.colours(h.channels) {
		m.channels = append(m.channels, c)
	}
	if c := d.transparency(info); c >= 0 {
		m.layout, m.matted = withAlpha(m.layout), true
		m.channels = append(m.channels, c)
	}
	if h.mode == modeIndexed {
		m.paletted = true
		if d.resources.transparentIndex >= 0 {
			m.layout = withAlpha(m.layout)
		}
	}
	m.locate(h, w.at, d.src.Size())
	return m, m.fits(h, d.src.Size())
}

// transparency returns the channel of the merged picture that is its transparency, or
// -1. Other alpha channels are stored selections.
func (d *document) transparency(info layerInfo) int {
	h := d.header
	first := h.mode.colours(h.channels)
	if h.channels <= first || h.mode == modeMultichannel || h.mode == modeIndexed || h.mode == modeBitmap {
		return -1
	}
	// Transparency has the identifier 0; identifiers are those of the last channels.
	if i := slices.Index(d.resources.alphas, 0); i >= 0 {
		if c := h.channels - len(d.resources.alphas) + i; c >= first {
			return c
		}
	}
	if info.transparency {
		return first
	}
	// Other programs write pictures of one layer without any.
	if info.count == 0 && h.channels == first+1 && len(d.resources.alphas) == 0 && !d.resources.namesAlphas {
		return first
	}
	return -1
}

// locate sets the planes of data that begin at off.
func (m *merged) locate(h header, off, end int64) {
	rowBytes := h.rowBytes(h.width)
	entry := 2
	if h.large {
		entry = 4
	}
	for _, channel := range m.channels {
		p := plane{
			compression: m.compression, depth: h.depth, width: h.width, rows: h.height, rowBytes: rowBytes,
			data: off, end: end, tableEntry: entry,
		}
		rows := int64(channel) * int64(h.height)
		switch m.compression {
		case raw:
			p.data = off + rows*int64(rowBytes)
		case runs:
			p.table = off + rows*int64(entry)
			p.data = off + int64(h.channels)*int64(h.height)*int64(entry)
		case zip, zipPrediction:
			p.before = channel * h.height
		}
		m.planes = append(m.planes, p)
	}
}

// The most that a byte of each compression can unfold to: two make a run of 128; and
// the bound of deflate.
const (
	maxRunExpansion = 64
	maxZipExpansion = 1100
)

// fits refuses planes that the file cannot hold.
func (m *merged) fits(h header, fileSize int64) error {
	p := &m.planes[len(m.planes)-1]
	left := fileSize - p.data
	need := int64(p.rowBytes) * int64(p.rows)
	switch m.compression {
	case raw:
	case runs:
		need = need * int64(len(m.planes)) / maxRunExpansion
	case zip, zipPrediction:
		need = need * int64(len(m.planes)) / maxZipExpansion
	}
	if left < need || left <= 0 {
		return picture.Short(h.width, h.height, "merged picture of %d×%d pixels in %d channels and %d bytes", h.width, h.height, h.channels, max(0, left))
	}
	return nil
}

// blank reports whether nothing seems to be in the picture, by some of its rows: every
// channel is all zeros or all ones, as programs write it that do not merge layers.
func (m *merged) blank(src *picture.Source) bool {
	const looks = 64
	p := &m.planes[0]
	step := (p.rows + looks - 1) / looks
	if m.compression.zipped() || m.compression == runs && mark(src, m.planes, m.channels, step) != nil {
		return false
	}
	r := newRowReader(src, p.rowBytes)
	for i := range m.planes {
		for y, first := 0, -1; y < p.rows; y += step {
			if r.start(&m.planes[i], y) != nil {
				return false
			}
			row, err := r.next()
			if err != nil {
				return false
			}
			if first < 0 {
				first = int(row[0])
			}
			if first != 0 && first != 255 {
				return false
			}
			if slices.ContainsFunc(row, func(b byte) bool { return int(b) != first }) {
				return false
			}
		}
	}
	return true
}
