package adobe

import (
	"context"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// addInterchange offers the preview whose first line is at off (EPSF 3.0 §6): rows from
// the top, each of whole bytes, in which 0 is white.
func (c *choice) addInterchange(src *picture.Source, off int64) {
	var w, h, depth, lines int
	next, err := scan(src, off, "%%%%BeginPreview: %d %d %d %d", &w, &h, &depth, &lines)
	if err != nil {
		c.add(nil, err, true)
		return
	}
	if depth != 1 && depth != 2 && depth != 4 && depth != 8 || w < 1 || h < 1 || w > maxSide || h > maxSide {
		c.add(nil, fault.New(fault.Corrupt, "a preview of %d×%d pixels of %d bits", w, h, depth), true)
		return
	}
	stride := (w*depth + 7) / 8
	text := hexText{src, next, int64(stride) * int64(h)}
	if text.size > maxPreview || text.textSize() < 2*text.size {
		c.add(nil, fault.New(fault.Truncated, "a preview of %d bytes in the %d that are left of the file", text.size, text.textSize()), true)
		return
	}
	header := bands.Header{Width: w, Height: h, Layout: raster.Grey, Stored: int64(stride), Fixed: text.textSize()}
	c.add(bands.New(header, func(context.Context) (bands.Rows[uint8], error) {
		data, err := text.bytes()
		if err != nil {
			return bands.Rows[uint8]{}, err
		}
		if int64(len(data)) < text.size {
			return bands.Rows[uint8]{}, fault.New(fault.Truncated, "%d of the preview's %d bytes", len(data), text.size)
		}
		return bands.Apart(
			func(stored []byte) error { data = data[copy(stored, data):]; return nil },
			func(row []uint8, stored []byte) { greys(row, stored, depth) },
		), nil
	}), nil, depth == 1)
}

// greys makes a row of packed samples, of which 0 is white.
func greys(row []uint8, stored []byte, depth int) {
	most := 1<<depth - 1
	for x := range row {
		at := x * depth
		v := int(stored[at/8]) >> (8 - depth - at%8) & most
		row[x] = uint8(255 - v*255/most)
	}
}

const (
	paletteBytes = 256 * 3
	runsMark     = "RLE"
	runByte      = 0xfd
)

// addAI7 offers Illustrator's thumbnail, whose first line is at off.
func (c *choice) addAI7(src *picture.Source, off int64) {
	var w, h, depth, digits int
	next, err := scan(src, off, "%%AI7_Thumbnail: %d %d %d", &w, &h, &depth)
	if err == nil {
		next, err = scan(src, next, "%%%%BeginData: %d Hex Bytes", &digits)
	}
	if err != nil {
		c.add(nil, err, false)
		return
	}
	if depth != 8 || w < 1 || h < 1 || w > maxSide || h > maxSide || w*h > maxPreview || digits < 2*paletteBytes || digits > maxPreview {
		c.add(nil, fault.New(fault.Corrupt, "a thumbnail of %d×%d pixels of %d bits in %d digits", w, h, depth, digits), false)
		return
	}
	text := hexText{src, next, int64(digits) / 2}
	header := bands.Header{Width: w, Height: h, Layout: raster.RGB, Fixed: text.textSize() + int64(w*h)}
	c.add(bands.New(header, func(context.Context) (bands.Rows[uint8], error) {
		data, err := text.bytes()
		if err != nil {
			return bands.Rows[uint8]{}, err
		}
		return ai7Rows(data, w, h)
	}), nil, false)
}

// ai7Rows returns the rows of a thumbnail: a palette and indices.
func ai7Rows(data []byte, w, h int) (bands.Rows[uint8], error) {
	if len(data) < paletteBytes {
		return bands.Rows[uint8]{}, fault.New(fault.Truncated, "%d bytes of a thumbnail's palette", len(data))
	}
	palette, indices := data[:paletteBytes], unrun(data[paletteBytes:], w*h)
	if len(indices) < w*h {
		return bands.Rows[uint8]{}, fault.New(fault.Truncated, "%d of a thumbnail's %d pixels", len(indices), w*h)
	}
	return bands.InOrder(func(row []uint8) error {
		for x, i := range indices[:w] {
			*(*[3]uint8)(row[3*x:]) = [3]uint8(palette[3*int(i):])
		}
		indices = indices[w:]
		return nil
	}), nil
}

// unrun returns up to n indices of data, which may be encoded in runs.
func unrun(data []byte, n int) []byte {
	if len(data) < len(runsMark) || string(data[:len(runsMark)]) != runsMark {
		return data
	}
	indices := make([]byte, 0, n)
	for data = data[len(runsMark):]; len(data) > 0 && len(indices) < n; {
		value, count, size := data[0], 1, 1
		if value == runByte && len(data) > 1 {
			if size = 2; data[1] != runByte {
				if len(data) < 3 {
					break
				}
				value, count, size = data[2], int(data[1]), 3
			}
		}
		for range min(count, n-len(indices)) {
			indices = append(indices, value)
		}
		data = data[size:]
	}
	return indices
}
