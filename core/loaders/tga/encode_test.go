package tga_test

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"

	"apsync/core/picture"
)

// variant is a way to store a picture.
type variant struct {
	name       string
	kind       byte
	depth      byte
	mapDepth   byte
	mapFirst   uint16
	attributes byte
	descriptor byte // the origin
}

// variants are all ways that are read.
func variants() []variant {
	var all []variant
	add := func(v variant) {
		v.name = fmt.Sprintf("type %d, %d bits, palette of %d from %d, origin %#x", v.kind, v.depth, v.mapDepth, v.mapFirst, v.descriptor)
		all = append(all, v)
	}
	for _, encoded := range []byte{0, 8} {
		for _, mapDepth := range []byte{15, 16, 24, 32} {
			add(variant{kind: 1 + encoded, depth: 8, mapDepth: mapDepth, descriptor: 0x20})
			add(variant{kind: 1 + encoded, depth: 16, mapDepth: mapDepth, mapFirst: 300})
		}
		add(variant{kind: 1 + encoded, depth: 8, mapDepth: 32, attributes: 8})
		for _, origin := range []byte{0, 0x10, 0x20, 0x30} {
			add(variant{kind: 2 + encoded, depth: 24, descriptor: origin})
		}
		add(variant{kind: 2 + encoded, depth: 15})
		add(variant{kind: 2 + encoded, depth: 16})
		add(variant{kind: 2 + encoded, depth: 16, attributes: 1, descriptor: 0x20})
		add(variant{kind: 2 + encoded, depth: 32})
		add(variant{kind: 2 + encoded, depth: 32, attributes: 8})
		add(variant{kind: 3 + encoded, depth: 8})
		add(variant{kind: 3 + encoded, depth: 16, attributes: 8})
	}
	return all
}

func (v variant) orientation() picture.Orientation {
	return map[byte]picture.Orientation{
		0: picture.FlipVertical, 0x10: picture.Rotate180, 0x20: picture.Upright, 0x30: picture.FlipHorizontal,
	}[v.descriptor]
}

func (v variant) grey() bool { return v.kind&7 == 3 }

// expected is what the variant can keep of img.
func (v variant) expected(img *image.NRGBA) *image.NRGBA {
	if !v.grey() {
		return img
	}
	out := image.NewNRGBA(img.Rect)
	for i := 0; i < len(img.Pix); i += 4 {
		g := img.Pix[i]
		copy(out.Pix[i:], []uint8{g, g, g, img.Pix[i+3]})
	}
	return out
}

func (v variant) header(w, h int) []byte {
	le := binary.LittleEndian
	head := make([]byte, 18)
	head[0], head[2] = 3, v.kind
	if v.mapDepth > 0 {
		head[1], head[7] = 1, v.mapDepth
		le.PutUint16(head[3:], v.mapFirst)
		le.PutUint16(head[5:], 5)
	}
	le.PutUint16(head[12:], uint16(w))
	le.PutUint16(head[14:], uint16(h))
	head[16], head[17] = v.depth, v.descriptor|v.attributes
	return append(head, "id."...)
}

// file returns img as a file, encoded ones in packets of both kinds.
func (v variant) file(img *image.NRGBA) []byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	file := v.header(w, h)
	palette := []color.NRGBA{red, green, blue, white, vanished}
	if v.mapDepth > 0 {
		for _, c := range palette {
			file = append(file, stored(c, v.mapDepth)...)
		}
	}
	for y := range h {
		var row [][]byte
		for x := range w {
			sx, sy := x, y
			if v.descriptor&0x10 != 0 {
				sx = w - 1 - x
			}
			if v.descriptor&0x20 == 0 {
				sy = h - 1 - y
			}
			row = append(row, v.pixel(img.NRGBAAt(sx, sy), palette))
		}
		file = append(file, v.pack(row)...)
	}
	return file
}

func (v variant) pixel(c color.NRGBA, palette []color.NRGBA) []byte {
	switch {
	case v.mapDepth > 0:
		index := uint16(0)
		for i, p := range palette {
			if p == c {
				index = uint16(i) + v.mapFirst
			}
		}
		return binary.LittleEndian.AppendUint16(nil, index)[:v.depth/8]
	case v.grey() && v.depth == 16:
		return []byte{c.R, c.A}
	case v.grey():
		return []byte{c.R}
	}
	return stored(c, v.depth)
}

func stored(c color.NRGBA, depth byte) []byte {
	switch depth {
	case 24:
		return []byte{c.B, c.G, c.R}
	case 32:
		return []byte{c.B, c.G, c.R, c.A}
	}
	word := uint16(c.A>>7)<<15 | uint16(c.R>>3)<<10 | uint16(c.G>>3)<<5 | uint16(c.B>>3)
	return binary.LittleEndian.AppendUint16(nil, word)
}

// pack encodes a row.
func (v variant) pack(row [][]byte) []byte {
	var out []byte
	for len(row) > 0 {
		n := 1
		for v.kind >= 9 && n < len(row) && n < 128 && string(row[n]) == string(row[0]) {
			n++
		}
		switch {
		case v.kind < 9:
		case n > 1:
			out = append(out, byte(127+n))
		default:
			out = append(out, 0)
		}
		out = append(out, row[0]...)
		row = row[n:]
	}
	return out
}
