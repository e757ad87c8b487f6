package openraster

import (
	"context"
	"image"
	"io"
	"iter"
	"math"

	"apsync/core/composite"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// source is the picture of a layer.
type source struct {
	pic      picture.Picture
	name     string
	size     image.Point
	held     bool // it does not come row by row
	from, to int  // the rows of the canvas in which it lies
}

// held reports whether a picture must be decoded as a whole: one that is no PNG, or is
// interlaced (PNG §11.2.1).
func held(r io.ReaderAt) bool {
	const interlace = 28
	var head [interlace + 1]byte
	n, _ := r.ReadAt(head[:], 0)
	return n < len(head) || string(head[1:4]) != "PNG" || head[interlace] != 0
}

// bytes bounds what reading the source takes.
func (s *source) bytes() int64 {
	const unpacking = 512 << 10 // the archive's inflater and its window
	need := s.pic.Info().Need
	if s.held {
		return need(picture.Want{Width: s.size.X, Height: s.size.Y}) + unpacking
	}
	// What a picture takes that is shrunk to nothing is all that one takes of which
	// only rows are held.
	return need(picture.Want{Width: 1, Height: 1}) + 8*int64(s.size.X) + unpacking
}

// sourceBytes bounds what the sources take that are read at the same time.
func (s *stack) sourceBytes() int64 {
	uses := make([]composite.Use, len(s.sources))
	for i, src := range s.sources {
		uses[i] = composite.Use{From: src.from, To: src.to, Bytes: src.bytes()}
	}
	return composite.Peak(uses)
}

// line is a row of a picture: either bytes or words.
type line struct {
	layout raster.Layout
	bytes  []uint8
	words  []uint16
}

// reader gives the rows of a source. Its decoder runs only while it is asked for one.
type reader struct {
	src   *source
	next  func() (line, bool)
	stop  func()
	begin func()
	y     int // of the next row
	err   error
}

// newReader returns a reader, which takes nothing until the first row is asked for.
func newReader(ctx context.Context, src *source) *reader {
	r := &reader{src: src}
	r.begin = func() { r.next, r.stop = iter.Pull(r.lines(ctx)) }
	return r
}

// lines decodes the picture. It ends early where nobody wants more of it.
func (r *reader) lines(ctx context.Context) iter.Seq[line] {
	return func(yield func(line) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		t := &tap{cancel: cancel, yield: yield}
		frame, err := r.src.pic.Decode(ctx, picture.Want{Width: r.src.size.X, Height: r.src.size.Y, Fitter: t})
		switch {
		case t.ended:
		case err != nil:
			r.err = fault.New(fault.CodeOf(err), "%s: %s", r.src.name, fault.From(err).Detail)
			if ctx.Err() != nil {
				r.err = ctx.Err()
			}
		case !t.used:
			r.err = t.whole(frame.Image)
		}
	}
}

// row writes pixels of row y, from column x on, to dst. Rows are asked for from the
// top down.
func (r *reader) row(y, x int, dst []float32) error {
	if r.next == nil {
		r.begin()
	}
	var l line
	for ; r.y <= y; r.y++ {
		var ok bool
		if l, ok = r.next(); !ok {
			if r.err == nil {
				r.err = fault.New(fault.Truncated, "%s: the picture ends in row %d of %d", r.src.name, r.y, r.src.size.Y)
			}
			return r.err
		}
	}
	if l.bytes != nil {
		spread(dst, l.bytes, x, l.layout, 1.0/math.MaxUint8)
	} else {
		spread(dst, l.words, x, l.layout, 1.0/math.MaxUint16)
	}
	if r.y == r.src.size.Y || y+1 == r.src.size.Y {
		r.close()
	}
	return nil
}

// close ends decoding.
func (r *reader) close() {
	if r.stop != nil {
		r.stop()
	}
}

// spread writes pixels of red, green, blue and alpha from column x of a row on.
func spread[T uint8 | uint16](dst []float32, row []T, x int, layout raster.Layout, unit float32) {
	n := layout.Channels()
	green, blue, alpha := 1, 2, 3
	if n < 3 {
		green, blue, alpha = 0, 0, 1
	}
	opaque := !layout.HasAlpha()
	for row = row[min(x*n, len(row)):]; len(dst) >= 4 && len(row) >= n; dst, row = dst[4:], row[n:] {
		dst[0], dst[1], dst[2], dst[3] = float32(row[0])*unit, float32(row[green])*unit, float32(row[blue])*unit, 1
		if !opaque {
			dst[3] = float32(row[alpha]) * unit
		}
	}
}

// tap is where a decoder puts its rows: one at a time, to whom asked for it.
type tap struct {
	cancel context.CancelFunc
	yield  func(line) bool
	used   bool
	ended  bool // nobody wants more
}

// Bytes implements picture.Fitter.
func (t *tap) Bytes(o picture.Outline) picture.Rows[uint8] {
	t.used = true
	return tapped[uint8]{func(row []uint8) { t.give(line{layout: o.Layout, bytes: row}) }}
}

// Words implements picture.Fitter.
func (t *tap) Words(o picture.Outline) picture.Rows[uint16] {
	t.used = true
	return tapped[uint16]{func(row []uint16) { t.give(line{layout: o.Layout, words: row}) }}
}

// Planes implements picture.Fitter.
func (*tap) Planes([3][2]int) picture.PlaneRows { return nil }

func (t *tap) give(l line) {
	if !t.ended && !t.yield(l) {
		t.ended = true
		t.cancel()
	}
}

// whole gives the rows of a picture that came as a whole.
func (t *tap) whole(img raster.Image) error {
	switch p := img.(type) {
	case *raster.Pixels[uint8]:
		for y := 0; y < p.Height && !t.ended; y++ {
			t.give(line{layout: p.Layout, bytes: p.Row(y)})
		}
	case *raster.Pixels[uint16]:
		for y := 0; y < p.Height && !t.ended; y++ {
			t.give(line{layout: p.Layout, words: p.Row(y)})
		}
	default:
		return fault.New(fault.Unsupported, "a layer that is no PNG")
	}
	return nil
}

// tapped are rows that go on one by one.
type tapped[T raster.Sample] struct{ add func(row []T) }

// Add implements picture.Rows.
func (t tapped[T]) Add(row []T) { t.add(row) }

// Image implements picture.Rows. Nobody looks at it.
func (tapped[T]) Image() raster.Image { return raster.New[T](1, 1, raster.Grey) }
