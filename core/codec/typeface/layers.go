package typeface

import (
	"encoding/binary"

	"apsync/core/container/sfnt"
	"apsync/core/outline"
)

const (
	maxLayers = 128 // of a glyph
	// textColour is the palette entry that stands for the colour of text.
	textColour = 0xffff
)

// Colour is red, green, blue and alpha of sRGB, which are not multiplied.
type Colour [4]uint8

// Layer is a shape in one colour.
type Layer struct {
	Path   outline.Path
	Colour Colour
	// Text says that the layer has the colour of text instead.
	Text bool
}

// layers are a font's glyphs that are made of others in colours (OpenType, "COLR"
// version 0).
type layers struct {
	table   sfnt.Table
	bases   int64
	count   int
	records int64
	total   int64
	palette []byte // blue, green, red, alpha
}

// readLayers returns nil where a font has no colours.
func readLayers(font *sfnt.Font) (*layers, error) {
	table, err := font.Table("COLR")
	if err != nil || table.Len() < 14 {
		return nil, err
	}
	head, err := table.Bytes(0, 14)
	if err != nil {
		return nil, err
	}
	l := &layers{
		table: table, count: int(binary.BigEndian.Uint16(head[2:])), bases: number(head[4:8]),
		records: number(head[8:12]), total: number(head[12:14]),
	}
	l.palette, err = readPalette(font)
	return l, err
}

// readPalette reads the first palette (OpenType, "CPAL").
func readPalette(font *sfnt.Font) ([]byte, error) {
	table, err := font.Table("CPAL")
	if err != nil || table.Len() < 14 {
		return nil, err
	}
	head, err := table.Bytes(0, 14)
	if err != nil {
		return nil, err
	}
	entries := number(head[2:4])
	at := number(head[8:12]) + 4*number(head[12:14])
	return table.Part(at, 4*entries).Head(4 * entries)
}

// find returns the first layer of a glyph and how many there are.
func (l *layers) find(glyph int) (first, n int64, err error) {
	for low, high := 0, l.count; low < high; {
		i := (low + high) / 2
		record, err := l.table.Bytes(l.bases+6*int64(i), 6)
		if err != nil {
			return 0, 0, err
		}
		switch at := int(binary.BigEndian.Uint16(record)); {
		case at == glyph:
			return number(record[2:4]), min(number(record[4:6]), maxLayers), nil
		case at < glyph:
			low = i + 1
		default:
			high = i
		}
	}
	return 0, 0, nil
}

// Coloured reports whether glyphs may have layers.
func (f *Face) Coloured() bool { return f.layers != nil || f.pictures != nil }

// Layers returns the layers of a glyph from the lowest to the highest: its outline in
// the colour of text, unless the font has colours for it.
func (f *Face) Layers(glyph int) ([]Layer, error) {
	if painted, err := f.paintedLayers(glyph); painted != nil || err != nil {
		return painted, err
	}
	var first, n int64
	if f.layers != nil {
		var err error
		if first, n, err = f.layers.find(glyph); err != nil {
			return nil, err
		}
	}
	if n == 0 {
		path, err := f.Outline(glyph)
		return []Layer{{Path: path, Text: true}}, err
	}
	records, err := f.layers.table.Part(f.layers.records+4*first, 4*n).Head(4 * n)
	if err != nil {
		return nil, err
	}
	var all []Layer
	segments := 0
	for ; len(records) >= 4; records = records[4:] {
		path, err := f.Outline(int(binary.BigEndian.Uint16(records)))
		if err != nil {
			return nil, err
		}
		if segments += len(path); segments > maxPoints {
			break
		}
		layer := Layer{Path: path}
		layer.Colour, layer.Text = f.layers.colour(int(binary.BigEndian.Uint16(records[2:])))
		all = append(all, layer)
	}
	return all, nil
}

// paintedLayers returns the layers of a glyph that is a tree of paints; nil of others.
func (f *Face) paintedLayers(glyph int) ([]Layer, error) {
	if f.paints == nil {
		return nil, nil
	}
	at, err := f.paints.find(glyph)
	if at == 0 || err != nil {
		return nil, err
	}
	p := &painter{face: f}
	err = p.paint(at, state{matrix: outline.Identity})
	return p.out, err
}

// colour returns a colour of the palette; true for that of text.
func (l *layers) colour(i int) (Colour, bool) {
	if i == textColour || 4*i+4 > len(l.palette) {
		return Colour{}, true
	}
	b := l.palette[4*i:]
	return Colour{b[2], b[1], b[0], b[3]}, false
}
