package typeface

import (
	"apsync/core/bits"
	"apsync/core/container/sfnt"
	"apsync/core/fault"
)

// strikes are the pictures of a CBDT or EBDT table, of the strike of most pixels
// (OpenType, "EBLC" and "CBLC").
type strikes struct {
	data        sfnt.Table
	subtables   []subtable
	pixelsPerEm int
}

// subtable says where the pictures of a run of glyphs lie.
type subtable struct {
	first, last int
	table       sfnt.Table
}

// readStrikes finds the strike and its subtables.
func readStrikes(places, data sfnt.Table) (pictures, error) {
	head, err := places.Bytes(0, 8)
	if err != nil {
		return nil, err
	}
	s := &strikes{data: data}
	var at, count int64
	for i := range min(number(head[4:8]), maxStrikes) {
		record, err := places.Bytes(8+48*i, 48)
		if err != nil {
			return nil, err
		}
		// Pictures of grey levels are not read, nor are those without pixels.
		depth := record[46]
		if ppem := int(record[44]); ppem > s.pixelsPerEm && (depth == 1 || depth == 32) {
			s.pixelsPerEm = ppem
			at, count = number(record[:4]), number(record[8:12])
		}
	}
	if s.pixelsPerEm == 0 {
		return nil, nil
	}
	for i := range min(count, maxSubtables) {
		record, err := places.Bytes(at+8*i, 8)
		if err != nil {
			return nil, err
		}
		s.subtables = append(s.subtables, subtable{
			first: int(number(record[:2])), last: int(number(record[2:4])),
			table: places.Part(at+number(record[4:8]), places.Len()),
		})
	}
	return s, nil
}

func (s *strikes) picture(glyph int) (*Picture, error) {
	for i := range s.subtables {
		if sub := &s.subtables[i]; glyph >= sub.first && glyph <= sub.last {
			return s.within(sub, glyph)
		}
	}
	return nil, nil
}

// within returns the picture that a subtable places (OpenType, "EBLC", index formats).
func (s *strikes) within(sub *subtable, glyph int) (*Picture, error) {
	head, err := sub.table.Bytes(0, 8)
	if err != nil {
		return nil, err
	}
	indexFormat, imageFormat, base := number(head[:2]), number(head[2:4]), number(head[4:8])
	i := int64(glyph - sub.first)
	var from, size int64
	var metrics []byte
	switch indexFormat {
	case 1, 3:
		width := int64(4)
		if indexFormat == 3 {
			width = 2
		}
		span, err := sub.table.Bytes(8+width*i, 2*width)
		if err != nil {
			return nil, err
		}
		from = number(span[:width])
		size = number(span[width:]) - from
	case 2, 5:
		same, err := sub.table.Bytes(8, 12)
		if err != nil {
			return nil, err
		}
		size, metrics = number(same[:4]), same[4:12]
		if indexFormat == 5 {
			if i, err = sparse(sub.table, 20, 24, 2, glyph); i < 0 || err != nil {
				return nil, err
			}
		}
		from = size * i
	case 4:
		if i, err = sparse(sub.table, 8, 12, 4, glyph); i < 0 || err != nil {
			return nil, err
		}
		pair, err := sub.table.Bytes(12+4*i, 8)
		if err != nil {
			return nil, err
		}
		from = number(pair[2:4])
		size = number(pair[6:8]) - from
	}
	if size <= 0 {
		return nil, nil
	}
	if size > maxPictureBytes {
		return nil, fault.New(fault.Corrupt, "glyph %d: a picture of %d bytes", glyph, size)
	}
	data, err := s.data.Bytes(base+from, size)
	if err != nil {
		return nil, err
	}
	return s.image(data, imageFormat, metrics)
}

// sparse returns the place of a glyph in a list of those that have pictures, whose
// number is at count and whose records follow at list; -1 where it has none.
func sparse(t sfnt.Table, count, list, width int64, glyph int) (int64, error) {
	head, err := t.Bytes(count, 4)
	if err != nil {
		return -1, err
	}
	n := min(number(head), maxGlyphs)
	records, err := t.Part(list, n*width).Head(n * width)
	if err != nil {
		return -1, err
	}
	for i := int64(0); (i+1)*width <= int64(len(records)); i++ {
		if int(number(records[i*width:i*width+2])) == glyph {
			return i, nil
		}
	}
	return -1, nil
}

// image returns a picture of the given format (OpenType, "EBDT" and "CBDT").
func (s *strikes) image(data []byte, format int64, metrics []byte) (*Picture, error) {
	c := bits.Big(data)
	switch format {
	case 1, 2, 17:
		metrics = c.Bytes(5)
	case 6, 7, 18:
		metrics = c.Bytes(8)
	case 5, 19:
	default:
		return nil, nil
	}
	if len(metrics) < 4 {
		return nil, c.Err()
	}
	p := &Picture{
		Height: int(metrics[0]), Width: int(metrics[1]),
		Left: int(int8(metrics[2])), Top: int(int8(metrics[3])), PixelsPerEm: s.pixelsPerEm,
	}
	switch format {
	case 17, 18, 19:
		p.Data = c.Bytes(int(c.U32()))
	case 1, 6:
		p.Bits = withoutGaps(c.Bytes((p.Width+7)/8*p.Height), p.Width, p.Height)
	default:
		p.Bits = c.Bytes((p.Width*p.Height + 7) / 8)
	}
	return p, c.Err()
}

// withoutGaps returns rows that begin in a byte each as rows that do not.
func withoutGaps(rows []byte, w, h int) []byte {
	stride := (w + 7) / 8
	if len(rows) < stride*h {
		return nil
	}
	packed := make([]byte, (w*h+7)/8)
	for y := range h {
		for x := range w {
			if rows[y*stride+x/8]>>(7-x%8)&1 != 0 {
				i := y*w + x
				packed[i/8] |= 1 << (7 - i%8)
			}
		}
	}
	return packed
}
