package jpeg

import (
	"bytes"
	"fmt"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/container/exif"
	"apsync/core/picture"
)

// maxProfile bounds an ICC profile, in bytes; those of presses have some 3 MiB.
const maxProfile = 16 << 20

// How application segments of interest begin.
var (
	jfifPrefix  = []byte("JFIF\x00")        // JFIF 1.02
	exifPrefix  = []byte("Exif\x00")        // Exif 2.32 §4.7.2
	adobePrefix = []byte("Adobe")           // Adobe TN 5116 §18
	iccPrefix   = []byte("ICC_PROFILE\x00") // ICC.1 §B.4
	adobeRGB    = colour.Primaries{         // Adobe RGB (1998) §4.3.1
		Red:   colour.Chromaticity{X: 0.64, Y: 0.33},
		Green: colour.Chromaticity{X: 0.21, Y: 0.71},
		Blue:  colour.Chromaticity{X: 0.15, Y: 0.06},
		White: colour.Chromaticity{X: 0.3127, Y: 0.3290},
	}
)

// adobeGamma is the exponent of Adobe RGB (1998) §4.3.1.2.
const adobeGamma = 563.0 / 256

// iccChunk is the part of a profile that one APP2 segment holds.
type iccChunk struct {
	number, count byte // 1 to count
	off           int64
	size          int
}

// application reads an APPn or comment segment of n bytes. What is damaged in one
// says nothing and fails nothing.
func (h *header) application(w *window, code byte, n int) error {
	switch code {
	case markerAPP0, markerAPP14:
		const enough = 12
		body, err := w.bytes(min(n, enough))
		if err != nil {
			return err
		}
		w.skip(n - len(body))
		h.jfif = h.jfif || code == markerAPP0 && bytes.HasPrefix(body, jfifPrefix)
		if code == markerAPP14 && len(body) == enough && bytes.HasPrefix(body, adobePrefix) {
			h.adobe, h.transform = true, body[enough-1]
		}
		return nil
	case markerAPP1:
		return h.readExif(w, n)
	case markerAPP2:
		return h.noteICC(w, n)
	}
	w.skip(n)
	return nil
}

func (h *header) readExif(w *window, n int) error {
	head, err := w.bytes(min(n, 6))
	if err != nil {
		return err
	}
	n -= len(head)
	if h.exifRead || !bytes.HasPrefix(head, exifPrefix) {
		w.skip(n)
		return nil
	}
	block, err := w.bytes(n)
	if err != nil {
		return err
	}
	h.exifRead = true
	h.exif = exif.Parse(block)
	if h.exif.Orientation == 0 {
		h.exif.Orientation = picture.Upright
	}
	return nil
}

// noteICC notes where a chunk of a profile lies; it is read once all are known.
func (h *header) noteICC(w *window, n int) error {
	const overhead = 14
	head, err := w.bytes(min(n, overhead))
	if err != nil {
		return err
	}
	if len(head) == overhead && bytes.HasPrefix(head, iccPrefix) && len(h.icc) < 256 {
		c := bits.Big(head[len(iccPrefix):])
		h.icc = append(h.icc, iccChunk{number: c.U8(), count: c.U8(), off: w.offset(), size: n - overhead})
	}
	w.skip(n - len(head))
	return nil
}

// space returns the colour space that the headers tell: the profile, or else Adobe
// RGB where Exif names it.
func (h *header) space(src *picture.Source, model Model) (colour.Space, error) {
	var s colour.Space
	profile, defect := h.profile()
	if defect != "" {
		h.notes.add("the colour profile is ignored: %s", defect)
	}
	for _, chunk := range profile {
		data, err := src.Bytes(chunk.off, int64(chunk.size))
		if err != nil {
			return s, err
		}
		s.ICC = append(s.ICC, data...)
	}
	if len(s.ICC) == 0 && h.exif.AdobeRGB && (model == YCbCr || model == RGB) {
		primaries := adobeRGB
		s.Primaries, s.Transfer, s.Gamma = &primaries, colour.TransferGamma, adobeGamma
	}
	return s, nil
}

// profile returns the chunks of the profile in order, or says what is wrong with
// them.
func (h *header) profile() (chunks []iccChunk, defect string) {
	if len(h.icc) == 0 {
		return nil, ""
	}
	count := h.icc[0].count
	chunks = make([]iccChunk, count)
	total := 0
	for _, chunk := range h.icc {
		if chunk.count != count || chunk.number < 1 || chunk.number > count {
			return nil, fmt.Sprintf("it has a chunk %d of %d and one %d of %d", h.icc[0].number, count, chunk.number, chunk.count)
		}
		if chunks[chunk.number-1].count > 0 {
			return nil, fmt.Sprintf("it has chunk %d twice", chunk.number)
		}
		chunks[chunk.number-1] = chunk
		if total += chunk.size; total > maxProfile {
			return nil, fmt.Sprintf("it has more than %d bytes", maxProfile)
		}
	}
	if len(h.icc) < int(count) {
		return nil, fmt.Sprintf("it has %d of its %d chunks", len(h.icc), count)
	}
	return chunks, ""
}
