package bands

import (
	"context"
	"sync"

	"apsync/core/picture"
	"apsync/core/raster"
)

// work is a picture that is being decoded.
type work[T raster.Sample] struct {
	*banded[T]
	plan
	rows Rows[T]
	img  *raster.Pixels[T] // of what several decode
	mu   sync.Mutex
	next int   // the row to be read
	err  error // what ended reading
}

// decode decodes all rows, with help where workers are idle.
func (w *work[T]) decode(ctx context.Context, want picture.Want) (raster.Image, error) {
	helpers := w.lend(want.Spare)
	if len(helpers) == 0 {
		return w.alone(ctx, want)
	}
	w.img = raster.New[T](w.width, w.height, w.h.Layout)
	w.img.Premultiplied = w.h.Premultiplied
	next := 0
	lent := func() (func(), bool) {
		if next == len(helpers) {
			return nil, false
		}
		next++
		return helpers[next-1], true
	}
	err := picture.Spare(lent).Each(ctx, w.count, func() func(int) error {
		l := w.newLane()
		stored := make([]byte, int64(w.plan.rows)*w.h.Stored)
		return func(int) error { return w.band(ctx, l, stored) }
	})
	return w.img, err
}

// lend takes as many idle workers as there are lanes for.
func (w *work[T]) lend(spare picture.Spare) (releases []func()) {
	for spare != nil && len(releases)+1 < w.lanes {
		release, ok := spare()
		if !ok {
			break
		}
		releases = append(releases, release)
	}
	return releases
}

// alone reads and converts row by row.
func (w *work[T]) alone(ctx context.Context, want picture.Want) (raster.Image, error) {
	h := &w.h
	out := picture.NewRows[T](want, picture.Outline{
		Width: h.Width, Height: h.Height, Layout: h.Layout, Premultiplied: h.Premultiplied, Space: h.Space,
	}, w.factor)
	next, row := w.following(), make([]T, h.Width*h.Layout.Channels())
	for y := range h.Height {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := next(row); err != nil {
			return nil, ended(err, y, h.Height)
		}
		out.Add(row)
	}
	return out.Image(), nil
}

// following returns what makes the samples of one row after the other.
func (w *work[T]) following() func(row []T) error {
	if w.rows.Next != nil {
		return w.rows.Next
	}
	convert, stored := w.rows.Converter(), make([]byte, w.h.Stored)
	return func(row []T) error {
		if err := w.rows.Read(stored); err != nil {
			return err
		}
		convert(row, stored)
		return nil
	}
}

// band reads the next band and converts it.
func (w *work[T]) band(ctx context.Context, l *lane[T], stored []byte) error {
	first, n, err := w.read(ctx, stored)
	if err != nil {
		return err
	}
	l.y = first / w.factor
	for i := range int64(n) {
		l.add(stored[i*w.h.Stored : (i+1)*w.h.Stored])
	}
	l.end()
	return nil
}

// read reads the next band, whose first row it returns with their number.
func (w *work[T]) read(ctx context.Context, stored []byte) (first, n int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	first, n = w.next, min(w.plan.rows, w.h.Height-w.next)
	for i := range int64(n) {
		if w.err == nil {
			w.err = ctx.Err()
		}
		if w.err == nil {
			w.err = ended(w.rows.Read(stored[i*w.h.Stored:(i+1)*w.h.Stored]), w.next, w.h.Height)
		}
		if w.err != nil {
			return 0, 0, w.err
		}
		w.next++
	}
	return first, n, nil
}

// lane converts rows and writes what is left of them into the picture.
type lane[T raster.Sample] struct {
	w        *work[T]
	convert  func(row []T, stored []byte)
	row      []T
	shrinker *raster.RowShrinker[T]
	y        int // the next row of the picture
}

func (w *work[T]) newLane() *lane[T] {
	l := &lane[T]{w: w, convert: w.rows.Converter()}
	if w.factor > 1 {
		l.row = make([]T, w.h.Width*w.h.Layout.Channels())
		l.shrinker = raster.NewRowShrinker(w.h.Width, w.h.Layout, w.h.Premultiplied, w.factor, l.emit)
	}
	return l
}

func (l *lane[T]) emit(row []T) {
	copy(l.w.img.Row(l.y), row)
	l.y++
}

// add converts the next row.
func (l *lane[T]) add(stored []byte) {
	if l.shrinker == nil {
		l.convert(l.w.img.Row(l.y), stored)
		l.y++
		return
	}
	l.convert(l.row, stored)
	l.shrinker.Add(l.row)
}

// end writes what the last rows made.
func (l *lane[T]) end() {
	if l.shrinker != nil {
		l.shrinker.Flush()
	}
}
