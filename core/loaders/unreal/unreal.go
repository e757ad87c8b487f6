// Package unreal reads the thumbnails that the Unreal Editor saves with its packages,
// assets and maps: a table of objects, each with a PNG or, since 5.1, a JPEG.
//
// Described by the engine's sources: FPackageFileSummary (CoreUObject,
// PackageFileSummary.cpp) for the way to the table, ObjectThumbnail.cpp and
// ThumbnailTools for the table and what it leads to.
//
// Read are packages of Unreal Engine 3 since version 584, 4 and 5, with the legacy
// versions -1 to -9, in both byte orders. Of several thumbnails the largest is shown, of
// those of one size the first, and a note names its object. The editor hands its pixels
// to the encoder with red and blue exchanged, and so do these files hold them: here they
// are exchanged back. Alpha counts only in textures and sprites: what is left there of
// rendering a scene is no transparency, and JPEG, which newer versions write, leaves it
// out. Cooked packages, which games ship, have no thumbnails, nor have
// compressed ones of version 3; 0 by 0 pixels stand for one that was never rendered.
//
// Limits: 256 KiB for what stands before the table's offset, 4096 thumbnails, names of
// 4096 bytes.
package unreal

import (
	"fmt"
	"io"

	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signatures begin every package, in either byte order.
var Signatures = []string{"\xc1\x83\x2a\x9e", "\x9e\x2a\x83\xc1"}

// Open finds the thumbnail and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	s, err := readSummary(src)
	if err != nil {
		return nil, err
	}
	if s.cooked || s.thumbnails == 0 {
		what := "the package has no thumbnails"
		if s.cooked {
			what = "the package was cooked for a game, which leaves thumbnails out"
		}
		return nil, fault.New(fault.NoPicture, "%s", what).Advise("take the asset of the project, as the Unreal Editor saves it")
	}
	found, err := s.readTable(src)
	if err != nil {
		return nil, err
	}
	var first error
	for _, t := range found {
		p, err := embedded.Open(io.NewSectionReader(src, t.off, t.size), t.size, "the thumbnail of "+t.object)
		if err == nil {
			return shown(p, t, len(found)), nil
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		return nil, fault.New(fault.NoPicture, "the package's thumbnails are empty").
			Advise("in the Unreal Editor's Content Browser, choose Asset Actions > Capture Thumbnail for the asset, and save it")
	}
	return nil, first
}

// shown returns the thumbnail of an object with its colours in order.
func shown(p picture.Picture, t thumbnail, n int) picture.Picture {
	if p.Info().HasAlpha && !t.isFlat() {
		p = opaque{p}
	}
	preview := embedded.NewPreview(exchange{p}, "asset")
	if n > 1 {
		preview.Notes = append(preview.Notes, fmt.Sprintf("of %d thumbnails that of %s %q is shown", n, t.class, t.object))
	}
	return preview
}
