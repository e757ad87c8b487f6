// Package openraster reads the merged pictures of OpenRaster (ORA) and Krita (KRA)
// documents.
//
// Specification: OpenRaster 0.0.5 (https://www.openraster.org/baseline/), "File Layout"
// and "Layer Stack"; Krita keeps its files alike. Both are ZIP archives whose first
// member says what they are. Read is mergedimage.png, which newer OpenRaster files have
// and Krita saves unless it is told not to. Where there is none the layers that
// stack.xml names are composed: PNG files in stacks, with offsets, opacity, visibility,
// isolation and OpenRaster's operators, and those of Krita that package composite has.
// Others are taken for normal and layers that cannot be read left out, each with a note.
// Colour profiles of layers are not heeded. Else the preview that the program left is
// shown: preview.png (Krita, at most 256 pixels) or Thumbnails/thumbnail.png. Krita's own
// layers are not composed. A file without any of these fails with no-picture.
//
// Of layers only rows are held, but where a PNG is interlaced. Limits: stack.xml of
// 4 MiB, 1024 layers, stacks 64 deep, 2^32 pixels.
package openraster

import (
	"bytes"
	"context"

	"apsync/core/container/zip"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

const merged = "mergedimage.png"

// previews are smaller pictures of the document, the larger first.
var previews = []string{"preview.png", "Thumbnails/thumbnail.png"}

// MatchORA reports whether a file that begins so is an OpenRaster document.
func MatchORA(head []byte) bool { return says(head, "image/openraster") }

// MatchKRA reports whether a file that begins so is a Krita document.
func MatchKRA(head []byte) bool { return says(head, "application/x-krita") }

// says reports whether the first member of an archive, which is stored, is the
// mimetype: a header of 30 bytes, its name, its content.
func says(head []byte, mimetype string) bool {
	const headerSize = 30
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) && len(head) > headerSize &&
		bytes.HasPrefix(head[headerSize:], []byte("mimetype")) && bytes.Contains(head[:min(len(head), 128)], []byte(mimetype))
}

// document is an opened file.
type document struct {
	picture.Picture
	note string
}

// Open finds the picture and reads its headers, or those of the layers.
func Open(src *picture.Source) (picture.Picture, error) {
	archive, err := zip.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	var mergedErr error
	if member, ok := archive.Find(merged); ok {
		var found picture.Picture
		if found, mergedErr = open(member); mergedErr == nil {
			return &document{Picture: found}, nil
		}
	}
	layers, layersErr := openStack(archive)
	if layersErr == nil {
		return &document{layers, "the layers were composed, for the document has no whole picture that can be read"}, nil
	}
	if member, ok := archive.Find(previews...); ok {
		found, err := open(member)
		if err != nil {
			return nil, err
		}
		return &document{found, "shown is " + member.Name() + ", for the document has no whole picture that can be read"}, nil
	}
	switch {
	case mergedErr != nil:
		return nil, mergedErr
	case fault.CodeOf(layersErr) != fault.NoPicture:
		return nil, layersErr
	}
	return nil, fault.New(fault.NoPicture, "the document holds neither %s nor layers that can be read nor a preview", merged).
		Advise("save it anew; Krita saves the picture unless its setting for KRA files leaves it out")
}

func open(member zip.Member) (picture.Picture, error) {
	r, size, err := member.Open()
	if err != nil {
		return nil, err
	}
	return embedded.Open(r, size, member.Name())
}

// Decode implements picture.Picture.
func (d *document) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	frame, err := d.Picture.Decode(ctx, want)
	if err == nil && d.note != "" {
		frame.Notes = append(frame.Notes, d.note)
	}
	return frame, err
}
