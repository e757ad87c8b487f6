package thumb

import (
	"apsync/core/picture"
	"apsync/core/raster"
	"apsync/core/resample"
)

// streamFrom is how many samples a picture has at least that is resampled as it is
// decoded. Smaller ones are held: that is faster, since bands of them are resampled at
// once.
const streamFrom = 4 << 20

// fitter implements picture.Fitter for one file.
type fitter struct {
	full    size // of the picture as stored
	to      size // in the same axes
	spare   picture.Spare
	streams []interface{ Close() error }
}

// Bytes implements picture.Fitter.
func (f *fitter) Bytes(o picture.Outline) picture.Rows[uint8] {
	return stream[uint8](f, o, &raster.Pixels[uint8]{Layout: o.Layout, Premultiplied: o.Premultiplied})
}

// Words implements picture.Fitter.
func (f *fitter) Words(o picture.Outline) picture.Rows[uint16] {
	return stream[uint16](f, o, &raster.Pixels[uint16]{Layout: o.Layout, Premultiplied: o.Premultiplied})
}

// stream returns a stream for a picture like that one, or nil where that one would
// not be resampled before all else.
func stream[T uint8 | uint16](f *fitter, o picture.Outline, like raster.Image) picture.Rows[T] {
	if !f.takes(o.Width, o.Height, o.Layout.Channels()) || !first(like, o.Space) {
		return nil
	}
	to := target(f.full, o.Width, o.Height, f.to)
	s := resample.NewStream[T](o.Width, o.Height, o.Layout, o.Premultiplied, to, f.spare)
	f.streams = append(f.streams, s)
	return rows[T]{s}
}

// Planes implements picture.Fitter.
func (f *fitter) Planes(sizes [3][2]int) picture.PlaneRows {
	w, h := sizes[0][0], sizes[0][1]
	if !f.takes(w, h, 2) {
		return nil
	}
	s := resample.NewPlaneStream(sizes, target(f.full, w, h, f.to), f.spare)
	f.streams = append(f.streams, s)
	return rows[uint8]{s}
}

// takes reports whether a picture of w×h pixels of n samples is resampled as it comes.
func (f *fitter) takes(w, h, n int) bool {
	return w*h*n >= streamFrom && w > f.to.w && h > f.to.h && !reducesByBoxes(w, h, f.to)
}

// rows are those of a stream. An error of its worker is told when it is closed.
type rows[T uint8 | uint16] struct{ *resample.Stream[T] }

func (r rows[T]) Image() raster.Image { return r.Stream.Image() }
func (r rows[T]) Planar() bool        { return false }

// close waits for every worker that is still at it.
func (f *fitter) close() (err error) {
	for _, s := range f.streams {
		if e := s.Close(); err == nil {
			err = e
		}
	}
	return err
}
