package thumb

import (
	"image"

	"github.com/disintegration/imaging"

	"apsync/core/picture"
)

// orient returns the picture turned as its orientation demands.
func orient(img *image.NRGBA, o picture.Orientation) *image.NRGBA {
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
	default:
		return img
	}
}
