// Package cr3 reads the picture in Canon's newer RAW files, which are ISO base media
// files (ISO/IEC 14496-12).
//
// What Canon keeps in them is described at https://github.com/lclevy/canon_cr3 and in
// ExifTool's Canon tags: the first track is a JPEG of the size of the photograph, a uuid
// box has one of about 1620 pixels (PRVW), another a thumbnail (THMB) and the Exif
// directories as TIFF structures of their own (CMT1 to CMT4), which say size,
// orientation and colour space.
//
// The sensor's data is not developed. Limits: the boxes of package isobmff, 16 tracks,
// Exif structures of 1 MiB.
package cr3

import (
	"bytes"

	"apsync/core/container/exif"
	"apsync/core/container/isobmff"
	"apsync/core/container/tiff"
	"apsync/core/loaders/raw/previews"
	"apsync/core/picture"
)

// Signature begins the files.
const Signature = "????ftypcrx "

// Extended types of Canon's boxes.
const (
	uuidCanon   = "85c0b687820f11e08111f4ce462b6a48"
	uuidPreview = "eaf42b5e1c984b88b9fbb7dc406e4d16"
)

const (
	maxTracks     = 16
	maxTIFF       = 1 << 20
	tagColorSpace = 0x00b4 // of Canon's note: 2 is Adobe RGB
)

// Open finds the pictures and reads their headers.
func Open(src *picture.Source) (picture.Picture, error) {
	f := file{File: isobmff.New(src, src.Size()), finder: previews.NewFinder(src)}
	for box, err := range f.Boxes(f.Root()) {
		if err != nil {
			break
		}
		switch {
		case box.Is("moov"):
			f.movie(box)
		case box.Is(uuidPreview):
			const numbers = 8 // before its boxes
			f.jpegs(box.Skip(numbers), "PRVW")
		}
	}
	f.finder.NotDeveloped(previews.NotDNG())
	return f.finder.Photo(f.about)
}

type file struct {
	*isobmff.File
	finder *previews.Finder
	about  previews.Photograph
	tracks int
}

// movie reads the box of the tracks and of the directories. What is damaged in it says
// nothing.
func (f *file) movie(moov isobmff.Box) {
	for box, err := range f.Boxes(moov) {
		switch {
		case err != nil:
			return
		case box.Is(uuidCanon):
			f.directories(box)
			f.jpegs(box, "THMB")
		case box.Is("trak") && f.tracks < maxTracks:
			f.tracks++
			if track, err := f.Track(box); err == nil && track.Samples == 1 {
				f.finder.JPEG(track.First.Off, track.First.Size, nil)
			}
		}
	}
}

// jpegs takes the JPEGs of boxes of that type, which stand behind some numbers.
func (f *file) jpegs(parent isobmff.Box, kind string) {
	const numbers = 64
	for box, err := range f.All(parent, kind) {
		if err != nil || box.Cut {
			return
		}
		head := make([]byte, min(box.Size, numbers))
		if n, _ := f.Section(box).ReadAt(head, 0); n < len(head) {
			return
		}
		if at := bytes.Index(head, []byte("\xff\xd8\xff")); at >= 0 {
			f.finder.JPEG(box.Off+int64(at), box.Size-int64(at), nil)
		}
	}
}

// directories reads the first directory and the maker's note.
func (f *file) directories(canon isobmff.Box) {
	for box, err := range f.Boxes(canon) {
		if err != nil {
			return
		}
		switch box.Type {
		case "CMT1":
			f.first(f.directory(box))
		case "CMT3":
			if v, ok := f.directory(box).Uint(tagColorSpace); ok && v == 2 {
				f.about.Space = previews.AdobeRGB()
			}
		}
	}
}

// first reads size and orientation.
func (f *file) first(dir *tiff.Directory) {
	w, _ := dir.Uint(tiff.TagImageWidth)
	h, _ := dir.Uint(tiff.TagImageLength)
	if w < 1<<20 && h < 1<<20 {
		f.about.Width, f.about.Height = int(w), int(h)
	}
	if _, ok := dir.Find(tiff.TagOrientation); ok {
		f.about.Orientation = exif.Orientation(dir)
	}
}

// directory returns the first directory of the TIFF structure in a box, an empty one
// where there is none.
func (f *file) directory(box isobmff.Box) *tiff.Directory {
	data, err := f.Bytes(box, maxTIFF)
	if err != nil {
		return &tiff.Directory{}
	}
	file, err := tiff.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return &tiff.Directory{}
	}
	dir, err := file.Directory(file.First)
	if err != nil {
		return &tiff.Directory{}
	}
	return dir
}
