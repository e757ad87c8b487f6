package embedded

import (
	"io"

	"apsync/core/codec/dib"
	"apsync/core/container/metafile"
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

// OpenMetafile opens a Windows metafile that is nothing but a bitmap. Others are
// unsupported.
func OpenMetafile(r *io.SectionReader) (picture.Picture, error) {
	bitmap, err := metafile.Bitmap(r, r.Size())
	if err != nil {
		return nil, err
	}
	return OpenBitmap(bitmap)
}
