// Package picture is the agreement between loaders and the rest of the house:
// what a loader is given (Source), what it says about a file before any pixel is
// made (Info), what is wanted of it (Want) and what it returns (Frame).
package picture

import (
	"context"

	"apsync/core/colour"
	"apsync/core/raster"
)

// Picture is an opened file.
type Picture interface {
	// Info says what the headers told. It costs nothing and never fails.
	Info() Info
	// Decode makes pixels: at least want's in both axes where the picture has that
	// many, else all that it has; more only where fewer would not be cheaper. It keeps
	// the aspect of Info, but for rounding. Where it comes by its pixels row by row, it
	// hands them to NewRows or NewPlanes, and returns what those made. It takes every
	// buffer that grows with the picture from want.Budget first, and looks at ctx at
	// least once every few million samples. It is called at most once, and returns what
	// Info announced or an error; a defect that leaves the whole picture visible is a
	// note in the frame.
	Decode(ctx context.Context, want Want) (*Frame, error)
}

// Info is what is known of a picture from its headers.
type Info struct {
	// Width and Height are the stored picture's size in pixels, at least 1, before
	// Orientation is applied.
	Width, Height int
	Orientation   Orientation
	HasAlpha      bool
	// Vector pictures have no pixels of their own and render at any size; Width and
	// Height are then their aspect.
	Vector bool
	// Boxes says that Decode averages boxes of pixels that it makes in any case, so that
	// a larger want costs little.
	Boxes bool
	// Pages counts pages, frames or layers; 0 stands for 1.
	Pages int
	// Mimetype is given where it differs from that of the loader's row.
	Mimetype string
	// Need returns an upper bound for what Decode takes from the budget for want, in
	// bytes. Decode must not exceed it.
	Need func(want Want) int64
}

// Want is what is asked of Decode.
type Want struct {
	// Width and Height are the least size of use, in the stored picture's axes.
	Width, Height int
	// Budget is what buffers are taken from; nil is without limit.
	Budget *Budget
	// Spare lends idle workers to large pictures; nil has none.
	Spare Spare
	// Fitter takes the rows of large pictures to their last size; see NewRows. nil
	// takes none.
	Fitter Fitter
}

// Frame is a decoded picture.
type Frame struct {
	Image raster.Image
	Space colour.Space
	// Notes are sentences for the user: which layer was chosen, what was mended.
	Notes []string
}
