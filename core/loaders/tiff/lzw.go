package tiff

import (
	"context"
	"io"

	"apsync/core/lzw"
)

// compressionLZW is the value of the Compression tag for LZW.
const compressionLZW = 5

// lzwStrings decompresses LZW (TIFF 6.0 §13): the most significant bit first, widths
// grow one code early. Streams as they were written before TIFF 5.0 have their bits in
// the other order and grow in time; they are told by their first code.
type lzwStrings struct {
	lzw.Decoder
	most int // bytes of a segment
}

func newLZW(p *page) decompressor { return &lzwStrings{most: p.segmentLines() * int(p.lineBytes())} }

func (z *lzwStrings) reset(_ context.Context, r *io.SectionReader) error {
	z.Reset(r, lzw.Format{Literals: 256, Early: true, Most: z.most})
	if head := z.Head(); head[0] == 0 && head[1]&1 == 1 { // the clear code, its lowest bit first
		z.SetFormat(lzw.Format{Lowest: true})
	}
	return nil
}

// lzwBytes bounds what LZW takes beyond what every decompressor does.
func (p *page) lzwBytes() int64 {
	if p.compression != compressionLZW {
		return 0
	}
	return lzw.Bytes(p.segmentLines() * int(p.lineBytes()))
}
