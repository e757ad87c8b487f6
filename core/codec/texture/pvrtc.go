package texture

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math/bits"

	"apsync/core/fault"
)

// PVRTC of the first kind, of two and four bits a pixel (Khronos Data Format 1.4 §25).
// A block's two colours are mixed with those of its neighbours, across the edges too,
// and blocks lie in Morton's order, so that a picture is decoded as a whole.

// pvrtcBlock is what a block has.
type pvrtcBlock struct {
	colours    [2][4]int32 // five bits of red, green and blue, four of alpha
	modulation uint32
	mode       bool // the other way to modulate
}

// pvrtcW returns the width of a block, which is 4 pixels high.
func pvrtcW(bitsPerPixel int) int { return 16 / bitsPerPixel }

// PVRTCSize returns the bytes of a picture of w×h pixels, which has two blocks each
// way at least.
func PVRTCSize(w, h, bitsPerPixel int) int64 {
	return int64(pvrtcBlocks(w, pvrtcW(bitsPerPixel))) * int64(pvrtcBlocks(h, 4)) * 8
}

func pvrtcBlocks(n, size int) int { return max(2, (n+size-1)/size) }

// OpenPVRTC makes a level whose faces are size bytes of PVRTC each one of R8G8B8A8. Its
// sides are powers of two.
func OpenPVRTC(l *Level, bitsPerPixel int, size int64) {
	open, faces := l.Open, append([]Face(nil), l.Faces...)
	pixels := int64(l.Width) * int64(l.Height) * 4
	for i := range l.Faces {
		l.Faces[i].Offset = int64(i) * pixels
	}
	l.Pitch = int64(l.Width) * 4
	// A block read takes 40 bytes.
	l.Memory = pixels*int64(len(faces)) + 6*size
	l.Open = func(ctx context.Context) (io.Reader, error) {
		r, err := open(ctx)
		if err != nil {
			return nil, err
		}
		out, data, at := make([]byte, 0, pixels*int64(len(faces))), make([]byte, size), int64(0)
		for _, f := range faces {
			if err := skip(r, f.Offset-at); err != nil {
				return nil, ended(err)
			}
			if _, err := io.ReadFull(r, data); err != nil {
				return nil, ended(err)
			}
			at = f.Offset + size
			face := out[len(out) : len(out)+int(pixels)]
			if err := decodePVRTC(ctx, face, data, l.Width, l.Height, bitsPerPixel); err != nil {
				return nil, err
			}
			out = out[:len(out)+int(pixels)]
		}
		return bytes.NewReader(out), nil
	}
}

// pvrtc is a picture that is decoded.
type pvrtc struct {
	blocks     []pvrtcBlock
	cols, rows int
	w          int // of a block
}

// decodePVRTC decodes a picture to RGBA.
func decodePVRTC(ctx context.Context, dst, data []byte, w, h, bitsPerPixel int) error {
	if bits.OnesCount(uint(w)) != 1 || bits.OnesCount(uint(h)) != 1 {
		return fault.New(fault.Unsupported, "pvrtc of %d×%d pixels, no powers of two", w, h)
	}
	p := &pvrtc{w: pvrtcW(bitsPerPixel)}
	p.cols, p.rows = pvrtcBlocks(w, p.w), pvrtcBlocks(h, 4)
	p.blocks = make([]pvrtcBlock, p.cols*p.rows)
	for y := range p.rows {
		for x := range p.cols {
			p.blocks[y*p.cols+x] = readPVRTC(data[8*p.place(x, y):])
		}
	}
	for y := range h {
		if err := ctx.Err(); err != nil {
			return err
		}
		for x := range w {
			p.pixel(dst[4*(y*w+x):4*(y*w+x)+4], x, y)
		}
	}
	return nil
}

// place returns the number of the block in column x and row y.
func (p *pvrtc) place(x, y int) int {
	small := bits.Len(uint(min(p.cols, p.rows))) - 1
	n := 0
	for i := range small {
		n |= (y>>i&1)<<(2*i) | (x>>i&1)<<(2*i+1)
	}
	return n | (x>>small|y>>small)<<(2*small)
}

func readPVRTC(data []byte) pvrtcBlock {
	v := binary.LittleEndian.Uint32(data[4:])
	b := pvrtcBlock{modulation: binary.LittleEndian.Uint32(data), mode: v&1 != 0}
	b.colours[0] = pvrtcColour(v&0xffff, 1)
	b.colours[1] = pvrtcColour(v>>16, 0)
	return b
}

// pvrtcColour returns a colour of 16 bits, of which blue has lost the lowest.
func pvrtcColour(v uint32, lost uint32) [4]int32 {
	if v&0x8000 != 0 {
		blue := v & 31
		if lost == 1 {
			blue = blue&30 | blue>>4
		}
		return [4]int32{int32(v >> 10 & 31), int32(v >> 5 & 31), int32(blue), 15}
	}
	red, green, blue := v>>8&15, v>>4&15, v&15
	wide := blue<<1 | blue>>3
	if lost == 1 {
		wide = blue>>1<<2 | blue>>2
	}
	return [4]int32{int32(red<<1 | red>>3), int32(green<<1 | green>>3), int32(wide), int32(v >> 12 & 7 << 1)}
}

// at returns a block; beyond an edge are those of the opposite one.
func (p *pvrtc) at(col, row int) *pvrtcBlock {
	return &p.blocks[(row+p.rows)%p.rows*p.cols+(col+p.cols)%p.cols]
}

// pixel writes the pixel in column x and row y.
func (p *pvrtc) pixel(dst []byte, x, y int) {
	half := p.w / 2
	col, row := (x+half)/p.w-1, (y+2)/4-1
	fx, fy := int32((x+half)%p.w), int32((y+2)%4)
	corners := [4]*pvrtcBlock{p.at(col, row), p.at(col+1, row), p.at(col, row+1), p.at(col+1, row+1)}
	w := int32(p.w)
	weights := [4]int32{(w - fx) * (4 - fy), fx * (4 - fy), (w - fx) * fy, fx * fy}
	amount, hole := p.modulation(x, y)
	wide := b2i(p.w == 8)
	for c := range 4 {
		var mixed [2]int32
		for i, b := range corners {
			mixed[0] += b.colours[0][c] * weights[i]
			mixed[1] += b.colours[1][c] * weights[i]
		}
		for i, v := range mixed {
			if c == 3 {
				mixed[i] = v>>wide + v>>(4+wide)
			} else {
				mixed[i] = v>>(1+wide) + v>>(6+wide)
			}
		}
		dst[c] = uint8((mixed[0]*(8-amount) + mixed[1]*amount) >> 3)
	}
	if hole {
		dst[3] = 0
	}
}

// eighths are the amounts of a modulation of two bits.
var eighths = [4]int32{0, 3, 5, 8}

// modulation returns how many eighths of the second colour a pixel has, and whether it
// is transparent.
func (p *pvrtc) modulation(x, y int) (amount int32, hole bool) {
	b := &p.blocks[y/4*p.cols+x/p.w]
	i := y%4*p.w + x%p.w
	switch {
	case p.w == 4 && b.mode:
		v := b.modulation >> (2 * i) & 3
		return [4]int32{0, 4, 4, 8}[v], v == 2
	case p.w == 4:
		return eighths[b.modulation>>(2*i)&3], false
	case !b.mode:
		return int32(b.modulation>>i&1) * 8, false
	case (x^y)&1 == 0:
		return p.stored(x, y), false
	}
	return p.between(b, x, y), false
}

// stored returns the amount of a pixel of the chequered mode that is stored, or of one
// in a neighbour of another mode.
func (p *pvrtc) stored(x, y int) int32 {
	x, y = (x+p.cols*p.w)%(p.cols*p.w), (y+p.rows*4)%(p.rows*4)
	b := &p.blocks[y/4*p.cols+x/p.w]
	i := y%4*p.w + x%p.w
	if !b.mode {
		return int32(b.modulation>>i&1) * 8
	}
	m := b.modulation
	if m&1 != 0 { // the lowest bits of two pixels tell the direction instead
		m = m&^(1<<20) | m>>21&1<<20
	}
	m = m&^1 | m>>1&1
	return eighths[m>>(i/2*2)&3]
}

// between returns the amount of a pixel that is between stored ones.
func (p *pvrtc) between(b *pvrtcBlock, x, y int) int32 {
	if b.modulation&1 == 0 {
		return (p.stored(x-1, y) + p.stored(x+1, y) + p.stored(x, y-1) + p.stored(x, y+1) + 2) / 4
	}
	if b.modulation>>20&1 != 0 {
		return (p.stored(x, y-1) + p.stored(x, y+1) + 1) / 2
	}
	return (p.stored(x-1, y) + p.stored(x+1, y) + 1) / 2
}
