package webp

import (
	"context"

	"apsync/core/picture"
	"apsync/core/raster"
)

// canvas takes the rows of a frame, four bytes a pixel of which the last is alpha,
// and shrinks them with the transparent space around them.
type canvas struct {
	out          picture.Rows[uint8]
	row          []uint8
	pix          []uint8 // the part of row that the frame fills
	above, below int     // rows that are free
}

func (f *file) newCanvas(want picture.Want, factor int) *canvas {
	fr := &f.frame
	row := make([]uint8, 4*f.width)
	return &canvas{
		out: picture.NewRows[uint8](want, f.outline(raster.RGBA), factor),
		row: row, pix: row[4*fr.left : 4*(fr.left+fr.width)],
		above: fr.top, below: f.height - fr.top - fr.height,
	}
}

// canvasBytes bounds what newCanvas allocates.
func (f *file) canvasBytes(factor int) int64 {
	return 4*int64(f.width) + raster.ShrunkBytes(f.width, f.height, raster.RGBA, factor, 1)
}

// begin adds the rows above the frame.
func (c *canvas) begin(ctx context.Context) error { return c.free(ctx, c.above) }

// add adds a row of the frame, which pix holds.
func (c *canvas) add() { c.out.Add(c.row) }

// end adds the rows below the frame and returns the picture.
func (c *canvas) end(ctx context.Context) (raster.Image, error) {
	clear(c.pix)
	if err := c.free(ctx, c.below); err != nil {
		return nil, err
	}
	return c.out.Image(), nil
}

func (c *canvas) free(ctx context.Context, rows int) error {
	for range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.add()
	}
	return nil
}
