// Package coreldraw reads the thumbnails of CorelDRAW documents and of Corel's exchange
// files.
//
// The layout was never published; what is known was found by others:
// https://github.com/photopea/CDR-specification, https://github.com/LibreOffice/libcdr.
// Documents of versions 3 to X3, and CMX files, are RIFF files whose chunk DISP holds a
// number for the kind of clipboard data and then the thumbnail, a bitmap as it is in
// memory. Documents of X4 and later are ZIP archives with thumbnails of the document and
// its first page below metadata/thumbnails or previews, of which the largest is taken,
// and of X4 and X5 also with such a RIFF file within.
//
// Thumbnails have some hundred pixels a side. The drawing itself is not drawn. A document
// without a thumbnail fails with no-picture, those of versions 1 and 2 are not known.
// Limits: the first 256 chunks are looked at.
package coreldraw

import (
	"bytes"
	"encoding/binary"
	"io"

	"apsync/core/container/riff"
	"apsync/core/container/zip"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

const zipSignature = "PK\x03\x04"

// Signatures are how documents that are RIFF files begin.
var Signatures = []string{"RIFF????CDR", "RIFF????cdr", "RIFF????CDT", "RIFF????CMX"}

const (
	maxChunks = 256
	display   = "DISP"
	kindSize  = 4
	clipDIB   = 8 // CF_DIB
)

// inner is the RIFF file in archives of X4 and X5.
const inner = "content/riffData.cdr"

// members are where archives keep thumbnails.
var members = []string{
	"previews/thumbnail.png", "previews/page1.png", "previews/page1.bmp",
	"metadata/thumbnails/thumbnail.bmp", "metadata/thumbnails/page1.bmp",
	"metadata/thumbnails/thumbnail.png", "metadata/thumbnails/page1.png",
}

// Open finds the largest thumbnail and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	open := openRIFF
	if bytes.HasPrefix(src.Head(), []byte(zipSignature)) {
		open = openArchive
	}
	p, err := open(src, src.Size())
	switch {
	case err != nil:
		return nil, err
	case p == nil:
		return nil, fault.New(fault.NoPicture, "the document holds no thumbnail").
			Advise("in CorelDRAW choose a Thumbnail when saving the drawing")
	}
	return embedded.NewPreview(p, "document"), nil
}

// openRIFF opens the thumbnail of a RIFF file, nil where there is none.
func openRIFF(r io.ReaderAt, size int64) (picture.Picture, error) {
	_, file, err := riff.Open(r, size)
	if err != nil {
		return nil, err
	}
	n := 0
	for chunk, err := range riff.Chunks(r, file.Off, file.End()) {
		if n++; err != nil || n > maxChunks {
			return nil, err
		}
		if chunk.ID == display && chunk.Size > kindSize {
			return openDisplay(io.NewSectionReader(r, chunk.Off, chunk.Size))
		}
	}
	return nil, nil
}

// openDisplay opens the bitmap of a display chunk.
func openDisplay(chunk *io.SectionReader) (picture.Picture, error) {
	var kind [kindSize]byte
	if _, err := chunk.ReadAt(kind[:], 0); err != nil {
		return nil, err
	}
	if k := binary.LittleEndian.Uint32(kind[:]); k != clipDIB {
		return nil, fault.New(fault.Unsupported, "a thumbnail of clipboard kind %d, not a bitmap", k)
	}
	return embedded.OpenBitmap(io.NewSectionReader(chunk, kindSize, chunk.Size()-kindSize))
}

// openArchive opens the largest thumbnail of an archive, nil where there is none.
func openArchive(r io.ReaderAt, size int64) (best picture.Picture, err error) {
	archive, err := zip.Open(r, size)
	if err != nil {
		return nil, err
	}
	var failed error
	for _, name := range members {
		p, err := openMember(archive, name, embeddedMember)
		switch {
		case err != nil:
			failed = err
		case p != nil && (best == nil || embedded.Pixels(p) > embedded.Pixels(best)):
			best = p
		}
	}
	if best != nil {
		return best, nil
	}
	if p, err := openMember(archive, inner, openRIFF); err != nil || p != nil {
		return p, err
	}
	return nil, failed
}

func embeddedMember(r io.ReaderAt, size int64) (picture.Picture, error) {
	return embedded.Open(r, size, "the thumbnail")
}

// openMember opens the picture of a member, nil where there is no such member.
func openMember(archive *zip.Archive, name string, open func(io.ReaderAt, int64) (picture.Picture, error)) (picture.Picture, error) {
	member, ok := archive.Find(name)
	if !ok {
		return nil, nil
	}
	r, size, err := member.Open()
	if err != nil {
		return nil, err
	}
	return open(r, size)
}
