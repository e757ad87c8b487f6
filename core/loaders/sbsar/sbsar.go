// Package sbsar shows the thumbnails of Substance archives: the materials that
// Substance Designer publishes.
//
// A Substance archive is a 7-Zip archive. No document tells its layout; in those that
// are published the thumbnail is a picture of that name in the folder of the material's
// description, assemblies/content/0000/thumbnail.png. One without a thumbnail fails with
// no-picture. Limits: those of package sevenzip.
package sbsar

import (
	"path"
	"strings"

	"apsync/core/container/sevenzip"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signature is how every Substance archive begins: as other 7-Zip archives do.
const Signature = sevenzip.Signature

// Open finds the thumbnail and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	members, err := sevenzip.Members(src, src.Size())
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if isThumbnail(m.Name()) {
			return open(m)
		}
	}
	return nil, fault.New(fault.NoPicture, "none of the %d files in the archive is a thumbnail", len(members)).
		Advise("give the graph an icon in Substance Designer and publish it anew")
}

func isThumbnail(name string) bool {
	base := strings.ToLower(path.Base(name))
	kind := path.Ext(base)
	return strings.TrimSuffix(base, kind) == "thumbnail" && (kind == ".png" || kind == ".jpg" || kind == ".jpeg" || kind == ".webp")
}

func open(m sevenzip.Member) (picture.Picture, error) {
	r, size, err := m.Open()
	if err != nil {
		return nil, err
	}
	opened, err := embedded.Open(r, size, m.Name())
	if err != nil {
		return nil, err
	}
	preview := embedded.NewPreview(opened, "material")
	preview.Memory = m.Memory()
	return preview, nil
}
