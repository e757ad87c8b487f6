package exr

import (
	"math"

	"apsync/core/fault"
	"apsync/core/loaders/exr/b44"
	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
	"apsync/core/loaders/exr/dwa"
	"apsync/core/loaders/exr/piz"
	"apsync/core/loaders/exr/pxr24"
)

// compression is how chunks are compressed, with the numbers of the file format.
type compression uint8

// The compressions.
const (
	noCompression compression = iota
	rleCompression
	zipsCompression
	zipCompression
	pizCompression
	pxr24Compression
	b44Compression
	b44aCompression
	dwaaCompression
	dwabCompression
	compressions
)

// lines returns how many scan lines a chunk has.
func (c compression) lines() int {
	switch c {
	case zipCompression, pxr24Compression:
		return 16
	case pizCompression, b44Compression, b44aCompression, dwaaCompression:
		return 32
	case dwabCompression:
		return 256
	}
	return 1
}

// scratch returns an upper bound for what a decoder of a level's chunks takes.
func (c compression) scratch(l *level, p *part) int64 {
	const tables = 512 << 10 // of a decoder of deflate, and what is small
	n, ok := p.chunkBytes(l)
	if !ok {
		return math.MaxInt64 / 2
	}
	switch c {
	case noCompression:
		return 0
	case pizCompression:
		return n + piz.FixedBytes
	case dwaaCompression, dwabCompression:
		return dwa.Scratch(n, int64(len(p.channels))*int64(ceilDiv(min(l.chunkW, l.w), 8))*int64(ceilDiv(min(l.chunkH, l.h), 8)))
	}
	return n + tables
}

// chunkDecoder decompresses chunks: src to dst, which has b's size.
type chunkDecoder interface {
	Decode(dst, src []byte, b *block.Block) error
}

// newDecoder returns a decoder.
func (c compression) newDecoder() (chunkDecoder, error) {
	switch c {
	case noCompression:
		return bytesDecoder{copyAll{}}, nil
	case rleCompression:
		return bytesDecoder{&bytewise.RLE{}}, nil
	case zipsCompression, zipCompression:
		return bytesDecoder{&bytewise.ZIP{}}, nil
	case pizCompression:
		return &piz.Decoder{}, nil
	case pxr24Compression:
		return &pxr24.Decoder{}, nil
	case b44Compression, b44aCompression:
		return &b44.Decoder{}, nil
	case dwaaCompression, dwabCompression:
		return &dwa.Decoder{}, nil
	}
	return nil, c.check()
}

// check refuses a compression that is not known.
func (c compression) check() error {
	if c < compressions {
		return nil
	}
	return fault.New(fault.Unsupported, "compression %d", uint8(c))
}

// bytesDecoder is one that need not know what the bytes are.
type bytesDecoder struct {
	bytes interface{ Decode(dst, src []byte) error }
}

func (d bytesDecoder) Decode(dst, src []byte, _ *block.Block) error { return d.bytes.Decode(dst, src) }

type copyAll struct{}

func (copyAll) Decode(dst, src []byte) error {
	if len(src) < len(dst) {
		return fault.New(fault.Truncated, "%d bytes of a chunk's %d", len(src), len(dst))
	}
	copy(dst, src)
	return nil
}
