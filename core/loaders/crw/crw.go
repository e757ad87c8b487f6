// Package crw reads the picture in Canon's older RAW files.
//
// Specification: Canon, "CIFF Specification on Image Data File" 1.0r4; ExifTool's
// CanonRaw tags. A file is a heap of records, some of which are heaps themselves; the
// directory of a heap lies at its end.
//
// Read are the JPEG of the size of the photograph (JpgFromRaw) and the thumbnail, the
// photograph's size, rotation and colour space. The sensor's data is not developed.
// Limits: 8 levels of heaps, 1024 records.
package crw

import (
	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/loaders/raw/previews"
	"apsync/core/picture"
)

// Signature begins the files.
const Signature = "II??\x00\x00HEAPCCDR"

// Records, by their tag without the bits that say where they are kept.
const (
	tagColorSpace = 0x10b4 // 1 is sRGB, 2 Adobe RGB
	tagImageInfo  = 0x1810 // width, height, aspect of pixels, rotation
	tagJPEG       = 0x2007 // JpgFromRaw
	tagThumbnail  = 0x2008
)

const (
	maxLevels  = 8
	maxRecords = 1024
	entryBytes = 10
	inEntry    = 0x4000 // the record is kept in the directory
	kindMask   = 0x3800
	kindHeap1  = 0x2800
	kindHeap2  = 0x3000
)

// Open finds the pictures and reads their headers.
func Open(src *picture.Source) (picture.Picture, error) {
	h := heaps{src: src, finder: previews.NewFinder(src)}
	c := bits.Little(src.Head())
	c.Skip(2) // order of bytes
	start := int64(c.U32())
	if err := h.heap(start, src.Size()-start, 0); err != nil {
		return nil, err
	}
	h.finder.NotDeveloped(previews.NotDNG())
	return h.finder.Photo(h.about)
}

type heaps struct {
	src     *picture.Source
	finder  *previews.Finder
	about   previews.Photograph
	records int
}

// heap reads the directory of the heap of size bytes at start, and the heaps in it.
func (h *heaps) heap(start, size int64, level int) error {
	if level > maxLevels {
		return fault.New(fault.LimitDepth, "heaps in more than %d levels", maxLevels)
	}
	tail, err := h.src.Bytes(start+size-4, 4)
	if err != nil || size < 4 {
		return fault.New(fault.Truncated, "a heap of %d bytes at offset %d of a file of %d", size, start, h.src.Size())
	}
	at := start + int64(bits.Little(tail).U32())
	count, err := h.src.Bytes(at, 2)
	if err != nil {
		return err
	}
	n := int(bits.Little(count).U16())
	if h.records += n; h.records > maxRecords {
		return fault.New(fault.LimitCount, "more than %d records", maxRecords)
	}
	entries, err := h.src.Bytes(at+2, int64(n)*entryBytes)
	if err != nil {
		return err
	}
	for ; len(entries) > 0; entries = entries[entryBytes:] {
		if err := h.record(entries[:entryBytes], start, level); err != nil {
			return err
		}
	}
	return nil
}

// record reads a record of the heap at start.
func (h *heaps) record(entry []byte, start int64, level int) error {
	c := bits.Little(entry)
	tag := c.U16()
	if tag&inEntry != 0 {
		if tag&^inEntry == tagColorSpace && c.U16() == 2 {
			h.about.Space = previews.AdobeRGB()
		}
		return nil
	}
	size, off := int64(c.U32()), start+int64(c.U32())
	switch kind := tag & kindMask; {
	case kind == kindHeap1, kind == kindHeap2:
		return h.heap(off, size, level+1)
	case tag == tagJPEG, tag == tagThumbnail:
		h.finder.JPEG(off, size, nil)
	case tag == tagImageInfo:
		h.imageInfo(off)
	}
	return nil
}

// imageInfo reads the photograph's size and rotation.
func (h *heaps) imageInfo(off int64) {
	b, err := h.src.Bytes(off, 16)
	if err != nil {
		return
	}
	c := bits.Little(b)
	w, height := c.U32(), c.U32()
	if w < 1<<20 && height < 1<<20 {
		h.about.Width, h.about.Height = int(w), int(height)
	}
	c.Skip(4)
	h.about.Orientation = previews.Rotated(int64(c.I32()))
}
