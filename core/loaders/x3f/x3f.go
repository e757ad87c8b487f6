// Package x3f reads the picture in Sigma's RAW files.
//
// Specification: Sigma and Foveon, "X3F RAW File Format"; ExifTool's SigmaRaw tags. The
// last four bytes of a file say where its directory lies.
//
// Read are the sections of pictures that are JPEG or 24-bit RGB without compression, the
// size and the rotation of the header. Huffman-coded previews and the sensor's data are
// not. Limits: 256 sections.
package x3f

import (
	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/loaders/raw/previews"
	"apsync/core/picture"
)

// Signature begins the files.
const Signature = "FOVb"

const (
	maxSections  = 256
	entryBytes   = 12
	sectionBytes = 28 // of a section's header
	sizeAt       = 28 // in the file's header: columns, rows, rotation
	version4     = 4 << 16
	formatRGB    = 3
	formatJPEG   = 18
)

// Open finds the pictures and reads their headers.
func Open(src *picture.Source) (picture.Picture, error) {
	finder := previews.NewFinder(src)
	entries, err := directory(src)
	if err != nil {
		return nil, err
	}
	for ; len(entries) >= entryBytes; entries = entries[entryBytes:] {
		c := bits.Little(entries)
		off, size := int64(c.U32()), int64(c.U32())
		if name := string(c.Bytes(4)); name == "IMAG" || name == "IMA2" {
			section(src, finder, off, size)
		}
	}
	finder.NotDeveloped(previews.NotDNG())
	return finder.Photo(photograph(src))
}

// directory returns its entries: offset, size and name of each section.
func directory(src *picture.Source) ([]byte, error) {
	tail, err := src.Bytes(src.Size()-4, 4)
	if err != nil {
		return nil, err
	}
	off := int64(bits.Little(tail).U32())
	head, err := src.Bytes(off, 12)
	if err != nil {
		return nil, err
	}
	c := bits.Little(head)
	if name := string(c.Bytes(4)); name != "SECd" {
		return nil, fault.New(fault.Corrupt, "no directory at offset %d, but %q", off, name)
	}
	c.Skip(4) // version
	n := c.U32()
	if n > maxSections {
		return nil, fault.New(fault.LimitCount, "%d sections, more than %d", n, maxSections)
	}
	return src.Bytes(off+12, int64(n)*entryBytes)
}

// section takes the picture of a section.
func section(src *picture.Source, finder *previews.Finder, off, size int64) {
	head, err := src.Bytes(off, sectionBytes)
	if err != nil || string(head[:4]) != "SECi" {
		return
	}
	c := bits.Little(head[12:])
	format, w, h, rowBytes := c.U32(), c.U32(), c.U32(), int64(c.U32())
	switch format {
	case formatJPEG:
		finder.ExifJPEG(off+sectionBytes, size-sectionBytes)
	case formatRGB:
		const most = 1 << 16
		rgb := &previews.RGB{Source: src, Width: int(w), Height: int(h), RowBytes: rowBytes, Rows: int(h), Offsets: []int64{off + sectionBytes}}
		if w > 0 && h > 0 && w < most && h < most && rowBytes >= 3*int64(w) && rgb.IsWhole() {
			finder.Picture(rgb, nil)
		}
	}
}

// photograph reads the header.
func photograph(src *picture.Source) (about previews.Photograph) {
	c := bits.Little(src.Head())
	c.Skip(4) // the signature
	if c.U32() >= version4 {
		return about
	}
	c.Seek(sizeAt)
	w, h, rotation := c.U32(), c.U32(), c.U32()
	if c.Err() != nil || w >= 1<<20 || h >= 1<<20 {
		return about
	}
	about.Width, about.Height = int(w), int(h)
	if turned := previews.Rotated(int64(int32(rotation))); turned != picture.Upright {
		about.Orientation = turned
	}
	return about
}
