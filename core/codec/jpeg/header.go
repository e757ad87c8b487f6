package jpeg

import (
	"bytes"
	"context"
	"slices"

	"apsync/core/bits"
	"apsync/core/container/exif"
	"apsync/core/fault"
	"apsync/core/picture"
)

// maxSegments bounds the segments before the first scan. Profiles and extended XMP
// take some hundreds.
const maxSegments = 2048

// header is what the segments read so far have said. It goes on changing between
// the scans of a picture.
type header struct {
	frame   *frame
	quant   [4]*[64]uint16 // in zigzag order; nil where not defined
	dc, ac  [4]*huffman    // nil where not defined
	restart int            // MCUs in a restart interval; 0 where there are none
	// conditions are those of arithmetic coding, of DC and of AC tables.
	conditions [2][4]conditioning

	jfif      bool
	adobe     bool
	transform byte // of the Adobe segment
	exifRead  bool
	exif      exif.Data
	icc       []iccChunk
	notes     notes
}

func newHeader() *header {
	h := &header{exif: exif.Data{Orientation: picture.Upright}}
	for i := range 4 {
		h.conditions[0][i], h.conditions[1][i] = unconditioned, unconditioned
	}
	return h
}

// read reads the segments of src up to its first scan and returns the offset
// behind that scan's marker.
func (h *header) read(src *picture.Source) (int64, error) {
	if head := src.Head(); len(head) < 2 || head[0] != 0xff || head[1] != markerSOI {
		return 0, fault.New(fault.Corrupt, "no start-of-image marker at the beginning")
	}
	w := newWindow(context.Background(), src, headerWindow)
	w.skip(2)
	for range maxSegments {
		code, garbage, err := w.marker()
		h.notes.garbage(garbage)
		switch {
		case err != nil:
			return 0, err
		case code == markerNone:
			return 0, fault.New(fault.Truncated, "the file ends before its first scan")
		case code == markerEOI:
			return 0, fault.New(fault.NoPicture, "end-of-image marker at offset %d, before any scan", w.offset()-2)
		case code == markerSOS && h.frame == nil:
			return 0, fault.New(fault.Corrupt, "scan at offset %d without a frame before it", w.offset()-2)
		case code == markerSOS:
			return w.offset(), nil
		}
		if err := h.segment(w, code); err != nil {
			return 0, err
		}
	}
	return 0, fault.New(fault.LimitCount, "more than %d segments before the first scan", maxSegments)
}

// readTables reads a stream of nothing but tables (T.81 §B.5).
func (h *header) readTables(stream []byte) error {
	src, err := picture.NewSource(bytes.NewReader(stream), int64(len(stream)), "tables")
	if err != nil {
		return err
	}
	w := newWindow(context.Background(), src, headerWindow)
	for {
		code, _, err := w.marker()
		if err != nil || code == markerNone || code == markerEOI {
			return err
		}
		if code == markerSOI {
			continue
		}
		if err := h.segment(w, code); err != nil {
			return err
		}
	}
}

// segment reads the segment that follows a marker, which w has just passed.
func (h *header) segment(w *window, code byte) error {
	if standsAlone(code) {
		return nil
	}
	if what := unsupportedProcess(code); what != "" {
		return fault.New(fault.Unsupported, "%s (marker ff%02x) is not read", what, code)
	}
	if code < markerSOF0 || code == markerSOI {
		return fault.New(fault.Corrupt, "unexpected marker ff%02x at offset %d", code, w.offset()-2)
	}
	length, err := w.bytes(2)
	if err != nil {
		return err
	}
	n := int(length[0])<<8 + int(length[1]) - 2
	if n < 0 {
		return fault.New(fault.Corrupt, "segment ff%02x at offset %d has length %d", code, w.offset()-4, n+2)
	}
	if code >= markerAPP0 {
		return h.application(w, code, n)
	}
	body, err := w.bytes(n)
	if err != nil {
		return err
	}
	c := bits.Big(body)
	err = h.content(code, c)
	if c.Err() != nil {
		return fault.New(fault.Corrupt, "segment ff%02x of %d bytes before offset %d is too short for what it begins", code, n, w.offset())
	}
	return err
}

// content reads what a segment holds.
func (h *header) content(code byte, c *bits.Cursor) error {
	switch code {
	case markerSOF0, markerSOF1, markerSOF2, markerSOF3, markerSOF9, markerSOF10:
		return h.startOfFrame(code, c)
	case markerDAC:
		return h.defineConditioning(c)
	case markerDQT:
		return h.defineQuantisation(c)
	case markerDHT:
		return h.defineHuffman(c)
	case markerDRI:
		h.restart = int(c.U16())
	}
	return nil // DNL, whose height the frame has told already, and what is unknown
}

// startOfFrame reads a frame header (T.81 §B.2.2).
func (h *header) startOfFrame(code byte, c *bits.Cursor) error {
	if h.frame != nil {
		return fault.New(fault.Corrupt, "a second frame header")
	}
	f, err := readFrame(code, c)
	h.frame = f
	return err
}

// defineQuantisation reads quantisation tables (T.81 §B.2.4.1).
func (h *header) defineQuantisation(c *bits.Cursor) error {
	for c.Len() > 0 && c.Err() == nil {
		selector := c.U8()
		wide, id := selector>>4, selector&15
		if wide > 1 || id > 3 {
			return fault.New(fault.Corrupt, "quantisation table %d of precision %d", id, wide)
		}
		table := new([64]uint16)
		for k := range table {
			if wide == 1 {
				table[k] = c.U16()
			} else {
				table[k] = uint16(c.U8())
			}
		}
		h.quant[id] = table
	}
	return c.Err()
}

// defineConditioning reads what a DAC segment says (T.81 §B.2.4.3).
func (h *header) defineConditioning(c *bits.Cursor) error {
	for c.Len() > 0 && c.Err() == nil {
		selector, value := c.U8(), c.U8()
		class, id := selector>>4, selector&15
		lower, upper := value&15, value>>4
		switch {
		case class > 1 || id > 3, class == 0 && lower > upper, class == 1 && (value < 1 || value > 63):
			return fault.New(fault.Corrupt, "arithmetic conditioning %d of table %d of class %d", value, id, class)
		case class == 0:
			h.conditions[0][id].lower, h.conditions[0][id].upper = lower, upper
		default:
			h.conditions[1][id].k = value
		}
	}
	return c.Err()
}

// mostUntold bounds how much data is passed over in search of the height, in bytes.
const mostUntold = 64 << 20

// findHeight reads the height from behind the first scan of a frame that does not say
// it (T.81 §B.2.5).
func (h *header) findHeight(src *picture.Source, scanAt int64) error {
	if size := src.Size() - scanAt; size > mostUntold {
		return fault.New(fault.Unsupported, "a height that stands behind a scan in the last %d bytes, of which %d are searched, is not read", size, mostUntold)
	}
	w := newWindow(context.Background(), src, dataWindow)
	w.skip(int(scanAt))
	length, err := w.bytes(2)
	if err != nil {
		return err
	}
	w.skip(max(0, int(length[0])<<8+int(length[1])-2))
	code, err := w.endOfData()
	if err != nil {
		return err
	}
	if code != markerDNL {
		return fault.New(fault.Corrupt, "the height is 0, and no DNL segment tells it after the first scan")
	}
	body, err := w.bytes(4)
	if err != nil {
		return err
	}
	h.frame.height = int(body[2])<<8 + int(body[3])
	if h.frame.height == 0 {
		return fault.New(fault.Corrupt, "the height is 0, also in the DNL segment")
	}
	h.frame.measure()
	return nil
}

// defineHuffman reads Huffman tables (T.81 §B.2.4.2).
func (h *header) defineHuffman(c *bits.Cursor) error {
	for c.Len() > 0 && c.Err() == nil {
		selector := c.U8()
		class, id := selector>>4, selector&15
		if class > 1 || id > 3 {
			return fault.New(fault.Corrupt, "huffman table %d of class %d", id, class)
		}
		table, err := readHuffman(c)
		if err != nil {
			return err
		}
		if class == 1 {
			h.ac[id] = table
			continue
		}
		if size := slices.Max(table.symbols); size > widest {
			return fault.New(fault.Corrupt, "huffman table %d has dc differences of %d bits", id, size)
		}
		h.dc[id] = table
	}
	return c.Err()
}
