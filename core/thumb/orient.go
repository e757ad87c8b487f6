package thumb

import (
	"image"

	"github.com/disintegration/imaging"

	"apsync/core/picture"
	"apsync/core/raster"
)

// stripRows is how many rows are turned at a time. Turning goes down columns: this many
// rows stay in a processor's cache, and little is held twice.
const stripRows = 512

// orient returns a picture that is ready for display turned as its orientation
// demands.
func orient(p *raster.Pixels[uint8], o picture.Orientation) *raster.Pixels[uint8] {
	if o <= picture.Upright || o > picture.RotateCounter {
		return p
	}
	w, h := o.Displayed(p.Width, p.Height)
	dst := raster.New[uint8](w, h, p.Layout)
	// Rows whose distance is a power of two would drive each other out of a cache.
	const apart = 64
	buffer := &image.NRGBA{Stride: 4*p.Width + apart}
	if p.Layout != raster.RGBA {
		buffer.Pix = make([]uint8, buffer.Stride*min(p.Height, stripRows))
	}
	for y := 0; y < p.Height; y += stripRows {
		end := min(y+stripRows, p.Height)
		at := y
		switch o {
		case picture.Rotate180, picture.FlipVertical, picture.RotateClockwise, picture.Transverse:
			at = p.Height - end // what was first comes last
		}
		if part := turned(strip(p, y, end, buffer), o); o.Swaps() {
			place(dst, part, at, 0)
		} else {
			place(dst, part, 0, at)
		}
	}
	return dst
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

// strip returns rows of a picture of layout Grey, RGB or RGBA with straight alpha as
// imaging takes them, in the buffer where they are not so already.
func strip(p *raster.Pixels[uint8], y, end int, buffer *image.NRGBA) *image.NRGBA {
	rect := image.Rect(0, 0, p.Width, end-y)
	if p.Layout == raster.RGBA {
		return &image.NRGBA{Pix: p.Pix[y*p.Stride:], Stride: p.Stride, Rect: rect}
	}
	n := p.Layout.Channels()
	for i := range end - y {
		dst, src := buffer.Pix[i*buffer.Stride:][:4*p.Width], p.Row(y+i)
		for ; len(dst) >= 4 && len(src) >= n; dst, src = dst[4:], src[n:] {
			dst[0], dst[1], dst[2], dst[3] = src[0], src[n/2], src[n-1], 255
		}
	}
	return &image.NRGBA{Pix: buffer.Pix, Stride: buffer.Stride, Rect: rect}
}

// place copies a part of a picture to its column x and row y.
func place(p *raster.Pixels[uint8], part *image.NRGBA, x, y int) {
	n := p.Layout.Channels()
	for i := range part.Rect.Dy() {
		dst, src := p.Row(y + i)[x*n:], part.Pix[i*part.Stride:][:4*part.Rect.Dx()]
		switch n {
		case 4:
			copy(dst, src)
		case 3:
			for ; len(dst) >= 3 && len(src) >= 4; dst, src = dst[3:], src[4:] {
				dst[0], dst[1], dst[2] = src[0], src[1], src[2]
			}
		default:
			for ; len(dst) > 0 && len(src) >= 4; dst, src = dst[1:], src[4:] {
				dst[0] = src[0]
			}
		}
	}
}
