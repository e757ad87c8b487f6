package typeface

import (
	"apsync/core/bits"
	"apsync/core/container/sfnt"
	"apsync/core/fault"
)

const (
	maxStrikes      = 64
	maxSubtables    = 4096
	maxPictureBytes = 1 << 20
)

// Picture is a glyph as pixels.
type Picture struct {
	// Data is a file of a common format, PNG above all. It is nil where Bits counts.
	Data []byte
	// Bits are rows of pixels, one bit each from the highest down, without gaps
	// between rows. Width and Height are their size.
	Bits          []byte
	Width, Height int
	// Left and Top are where the picture's upper left corner lies from the origin, in
	// pixels to the right and upwards; PixelsPerEm is their scale. sbix gives the lower
	// left corner instead: then FromBottom is set.
	Left, Top, PixelsPerEm int
	FromBottom             bool
}

// pictures are a font's glyphs as pixels.
type pictures interface {
	picture(glyph int) (*Picture, error)
}

// readPictures returns nil where a font has none, or none that are better than its
// outlines: black and white ones were made for screens of few pixels.
func readPictures(font *sfnt.Font, glyphs int, outlines bool) (pictures, error) {
	sbix, err := font.Table("sbix")
	if err != nil {
		return nil, err
	}
	if sbix.Len() > 0 {
		return readApple(sbix, glyphs)
	}
	sources := [][2]string{{"CBLC", "CBDT"}, {"EBLC", "EBDT"}, {"bloc", "bdat"}}
	if outlines {
		sources = sources[:1]
	}
	for _, tags := range sources {
		places, err := font.Table(tags[0])
		if err != nil {
			return nil, err
		}
		data, err := font.Table(tags[1])
		if err != nil {
			return nil, err
		}
		if places.Len() > 0 && data.Len() > 0 {
			return readStrikes(places, data)
		}
	}
	return nil, nil
}

// Picture returns the picture of a glyph, the largest that the font has, or nil.
func (f *Face) Picture(glyph int) (*Picture, error) {
	if f.pictures == nil {
		return nil, nil
	}
	return f.pictures.picture(glyph)
}

// apple are the pictures of an sbix table.
type apple struct {
	strike      sfnt.Table
	glyphs      int
	pixelsPerEm int
}

// readApple finds the strike of the largest pictures (OpenType, "sbix").
func readApple(table sfnt.Table, glyphs int) (pictures, error) {
	head, err := table.Bytes(0, 8)
	if err != nil {
		return nil, err
	}
	best := apple{glyphs: glyphs}
	for i := range min(number(head[4:8]), maxStrikes) {
		offset, err := table.Bytes(8+4*i, 4)
		if err != nil {
			return nil, err
		}
		strike := table.Part(number(offset), table.Len())
		scale, err := strike.Bytes(0, 4)
		if err != nil {
			return nil, err
		}
		if ppem := int(number(scale[:2])); ppem > best.pixelsPerEm {
			best.strike, best.pixelsPerEm = strike, ppem
		}
	}
	if best.pixelsPerEm == 0 {
		return nil, nil
	}
	return &best, nil
}

func (a *apple) picture(glyph int) (*Picture, error) { return a.follow(glyph, true) }

// follow returns a glyph's picture, or that of the glyph that it says it looks like.
func (a *apple) follow(glyph int, duplicates bool) (*Picture, error) {
	if glyph < 0 || glyph >= a.glyphs {
		return nil, nil
	}
	places, err := a.strike.Bytes(4+4*int64(glyph), 8)
	if err != nil {
		return nil, err
	}
	from, to := number(places[:4]), number(places[4:])
	if to-from <= 8 {
		return nil, nil
	}
	if to-from > maxPictureBytes {
		return nil, fault.New(fault.Corrupt, "glyph %d: a picture of %d bytes", glyph, to-from)
	}
	data, err := a.strike.Bytes(from, to-from)
	if err != nil {
		return nil, err
	}
	c := bits.Big(data)
	left, bottom, format := c.I16(), c.I16(), string(c.Bytes(4))
	if format == "dupe" && duplicates {
		return a.follow(int(c.U16()), false)
	}
	return &Picture{Data: data[8:], Left: int(left), Top: int(bottom), PixelsPerEm: a.pixelsPerEm, FromBottom: true}, c.Err()
}
