package metafile

import (
	"bytes"
	"context"
	"strings"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"

	"apsync/core/codec/typeface"
	"apsync/core/container/sfnt"
	"apsync/core/outline"
)

// facesBytes bounds what the faces hold.
const facesBytes = 12 << 20

// Pitches of fonts (MS-WMF §2.2.1.2).
const (
	pitchMask  = 3
	fixedPitch = 1
)

// faces are the fonts that are at hand, by what makes one another: metafiles name fonts
// of their maker's machine, and hold none.
type faces struct {
	opened map[*[]byte]*typeface.Face
	glyphs map[glyphOf]outline.Path
}

type glyphOf struct {
	face  *typeface.Face
	glyph int
}

// programs are the font files, so that each has one address.
var programs = struct{ regular, bold, italic, boldItalic, mono []byte }{
	goregular.TTF, gobold.TTF, goitalic.TTF, gobolditalic.TTF, gomono.TTF,
}

// face returns the face that comes next to a font.
func (f *faces) face(ctx context.Context, like font) (*typeface.Face, error) {
	program := &programs.regular
	name := strings.ToLower(like.name)
	switch {
	case like.pitch&pitchMask == fixedPitch, strings.Contains(name, "courier"), strings.Contains(name, "mono"), strings.Contains(name, "consolas"):
		program = &programs.mono
	case like.bold && like.italic:
		program = &programs.boldItalic
	case like.bold:
		program = &programs.bold
	case like.italic:
		program = &programs.italic
	}
	if face, ok := f.opened[program]; ok {
		return face, nil
	}
	file, err := sfnt.Open(bytes.NewReader(*program), int64(len(*program)))
	if err != nil {
		return nil, err
	}
	loaded, err := file.Load(ctx)
	if err != nil {
		return nil, err
	}
	face, err := typeface.Open(loaded)
	if err != nil {
		return nil, err
	}
	if f.opened == nil {
		f.opened, f.glyphs = map[*[]byte]*typeface.Face{}, map[glyphOf]outline.Path{}
	}
	f.opened[program] = face
	return face, nil
}

// outline returns a glyph's shape in ems.
func (f *faces) outline(face *typeface.Face, glyph int) (outline.Path, error) {
	key := glyphOf{face, glyph}
	if path, ok := f.glyphs[key]; ok {
		return path, nil
	}
	path, err := face.Outline(glyph)
	if err == nil {
		f.glyphs[key] = path
	}
	return path, err
}
