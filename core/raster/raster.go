// Package raster holds the pixel buffers that loaders return and the box shrink
// that makes them small before anything expensive touches them.
//
// A buffer says in its type what a sample is: 8-bit and 16-bit samples are
// encoded for display or for ink and run over the whole range of their type;
// float32 samples are light, 1 being diffuse white. What colour the numbers mean
// is said beside the buffer, by a colour.Space.
package raster

import "apsync/core/fault"

// Layout says which channels a pixel has, in memory order.
type Layout uint8

// The layouts. Ink of CMYK counts up: 0 is bare paper.
const (
	Grey      Layout = iota // Y
	GreyAlpha               // Y, A
	RGB                     // R, G, B
	RGBA                    // R, G, B, A
	CMYK                    // C, M, Y, K
	CMYKA                   // C, M, Y, K, A
	Lab                     // CIE L*, a*, b*: L* 0..100 and a*, b* -128..127 over the sample's range
	LabA                    // L*, a*, b*, A
)

// Channels returns the number of samples of a pixel.
func (l Layout) Channels() int {
	return [...]int{Grey: 1, GreyAlpha: 2, RGB: 3, RGBA: 4, CMYK: 4, CMYKA: 5, Lab: 3, LabA: 4}[l]
}

// HasAlpha reports whether the last channel is alpha.
func (l Layout) HasAlpha() bool {
	return l == GreyAlpha || l == RGBA || l == CMYKA || l == LabA
}

// Image is a pixel buffer: *Pixels[uint8], *Pixels[uint16], *Pixels[float32] or
// *YCbCr.
type Image interface {
	// Size returns width and height in pixels, both at least 1.
	Size() (w, h int)
	// HasAlpha reports whether pixels carry an alpha sample.
	HasAlpha() bool
	// shrink returns the picture with f×f pixels averaged into one.
	shrink(f int) Image
}

// Sample is the type of a channel's value.
type Sample interface{ uint8 | uint16 | float32 }

// Pixels is an interleaved buffer: the sample of channel c at (x, y) is
// Pix[y*Stride + x*Layout.Channels() + c].
type Pixels[T Sample] struct {
	Width, Height int
	Layout        Layout
	Premultiplied bool // colour samples are multiplied by alpha already
	Stride        int  // samples from one row to the next
	Pix           []T
}

// New returns a zeroed buffer. Callers take its size from their budget first.
func New[T Sample](w, h int, layout Layout) *Pixels[T] {
	stride := w * layout.Channels()
	return &Pixels[T]{Width: w, Height: h, Layout: layout, Stride: stride, Pix: make([]T, stride*h)}
}

// Size returns width and height in pixels.
func (p *Pixels[T]) Size() (w, h int) { return p.Width, p.Height }

// HasAlpha reports whether pixels carry an alpha sample.
func (p *Pixels[T]) HasAlpha() bool { return p.Layout.HasAlpha() }

// Row returns the samples of row y.
func (p *Pixels[T]) Row(y int) []T {
	return p.Pix[y*p.Stride : y*p.Stride+p.Width*p.Layout.Channels()]
}

// Plane is one channel of 8-bit samples with a size of its own.
type Plane struct {
	Width, Height int
	Stride        int
	Pix           []uint8
}

// Row returns the samples of row y.
func (p *Plane) Row(y int) []uint8 { return p.Pix[y*p.Stride : y*p.Stride+p.Width] }

// YCbCr is a picture in full-range BT.601 luma and colour difference planes (JFIF
// 1.02). The colour planes may be smaller than Y; their samples lie centred
// between the luma samples that they cover.
type YCbCr struct {
	Y, Cb, Cr Plane
}

// Size returns the size of the luma plane.
func (p *YCbCr) Size() (w, h int) { return p.Y.Width, p.Y.Height }

// HasAlpha is always false.
func (p *YCbCr) HasAlpha() bool { return false }

// Check returns an Internal error unless the buffer can hold what its size says:
// the wall between loaders and everything that runs on their pixels.
func Check(img Image) error {
	switch p := img.(type) {
	case *Pixels[uint8]:
		return check(p)
	case *Pixels[uint16]:
		return check(p)
	case *Pixels[float32]:
		return check(p)
	case *YCbCr:
		for _, plane := range []*Plane{&p.Y, &p.Cb, &p.Cr} {
			if !holds(plane.Width, plane.Height, plane.Width, plane.Stride, len(plane.Pix)) {
				return fault.New(fault.Internal, "plane of %d×%d has %d samples", plane.Width, plane.Height, len(plane.Pix))
			}
		}
		return nil
	}
	return fault.New(fault.Internal, "no picture (%T)", img)
}

func check[T Sample](p *Pixels[T]) error {
	if !holds(p.Width, p.Height, p.Width*p.Layout.Channels(), p.Stride, len(p.Pix)) {
		return fault.New(fault.Internal, "buffer of %d×%d has %d samples", p.Width, p.Height, len(p.Pix))
	}
	return nil
}

func holds(w, h, row, stride, n int) bool {
	return w > 0 && h > 0 && stride >= row && (h-1)*stride+row <= n
}
