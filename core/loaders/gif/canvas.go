package gif

import (
	"context"
	"errors"
	"io"

	"apsync/core/fault"
	"apsync/core/lzw"
	"apsync/core/picture"
	"apsync/core/raster"
)

// canvas is the screen with one frame drawn on it. Nothing is made of it before
// the first row that is visible.
type canvas struct {
	file     *file
	frame    *frame
	factor   int
	data     *frameData
	shrinker *raster.Shrinker[uint8] // nil as long as nothing is visible
	blank    int                     // rows before it
	colours  palette
	row      []uint8 // of the screen
	visible  bool    // something is not transparent
	notes    []string
}

// draw decompresses a frame, whose data b is about to read, and shrinks the screen
// with it. It takes what it allocates from want's budget.
func (f *file) draw(ctx context.Context, b *blocks, fr *frame, want picture.Want) (*canvas, error) {
	c := &canvas{file: f, frame: fr, factor: f.factor(want)}
	if err := want.Budget.Take(c.bytes()); err != nil {
		return nil, err
	}
	var err error
	if c.data, err = newFrameData(b, c.most()); err != nil {
		return nil, err
	}
	c.row = make([]uint8, f.width*f.layout().Channels())
	c.setColours(c.data.literals)
	next := c.rows()
	if fr.interlaced {
		if next, err = c.deinterlaced(ctx, next); err != nil {
			return nil, err
		}
	}
	for y := range f.height {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := c.addRow(ctx, y, next); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// addRow adds row y of the screen, with the frame's next row where that lies there.
func (c *canvas) addRow(ctx context.Context, y int, next func() ([]uint8, error)) error {
	if y >= c.frame.top && y < c.bottom() {
		indices, err := next()
		if err != nil {
			return err
		}
		c.paint(indices) // the same columns each time
	} else if y == c.bottom() {
		clear(c.row)
	}
	if !c.visible {
		c.blank++
		return nil
	}
	if c.shrinker == nil {
		if err := c.start(ctx); err != nil {
			return err
		}
	}
	c.shrinker.Add(c.row)
	return nil
}

// start makes the shrinker and adds the rows that were left out.
func (c *canvas) start(ctx context.Context) error {
	c.shrinker = c.newShrinker()
	row := make([]uint8, len(c.row))
	for range c.blank {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.shrinker.Add(row)
	}
	return nil
}

func (c *canvas) newShrinker() *raster.Shrinker[uint8] {
	return raster.NewShrinker[uint8](c.file.width, c.file.height, c.file.layout(), c.factor)
}

// picture returns the screen as drawn.
func (c *canvas) picture() *picture.Frame {
	if !c.visible {
		c.shrinker = c.newShrinker()
	}
	return &picture.Frame{Image: c.shrinker.Image(), Notes: c.notes}
}

// next passes over what is left of the frame and reads up to the data of the one
// behind it.
func (c *canvas) next() (*frame, error) {
	if err := c.data.finish(); err != nil {
		return nil, err
	}
	return c.data.data.blocks.frame(c.file.global)
}

// bytes is what drawing allocates.
func (c *canvas) bytes() int64 {
	n := c.file.canvasBytes(c.factor) + lzw.Bytes(c.most())
	if c.frame.interlaced {
		n += int64(max(0, c.right()-c.frame.left)) * int64(max(0, c.bottom()-c.frame.top))
	}
	return n
}

// most is how many indices are read at most.
func (c *canvas) most() int {
	if c.frame.interlaced {
		return c.frame.width * c.frame.height
	}
	return c.frame.width * min(c.frame.height, c.file.height)
}

func (c *canvas) giveBack(budget *picture.Budget) { budget.Return(c.bytes()) }

// right and bottom are where the visible part of the frame ends on the screen.
func (c *canvas) right() int  { return min(c.frame.left+c.frame.width, c.file.width) }
func (c *canvas) bottom() int { return min(c.frame.top+c.frame.height, c.file.height) }

// setColours makes the colours of indices below literals, and of all others.
func (c *canvas) setColours(literals int) {
	if c.frame.palette != nil {
		c.colours = *c.frame.palette
	} else {
		literals = min(literals, len(c.colours))
		for i := range literals {
			grey := uint8(i * 255 / (literals - 1))
			c.colours[i] = [4]uint8{grey, grey, grey, 255}
		}
	}
	for i := range c.colours {
		c.colours[i][3] = 255
	}
	if c.frame.transparent >= 0 {
		c.colours[c.frame.transparent] = [4]uint8{}
	}
}

// rows returns a function that returns the indices of the next stored row.
func (c *canvas) rows() func() ([]uint8, error) {
	indices := make([]uint8, c.frame.width)
	y := 0
	return func() ([]uint8, error) {
		n, err := c.data.Read(indices)
		y++
		if err == nil {
			return indices, nil
		}
		if y == c.frame.height && n > 0 && !isDone(err) {
			c.notes = append(c.notes, "the last row is not complete")
			for i := range indices[n:] {
				indices[n+i] = uint8(max(0, c.frame.transparent))
			}
			return indices, nil
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = fault.New(fault.Corrupt, "data end in row %d of %d", y-1, c.frame.height)
		}
		return nil, err
	}
}

// isDone reports whether err comes from a context that is done.
func isDone(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// deinterlaced reads all rows with next and returns a function that returns the
// visible ones in order.
func (c *canvas) deinterlaced(ctx context.Context, next func() ([]uint8, error)) (func() ([]uint8, error), error) {
	w, h := max(0, c.right()-c.frame.left), max(0, c.bottom()-c.frame.top)
	plane := make([]uint8, w*h)
	// Appendix E: every 8th row from 0, every 8th from 4, every 4th from 2, the rest.
	for _, pass := range [...]struct{ first, step int }{{0, 8}, {4, 8}, {2, 4}, {1, 2}} {
		for y := pass.first; y < c.frame.height; y += pass.step {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			indices, err := next()
			if err != nil {
				return nil, err
			}
			if y < h {
				copy(plane[y*w:(y+1)*w], indices)
			}
		}
	}
	y := -1
	return func() ([]uint8, error) {
		y++
		return plane[y*w : (y+1)*w], nil
	}, nil
}

// paint writes a row of the frame into the row of the screen.
func (c *canvas) paint(indices []uint8) {
	n := c.file.layout().Channels()
	width := c.right() - c.frame.left
	if width <= 0 {
		return
	}
	dst := c.row[c.frame.left*n : c.right()*n]
	var alpha uint8
	if n == 3 {
		for x, index := range indices[:width] {
			*(*[3]uint8)(dst[3*x:]) = [3]uint8(c.colours[index][:3])
		}
		alpha = 255
	} else {
		for x, index := range indices[:width] {
			colour := c.colours[index]
			*(*[4]uint8)(dst[4*x:]) = colour
			alpha |= colour[3]
		}
	}
	c.visible = c.visible || alpha != 0
}
