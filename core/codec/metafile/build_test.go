package metafile_test

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode/utf16"
)

var le = binary.LittleEndian

// longs are numbers of 32 bits.
func longs(v ...int) string {
	var b []byte
	for _, n := range v {
		b = le.AppendUint32(b, uint32(n))
	}
	return string(b)
}

// words are numbers of 16 bits.
func words(v ...int) string {
	var b []byte
	for _, n := range v {
		b = le.AppendUint16(b, uint16(n))
	}
	return string(b)
}

func floats(v ...float32) string {
	var b []byte
	for _, n := range v {
		b = le.AppendUint32(b, math.Float32bits(n))
	}
	return string(b)
}

// rec is a record of an EMF.
func rec(kind int, parts ...string) string {
	data := strings.Join(parts, "")
	data += strings.Repeat("\x00", -len(data)&3)
	return longs(kind, 8+len(data)) + data
}

// bounds are those of a record that nobody looks at.
var bounds = longs(0, 0, -1, -1)

// emf is a metafile of w×h pixels of a device of 100 pixels in 25.4 millimetres.
func emf(w, h int, records ...string) string {
	const perInch, hundredths = 100, 2540
	header := longs(0, 0, w-1, h-1, 0, 0, w*hundredths/perInch, h*hundredths/perInch) + " EMF" +
		longs(0x10000, 0, 1000, 8, 0, 0, 0, 1000, 1000, 254, 254, 0, 0, 0, 254000, 254000)
	return rec(1, header) + strings.Join(records, "") + rec(14, longs(0, 16, 20))
}

// meta is a record of a WMF.
func meta(function int, parts ...string) string {
	data := strings.Join(parts, "")
	data += strings.Repeat("\x00", len(data)&1)
	return longs((6+len(data))/2) + words(function) + data
}

// wmf is a metafile with a header that tells its size.
func wmf(w, h int, records ...string) string {
	return "\xd7\xcd\xc6\x9a" + words(0, 0, 0, w, h, 96, 0, 0, 0) + plain(records...)
}

// plain is a metafile without that header.
func plain(records ...string) string {
	return "\x01\x00\x09\x00\x00\x03" + strings.Repeat("\x00", 12) + strings.Join(records, "") + meta(0)
}

// Objects of EMF at a place of the table, which they are chosen at.
func brush(i, style, colour, hatch int) string {
	return rec(39, longs(i, style, colour, hatch)) + rec(37, longs(i))
}

func pen(i, style, width, colour int) string {
	return rec(38, longs(i, style, width, 0, colour)) + rec(37, longs(i))
}

const (
	noPen   = 0x80000008
	noBrush = 0x80000005
	red     = 0x0000ff
	green   = 0x00ff00
	blue    = 0xff0000
)

func choose(i int) string { return rec(37, longs(i)) }

// utf16le is text of an EMF.
func utf16le(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = le.AppendUint16(b, u)
	}
	return string(b)
}

// font is chosen at a place of the table.
func font(i, height, escapement, weight int, name string) string {
	face := utf16le(name)
	return rec(82, longs(i, height, 0, escapement, escapement, weight), strings.Repeat("\x00", 8), face, strings.Repeat("\x00", 64-len(face))) + choose(i)
}

// written is text of an EMF, with steps between its letters where there are any.
func written(x, y int, s string, steps ...int) string {
	text := utf16le(s)
	text += strings.Repeat("\x00", len(text)&2)
	const head = 76
	off := 0
	if len(steps) > 0 {
		off = head + len(text)
	}
	return rec(84, bounds, longs(1), floats(1, 1), longs(x, y, len(utf16.Encode([]rune(s))), head, 0, 0, 0, 0, 0, off), text, longs(steps...))
}

// dib is a bitmap of 24 bits and 2×2 pixels: red, green over blue, white.
func dib() string {
	return longs(40, 2, 2) + words(1, 24) + longs(0, 0, 0, 0, 0, 0) +
		"\xff\x00\x00\xff\xff\xff\x00\x00" + "\x00\x00\xff\x00\xff\x00\x00\x00"
}

// dib32 is a bitmap of 32 bits and one row.
func dib32(pixels string) string {
	return longs(40, len(pixels)/4, 1) + words(1, 32) + longs(0, 0, 0, 0, 0, 0) + pixels
}

// stretched shows a bitmap.
func stretched(x, y, w, h, op int, bitmap string) string {
	return rec(81, bounds, longs(x, y, 0, 0, 2, 2, 80, 40, 120, len(bitmap)-40, 0, op, w, h), bitmap)
}

// blitted shows a bitmap by a record like EMR_STRETCHBLT.
func blitted(kind, x, y, w, h, op, sw, sh int, bitmap string) string {
	head := longs(x, y, w, h, op, 0, 0) + floats(1, 0, 0, 1, 0, 0) + longs(0, 0)
	if bitmap == "" {
		return rec(kind, bounds, head, longs(0, 0, 0, 0, sw, sh))
	}
	return rec(kind, bounds, head, longs(108, 40, 148, len(bitmap)-40, sw, sh), bitmap)
}
