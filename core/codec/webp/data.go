package webp

import (
	"context"

	"apsync/core/container/riff"
	"apsync/core/picture"
)

// readChunk reads the data of a chunk, and leaves padding bytes of nothing behind
// them.
func readChunk(ctx context.Context, src *picture.Source, c riff.Chunk, padding int) ([]byte, error) {
	const piece = 1 << 20
	data := make([]byte, c.Size+int64(padding))
	for off := int64(0); off < c.Size; off += piece {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		end := min(off+piece, c.Size)
		if n, err := src.ReadAt(data[off:end], c.Off+off); int64(n) < end-off {
			return nil, err
		}
	}
	return data, nil
}
