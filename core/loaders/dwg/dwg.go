// Package dwg reads the preview that AutoCAD and its kin keep in a drawing.
//
// Specification: Open Design Alliance, "Open Design Specification for .dwg files" 5.4.1,
// §3.2 and §14 (preview). Drawings of release 13 (AC1012) and later, up to 2018 (AC1032),
// say at offset 13 where the preview is: a sentinel, a length, a count of parts, and of
// each its code, offset and length. Shown is a PNG file (code 6, since 2013), else a
// bitmap without a file header (2), else a Windows metafile (3) that is nothing but a
// bitmap; one that draws is unsupported.
//
// Only the header, the table of parts, of at most 32, and the preview are read. A drawing
// without a preview, as all of release 12 and before are, fails with no-picture.
package dwg

import (
	"io"
	"strings"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signatures begin drawings: a version, five zero bytes, and for release 12 and before
// whatever follows.
var Signatures = []string{"AC1???\x00\x00\x00\x00\x00", "AC2.??\x00\x00\x00\x00\x00"}

const (
	firstVersion = "AC1012"
	seeker       = 0x0d
	sentinel     = "\x1f\x25\x6d\x07\xd4\x36\x28\x28\x9d\x57\xca\x3f\x9d\x44\x10\x2b"
	tableBytes   = len(sentinel) + 4 + 1
	partBytes    = 1 + 4 + 4
	maxParts     = 32
)

// Codes of parts.
const (
	codeBitmap   = 2
	codeMetafile = 3
	codePNG      = 6
)

// openers are in the order of preference.
var openers = []struct {
	code uint8
	open func(r *io.SectionReader) (picture.Picture, error)
}{{codePNG, openFile}, {codeBitmap, embedded.OpenBitmap}, {codeMetafile, embedded.OpenMetafile}}

// Open finds the preview and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	parts, err := readParts(src)
	if err != nil {
		return nil, err
	}
	var failed error
	for _, o := range openers {
		r, ok := parts[o.code]
		if !ok {
			continue
		}
		opened, err := o.open(r)
		if err == nil {
			return embedded.NewPreview(opened, "drawing"), nil
		}
		if failed == nil {
			failed = err
		}
	}
	if failed != nil {
		return nil, failed
	}
	return nil, fault.New(fault.NoPicture, "the drawing holds no preview").
		Advise("in AutoCAD, set RASTERPREVIEW to 1 or tick Save a thumbnail preview image, and save the drawing anew")
}

// readParts returns the parts of the preview that are not empty, by their codes.
func readParts(src *picture.Source) (map[uint8]*io.SectionReader, error) {
	head := src.Head()
	if len(head) < seeker+4 || !strings.HasPrefix(string(head), "AC10") || string(head[:len(firstVersion)]) < firstVersion {
		return nil, nil
	}
	c := bits.Little(head)
	c.Seek(seeker)
	at := int64(c.U32())
	if at == 0 {
		return nil, nil
	}
	table, err := src.Bytes(at, int64(tableBytes))
	if err != nil {
		return nil, err
	}
	if string(table[:len(sentinel)]) != sentinel {
		return nil, fault.New(fault.Corrupt, "no preview at offset %d, where the header says it is", at)
	}
	n := int64(table[tableBytes-1])
	if n > maxParts {
		return nil, fault.New(fault.LimitCount, "a preview of %d parts, more than %d", n, maxParts)
	}
	if table, err = src.Bytes(at+int64(tableBytes), n*partBytes); err != nil {
		return nil, err
	}
	return sections(src, table)
}

func sections(src *picture.Source, table []byte) (map[uint8]*io.SectionReader, error) {
	parts := map[uint8]*io.SectionReader{}
	for c := bits.Little(table); c.Len() > 0; {
		code, off, size := c.U8(), int64(c.U32()), int64(c.U32())
		if size == 0 {
			continue
		}
		if off > src.Size() || size > src.Size()-off {
			return nil, fault.New(fault.Truncated, "preview part %d: %d bytes at %d of %d", code, size, off, src.Size())
		}
		parts[code] = io.NewSectionReader(src, off, size)
	}
	return parts, nil
}

func openFile(r *io.SectionReader) (picture.Picture, error) {
	return embedded.Open(r, r.Size(), "the preview")
}
