package raw

import (
	"apsync/core/bits"
	"apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
)

// SignatureMRW begins Minolta's files.
const SignatureMRW = "\x00MRM"

// OpenMRW reads a Minolta file: blocks of which one, TTW, is a TIFF structure with the
// maker's note, and another, PRD, has the photograph's size (ExifTool, MinoltaRaw).
func OpenMRW(src *picture.Source) (picture.Picture, error) {
	const (
		maxBlocks  = 32
		headerSize = 8
	)
	var w, h int
	off := int64(headerSize)
	for range maxBlocks {
		head, err := src.Bytes(off, headerSize)
		if err != nil {
			break
		}
		size := int64(bits.Big(head[4:]).U32())
		off += headerSize
		switch string(head[:4]) {
		case "\x00PRD":
			w, h = sizeOfPRD(src, off)
		case "\x00TTW":
			return openTTW(src, off, w, h)
		}
		off += size
	}
	return nil, fault.New(fault.Corrupt, "the file has no block TTW")
}

// sizeOfPRD returns the size of the developed picture, 0 where it cannot be read.
func sizeOfPRD(src *picture.Source, off int64) (w, h int) {
	const sizes = 12 // behind a version and the sensor's height and width
	b, err := src.Bytes(off, sizes+4)
	if err != nil {
		return 0, 0
	}
	c := bits.Big(b[sizes:])
	h, w = int(c.U16()), int(c.U16())
	return w, h
}

func openTTW(src *picture.Source, off int64, w, h int) (picture.Picture, error) {
	r, err := newReader(src, off, src.Size()-off)
	if err != nil {
		return nil, err
	}
	r.about.Mimetype = ""
	if err := r.read(); err != nil {
		return nil, err
	}
	if w > 0 && h > 0 {
		r.about.Width, r.about.Height = w, h
	}
	if v, ok := r.dirs[0].Uint(tiff.TagOrientation); !ok || v == 0 {
		r.about.Orientation = 0
	}
	return r.finder.Photo(r.about)
}
