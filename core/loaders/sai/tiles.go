package sai

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/bits"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	dpcm      = "dpcm"
	tileSide  = 256
	maxPixels = 4 << 20
	maxTiles  = 32 << 20 // bytes
)

// canvas is the whole picture in tiles, from the left to the right and the top to the
// bottom.
type canvas struct {
	src           *picture.Source
	chunk         chunk
	width, height int
	channels      int // blue, green, red and alpha, if there is any
}

// openCanvas opens the picture of a chunk that begins with the kind and the sizes of the
// tiles.
func openCanvas(src *picture.Source, found chunk) (picture.Picture, error) {
	head := src.Head()
	c := &canvas{src: src, chunk: found, channels: 3}
	w, h := binary.LittleEndian.Uint32(head[widthAt:]), binary.LittleEndian.Uint32(head[heightAt:])
	if head[backgroundAt]&7 == 0 {
		c.channels = 4
	}
	if w == 0 || h == 0 || uint64(w)*uint64(h) > maxPixels || found.size > maxTiles {
		return nil, fault.New(fault.Unsupported, "a canvas of %d×%d pixels in %d bytes without a thumbnail", w, h, found.size).
			Advise("export it from PaintTool SAI as a PNG")
	}
	c.width, c.height = int(w), int(h)
	kind, err := src.Bytes(found.off, min(int64(len(dpcm)), found.size))
	if err != nil {
		return nil, err
	}
	if string(kind) != dpcm {
		return nil, fault.New(fault.Unsupported, "a picture of kind %q", kind)
	}
	header := bands.Header{
		Width: c.width, Height: c.height, Layout: raster.RGB, Stored: int64(c.width * c.channels),
		Fixed: found.size + c.pixelBytes() + 4*tileSide*4,
	}
	if c.channels == 4 {
		header.Layout = raster.RGBA
	}
	return bands.New(header, c.rows), nil
}

func (c *canvas) pixelBytes() int64 { return int64(c.width * c.height * c.channels) }

// rows decodes the tiles.
func (c *canvas) rows(ctx context.Context) (bands.Rows[uint8], error) {
	data, err := c.src.Bytes(c.chunk.off+int64(len(dpcm)), c.chunk.size-int64(len(dpcm)))
	if err != nil {
		return bands.Rows[uint8]{}, err
	}
	pixels := make([]uint8, c.pixelBytes())
	if err := c.decode(ctx, data, pixels); err != nil {
		return bands.Rows[uint8]{}, err
	}
	convert := swap3
	if c.channels == 4 {
		convert = swap4(isPremultiplied(pixels))
	}
	return bands.Apart(bands.Full(bytes.NewReader(pixels)), convert), nil
}

// decode fills the pixels from the sizes of the tiles and the tiles. Behind each row of
// tiles stands a check like that in front of each tile.
func (c *canvas) decode(ctx context.Context, data []byte, pixels []uint8) error {
	across, down := (c.width+tileSide-1)/tileSide, (c.height+tileSide-1)/tileSide
	if len(data)/4 < across*down {
		return fault.New(fault.Truncated, "%d bytes for the sizes of %d by %d tiles", len(data), across, down)
	}
	sizes, data := data[:4*across*down], data[4*across*down:]
	for i := range across * down {
		if err := ctx.Err(); err != nil {
			return err
		}
		size := int64(binary.LittleEndian.Uint32(sizes[4*i:]))
		if size < 2 || size > int64(len(data)) || int(data[1]) != i%across&0xff {
			return fault.New(fault.Corrupt, "tile %d of %d bytes in %d", i, size, len(data))
		}
		if err := c.decodeTile(i%across, i/across, data[2:size], pixels); err != nil {
			return fault.New(fault.Corrupt, "tile %d: %v", i, err)
		}
		if data = data[size:]; i%across == across-1 && len(data) >= 2 {
			data = data[2:]
		}
	}
	return nil
}

// decodeTile decodes a tile, which must use all of its bytes.
func (c *canvas) decodeTile(tileX, tileY int, data []byte, pixels []uint8) error {
	left, top := tileX*tileSide, tileY*tileSide
	w, h := min(tileSide, c.width-left), min(tileSide, c.height-top)
	stride := c.width * c.channels
	var (
		deltas [tileSide * 4]int16
		zeros  [tileSide * 4]uint8
		reader = bitReader{data: data}
	)
	above := zeros[:w*c.channels]
	for y := range h {
		for channel := range c.channels {
			if err := reader.deltas(deltas[channel:], w, c.channels); err != nil {
				return err
			}
		}
		reader.align()
		at := (top+y)*stride + left*c.channels
		row := pixels[at : at+w*c.channels]
		if !predict(row, above, deltas[:], c.channels) {
			return fault.New(fault.Corrupt, "row %d goes beyond a byte", y)
		}
		above = row
	}
	if rest := len(reader.data) + int(reader.n/8); rest != 0 {
		return fault.New(fault.Corrupt, "%d of %d bytes are left", rest, len(data))
	}
	return nil
}

// predict makes a row of what it differs by from what its neighbours suggest: left plus
// above less above the left, within a byte. It reports whether that gives bytes.
func predict(row, above []uint8, deltas []int16, channels int) bool {
	for i := range row {
		suggested := int(above[i])
		if i >= channels {
			suggested += int(row[i-channels]) - int(above[i-channels])
		}
		v := min(max(suggested, 0), 255) + int(deltas[i])
		if v < 0 || v > 255 {
			return false
		}
		row[i] = uint8(v)
	}
	return true
}

// bitReader reads bits, the lowest of a byte first.
type bitReader struct {
	data []byte
	bits uint64
	n    uint // how many bits are held
}

// align passes over what is left of a byte.
func (r *bitReader) align() { r.take(r.n % 8) }

func (r *bitReader) take(n uint) uint64 {
	v := r.bits & (1<<n - 1)
	r.bits >>= n
	r.n -= min(n, r.n)
	return v
}

func (r *bitReader) fill() {
	for r.n <= 56 && len(r.data) > 0 {
		r.bits |= uint64(r.data[0]) << r.n
		r.data = r.data[1:]
		r.n += 8
	}
}

const (
	zeroRun     = 15
	leastRun    = 8
	runBits     = 7
	maxZeroBits = 7
)

// deltas reads w differences of a channel. Each begins with a code, twice the number of
// zeros before the first one and the bit behind it: 0 is no difference, 15 a run of
// none, anything else the number of bits of the difference, which a sign follows.
func (r *bitReader) deltas(dst []int16, w, channels int) error {
	for x := 0; x < w; {
		r.fill()
		zeros := uint(bits.TrailingZeros64(r.bits))
		if zeros > maxZeroBits || zeros+2 > r.n {
			return fault.New(fault.Corrupt, "no code at pixel %d", x)
		}
		r.take(zeros + 1)
		code := 2*zeros | uint(r.take(1))
		count, delta := 1, 0
		switch {
		case code == zeroRun:
			count = int(r.take(runBits)) + leastRun
		case code > 0:
			delta = 1<<code | int(r.take(code))
			delta--
			if r.take(1) != 0 {
				delta = -delta
			}
		}
		for range min(count, w-x) {
			dst[x*channels] = int16(delta)
			x++
		}
	}
	return nil
}

// isPremultiplied reports whether no colour is more than its alpha.
func isPremultiplied(pixels []uint8) bool {
	for i := 0; i < len(pixels); i += 4 {
		if max(pixels[i], pixels[i+1], pixels[i+2]) > pixels[i+3] {
			return false
		}
	}
	return true
}

// swap3 makes a row of what is stored as blue, green and red.
func swap3(row []uint8, stored []byte) {
	for i := 0; i < len(row); i += 3 {
		row[i], row[i+1], row[i+2] = stored[i+2], stored[i+1], stored[i]
	}
}

// swap4 returns what makes a row with straight alpha.
func swap4(premultiplied bool) func(row []uint8, stored []byte) {
	return func(row []uint8, stored []byte) {
		for i := 0; i < len(row); i += 4 {
			alpha := int(stored[i+3])
			row[i], row[i+1], row[i+2], row[i+3] = stored[i+2], stored[i+1], stored[i], stored[i+3]
			if !premultiplied || alpha == 0 {
				continue
			}
			for j := range 3 {
				row[i+j] = uint8((int(row[i+j])*255 + alpha/2) / alpha)
			}
		}
	}
}
