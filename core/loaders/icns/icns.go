// Package icns reads the icons of macOS: elements of a four-letter type each, which
// says size and kind.
//
// Specification: Apple's IconFamily Resource type (Icon Services and Utilities
// Reference, 2005) for types and masks; the elements since Mac OS X 10.5 after
// https://en.wikipedia.org/wiki/Apple_Icon_Image_format.
//
// Read are PNG elements, 24 bits in run lengths with a mask of 8 bits or of one,
// ARGB, and the palettes of 8 and 4 bits and black and white with their masks. The
// largest element is taken, and of several in that size the one of most bits; where
// it is damaged, the next. JPEG 2000 elements are passed over, with a note; where
// there is nothing else, the file is unsupported. Elements for dark mode and other
// states, which are icons in icons, are passed over.
//
// At most 256 elements are looked at.
package icns

import (
	"context"
	"fmt"

	"apsync/core/codec/png"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature begins every file.
const Signature = "icns"

// Open reads the elements' headers, and those of the one that is taken.
func Open(src *picture.Source) (picture.Picture, error) {
	all, err := readElements(src)
	if err != nil {
		return nil, err
	}
	candidates, jpegs := all.pictures()
	f := &embedded.Preview{Pages: len(candidates) + jpegs}
	if len(candidates) == 0 && jpegs > 0 {
		return nil, fault.New(fault.Unsupported, "all %d elements are JPEG 2000 pictures", jpegs)
	}
	if len(all) == maxElements && len(candidates) == 0 {
		return nil, fault.New(fault.LimitCount, "none of the first %d elements is a picture", maxElements)
	}
	if len(candidates) == 0 {
		return nil, fault.New(fault.NoPicture, "none of the %d elements is a picture", len(all))
	}
	if jpegs > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("%d JPEG 2000 elements are passed over", jpegs))
	}
	var first error
	for _, e := range candidates {
		if f.Picture, err = e.open(src, all); err == nil {
			f.Notes = append(f.Notes, fmt.Sprintf("of %d elements %q of %d×%d pixels is shown",
				f.Pages, e.id, e.width, e.height))
			return f, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// open opens an element as a picture.
func (e *element) open(src *picture.Source, all elements) (picture.Picture, error) {
	if e.kind == pngKind {
		part, err := e.section(src)
		if err != nil {
			return nil, err
		}
		return png.Open(part)
	}
	return e.decode(src, all)
}

// small is an element whose few pixels are made when it is opened: at most 128×128.
type small struct{ img *raster.Pixels[uint8] }

// Info says how large it is.
func (s small) Info() picture.Info {
	return picture.Info{
		Width: s.img.Width, Height: s.img.Height, HasAlpha: true,
		Need: func(picture.Want) int64 { return int64(len(s.img.Pix)) },
	}
}

// Decode returns the pixels.
func (s small) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := want.Budget.Take(int64(len(s.img.Pix))); err != nil {
		return nil, err
	}
	return &picture.Frame{Image: s.img}, nil
}
