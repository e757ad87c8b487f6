package waveform

import (
	"context"

	"apsync/core/raster"
)

// The colours: slate that is seen on light and on dark, and one blue in two strengths.
var (
	ground = [3]float32{0x1b, 0x23, 0x2e}
	axis   = [3]float32{0x3b, 0x48, 0x59}
	peaks  = [3]float32{0x3d, 0x8f, 0xc4}
	body   = [3]float32{0xa6, 0xd8, 0xf5}
)

const (
	// across is into how many a column of pixels is divided at least, to smooth its edges.
	across = 4
	// filled is how much of the picture's height a sound takes.
	filled = 0.9
	// margin is left free on either side, as a share of the width.
	margin = 0.02
	// thinnest is how thick a wave is drawn at least, as a share of the picture's height.
	thinnest = 1.0 / 128
)

// block is how many columns are covered before they are painted, row by row.
const block = 16

// drawingBytes is what a picture of w×h takes to be drawn.
func drawingBytes(w, h int) int64 { return 3*int64(w)*int64(h) + 2*block*4*int64(h+1) }

// draw draws the shape, block by block.
func draw(ctx context.Context, img *raster.Pixels[uint8], s shape) error {
	w, h := img.Size()
	left := float64(w) * margin
	scale := float64(len(s)) / (float64(w) - 2*left)
	pen := thinnest * float64(h)
	parts := max(across, (2*stretches+w-1)/w) // of a column, so that none falls between two
	var outer, inner [block]cover
	for i := range block {
		outer[i], inner[i] = make(cover, h+1), make(cover, h+1)
	}
	for x := range w {
		if err := ctx.Err(); err != nil {
			return err
		}
		i := x % block
		clear(outer[i])
		clear(inner[i])
		for k := range parts {
			at := (float64(x) + (float64(k)+0.5)/float64(parts) - left) * scale
			if at < 0 || at > float64(len(s)) {
				continue
			}
			l := s.span(at-pen/2*scale, at+pen/2*scale)
			outer[i].add(h, l.low, l.high, pen)
			inner[i].add(h, l.inner, l.outer, 0)
		}
		if i == block-1 || x == w-1 {
			paint(img, x-i, columns{outer[:i+1], inner[:i+1], float32(parts)})
		}
	}
	return nil
}

// cover says how much of each pixel of a column is covered, by how many parts of it.
type cover []float32

// add covers what lies between two levels in a column of h pixels, at least as high as
// said.
func (c cover) add(h int, low, high, least float64) {
	middle, half := float64(h)/2, float64(h)/2*filled
	top, bottom := middle-high*half, middle-low*half
	if short := least - (bottom - top); short > 0 {
		top, bottom = top-short/2, bottom+short/2
	}
	top, bottom = max(top, 0), min(bottom, float64(h))
	if !(bottom > top) {
		return
	}
	first, last := int(top), min(int(bottom), len(c)-1)
	if first == last {
		c[first] += float32(bottom - top)
		return
	}
	c[first] += float32(float64(first+1) - top)
	for y := first + 1; y < last; y++ {
		c[y]++
	}
	c[last] += float32(bottom - float64(last))
}

// columns are what is covered of columns, each by so many parts.
type columns struct {
	outer, inner []cover
	parts        float32
}

// paint paints columns from x on: the ground, the line of silence, the peaks, the body.
func paint(img *raster.Pixels[uint8], x int, c columns) {
	_, h := img.Size()
	middle, half := float64(h)/2, max(1, float64(h)/256)/2
	for y := range h {
		onLine := min(float64(y+1), middle+half) - max(float64(y), middle-half)
		behind := mix(ground, axis, float32(max(onLine, 0)))
		row := img.Row(y)[3*x:]
		for i := range c.outer {
			colour := behind
			if o, n := c.outer[i][y]/c.parts, c.inner[i][y]/c.parts; n >= 1 {
				colour = body
			} else if o > 0 {
				colour = mix(mix(behind, peaks, o), body, n)
			}
			for k, v := range colour {
				row[3*i+k] = uint8(v + 0.5)
			}
		}
	}
}

func mix(a, b [3]float32, t float32) [3]float32 {
	for i := range a {
		a[i] += (b[i] - a[i]) * t
	}
	return a
}
