package metafile

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"

	"apsync/core/codec/dib"
	"apsync/core/codec/jpeg"
	"apsync/core/codec/png"
	"apsync/core/colour"
	"apsync/core/outline"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	dibHeader = 40
	maxTiles  = 16 << 20 // bytes of all tiles of brushes
	maxTile   = 512      // pixels a side
	palIndex  = 1        // DIB_PAL_COLORS, MS-WMF §2.1.1.6
)

// blit is a bitmap that is to be shown.
type blit struct {
	dib       []byte         // headers, colours, rows; none where only the pattern counts
	to        outline.Matrix // from the unit square to pixels
	from      outline.Rect   // in the bitmap's pixels, from the top; empty for all of it
	fromBelow bool           // from counts from the bottom where the rows do
	op        uint8
	alpha     uint8 // 255 shows all
	keyed     bool  // pixels of the key are not shown
	key       rgb
}

// rectangle returns the matrix from the unit square to a rectangle.
func rectangle(x, y, w, h float64) outline.Matrix {
	return outline.Matrix{XX: w, YY: h, DX: x, DY: y}
}

// show draws a bitmap, or the pattern where there is none.
func (p *player) show(b blit) {
	unit := outline.Rect{MaxX: 1, MaxY: 1}
	if len(b.dib) == 0 || !usesSource(b.op) {
		if !usesPattern(b.op) || !p.brush.null {
			p.fillPath(box(b.to, unit).path(), false, p.paint(p.brush), b.op)
		}
		return
	}
	if p.canvas.measure(box(b.to, unit).path().Bounds()) {
		return
	}
	src, scale, err := p.open(&b)
	if err != nil {
		if p.ctx.Err() != nil {
			p.fail(p.ctx.Err())
		}
		p.leave(damaged)
		return
	}
	if err := p.paste(b, sampler{src, scale}); err != nil {
		p.fail(err)
	}
}

// open reads the bitmap no larger than it is shown, and returns how many of its pixels
// are one of the file's. It makes from whole and counting from the top.
func (p *player) open(b *blit) (*raster.Pixels[uint8], outline.Point, error) {
	var none outline.Point
	src, err := picture.NewSource(bytes.NewReader(b.dib), int64(len(b.dib)), "bitmap")
	if err != nil {
		return nil, none, err
	}
	pic, err := openAny(src)
	if err != nil {
		return nil, none, err
	}
	info := pic.Info()
	w, h := float64(info.Width), float64(info.Height)
	if b.from.MinX == b.from.MaxX || b.from.MinY == b.from.MaxY {
		b.from = outline.Rect{MaxX: w, MaxY: h}
	} else if b.fromBelow && !topDown(b.dib) {
		b.from.MinY, b.from.MaxY = h-b.from.MaxY, h-b.from.MinY
	}
	want := picture.Want{Width: info.Width, Height: info.Height, Budget: picture.NewBudget(p.bytes)}
	// Bits that are combined must not become means of several.
	if b.op == srcCopy || b.op == srcAnd || b.op == srcPaint {
		across := math.Hypot(b.to.XX, b.to.YX) * w / math.Abs(b.from.MaxX-b.from.MinX)
		down := math.Hypot(b.to.XY, b.to.YY) * h / math.Abs(b.from.MaxY-b.from.MinY)
		want.Width, want.Height = bounded(math.Ceil(across), info.Width), bounded(math.Ceil(down), info.Height)
		want.Width, want.Height = max(1, want.Width), max(1, want.Height)
	}
	if err := p.canvas.spend(int64(info.Width) * int64(info.Height) / 4); err != nil {
		p.fail(err)
		return nil, none, err
	}
	frame, err := pic.Decode(p.ctx, want)
	if err != nil {
		return nil, none, err
	}
	pixels, _ := colour.ToPixels(frame.Image, frame.Space)
	return pixels, outline.Point{X: float64(pixels.Width) / w, Y: float64(pixels.Height) / h}, nil
}

// openAny opens a bitmap of Windows, or the PNG or JPEG file of an image of EMF+.
func openAny(src *picture.Source) (picture.Picture, error) {
	switch head := string(src.Head()); {
	case strings.HasPrefix(head, png.Signature):
		return png.Open(src)
	case strings.HasPrefix(head, jpeg.Signature):
		return jpeg.Open(src)
	}
	return dib.OpenPacked(src)
}

// topDown reports whether the rows of a bitmap begin with the topmost.
func topDown(data []byte) bool {
	return len(data) >= dibHeader && int32(binary.LittleEndian.Uint32(data[8:])) < 0
}

// paste puts a bitmap on every pixel whose middle it covers.
func (p *player) paste(b blit, from sampler) error {
	c := p.canvas
	back, ok := inverse(b.to)
	if !ok {
		return nil
	}
	r := box(b.to, outline.Rect{MaxX: 1, MaxY: 1}).path().Bounds()
	x0, x1 := max(p.clip.x0, bounded(math.Floor(r.MinX), c.w)), min(p.clip.x1, bounded(math.Ceil(r.MaxX), c.w))
	y0, y1 := max(p.clip.y0, bounded(math.Floor(r.MinY), c.h)), min(p.clip.y1, bounded(math.Ceil(r.MaxY), c.h))
	mask, err := c.clips.mask(c, p.clip)
	if err != nil || x0 >= x1 {
		return err
	}
	ink := p.paint(p.brush)
	smooth := b.op == srcCopy || b.op == srcAnd || b.op == srcPaint
	for y := y0; y < y1; y++ {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		if err := c.spend(4 * int64(x1-x0)); err != nil {
			return err
		}
		row := c.pixels.Row(y)
		for x := x0; x < x1; x++ {
			at := back.Apply(outline.Point{X: float64(x) + 0.5, Y: float64(y) + 0.5})
			if at.X < 0 || at.Y < 0 || at.X >= 1 || at.Y >= 1 {
				continue
			}
			share := 255
			if mask != nil {
				share = int(mask[y*c.w+x])
			}
			colour, alpha := from.at(b.from, at, smooth && !b.keyed)
			if b.keyed && colour == b.key || share == 0 {
				continue
			}
			share = (share*int(alpha)*int(b.alpha) + 255*255/2) / (255 * 255)
			pattern, _ := ink.at(x, y)
			c.put(row[3*x:3*x+3], pattern, colour, b.op, share)
		}
	}
	return nil
}

// inverse returns the matrix that undoes m.
func inverse(m outline.Matrix) (outline.Matrix, bool) {
	det := m.XX*m.YY - m.XY*m.YX
	if !(math.Abs(det) > 1e-12) || math.IsInf(det, 0) {
		return m, false
	}
	n := outline.Matrix{XX: m.YY / det, YX: -m.YX / det, XY: -m.XY / det, YY: m.XX / det}
	n.DX, n.DY = -(n.XX*m.DX + n.XY*m.DY), -(n.YX*m.DX + n.YY*m.DY)
	return n, true
}

// sampler looks up pixels of a bitmap.
type sampler struct {
	*raster.Pixels[uint8]
	scale outline.Point // its pixels for one of the file's
}

// at returns the colour and the alpha at a place of the unit square that shows a part of
// the file's pixels.
func (s sampler) at(part outline.Rect, at outline.Point, smooth bool) (rgb, uint8) {
	x := (part.MinX + at.X*(part.MaxX-part.MinX)) * s.scale.X
	y := (part.MinY + at.Y*(part.MaxY-part.MinY)) * s.scale.Y
	if !smooth {
		c, a := s.pixel(int(math.Floor(x)), int(math.Floor(y)))
		return c, a
	}
	x, y = x-0.5, y-0.5
	i, j := math.Floor(x), math.Floor(y)
	u, v := x-i, y-j
	var sum [4]float64
	for n, weight := range [4]float64{(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v} {
		c, a := s.pixel(int(i)+n&1, int(j)+n>>1)
		weight *= float64(a)
		for k := range c {
			sum[k] += weight * float64(c[k])
		}
		sum[3] += weight
	}
	if sum[3] <= 0 {
		return rgb{}, 0
	}
	return rgb{uint8(sum[0]/sum[3] + 0.5), uint8(sum[1]/sum[3] + 0.5), uint8(sum[2]/sum[3] + 0.5)}, uint8(sum[3] + 0.5)
}

// pixel returns a pixel, that at the edge for one beyond.
func (s sampler) pixel(x, y int) (rgb, uint8) {
	x, y = min(max(x, 0), s.Width-1), min(max(y, 0), s.Height-1)
	n := s.Layout.Channels()
	at := s.Pix[y*s.Stride+x*n:]
	switch s.Layout {
	case raster.RGB:
		return rgb{at[0], at[1], at[2]}, 255
	case raster.RGBA:
		return rgb{at[0], at[1], at[2]}, at[3]
	}
	return rgb{at[0], at[0], at[0]}, 255
}

// withAlpha returns the bitmap with a header which says that its fourth byte is alpha,
// and its colours without the alpha that may be multiplied into them.
func withAlpha(data []byte, premultiplied bool) []byte {
	if len(data) < dibHeader || binary.LittleEndian.Uint16(data[14:]) != 32 {
		return data
	}
	size := int64(binary.LittleEndian.Uint32(data))
	start := size
	if size == dibHeader && binary.LittleEndian.Uint32(data[16:]) == 3 {
		start += 12 // masks
	}
	if size < dibHeader || start > int64(len(data)) {
		return data
	}
	const v4 = 108
	out := make([]byte, v4, v4+int64(len(data))-start)
	copy(out, data[:dibHeader])
	le := binary.LittleEndian
	le.PutUint32(out, v4)
	le.PutUint32(out[16:], 3)
	le.PutUint32(out[32:], 0)
	for i, mask := range []uint32{0xff0000, 0xff00, 0xff, 0xff000000} {
		le.PutUint32(out[dibHeader+4*i:], mask)
	}
	out = append(out, data[start:]...)
	for rest := out[v4:]; premultiplied && len(rest) >= 4; rest = rest[4:] {
		unmultiply(rest[:4])
	}
	return out
}

// unmultiply divides colours by alpha (MS-EMF §2.3.1.1: sources are premultiplied).
func unmultiply(pixel []byte) {
	if a := int(pixel[3]); a != 0 && a != 255 {
		for i := range 3 {
			pixel[i] = uint8(min(255, (int(pixel[i])*255+a/2)/a))
		}
	}
}

// newTile reads the bitmap of a brush.
func (p *player) newTile(data []byte) *tile {
	b := blit{dib: data}
	if p.canvas.measuring {
		return nil
	}
	pixels, _, err := p.open(&b)
	if err != nil || pixels.Width > maxTile || pixels.Height > maxTile {
		p.leave(damaged)
		return nil
	}
	t := &tile{w: pixels.Width, h: pixels.Height, pixels: make([]rgb, pixels.Width*pixels.Height)}
	if p.tiles += 3 * len(t.pixels); p.tiles > maxTiles {
		p.leave(unread)
		return nil
	}
	for i := range t.pixels {
		t.pixels[i], _ = sampler{Pixels: pixels}.pixel(i%t.w, i/t.w)
	}
	return t
}
