// Package pixelmator reads the preview of Pixelmator Pro documents.
//
// The layout was never published; what is known was found by others
// (https://github.com/yunruse/pxdlib, docs/pxd). A document is a ZIP archive of an SQLite
// database, of layers' tiles, and of two pictures of the whole below QuickLook: Thumbnail,
// up to 1024 pixels a side, and Icon, of which the former is taken. They are WebP files,
// TIFF files before version 2.4. Documents that are folders, as they were then, are no
// files and not read; layers are not composed.
//
// A document without a preview fails with no-picture.
package pixelmator

import (
	"apsync/core/container/zip"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// members are where the preview may be, the best first.
var members = []string{
	"QuickLook/Thumbnail.webp", "QuickLook/Thumbnail.tiff", "QuickLook/Thumbnail.png", "QuickLook/Thumbnail.jpg",
	"QuickLook/Icon.webp", "QuickLook/Icon.tiff",
}

// Open finds the preview and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	archive, err := zip.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	member, ok := archive.Find(members...)
	if !ok {
		return nil, fault.New(fault.NoPicture, "the document holds no preview").
			Advise("open it in Pixelmator Pro and save it anew")
	}
	r, size, err := member.Open()
	if err != nil {
		return nil, err
	}
	p, err := embedded.Open(r, size, member.Name())
	if err != nil {
		return nil, err
	}
	return embedded.NewPreview(p, "document"), nil
}
