package picture_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/picture"
	"apsync/core/raster"
)

// keeper is a Fitter that keeps the rows it is given.
type keeper struct {
	bytes  *raster.Pixels[uint8]
	planes [3]raster.Plane
	y      [3]int
}

func (k *keeper) Bytes(o picture.Outline) picture.Rows[uint8] {
	k.bytes = raster.New[uint8](o.Width, o.Height, o.Layout)
	k.bytes.Premultiplied = o.Premultiplied
	return k
}

func (k *keeper) Words(picture.Outline) picture.Rows[uint16] { return nil }

func (k *keeper) Planes(sizes [3][2]int) picture.PlaneRows {
	for i, size := range sizes {
		k.planes[i] = raster.Plane{Width: size[0], Height: size[1], Stride: size[0], Pix: make([]uint8, size[0]*size[1])}
	}
	return k
}

func (k *keeper) Add(row []uint8) {
	copy(k.bytes.Row(k.y[0]), row)
	k.y[0]++
}

func (k *keeper) AddTo(plane int, row []uint8) {
	copy(k.planes[plane].Row(k.y[plane]), row)
	k.y[plane]++
}

func (k *keeper) Planar() bool { return true }

func (k *keeper) Image() raster.Image {
	if k.bytes != nil {
		return k.bytes
	}
	return &raster.YCbCr{Y: k.planes[0], Cb: k.planes[1], Cr: k.planes[2]}
}

func TestRowsComeOutAsTheShrunkPicture(t *testing.T) {
	t.Parallel()
	for _, layout := range []raster.Layout{raster.RGB, raster.RGBA} {
		for f := 1; f < 5; f++ {
			for _, premultiplied := range []bool{false, layout.HasAlpha()} {
				bytes, words := drawn[uint8](layout), drawn[uint16](layout)
				bytes.Premultiplied, words.Premultiplied = premultiplied, premultiplied
				for _, fitter := range []picture.Fitter{nil, &keeper{}} {
					require.Equal(t, raster.Shrink(bytes, f), added(bytes, fitter, f))
					require.Equal(t, raster.Shrink(words, f), added(words, fitter, f), "a nil from the fitter")
				}
			}
		}
	}
}

func drawn[T uint8 | uint16](layout raster.Layout) *raster.Pixels[T] {
	p := raster.New[T](23, 17, layout)
	for i := range p.Pix {
		p.Pix[i] = T(i * 7)
	}
	return p
}

func added[T uint8 | uint16](p *raster.Pixels[T], fitter picture.Fitter, f int) raster.Image {
	outline := picture.Outline{Width: p.Width, Height: p.Height, Layout: p.Layout, Premultiplied: p.Premultiplied}
	rows := picture.NewRows[T](picture.Want{Fitter: fitter}, outline, f)
	for y := range p.Height {
		rows.Add(p.Row(y))
	}
	return rows.Image()
}

func TestPlanesComeOutAsTheShrunkPicture(t *testing.T) {
	t.Parallel()
	for _, s := range []picture.Sampling{{23, 17, 1, 1}, {23, 17, 2, 2}, {24, 16, 2, 1}, {33, 9, 4, 1}} {
		w, h := (s.Width+s.X-1)/s.X, (s.Height+s.Y-1)/s.Y
		img := &raster.YCbCr{Y: plane(s.Width, s.Height), Cb: plane(w, h), Cr: plane(w, h)}
		for f := 1; f < 5; f++ {
			for _, fitter := range []picture.Fitter{nil, &keeper{}} {
				rows := picture.NewPlanes(picture.Want{Fitter: fitter}, s, f)
				for i, p := range []*raster.Plane{&img.Y, &img.Cb, &img.Cr} {
					for y := range p.Height {
						rows.AddTo(i, p.Row(y))
					}
				}
				require.Equal(t, raster.Shrink(img, f), rows.Image(), "%v by %d", s, f)
			}
		}
	}
}

func plane(w, h int) raster.Plane {
	p := raster.Plane{Width: w, Height: h, Stride: w, Pix: make([]uint8, w*h)}
	for i := range p.Pix {
		p.Pix[i] = uint8(i * 5)
	}
	return p
}
