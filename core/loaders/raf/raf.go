// Package raf reads the picture in Fujifilm's RAW files.
//
// The layout is described in ExifTool's FujiFilm tags and by LibRaw: a header of names
// with the places of a JPEG, of records of the sensor and of its data.
//
// Read are the JPEG, which has the photograph's orientation, colours and a thumbnail in
// its own Exif block, and the size that the records tell. The sensor's data is not
// developed. Limits: 255 records.
package raf

import (
	"apsync/core/bits"
	"apsync/core/loaders/raw/previews"
	"apsync/core/picture"
)

// Signature begins the files.
const Signature = "FUJIFILMCCD-RAW "

const (
	placesAt    = 84     // in the header: offset and size of the JPEG, offset and size of the records
	tagCropSize = 0x0111 // height and width of the photograph
	maxRecords  = 255
	// interleaved is from which aspect on the sensor has pairs of rows that are told as
	// one, as Super CCDs have.
	interleaved = 2
)

// Open finds the JPEG and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	c := bits.Big(src.Head())
	c.Seek(placesAt)
	off, size, records := int64(c.U32()), int64(c.U32()), int64(c.U32())
	if c.Err() != nil {
		return nil, c.Err()
	}
	finder := previews.NewFinder(src)
	finder.ExifJPEG(off, size)
	finder.NotDeveloped(previews.NotDNG())
	var about previews.Photograph
	about.Width, about.Height = cropSize(src, records)
	return finder.Photo(about)
}

// cropSize reads the photograph's size from the records, 0 where it is not among them.
func cropSize(src *picture.Source, off int64) (w, h int) {
	head, err := src.Bytes(off, 4)
	if err != nil {
		return 0, 0
	}
	off += 4
	for range min(bits.Big(head).U32(), maxRecords) {
		b, err := src.Bytes(off, 8)
		if err != nil {
			return 0, 0
		}
		c := bits.Big(b)
		tag, size := c.U16(), c.U16()
		if tag == tagCropSize && size >= 4 {
			h, w = int(c.U16()), int(c.U16())
			if w > interleaved*h {
				h *= 2
			}
			return w, h
		}
		off += 4 + int64(size)
	}
	return 0, 0
}
