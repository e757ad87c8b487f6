// Package exif reads what cameras write beside a picture and a thumbnail needs to
// know: which way is up, and which of two colour spaces is meant.
//
// Specification: CIPA DC-008 (Exif 2.32) §4.6. An Exif block that is damaged says
// nothing; it never makes a picture unreadable.
package exif

import (
	"bytes"

	"apsync/core/container/tiff"
	"apsync/core/picture"
)

// Data is what was found; its zero value is "nothing".
type Data struct {
	Orientation picture.Orientation
	// AdobeRGB is set where ColorSpace is uncalibrated and the interoperability
	// index or the value names Adobe RGB (DCF 2.0 option file).
	AdobeRGB bool
}

// Parse reads an Exif block: a TIFF structure, with or without the "Exif\0\0" in
// front that JPEG has.
func Parse(block []byte) Data {
	block = bytes.TrimPrefix(block, []byte("Exif\x00\x00"))
	file, err := tiff.Open(bytes.NewReader(block), int64(len(block)))
	if err != nil {
		return Data{}
	}
	dir, err := file.Directory(file.First)
	if err != nil {
		return Data{}
	}
	return Of(file, dir)
}

// Of reads the directory of a TIFF structure, and what belongs to it.
func Of(file *tiff.File, dir *tiff.Directory) Data {
	return Data{Orientation: Orientation(dir), AdobeRGB: adobeRGB(file, dir)}
}

// Orientation returns the orientation that a directory states, or Upright where
// it states none that exists.
func Orientation(dir *tiff.Directory) picture.Orientation {
	if v, ok := dir.Uint(tiff.TagOrientation); ok && v >= 1 && v <= 8 {
		return picture.Orientation(v)
	}
	return picture.Upright
}

// adobeRGB reads ColorSpace (2 is what some cameras write) and, where that is
// uncalibrated, the interoperability index "R03".
func adobeRGB(file *tiff.File, dir *tiff.Directory) bool {
	const (
		tagInteropIFD   = 0xa005
		tagInteropIndex = 0x0001
		uncalibrated    = 0xffff
	)
	off, ok := dir.Uint(tiff.TagExifIFD)
	if !ok {
		return false
	}
	sub, err := file.Directory(int64(off))
	if err != nil {
		return false
	}
	switch space, _ := sub.Uint(tiff.TagExifColourSpace); space {
	case 2:
		return true
	case uncalibrated:
		off, ok := sub.Uint(tagInteropIFD)
		if !ok {
			return false
		}
		interop, err := file.Directory(int64(off))
		if err != nil {
			return false
		}
		e, ok := interop.Find(tagInteropIndex)
		return ok && string(e.Value[:3]) == "R03"
	}
	return false
}
