package ole

import (
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
)

// SummaryInformation is the stream of a document's property set of that name.
const SummaryInformation = "\x05SummaryInformation"

// Thumbnail is the property of a document's preview, PIDSI_THUMBNAIL (MS-OLEPS §3.1).
const Thumbnail = 17

const (
	setHeaderBytes = 48
	maxProperties  = 4096
	maxClipName    = 256 // bytes of a format's name
	typeClipboard  = 71  // VT_CF
)

// PropertySet is the first property set of a stream (MS-OLEPS §2.20).
type PropertySet struct {
	r       io.ReaderAt
	size    int64
	offsets map[uint32]int64
}

// OpenProperties reads where the properties are that a stream of that size holds.
func OpenProperties(r io.ReaderAt, size int64) (*PropertySet, error) {
	head, err := read(r, size, 0, setHeaderBytes)
	if err != nil {
		return nil, err
	}
	c := bits.Little(head)
	if order := c.U16(); order != 0xfffe {
		return nil, fault.New(fault.Corrupt, "property set: byte order %#x", order)
	}
	c.Seek(setHeaderBytes - 4)
	base := int64(c.U32())
	if head, err = read(r, size, base, 8); err != nil {
		return nil, err
	}
	c = bits.Little(head)
	c.Skip(4)
	n := int64(c.U32())
	if n > maxProperties {
		return nil, fault.New(fault.LimitCount, "property set: %d properties, more than %d", n, maxProperties)
	}
	if head, err = read(r, size, base+8, 8*n); err != nil {
		return nil, err
	}
	p := &PropertySet{r: r, size: size, offsets: make(map[uint32]int64, n)}
	for c = bits.Little(head); c.Len() > 0; {
		id := c.U32()
		p.offsets[id] = base + int64(c.U32())
	}
	return p, nil
}

// Family says whose numbers a clipboard format's are (MS-OLEPS §2.11).
type Family int

// The families of clipboard formats.
const (
	Unnamed   Family = iota // data of no stated format
	Windows                 // those of Windows, such as 8 for a bitmap
	Macintosh               // four letters
	Named                   // a name, or an identifier of 16 bytes
)

// Clip is a property in a clipboard format.
type Clip struct {
	Family Family
	Format uint32 // in the families Windows and Macintosh
	// Data is Size bytes.
	Data *io.SectionReader
	Size int64
}

// Clip returns a property in a clipboard format. It returns false where the set does
// not have the property, and fails as corrupt where it is something else.
func (p *PropertySet) Clip(id uint32) (clip Clip, ok bool, err error) {
	at, ok := p.offsets[id]
	if !ok {
		return Clip{}, false, nil
	}
	head, err := read(p.r, p.size, at, 12)
	if err != nil {
		return Clip{}, false, err
	}
	c := bits.Little(head)
	if kind := c.U16(); kind != typeClipboard {
		return Clip{}, false, fault.New(fault.Corrupt, "property %d is of type %d, not a clipboard format", id, kind)
	}
	c.Skip(2)
	// The size counts from behind itself.
	end, family := at+8+int64(c.U32()), c.I32()
	if end > p.size || end < at+12 {
		return Clip{}, false, fault.New(fault.Truncated, "property %d at %d ends at %d of %d", id, at, end, p.size)
	}
	clip, data, err := p.clip(family, at+12, end)
	if err != nil {
		return Clip{}, false, err
	}
	clip.Size = end - data
	clip.Data = io.NewSectionReader(p.r, data, clip.Size)
	return clip, true, nil
}

// clip returns the format that is stated at off, and where the data begin.
func (p *PropertySet) clip(family int32, off, end int64) (clip Clip, data int64, err error) {
	n := int64(0)
	switch {
	case family == -1:
		clip.Family, n = Windows, 4
	case family == -2:
		clip.Family, n = Macintosh, 4
	case family == -3:
		clip.Family, n = Named, 16
	case family > maxClipName || family < 0:
		return clip, 0, fault.New(fault.Corrupt, "a clipboard format's name of %d bytes", family)
	case family > 0:
		clip.Family, n = Named, int64(family)
	}
	head, err := read(p.r, end, off, n)
	if family < 0 && n == 4 && err == nil {
		clip.Format = bits.Little(head).U32()
	}
	return clip, off + n, err
}

// read returns n bytes, which the caller bounds, of size.
func read(r io.ReaderAt, size, off, n int64) ([]byte, error) {
	return bits.ReadPart(r, size, off, n, "property set")
}
