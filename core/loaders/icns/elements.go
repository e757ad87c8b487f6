package icns

import (
	"encoding/binary"
	"io"
	"slices"
	"strings"

	"apsync/core/codec/png"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	headSize    = 8
	maxElements = 256
	peekBytes   = 24 // of an element's data: up to the size of a PNG
	maxSmall    = 4*128*128 + 4096
)

// Kinds of pictures, the better ones higher.
const (
	noKind   = iota
	bitKind  // a bit for a pixel, and perhaps as many of a mask behind them
	fourKind // indices of four bits
	byteKind // indices of a byte
	runKind  // red, green and blue in run lengths
	argbKind // alpha too
	pngKind
)

// element is a part of a file.
type element struct {
	id            string
	off, size     int64
	kind          int
	width, height int
}

type elements []*element

// types are the elements that have a fixed size and kind. Those that are PNG, JPEG
// 2000 or ARGB tell by their content.
var types = map[string]element{
	"ICON": {kind: bitKind, width: 32, height: 32},
	"ICN#": {kind: bitKind, width: 32, height: 32},
	"icm#": {kind: bitKind, width: 16, height: 12},
	"icm4": {kind: fourKind, width: 16, height: 12},
	"icm8": {kind: byteKind, width: 16, height: 12},
	"ics#": {kind: bitKind, width: 16, height: 16},
	"ics4": {kind: fourKind, width: 16, height: 16},
	"ics8": {kind: byteKind, width: 16, height: 16},
	"is32": {kind: runKind, width: 16, height: 16},
	"icp4": {kind: runKind, width: 16, height: 16},
	"ic04": {kind: argbKind, width: 16, height: 16},
	"icsb": {kind: argbKind, width: 18, height: 18},
	"sb24": {kind: argbKind, width: 24, height: 24},
	"icl4": {kind: fourKind, width: 32, height: 32},
	"icl8": {kind: byteKind, width: 32, height: 32},
	"il32": {kind: runKind, width: 32, height: 32},
	"icp5": {kind: runKind, width: 32, height: 32},
	"ic05": {kind: argbKind, width: 32, height: 32},
	"ic11": {kind: argbKind, width: 32, height: 32},
	"icsB": {kind: argbKind, width: 36, height: 36},
	"ich#": {kind: bitKind, width: 48, height: 48},
	"ich4": {kind: fourKind, width: 48, height: 48},
	"ich8": {kind: byteKind, width: 48, height: 48},
	"ih32": {kind: runKind, width: 48, height: 48},
	"SB24": {kind: argbKind, width: 48, height: 48},
	"it32": {kind: runKind, width: 128, height: 128},
}

// readElements reads the headers of all elements.
func readElements(src *picture.Source) (elements, error) {
	if !strings.HasPrefix(string(src.Head()), Signature) {
		return nil, fault.New(fault.Corrupt, "the file does not begin with %s", Signature)
	}
	var all elements
	for off := int64(headSize); off+headSize <= src.Size() && len(all) < maxElements; {
		head, err := src.Bytes(off, headSize)
		if err != nil {
			return nil, err
		}
		size := int64(binary.BigEndian.Uint32(head[4:]))
		if size < headSize {
			break
		}
		e := &element{id: string(head[:4]), off: off + headSize}
		e.size = min(size-headSize, src.Size()-e.off)
		off += size
		all = append(all, e)
	}
	for _, e := range all {
		if err := e.classify(src); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// jpegKind marks JPEG 2000 pictures.
const jpegKind = -1

// classify finds out what an element is.
func (e *element) classify(src *picture.Source) error {
	head, err := src.Bytes(e.off, min(e.size, peekBytes))
	if err != nil {
		return err
	}
	fixed := types[e.id]
	switch {
	case strings.HasPrefix(string(head), png.Signature) && len(head) == peekBytes:
		e.kind = pngKind
		e.width, e.height = int(binary.BigEndian.Uint32(head[16:])), int(binary.BigEndian.Uint32(head[20:]))
		return nil
	case strings.HasPrefix(string(head), "\x00\x00\x00\x0cjP  "), strings.HasPrefix(string(head), "\xff\x4f\xff\x51"):
		e.kind = jpegKind
		return nil
	case fixed.kind == argbKind && !strings.HasPrefix(string(head), argbMagic):
		return nil
	case e.size > maxSmall:
		return nil
	}
	e.kind, e.width, e.height = fixed.kind, fixed.width, fixed.height
	return nil
}

// pictures returns what can be shown, the best first, and how many elements are JPEG
// 2000 pictures.
func (all elements) pictures() (found elements, jpegs int) {
	for _, e := range all {
		switch {
		case e.kind == jpegKind:
			jpegs++
		case e.kind != noKind:
			found = append(found, e)
		}
	}
	slices.SortStableFunc(found, func(a, b *element) int {
		if d := int64(b.width)*int64(b.height) - int64(a.width)*int64(a.height); d != 0 {
			return int(max(-1, min(1, d)))
		}
		return b.kind - a.kind
	})
	return found, jpegs
}

// find returns the element of a type, or nil.
func (all elements) find(id string) *element {
	i := slices.IndexFunc(all, func(e *element) bool { return e.id == id })
	if i < 0 {
		return nil
	}
	return all[i]
}

// section returns the element as a file.
func (e *element) section(src *picture.Source) (*picture.Source, error) {
	return picture.NewSource(io.NewSectionReader(src, e.off, e.size), e.size, src.Name())
}
