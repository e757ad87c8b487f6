// Package rawtest makes the pictures that tests of camera RAW loaders put into files.
package rawtest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// Shot returns a JPEG of w×h pixels: that colour, a white rectangle in its first corner,
// and a little noise, so that its bytes grow with its pixels.
func Shot(tb testing.TB, w, h int, c color.RGBA) []byte {
	tb.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	seed := uint32(1)
	for y := range h {
		for x := range w {
			seed = seed*1664525 + 1013904223
			n := uint8(seed >> 28)
			img.SetRGBA(x, y, color.RGBA{max(c.R, n), max(c.G, n), max(c.B, n), 255})
			if x < w/4 && y < h/4 {
				img.Set(x, y, color.White)
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
