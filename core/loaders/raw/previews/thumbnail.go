package previews

import (
	"io"

	"apsync/core/bits"
	"apsync/core/container/tiff"
)

// ExifJPEG looks at a place as JPEG does, and takes too the thumbnail that the Exif block
// at the beginning of the JPEG there holds (Exif 2.32 §4.5.7).
func (f *Finder) ExifJPEG(off, size int64) {
	if f.JPEG(off, size, nil) {
		f.thumbnail(off)
	}
}

func (f *Finder) thumbnail(off int64) {
	const before = 12 // start of image, marker, size, "Exif", two zeros
	head, err := f.src.Bytes(off, before)
	if err != nil || string(head[2:4]) != "\xff\xe1" || string(head[6:]) != "Exif\x00\x00" {
		return
	}
	base := off + before
	size := min(int64(bits.Big(head[4:]).U16()), f.src.Size()-base)
	file, err := tiff.Open(io.NewSectionReader(f.src, base, size), size)
	if err != nil {
		return
	}
	const first, second = 1, 2
	number := 0
	for dir, err := range file.Chain(file.First, second) {
		if err != nil {
			return
		}
		if number++; number == first {
			continue
		}
		at, ok := dir.Uint(tiff.TagJPEGOffset)
		n, okN := dir.Uint(tiff.TagJPEGLength)
		if ok && okN {
			f.JPEG(base+int64(at), int64(n), nil)
		}
	}
}
