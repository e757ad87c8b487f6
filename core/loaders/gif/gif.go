// Package gif reads GIF pictures.
//
// Specification: Graphics Interchange Format, version 89a (CompuServe 1990).
//
// Read is one picture of a file: the first frame, placed on the logical screen,
// with the rest of the screen transparent. The screen's background colour and the
// pixel aspect ratio are ignored, as browsers do. A screen without a size has that
// of the first frame, and a screen too small for the first frame grows. Where the
// first frame is wholly transparent, up to 64 frames are looked at for one that is
// not; what the frames before it leave behind, whatever their disposal, is nothing. A
// file whose first 64 frames show nothing fails with LimitCount if there are more.
//
// An index beyond the palette is black, and without any palette indices are levels
// of grey. A frame whose data end before its last row is truncated or corrupt; one
// of which only a part of the last row is missing is shown. Comments, application
// extensions and embedded profiles are passed over; plain text is not drawn.
//
// Rows are box-shrunk as they are decompressed; only interlaced frames are held
// whole, a byte for a pixel. A screen of more than 4096 pixels for a byte of the
// file is refused: more than its compression can make.
package gif

import (
	"context"
	"errors"

	"apsync/core/fault"
	"apsync/core/lzw"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	// maxFrames is how many frames are looked at for a visible one.
	maxFrames = 64
	// expansion is how many pixels of the screen a byte of the file may stand for;
	// the longest string of LZW makes 3838 pixels of 12 bits.
	expansion = 4096
	// spare is added to the file's size then, in bytes.
	spare = 1024
	// readerBytes is the buffer of picture.Source.Reader.
	readerBytes = 64 << 10
)

// file is an opened file.
type file struct {
	src           *picture.Source
	width, height int // of the screen, as shown
	global        *palette
	first         *frame
}

// Open reads up to the data of the first frame.
func Open(src *picture.Source) (picture.Picture, error) {
	b := &blocks{r: src.Reader(context.Background(), 0)}
	s, err := b.screen()
	if err != nil {
		return nil, err
	}
	first, err := b.frame(s.palette)
	if errors.Is(err, errNoFrame) {
		return nil, fault.New(fault.NoPicture, "a file without frames")
	}
	if err != nil {
		return nil, err
	}
	f := &file{src: src, global: s.palette, first: first}
	f.width, f.height = s.width, s.height
	if f.width == 0 {
		first.left, f.width = 0, first.width
	}
	if f.height == 0 {
		first.top, f.height = 0, first.height
	}
	f.width = max(f.width, first.left+first.width)
	f.height = max(f.height, first.top+first.height)
	return f, f.check()
}

// check refuses screens of no size, and those that the file is too small for.
func (f *file) check() error {
	w, h, size := int64(f.width), int64(f.height), f.src.Size()
	if w == 0 || h == 0 {
		return fault.New(fault.Corrupt, "size of %d×%d pixels", w, h)
	}
	if w*h/expansion > size+spare {
		return fault.New(fault.LimitExpansion, "%d×%d pixels in a file of %d bytes, more than %d for a byte",
			w, h, size, expansion).Advise("the header is damaged or made to harm")
	}
	return nil
}

// Info says what the headers told.
func (f *file) Info() picture.Info {
	return picture.Info{
		Width: f.width, Height: f.height,
		HasAlpha: f.hasAlpha(),
		Boxes:    true,
		Need:     func(want picture.Want) int64 { return f.need(f.factor(want)) },
	}
}

// hasAlpha reports whether the first frame leaves anything of the screen
// transparent, or may.
func (f *file) hasAlpha() bool {
	covers := f.first.left == 0 && f.first.top == 0 && f.first.width == f.width && f.first.height == f.height
	return !covers || f.first.transparent >= 0
}

func (f *file) layout() raster.Layout {
	if f.hasAlpha() {
		return raster.RGBA
	}
	return raster.RGB
}

func (f *file) factor(want picture.Want) int {
	return raster.Factor(f.width, f.height, want.Width, want.Height)
}

// need is what decoding allocates: the shrunk screen with two rows of it and one of
// indices, what the strings of codes lie in, and where a frame may be interlaced all of its visible indices.
func (f *file) need(factor int) int64 {
	const maxRow = 1<<16 - 1
	n, row := f.canvasBytes(factor), f.first.width
	if f.hasAlpha() { // later frames may be drawn, which are as wide as any
		row = maxRow
	}
	if f.hasAlpha() || f.first.interlaced {
		n += int64(f.width) * int64(f.height)
	}
	return n + lzw.Bytes(row*f.height)
}

// canvasBytes is what drawing one frame takes, but for the plane of an interlaced
// one.
func (f *file) canvasBytes(factor int) int64 {
	const tables, maxRow = 64 << 10, 1<<16 - 1
	row := int64(f.width) * int64(f.layout().Channels())
	return raster.ShrunkBytes(f.width, f.height, f.layout(), factor, 1) + 2*row + maxRow + tables + readerBytes
}

// Decode draws the first frame that is visible. Where none is, or the file ends
// before one, the screen stays blank.
func (f *file) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	b := &blocks{r: f.src.Reader(ctx, f.first.data), off: f.first.data}
	c, err := f.draw(ctx, b, f.first, want)
	if err != nil {
		return nil, err
	}
	for n := 1; !c.visible; n++ {
		fr, err := c.next()
		if err == nil && n == maxFrames {
			return nil, fault.New(fault.LimitCount, "none of the first %d frames shows anything", maxFrames)
		}
		if err == nil {
			c.giveBack(want.Budget)
			var later *canvas
			if later, err = f.draw(ctx, b, fr, want); err == nil {
				c = later
			}
		}
		if isDone(err) {
			return nil, err
		}
		if err != nil {
			break
		}
	}
	return c.picture(), nil
}
