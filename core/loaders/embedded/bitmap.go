package embedded

import (
	"io"

	"apsync/core/codec/dib"
	"apsync/core/codec/metafile"
	"apsync/core/picture"
)

// OpenBitmap opens a bitmap as it is in memory, without a file header.
func OpenBitmap(r *io.SectionReader) (picture.Picture, error) {
	src, err := picture.NewSource(r, r.Size(), "the bitmap")
	if err != nil {
		return nil, err
	}
	return dib.OpenPacked(src)
}

// OpenMetafile opens a Windows metafile: the bitmap that it is nothing but, or its
// drawing, which is made at any size.
func OpenMetafile(r *io.SectionReader) (picture.Picture, error) {
	return metafile.OpenSection(r)
}
