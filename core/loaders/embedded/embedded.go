// Package embedded opens pictures that lie inside files of other formats: previews,
// covers, merged pictures. Content decides which of the common formats one is: PNG,
// JPEG, WebP, GIF, TIFF or BMP.
package embedded

import (
	"bytes"
	"io"
	"strings"

	"apsync/core/codec/jpeg"
	"apsync/core/codec/png"
	"apsync/core/codec/webp"
	"apsync/core/fault"
	"apsync/core/loaders/bmp"
	"apsync/core/loaders/gif"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
)

// formats are what is looked for, by the beginnings of their files.
var formats = []struct {
	signatures []string
	open       func(src *picture.Source) (picture.Picture, error)
}{
	{[]string{png.Signature}, png.Open},
	{[]string{jpeg.Signature}, jpeg.Open},
	{[]string{"RIFF"}, webp.Open},
	{[]string{"GIF8"}, gif.Open},
	{tiff.Signatures, tiff.Open},
	{[]string{"BM"}, bmp.Open},
}

// Open opens the picture of size bytes that r holds; name is what errors call it. It
// fails with UnknownFormat where it is none of the common formats.
func Open(r io.ReaderAt, size int64, name string) (picture.Picture, error) {
	src, err := picture.NewSource(r, size, name)
	if err != nil {
		return nil, err
	}
	for _, format := range formats {
		for _, signature := range format.signatures {
			if strings.HasPrefix(string(src.Head()), signature) {
				return format.open(src)
			}
		}
	}
	head := src.Head()
	return nil, fault.New(fault.UnknownFormat, "%s begins with % x, which no common picture does", name, head[:min(8, len(head))])
}

// OpenBytes opens a picture that is held.
func OpenBytes(data []byte, name string) (picture.Picture, error) {
	return Open(bytes.NewReader(data), int64(len(data)), name)
}

// Pixels returns how many pixels a picture has, by which loaders choose among several.
func Pixels(p picture.Picture) int64 {
	info := p.Info()
	return int64(info.Width) * int64(info.Height)
}
