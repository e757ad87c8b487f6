package adobe

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"apsync/core/container/metafile"
	"apsync/core/container/tiff"
	"apsync/core/container/xmp"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// How PostScript files begin.
const (
	Signature    = "%!PS"
	SignatureDOS = "\xc5\xd0\xd3\xc6"
)

const (
	searched     = 4 << 20
	maxPreview   = 4 << 20
	maxSide      = 1 << 15
	maxResources = 1 << 20
	dosHeader    = 28
)

// OpenPostScript opens the best preview of an EPS file.
func OpenPostScript(src *picture.Source) (picture.Picture, error) {
	var c choice
	if err := c.addPostScript(src); err != nil {
		return nil, err
	}
	return c.preview("save it with a preview: in Illustrator choose a TIFF as Preview in the EPS options; programs that draw PostScript are needed otherwise")
}

// addPostScript offers the previews of a PostScript file.
func (c *choice) addPostScript(src *picture.Source) error {
	if strings.HasPrefix(string(src.Head()), SignatureDOS) {
		off, err := c.addDOS(src)
		if err != nil {
			return err
		}
		return c.addProgram(src, off)
	}
	return c.addProgram(src, 0)
}

// addDOS offers the preview of the DOS header, and returns where the program begins
// (EPSF 3.0 §5.2).
func (c *choice) addDOS(src *picture.Source) (program int64, err error) {
	head := src.Head()
	if len(head) < dosHeader {
		return 0, fault.New(fault.Truncated, "a header of %d bytes", len(head))
	}
	field := func(at int) int64 { return int64(binary.LittleEndian.Uint32(head[at:])) }
	if part, err := section(src, field(20), field(24)); part != nil || err != nil {
		c.addTIFF(part, err)
	} else if part, err := section(src, field(12), field(16)); part != nil || err != nil {
		c.addMetafile(part, err)
	}
	return field(4), nil
}

// section returns a part of a file, or nil where it is empty.
func section(src *picture.Source, off, size int64) (*io.SectionReader, error) {
	if off == 0 || size == 0 {
		return nil, nil
	}
	if off > src.Size() || size > src.Size()-off {
		return nil, fault.New(fault.Truncated, "a preview of %d bytes at %d of a file of %d", size, off, src.Size())
	}
	return io.NewSectionReader(src, off, size), nil
}

func (c *choice) addTIFF(part *io.SectionReader, err error) {
	if err != nil {
		c.add(nil, err, false)
		return
	}
	p, err := embedded.Open(part, part.Size(), "the preview")
	c.add(p, err, isBilevel(part))
}

// isBilevel reports whether the first picture of a TIFF file has one bit a pixel, as is
// so where nothing is said.
func isBilevel(part *io.SectionReader) bool {
	file, err := tiff.Open(part, part.Size())
	if err != nil {
		return false
	}
	dir, err := file.Directory(file.First)
	if err != nil {
		return false
	}
	bits, ok := dir.Uint(tiff.TagBitsPerSample)
	samples, several := dir.Uint(tiff.TagSamplesPerPixel)
	return (!ok || bits == 1) && (!several || samples == 1)
}

func (c *choice) addMetafile(part *io.SectionReader, err error) {
	if err != nil {
		c.add(nil, err, false)
		return
	}
	bitmap, err := metafile.Bitmap(part, part.Size())
	if err != nil {
		c.add(nil, fault.New(fault.Unsupported, "the preview is a Windows metafile: %s", fault.From(err).Detail), false)
		return
	}
	p, err := embedded.OpenBitmap(bitmap)
	c.add(p, err, false)
}

// addProgram offers the previews within the program at off. Behind the first XMP packet
// with a thumbnail there is none that is better; packets of placed pictures come later.
func (c *choice) addProgram(src *picture.Source, off int64) error {
	return marks{
		"%%BeginPreview:":  func(off int64) bool { c.addInterchange(src, off); return false },
		"%AI7_Thumbnail:":  func(off int64) bool { c.addAI7(src, off); return false },
		"%BeginPhotoshop:": func(off int64) bool { c.addPhotoshop(src, off); return false },
		xmp.Begin: func(off int64) bool {
			return c.addPacket(io.NewSectionReader(src, off, src.Size()-off))
		},
	}.search(src, off, off+searched)
}

// scan reads the numbers of the line at off behind its mark, and returns where the next
// line begins.
func scan(src *picture.Source, off int64, format string, numbers ...any) (next int64, err error) {
	line, next, err := lineAt(src, off)
	if err != nil {
		return 0, err
	}
	if _, err := fmt.Sscanf(line, format, numbers...); err != nil {
		return 0, fault.New(fault.Corrupt, "at %d: %q: %v", off, line, err)
	}
	return next, nil
}
