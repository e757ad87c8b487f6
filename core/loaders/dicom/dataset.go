package dicom

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	maxElements = 1 << 16
	maxDepth    = 16
	maxValue    = 64 << 10
	farther     = 256 << 10  // what is passed over without being read
	undefined   = 0xffffffff // a length that a delimiter ends (PS3.5 §7.1.3)
)

// The transfer syntaxes that are told apart (PS3.6 table A-1).
const (
	syntaxImplicit     = "1.2.840.10008.1.2"
	syntaxExplicit     = "1.2.840.10008.1.2.1"
	syntaxDeflated     = "1.2.840.10008.1.2.1.99"
	syntaxBig          = "1.2.840.10008.1.2.2"
	syntaxJPEG         = "1.2.840.10008.1.2.4.50"
	syntaxJPEGExtended = "1.2.840.10008.1.2.4.51"
	syntaxLossless     = "1.2.840.10008.1.2.4.57"
	syntaxLossless1    = "1.2.840.10008.1.2.4.70" // with predictor 1
	syntaxRLE          = "1.2.840.10008.1.2.5"
)

// tag is a group and an element.
type tag uint32

// The elements that structure a data set (PS3.5 §7.5 and annex A.4).
const (
	tagSyntax       tag = 0x00020010
	tagItem         tag = 0xfffee000
	tagItemEnd      tag = 0xfffee00d
	tagSequenceEnd  tag = 0xfffee0dd
	tagFloatPixels  tag = 0x7fe00008
	tagDoublePixels tag = 0x7fe00009
	tagPixels       tag = 0x7fe00010
	tagShared       tag = 0x52009229 // functional groups of all frames
	tagPerFrame     tag = 0x52009230
)

// pixelData says where the pixels are.
type pixelData struct {
	tag          tag
	vr           string
	off, size    int64 // of native data; of encapsulated ones size is what the file has left
	encapsulated bool
	syntax       string
	order        binary.ByteOrder
}

// dataset is what was kept of a file's elements: the short ones of the data set itself
// and of its functional groups, of each tag the first.
type dataset struct {
	values map[tag][]byte
	order  binary.ByteOrder
	data   pixelData
}

// parser walks over elements.
type parser struct {
	ctx      context.Context
	src      *picture.Source
	r        *bufio.Reader
	size     int64 // of the file
	off      int64
	explicit bool
	order    binary.ByteOrder
	syntax   string
	set      *dataset
	elements int
}

// read reads the elements of a file up to its pixel data.
func read(ctx context.Context, src *picture.Source) (*dataset, error) {
	p := &parser{
		ctx: ctx, src: src, r: src.Reader(ctx, 0), size: src.Size(), explicit: true, order: binary.LittleEndian, syntax: syntaxImplicit,
		set: &dataset{values: map[tag][]byte{}},
	}
	head := src.Head()
	if len(head) >= preamble+4 && string(head[preamble:preamble+4]) == "DICM" {
		if err := p.skip(preamble + 4); err != nil {
			return nil, err
		}
	} else if !bare(head) {
		return nil, fault.New(fault.Corrupt, "neither DICM at offset %d nor a first element", preamble)
	} else if head[0] != 2 {
		p.syntax = syntaxExplicit
	}
	if err := p.meta(); err != nil {
		return nil, err
	}
	p.set.order = p.order
	err := p.elementsUntil(p.size, 0, true)
	if errors.Is(err, io.EOF) || errors.Is(err, errPixels) {
		err = nil
	}
	return p.set, err
}

// errPixels ends the walk at the pixel data.
var errPixels = errors.New("pixel data")

// meta reads the file meta information, which is explicit and little endian, and goes
// on as its transfer syntax says (PS3.10 §7.1).
func (p *parser) meta() error {
	for {
		group, err := p.r.Peek(2)
		if err != nil || binary.LittleEndian.Uint16(group) != 2 {
			break
		}
		e, err := p.header()
		if err != nil {
			return p.ended(err)
		}
		if e.length == undefined {
			return fault.New(fault.Corrupt, "element %08x of the file meta information has no length", uint32(e.tag))
		}
		if err := p.keep(e, true); err != nil {
			return p.ended(err)
		}
	}
	if uid := p.set.text(tagSyntax); uid != "" {
		p.syntax = uid
	}
	switch p.syntax {
	case syntaxBig:
		p.order = binary.BigEndian
	case syntaxDeflated:
		return fault.New(fault.Unsupported, "a deflated data set")
	}
	// Some writers spell value representations out, or not, whatever the syntax says.
	b, err := p.r.Peek(6)
	p.explicit = err == nil && isVR(b[4:])
	return nil
}

// isVR reports whether those are two letters, as value representations have.
func isVR(b []byte) bool { return b[0] >= 'A' && b[0] <= 'Z' && b[1] >= 'A' && b[1] <= 'Z' }

// element is the head of an element.
type element struct {
	tag    tag
	vr     string
	length uint32
}

// header reads the head of the next element (PS3.5 §7.1).
func (p *parser) header() (element, error) {
	if p.elements++; p.elements > maxElements {
		return element{}, fault.New(fault.LimitCount, "more than %d elements before the pixel data", maxElements)
	}
	b, err := p.take(8)
	if err != nil {
		return element{}, err
	}
	e := element{tag: tag(p.order.Uint16(b))<<16 | tag(p.order.Uint16(b[2:]))}
	if !p.explicit || e.tag>>16 == 0xfffe {
		e.length = p.order.Uint32(b[4:])
		return e, nil
	}
	e.vr = string(b[4:6])
	switch e.vr {
	case "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV":
		if b, err = p.take(4); err != nil {
			return element{}, err
		}
		e.length = p.order.Uint32(b)
	default:
		e.length = uint32(p.order.Uint16(b[6:]))
	}
	return e, nil
}

// elementsUntil reads elements up to an offset, or to a delimiter. Those of the groups
// that count are kept.
func (p *parser) elementsUntil(end int64, depth int, kept bool) error {
	if depth > maxDepth {
		return fault.New(fault.LimitDepth, "sequences nested deeper than %d", maxDepth)
	}
	for p.off < end {
		e, err := p.header()
		switch {
		case err != nil && depth == 0:
			return err
		case err != nil:
			return p.ended(err)
		case e.tag == tagItemEnd || e.tag == tagSequenceEnd:
			return nil
		case depth == 0 && (e.tag == tagPixels || e.tag == tagFloatPixels || e.tag == tagDoublePixels):
			return p.pixels(e)
		}
		if err := p.value(e, depth, kept); err != nil {
			return err
		}
	}
	return nil
}

// value reads or passes over the value of an element.
func (p *parser) value(e element, depth int, kept bool) error {
	if e.length == undefined || e.vr == "SQ" {
		// Of unknown ones, items are implicit whatever the syntax (PS3.5 §6.2.2).
		explicit := p.explicit
		p.explicit = explicit && e.vr != "UN"
		defer func() { p.explicit = explicit }()
		return p.sequence(e, depth+1, depth > 0 && kept || e.tag == tagShared || e.tag == tagPerFrame)
	}
	return p.ended(p.keep(e, kept))
}

// sequence reads the items of a sequence.
func (p *parser) sequence(e element, depth int, kept bool) error {
	if depth > maxDepth {
		return fault.New(fault.LimitDepth, "sequences nested deeper than %d", maxDepth)
	}
	end := p.size
	if e.length != undefined {
		end = min(p.size, p.off+int64(e.length))
	}
	for p.off < end {
		item, err := p.header()
		if err != nil {
			return p.ended(err)
		}
		if item.tag == tagSequenceEnd {
			return nil
		}
		if item.tag != tagItem {
			return fault.New(fault.Corrupt, "element %08x where an item of a sequence should be, at %d", uint32(item.tag), p.off)
		}
		itemEnd := p.size
		if item.length != undefined {
			itemEnd = min(p.size, p.off+int64(item.length))
		}
		if err := p.elementsUntil(itemEnd, depth+1, kept); err != nil {
			return err
		}
	}
	return nil
}

// keep reads a value, and keeps it where it is short and the first of its tag.
func (p *parser) keep(e element, kept bool) error {
	_, known := p.set.values[e.tag]
	if !kept || known || e.length > maxValue {
		return p.skip(int64(e.length))
	}
	b, err := p.take(int(e.length))
	if err == nil {
		p.set.values[e.tag] = append([]byte(nil), b...)
	}
	return err
}

// pixels notes where the pixel data are.
func (p *parser) pixels(e element) error {
	p.set.data = pixelData{
		tag: e.tag, vr: e.vr, off: p.off, size: p.size - p.off,
		encapsulated: e.length == undefined, syntax: p.syntax, order: p.order,
	}
	if e.length != undefined {
		p.set.data.size = min(int64(e.length), p.size-p.off)
	}
	return errPixels
}

// take reads n bytes, valid until the next call.
func (p *parser) take(n int) ([]byte, error) {
	if int64(n) > p.size-p.off {
		return nil, io.ErrUnexpectedEOF
	}
	b := make([]byte, n)
	got, err := io.ReadFull(p.r, b)
	p.off += int64(got)
	return b, err
}

func (p *parser) skip(n int64) error {
	if n > p.size-p.off {
		return io.ErrUnexpectedEOF
	}
	p.off += n
	if n > farther {
		p.r = p.src.Reader(p.ctx, p.off)
		return nil
	}
	_, err := p.r.Discard(int(n))
	return err
}

// ended returns the error of a file that ends within an element.
func (p *parser) ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Truncated, "the file ends at %d, within an element", p.off)
	}
	return err
}

// text returns the text of an element, without what pads it.
func (d *dataset) text(t tag) string {
	return strings.Trim(string(d.values[t]), " \x00")
}
