// Package font shows a font by a specimen in its own glyphs: its name, the first two
// letters of its script, large, and a sentence that has all or many letters of that
// script, with digits. Package typeface says which fonts are read, package sfnt in which
// files: TrueType and OpenType, the first font of collections, WOFF and WOFF2; Type 1
// besides.
//
// The script is that which the font's name tells, Chinese, Japanese or Korean where it
// has their characters, else Latin where it is covered whole, else the one of which it
// has most. Scripts without a sentence show their first letters, and so do those whose
// letters would have to be reordered or joined by rules of the font (GSUB), which are
// not read; Arabic is joined where the font has the presentation forms of Unicode.
// Fonts of symbols, icons and emoji, and those without a whole script, show glyphs of
// theirs, 25 at most, in rows. A name that the font cannot write is left out, and told
// in a note.
//
// The picture is square, ink of nearly black on white paper: glyphs alone would vanish
// before a dark or a light surface, whichever their ink was made for. Layers of colour
// and pictures of glyphs keep their colours. All parts keep their proportions, so that
// the picture is the same at every size.
//
// Hostile fonts are bounded by what typeface says of one glyph, by the glyphs looked
// at, and by the pixels that all outlines together may touch.
package font

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"apsync/core/codec/typeface"
	"apsync/core/container/sfnt"
	"apsync/core/fault"
	"apsync/core/outline"
	"apsync/core/picture"
)

// Signatures begin the files that Open reads.
var Signatures = sfnt.Signatures

const (
	// nominal is the side that Info announces, which has many divisors; any other is drawn
	// as well.
	nominal = 504
	// pictureBytes bounds what pictures of glyphs take at once.
	pictureBytes = 8 << 20
)

// Open reads the directory of the font's tables.
func Open(src *picture.Source) (picture.Picture, error) {
	file, err := sfnt.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	return &specimen{
		fonts: file.Fonts, cut: file.Cut, mimetype: mimetype(src.Head()),
		bytes: file.Bytes() + typeface.Bytes(src.Size()),
		face: func(ctx context.Context) (*typeface.Face, error) {
			font, err := file.Load(ctx)
			if err != nil {
				return nil, err
			}
			return typeface.Open(font)
		},
	}, nil
}

// mimetype returns the media type of a file that begins so (RFC 8081).
func mimetype(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("OTTO")):
		return "font/otf"
	case bytes.HasPrefix(head, []byte("ttcf")):
		return "font/collection"
	case bytes.HasPrefix(head, []byte("wOFF")):
		return "font/woff"
	case bytes.HasPrefix(head, []byte("wOF2")):
		return "font/woff2"
	}
	return "font/ttf"
}

// specimen is a font that is to be shown.
type specimen struct {
	fonts    int
	cut      bool // parts of the file are missing
	mimetype string
	bytes    int64 // of the font in memory
	face     func(ctx context.Context) (*typeface.Face, error)
}

// Info implements picture.Picture.
func (p *specimen) Info() picture.Info {
	return picture.Info{
		Width: nominal, Height: nominal, Vector: true, Pages: p.fonts, Mimetype: p.mimetype,
		Need: func(want picture.Want) int64 {
			n := side(want)
			return p.bytes + pictureBytes + canvasBytes(n)
		},
	}
}

// side returns the side of the picture for a want.
func side(want picture.Want) int { return max(1, want.Width, want.Height) }

// canvasBytes bounds what the canvas holds: pixels, a glyph of bits that was enlarged,
// sums of cover.
func canvasBytes(n int) int64 { return 4*int64(n)*int64(n) + outline.FillerBytes(n, n) }

// Decode implements picture.Picture.
func (p *specimen) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	n := side(want)
	if err := want.Budget.Take(p.bytes + pictureBytes + canvasBytes(n)); err != nil {
		return nil, err
	}
	face, err := p.face(ctx)
	if p.cut && fault.CodeOf(err) == fault.NoPicture {
		return nil, errCut()
	}
	if err != nil {
		return nil, err
	}
	s := newSetter(ctx, face)
	marks := s.compose()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(marks) == 0 && p.cut {
		return nil, errCut()
	}
	if len(marks) == 0 && s.limit != nil {
		return nil, s.limit
	}
	if len(marks) == 0 {
		return nil, fault.New(fault.NoPicture, "none of the font's glyphs can be shown").
			Advise("the font may be damaged, or hold only glyphs of a kind that is not read")
	}
	c := newCanvas(n, s)
	for _, m := range marks {
		if err := c.draw(ctx, m); err != nil {
			return nil, err
		}
	}
	return &picture.Frame{Image: c.image(), Notes: p.notes(face)}, nil
}

func errCut() error {
	return fault.New(fault.Truncated, "the file ends before the font's glyphs")
}

// notes tell the font's name, and how many the file has.
func (p *specimen) notes(face *typeface.Face) []string {
	name := fullName(face)
	if name == "" {
		name = "a font without a name"
	}
	if p.fonts > 1 {
		return []string{fmt.Sprintf("shown is the first of %d fonts: %s", p.fonts, name)}
	}
	return []string{"shown is a specimen of " + name}
}

// fullName returns family and style, the latter where it is not part of the former.
func fullName(face *typeface.Face) string {
	if strings.HasSuffix(face.Family, face.Style) {
		return face.Family
	}
	return strings.TrimSpace(face.Family + " " + face.Style)
}
