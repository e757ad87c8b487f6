package png

import (
	"context"
	"io"
)

// rowReader reads rows and undoes their filters.
type rowReader struct {
	ctx        context.Context //nolint:containedctx // it lives for one decode
	h          *header
	src        io.Reader
	ahead      *aheadReader // src, where it reads ahead
	row, above []byte       // the filter's byte and a stored row
	count      int64        // rows read
}

// newRowReader reads the rows of all passes from src.
func newRowReader(ctx context.Context, f *file, src io.Reader) *rowReader {
	longest := 1 + f.rowBytes(f.width)
	r := &rowReader{
		ctx: ctx, h: &f.header,
		row: make([]byte, longest), above: make([]byte, longest),
	}
	total := f.rawBytes()
	r.src = io.LimitReader(src, total)
	if total >= aheadFrom {
		r.ahead = readAhead(ctx, r.src)
		r.src = r.ahead
	}
	return r
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
	if _, err := io.ReadFull(r.src, r.row); err != nil {
		return nil, err
	}
	if err := unfilter(r.row[0], r.row[1:], r.above[1:], max(1, r.h.pixelBits()/8)); err != nil {
		return nil, err
	}
	r.count++
	return r.row[1:], nil
}

// close ends what reads ahead.
func (r *rowReader) close() {
	if r.ahead != nil {
		_ = r.ahead.close()
	}
}
