package texture

import (
	"context"
	"errors"
	"io"
	"sync/atomic"

	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// scan decodes faces of a level.
type scan[T raster.Sample] struct {
	t       *opened
	p       plan
	rows    rowDecoder[T]
	spare   picture.Spare
	opaque  bool // whatever alpha says
	visible atomic.Bool
}

// decode decodes a level. It reports whether any alpha was not 0.
func decode[T raster.Sample](ctx context.Context, t *opened, p plan, rows rowDecoder[T], spare picture.Spare) (raster.Image, bool, error) {
	s := &scan[T]{t: t, p: p, rows: rows, spare: spare}
	if !t.layout().HasAlpha() {
		s.visible.Store(true)
	}
	img, err := s.all(ctx)
	if err != nil || s.visible.Load() {
		return img, true, err
	}
	s.opaque = true
	img, err = s.all(ctx)
	return img, false, err
}

// all decodes every face of the level.
func (s *scan[T]) all(ctx context.Context) (raster.Image, error) {
	r, err := s.p.level.Open(ctx)
	if err != nil {
		return nil, err
	}
	if closer, ok := r.(io.Closer); ok {
		defer closer.Close()
	}
	w, h := s.p.size()
	face := raster.New[T](w, h, s.t.layout())
	face.Premultiplied = s.t.Premultiplied
	if !s.t.cross() {
		_, err := s.face(ctx, r, 0, s.p.level.Faces[0], face)
		return face, err
	}
	cross := raster.New[T](crossW*w, crossH*h, withAlpha(s.t.layout()))
	cross.Premultiplied = s.t.Premultiplied
	at := int64(0)
	for _, f := range s.p.level.Faces {
		if at, err = s.face(ctx, r, at, f, face); err != nil {
			return nil, err
		}
		paste(cross, face, crossPlaces[f.Side%cubeSides])
	}
	return cross, nil
}

// paste copies a face to its place, opaque where it has no alpha.
func paste[T raster.Sample](cross, face *raster.Pixels[T], place [2]int) {
	n, m := face.Layout.Channels(), cross.Layout.Channels()
	for y := range face.Height {
		src := face.Row(y)
		dst := cross.Row(place[1]*face.Height + y)[place[0]*face.Width*m:]
		if n == m {
			copy(dst, src)
			continue
		}
		for ; len(src) >= n; src, dst = src[n:], dst[m:] {
			copy(dst, src[:n])
			dst[n] = alphaOf[T]()
		}
	}
}

// alphaOf returns the alpha of what is opaque.
func alphaOf[T raster.Sample]() T {
	var one any
	switch any(T(0)).(type) {
	case uint8:
		one = uint8(255)
	case uint16:
		one = uint16(65535)
	default:
		one = float32(1)
	}
	return one.(T)
}

// face decodes a face to dst, from a reader that stands at offset at, and returns where
// it stands then.
func (s *scan[T]) face(ctx context.Context, r io.Reader, at int64, f Face, dst *raster.Pixels[T]) (int64, error) {
	if err := skip(r, f.Offset-at); err != nil {
		return 0, ended(err)
	}
	at = f.Offset
	var (
		l      = s.p.level
		blockH = s.t.Format.BlockH
		strip  = int64(min(s.p.rows, l.Height+blockH-1)/blockH) * l.Pitch
		data   = make([]byte, strip*lanes)
	)
	for y := 0; y < l.Height; y += lanes * s.p.rows {
		rows := (min(lanes*s.p.rows, l.Height-y) + blockH - 1) / blockH
		part := data[:min(int64(rows)*l.Pitch, int64(len(data)))]
		if _, err := io.ReadFull(r, part); err != nil {
			return 0, ended(err)
		}
		at += int64(len(part))
		strips := (rows*blockH + s.p.rows - 1) / s.p.rows
		err := s.spare.Each(ctx, strips, func() func(i int) error {
			lane := s.newLane()
			return func(i int) error {
				lane.decode(part[int64(i)*strip:], y+i*s.p.rows, dst)
				return nil
			}
		})
		if err != nil {
			return 0, err
		}
	}
	return at, nil
}

// skip passes over n bytes.
func skip(r io.Reader, n int64) error {
	if seeker, ok := r.(io.Seeker); ok {
		_, err := seeker.Seek(n, io.SeekCurrent)
		return err
	}
	_, err := io.CopyN(io.Discard, r, n)
	return err
}

// ended returns the error of data that end too early.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Truncated, "the blocks of the picture end too early")
	}
	return err
}

// lane is what one needs who decodes strips.
type lane[T raster.Sample] struct {
	*scan[T]
	stride int
	pixels []T // a row of blocks
	row    []T // a row rearranged
}

func (s *scan[T]) newLane() *lane[T] {
	f, w := s.t.Format, s.p.level.Width
	blocks := (w + f.BlockW - 1) / f.BlockW
	l := &lane[T]{scan: s, stride: blocks * f.BlockW * f.Layout.Channels()}
	l.pixels = make([]T, l.stride*f.BlockH)
	if s.t.Swizzle != (Swizzle{}) {
		l.row = make([]T, w*s.t.layout().Channels())
	}
	return l
}

// decode decodes the strip that begins in row y.
func (l *lane[T]) decode(data []byte, y int, dst *raster.Pixels[T]) {
	var (
		f        = l.t.Format
		w        = l.p.level.Width
		height   = min(l.p.rows, l.p.level.Height-y)
		shrinker = raster.NewShrinker[T](w, height, l.t.layout(), l.p.factor)
		rowBytes = (w + f.BlockW - 1) / f.BlockW * f.BlockBytes
	)
	if l.t.Premultiplied {
		shrinker.SetPremultiplied()
	}
	for done := 0; done < height; done += f.BlockH {
		l.rows(l.pixels, l.stride, data[:rowBytes])
		data = data[min(l.p.level.Pitch, int64(len(data))):]
		for i := range min(f.BlockH, height-done) {
			shrinker.Add(l.finish(l.pixels[i*l.stride : i*l.stride+w*f.Layout.Channels()]))
		}
	}
	img := shrinker.Image()
	for i := range img.Height {
		copy(dst.Row(y/l.p.factor+i), img.Row(i))
	}
}

// finish rearranges the channels of a row, and makes it opaque or looks whether it is
// visible.
func (l *lane[T]) finish(row []T) []T {
	if l.row != nil {
		swizzle(l.row, row, l.t.Format.Layout, l.t.Swizzle)
		row = l.row
	}
	layout := l.t.layout()
	if !layout.HasAlpha() {
		return row
	}
	n := layout.Channels()
	if l.opaque {
		one := alphaOf[T]()
		for i := n - 1; i < len(row); i += n {
			row[i] = one
		}
		return row
	}
	if !l.visible.Load() {
		for i := n - 1; i < len(row); i += n {
			if row[i] != 0 {
				l.visible.Store(true)
				break
			}
		}
	}
	return row
}
