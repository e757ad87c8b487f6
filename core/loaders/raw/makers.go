package raw

import (
	"encoding/binary"
	"io"
	"strings"

	"apsync/core/container/tiff"
	"apsync/core/loaders/raw/previews"
)

// A maker's note is a directory behind a header of the maker's own. Some count offsets
// from the note, some from the file's TIFF header (ExifTool, MakerNotes).
type maker struct {
	header string // how its notes begin
	off    int64  // of the directory in the note
	order  int64  // where in the note "II" or "MM" stands, 0 where it is the file's
	inNote bool   // offsets count from the note
}

// makers are asked in this order; the last takes any note.
var makers = []maker{
	{header: "OLYMPUS\x00", off: 12, order: 8, inNote: true},
	{header: "OM SYSTEM\x00", off: 16, order: 12, inNote: true},
	{header: "OLYMP\x00", off: 8},
	{header: "EPSON\x00", off: 8},
	{header: "AOC\x00", off: 6, order: 4},
	{header: "PENTAX \x00", off: 10, order: 8, inNote: true},
	{header: "SONY", off: 12},
	{header: ""},
}

// Tags of makers' notes.
const (
	tagOlympusCamera  = 0x2020 // CameraSettings
	tagNikonPreview   = 0x0011 // PreviewIFD
	tagNikonColour    = 0x001e // ColorSpace: 2 is Adobe RGB
	tagSamsungPreview = 0x0035 // PreviewIFD
	tagMinoltaPreview = 0x0081 // PreviewImage
	tagEpsonPreview   = 0x0280 // PreviewImage
	tagSonyPreview    = 0x2001 // PreviewImage
)

// exifs returns the Exif directories.
func (r *reader) exifs() []*tiff.Directory {
	var found []*tiff.Directory
	for _, dir := range r.dirs {
		if off, ok := dir.Uint(tiff.TagExifIFD); ok && len(found) < maxChain {
			if sub, err := r.file.Directory(int64(off)); err == nil {
				found = append(found, sub)
			}
		}
	}
	return found
}

// exif reads the makers' notes of the Exif directories.
func (r *reader) exif() {
	for _, dir := range r.exifs() {
		e, ok := dir.Find(tagMakerNote)
		if !ok {
			continue
		}
		if off, n, ok := dir.Offset(e); ok && off < r.section.Size() {
			r.note(off, n)
		}
	}
}

// note reads a maker's note of n bytes. What is not understood in it says nothing.
func (r *reader) note(at, n int64) {
	head := make([]byte, 20)
	if n < int64(len(head)) {
		return
	}
	if got, _ := r.section.ReadAt(head, at); got < len(head) {
		return
	}
	if strings.HasPrefix(string(head), "Nikon\x00") {
		r.nikon(at + 10) // behind the name and a version stands a TIFF header
		return
	}
	for _, m := range makers {
		if !strings.HasPrefix(string(head), m.header) {
			continue
		}
		order := r.file.Order()
		if m.order > 0 {
			order = orderOf(head[m.order:], order)
		}
		start := int64(0)
		if m.inNote {
			start = at
		}
		file := tiff.Headless(io.NewSectionReader(r.section, start, r.section.Size()-start), r.section.Size()-start, order)
		if dir, err := file.Directory(at - start + m.off); err == nil {
			r.noted(file, dir, start, at)
		}
		return
	}
}

func orderOf(b []byte, other binary.ByteOrder) binary.ByteOrder {
	switch string(b[:2]) {
	case "II":
		return binary.LittleEndian
	case "MM":
		return binary.BigEndian
	}
	return other
}

// noted takes the previews of a note's directory, whose offsets count from start; at is
// where the note begins. Makers were not steady in what they count from, so that both
// are tried: a JPEG begins only where it does.
func (r *reader) noted(file *tiff.File, dir *tiff.Directory, start, at int64) {
	bases := []int64{r.base + start, r.base + at, r.base}
	r.pair(dir, [2]uint16{0x0088, 0x0089}, nil, bases...) // Minolta, Olympus
	r.pair(dir, [2]uint16{0x0004, 0x0003}, nil, bases...) // Pentax
	r.pair(dir, [2]uint16{tiff.TagJPEGOffset, tiff.TagJPEGLength}, nil, bases...)
	if off, ok := r.sub(dir, tagOlympusCamera); ok {
		if camera, err := file.Directory(off); err == nil {
			r.pair(camera, [2]uint16{0x0101, 0x0102}, nil, bases...)
		}
	}
	if off, ok := r.sub(dir, tagSamsungPreview); ok {
		if preview, err := file.Directory(off); err == nil {
			r.pair(preview, [2]uint16{tiff.TagJPEGOffset, tiff.TagJPEGLength}, nil, bases...)
		}
	}
	for _, tag := range []uint16{tagMinoltaPreview, tagEpsonPreview, tagSonyPreview} {
		r.held(dir, tag, r.base+start)
	}
}

// sub returns where a directory lies that a tag holds, or points at.
func (r *reader) sub(dir *tiff.Directory, tag uint16) (int64, bool) {
	e, ok := dir.Find(tag)
	if !ok {
		return 0, false
	}
	if off, _, ok := dir.Offset(e); ok {
		return off, true
	}
	off, ok := dir.Uint(tag)
	return int64(off), ok
}

// held takes the JPEG that a field's values are; Sony's has 32 bytes before it.
func (r *reader) held(dir *tiff.Directory, tag uint16, base int64) {
	const header = 32
	e, ok := dir.Find(tag)
	if !ok {
		return
	}
	if off, n, ok := dir.Offset(e); ok && !r.finder.JPEG(base+off, n, nil) {
		r.finder.JPEG(base+off+header, n-header, nil)
	}
}

// nikon reads a note that is a TIFF structure of its own, at its header.
func (r *reader) nikon(at int64) {
	size := r.section.Size() - at
	file, err := tiff.Open(io.NewSectionReader(r.section, at, size), size)
	if err != nil {
		return
	}
	dir, err := file.Directory(file.First)
	if err != nil {
		return
	}
	if v, ok := dir.Uint(tagNikonColour); ok && v == 2 && len(r.about.Space.ICC) == 0 {
		r.about.Space = previews.AdobeRGB()
	}
	off, ok := dir.Uint(tagNikonPreview)
	if !ok {
		return
	}
	if preview, err := file.Directory(int64(off)); err == nil {
		r.pair(preview, [2]uint16{tiff.TagJPEGOffset, tiff.TagJPEGLength}, nil, r.base+at, r.base)
	}
}
