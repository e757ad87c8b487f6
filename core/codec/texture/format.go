package texture

import (
	"slices"

	"apsync/core/raster"
)

// Format is a way to store pixels.
type Format struct {
	// BlockW and BlockH are the size of a block in pixels, 1×1 where pixels are stored
	// one by one, and BlockBytes is its size in the file.
	BlockW, BlockH, BlockBytes int
	Layout                     raster.Layout
	// Normal is set where the third channel is computed from two.
	Normal bool

	bytes  rowDecoder[uint8]
	words  rowDecoder[uint16]
	floats rowDecoder[float32]
}

// rowDecoder decodes a row of blocks: as many as src has.
type rowDecoder[T raster.Sample] func(dst []T, stride int, src []byte)

// Pitch returns the bytes of a row of blocks for w pixels without padding.
func (f *Format) Pitch(w int) int64 {
	return (int64(w) + int64(f.BlockW) - 1) / int64(f.BlockW) * int64(f.BlockBytes)
}

// Size returns the bytes of a picture of w×h pixels without padding.
func (f *Format) Size(w, h int) int64 {
	return f.Pitch(w) * ((int64(h) + int64(f.BlockH) - 1) / int64(f.BlockH))
}

// IsFloat reports whether the samples are light.
func (f *Format) IsFloat() bool { return f.floats != nil }

// Swapped returns the format with its numbers of n bytes big-endian.
func (f *Format) Swapped(n int) *Format {
	if n < 2 {
		return f
	}
	g := *f
	g.bytes, g.words, g.floats = swapped(n, f.bytes), swapped(n, f.words), swapped(n, f.floats)
	return &g
}

// swapped turns the bytes of numbers of n bytes around before they are decoded.
func swapped[T raster.Sample](n int, rows rowDecoder[T]) rowDecoder[T] {
	if rows == nil {
		return nil
	}
	return func(dst []T, stride int, src []byte) {
		for i := 0; i+n <= len(src); i += n {
			slices.Reverse(src[i : i+n])
		}
		rows(dst, stride, src)
	}
}

func (f *Format) sampleSize() int64 {
	switch {
	case f.floats != nil:
		return 4
	case f.words != nil:
		return 2
	}
	return 1
}

// blockFormat returns a format of blocks of w×h pixels and size bytes.
func blockFormat(w, h, size int, layout raster.Layout, decode func(dst []uint8, stride int, block []byte)) *Format {
	return &Format{BlockW: w, BlockH: h, BlockBytes: size, Layout: layout, bytes: eachBlock(w*layout.Channels(), size, decode)}
}

func lightFormat(w, h, size int, layout raster.Layout, decode func(dst []float32, stride int, block []byte)) *Format {
	return &Format{BlockW: w, BlockH: h, BlockBytes: size, Layout: layout, floats: eachBlock(w*layout.Channels(), size, decode)}
}

func normalFormat(decode func(dst []uint8, stride int, block []byte)) *Format {
	f := blockFormat(4, 4, 16, raster.RGB, decode)
	f.Normal = true
	return f
}

// eachBlock decodes the blocks of a row, each step samples wide.
func eachBlock[T raster.Sample](step, size int, decode func(dst []T, stride int, block []byte)) rowDecoder[T] {
	return func(dst []T, stride int, src []byte) {
		for len(src) >= size && len(dst) >= step {
			decode(dst, stride, src[:size:size])
			dst, src = dst[step:], src[size:]
		}
	}
}

// astcSizes are the sizes of blocks that ASTC has in two dimensions, in the order of
// everybody's enumerations.
var astcSizes = [14][2]int{
	{4, 4},
	{5, 4},
	{5, 5},
	{6, 5},
	{6, 6},
	{8, 5},
	{8, 6},
	{8, 8},
	{10, 5},
	{10, 6},
	{10, 8},
	{10, 10},
	{12, 10},
	{12, 12},
}

// ASTC returns the format of blocks of w×h pixels, as light where it is of high range;
// nil where there is no such size.
func ASTC(w, h int, high bool) *Format {
	for _, size := range astcSizes {
		if size != [2]int{w, h} {
			continue
		}
		if high {
			return lightFormat(w, h, 16, raster.RGBA, astcHDR(w, h))
		}
		return blockFormat(w, h, 16, raster.RGBA, astcLDR(w, h))
	}
	return nil
}

// ASTCSize returns number i of the sizes of blocks, from 4×4 up to 12×12, in the order
// of Vulkan's and OpenGL's formats; zeros beyond the fourteenth.
func ASTCSize(i int) (w, h int) {
	if i < 0 || i >= len(astcSizes) {
		return 0, 0
	}
	return astcSizes[i][0], astcSizes[i][1]
}

// Named returns the format of a name, or nil. Block formats are BC1 to BC7, BC4S, BC5S,
// BC6H and BC6HS, ETC1, ETC2, ETC2A1, ETC2A8, EAC, EACS, EAC2, EAC2S, UASTC and, for two
// blocks of ETC1 of which the second has alpha as its green, ETC1A; pairs of pixels
// RGBG, GRGB, YUY2 and UYVY. Packed ones are named as DXGI does, channels from the
// lowest bit up: B5G6R5_UNORM; L is grey and X is not used.
func Named(name string) *Format {
	switch name {
	case "BC1":
		return blockFormat(4, 4, 8, raster.RGBA, decodeBC1)
	case "BC2":
		return blockFormat(4, 4, 16, raster.RGBA, decodeBC2)
	case "BC3":
		return blockFormat(4, 4, 16, raster.RGBA, decodeBC3)
	case "BC4":
		return blockFormat(4, 4, 8, raster.Grey, decodeBC4)
	case "BC4S":
		return blockFormat(4, 4, 8, raster.Grey, decodeBC4S)
	case "BC5":
		return normalFormat(decodeBC5)
	case "BC5S":
		return normalFormat(decodeBC5S)
	case "BC6H":
		return lightFormat(4, 4, 16, raster.RGB, decodeBC6U)
	case "BC6HS":
		return lightFormat(4, 4, 16, raster.RGB, decodeBC6S)
	case "BC7":
		return blockFormat(4, 4, 16, raster.RGBA, decodeBC7)
	case "UASTC":
		return blockFormat(4, 4, 16, raster.RGBA, decodeUASTC)
	case "ETC1A":
		return blockFormat(4, 4, 16, raster.RGBA, decodeETC1A)
	}
	if f := namedETC(name); f != nil {
		return f
	}
	if f := namedPairs(name); f != nil {
		return f
	}
	return packedNamed(name)
}

func namedETC(name string) *Format {
	switch name {
	case "ETC1", "ETC2":
		return blockFormat(4, 4, 8, raster.RGB, decodeETC1)
	case "ETC2A1":
		return blockFormat(4, 4, 8, raster.RGBA, decodeETC2A1)
	case "ETC2A8":
		return blockFormat(4, 4, 16, raster.RGBA, decodeETC2A8)
	case "EAC":
		return blockFormat(4, 4, 8, raster.Grey, decodeEAC)
	case "EACS":
		return blockFormat(4, 4, 8, raster.Grey, decodeEACS)
	case "EAC2":
		return normalFormat(decodeEAC2)
	case "EAC2S":
		return normalFormat(decodeEAC2S)
	}
	return nil
}
