package png

import "context"

// rowReader reads rows and undoes their filters.
type rowReader struct {
	ctx        context.Context
	h          *header
	src        blockSource
	rest       []byte // of a block
	row, above []byte // the filter's byte and a stored row
	count      int64  // rows read
}

// newRowReader reads the rows of all passes from src.
func newRowReader(ctx context.Context, f *file, src blockSource) *rowReader {
	longest := 1 + f.rowBytes(f.width)
	return &rowReader{
		ctx: ctx, h: &f.header, src: src,
		row: make([]byte, longest), above: make([]byte, longest),
	}
}

// start begins a pass of rows of w pixels, above which there is nothing.
func (r *rowReader) start(w int) {
	n := 1 + r.h.rowBytes(w)
	r.row, r.above = r.row[:n], r.above[:n]
	clear(r.row) // which next makes the row above
}

// next returns the next row's samples as stored. They are valid until the next
// call and must not be changed.
func (r *rowReader) next() ([]byte, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	r.row, r.above = r.above, r.row
	if err := r.read(r.row); err != nil {
		return nil, err
	}
	if err := unfilter(r.row[0], r.row[1:], r.above[1:], max(1, r.h.pixelBits()/8)); err != nil {
		return nil, err
	}
	r.count++
	return r.row[1:], nil
}

// read fills p from blocks.
func (r *rowReader) read(p []byte) error {
	for len(p) > 0 {
		if len(r.rest) == 0 {
			var err error
			if r.rest, err = r.src.next(); err != nil {
				return err
			}
		}
		n := copy(p, r.rest)
		p, r.rest = p[n:], r.rest[n:]
	}
	return nil
}
