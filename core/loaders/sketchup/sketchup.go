// Package sketchup reads the thumbnail that SketchUp saves with a model.
//
// Models begin with "SketchUp Model" and the program's version in UTF-16. Since 2021 a
// ZIP archive follows, whose member meta/model_thumbnail.png is the thumbnail. Before, a
// model is a stream of objects as Microsoft's foundation classes serialise them
// (CArchive): a table of the versions of all classes, which ends with the name
// End-Of-Version-Map, some numbers, and then the thumbnail, the first object of the class
// CDib: four bytes of its kind, four of its length and a PNG file. This is known from
// files of versions 13 to 21, and of what is public about older ones. What follows, with
// the textures, is never looked at.
//
// Read are the first 64 KiB, or the archive's directory, and the thumbnail. A model
// without one fails with no-picture.
package sketchup

import (
	"bytes"
	"io"

	"apsync/core/bits"
	"apsync/core/container/zip"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signature begins every model: a string of 14 characters.
const Signature = "\xff\xfe\xff\x0eS\x00k\x00e\x00t\x00c\x00h\x00U\x00p\x00 \x00M\x00o\x00d\x00e\x00l\x00"

// members are the thumbnails of an archive, the model alone before the view of it.
var members = []string{"meta/model_thumbnail.png", "meta/preview_thumbnail.png"}

const (
	mapEnd  = "E\x00n\x00d\x00-\x00O\x00f\x00-\x00V\x00e\x00r\x00s\x00i\x00o\x00n\x00-\x00M\x00a\x00p\x00"
	dib     = "\x04\x00CDib" // length and name of the class, behind its version
	maxHead = 64 << 10
	// maxGap is how far behind the table of versions the thumbnail may begin.
	maxGap = 256
)

// Open finds the thumbnail and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	opened, err := open(src)
	if err != nil {
		return nil, err
	}
	if opened == nil {
		return nil, fault.New(fault.NoPicture, "the model holds no thumbnail").
			Advise("save the model in SketchUp itself")
	}
	return embedded.NewPreview(opened, "model"), nil
}

func open(src *picture.Source) (picture.Picture, error) {
	if isArchive(src.Head()) {
		return openArchive(src)
	}
	return openStream(src)
}

// isArchive reports whether an archive follows the version, within the few bytes of an
// identifier.
func isArchive(head []byte) bool {
	const most = 160
	return bytes.Contains(head[:min(len(head), most)], []byte("PK\x03\x04"))
}

func openArchive(src *picture.Source) (picture.Picture, error) {
	archive, err := zip.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	member, ok := archive.Find(members...)
	if !ok {
		return nil, nil
	}
	r, size, err := member.Open()
	if err != nil {
		return nil, err
	}
	return embedded.Open(r, size, member.Name())
}

// openStream opens the first bitmap behind the table of versions, or returns nil.
func openStream(src *picture.Source) (picture.Picture, error) {
	head, err := src.Bytes(0, min(src.Size(), maxHead))
	if err != nil {
		return nil, err
	}
	at := bytes.Index(head, []byte(mapEnd))
	if at < 0 {
		return nil, nil
	}
	at += len(mapEnd)
	class := bytes.Index(head[at:min(len(head), at+maxGap)], []byte(dib))
	if class < 0 {
		return nil, nil
	}
	c := bits.Little(head[at+class+len(dib):])
	c.Skip(4)
	size := int64(c.U32())
	if err := c.Err(); err != nil {
		return nil, err
	}
	off := int64(at + class + len(dib) + c.Offset())
	if size > src.Size()-off {
		return nil, fault.New(fault.Truncated, "a thumbnail of %d bytes at %d of %d", size, off, src.Size())
	}
	return embedded.Open(io.NewSectionReader(src, off, size), size, "the thumbnail")
}
