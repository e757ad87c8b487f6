package thumb

import (
	"image"

	"github.com/disintegration/imaging"

	"apsync/core/picture"
	"apsync/core/raster"
)

// orient returns a picture that is ready for display turned as its orientation
// demands.
func orient(p *raster.Pixels[uint8], o picture.Orientation) *raster.Pixels[uint8] {
	if o <= picture.Upright || o > picture.RotateCounter {
		return p
	}
	img := turned(asNRGBA(p), o)
	return &raster.Pixels[uint8]{
		Width: img.Rect.Dx(), Height: img.Rect.Dy(), Layout: raster.RGBA, Stride: img.Stride, Pix: img.Pix,
	}
}

func turned(img *image.NRGBA, o picture.Orientation) *image.NRGBA {
	switch o {
	case picture.FlipHorizontal:
		return imaging.FlipH(img)
	case picture.Rotate180:
		return imaging.Rotate180(img)
	case picture.FlipVertical:
		return imaging.FlipV(img)
	case picture.Transpose:
		return imaging.Transpose(img)
	case picture.RotateClockwise:
		return imaging.Rotate270(img) // imaging counts counter-clockwise
	case picture.Transverse:
		return imaging.Transverse(img)
	case picture.RotateCounter:
		return imaging.Rotate90(img)
	}
	return img
}

// asNRGBA returns a picture of layout Grey, RGB or RGBA with straight alpha as imaging
// takes it.
func asNRGBA(p *raster.Pixels[uint8]) *image.NRGBA {
	rect := image.Rect(0, 0, p.Width, p.Height)
	if p.Layout == raster.RGBA {
		return &image.NRGBA{Pix: p.Pix, Stride: p.Stride, Rect: rect}
	}
	img, n := image.NewNRGBA(rect), p.Layout.Channels()
	for y := range p.Height {
		dst, src := img.Pix[y*img.Stride:][:img.Stride], p.Row(y)
		for ; len(dst) >= 4 && len(src) >= n; dst, src = dst[4:], src[n:] {
			dst[0], dst[1], dst[2], dst[3] = src[0], src[n/2], src[n-1], 255
		}
	}
	return img
}
