// Package encode writes PNG files (PNG 3rd edition, https://www.w3.org/TR/png-3/) of
// pictures that are ready for display: 8 bits a channel, sRGB, not interlaced. What a
// picture does not use, colour or alpha, is not stored; a palette never is, because
// software that goes on with a thumbnail works on colours.
//
// A picture is written in bands of rows, each in an IDAT chunk of its own, filtered and
// compressed in the way that suits it: photographs by the frequencies of their
// filtered bytes alone, which for them is both faster and smaller than looking for
// matches; drawings by matches. Bands know nothing of each other, so that idle workers
// take their share; the file is the same whoever makes it.
package encode

import (
	"context"
	"encoding/binary"
	"hash/crc32"

	"apsync/core/picture"
	"apsync/core/raster"
	"apsync/core/thumb/deflate"
)

// Text is one textual entry of a file (PNG 3rd edition §11.3.3.2): a key of 1 to 79
// characters and a value, in Latin-1 without NUL.
type Text struct{ Key, Value string }

const signature = "\x89PNG\r\n\x1a\n"

// zlibHeader says deflate, a window of 32 KiB, no dictionary (RFC 1950 §2.2).
const zlibHeader = "\x78\x01"

// PNG returns the file of a picture of layout Grey, RGB or RGBA with straight alpha, in
// pieces that follow each other. It fails only with ctx's error.
func PNG(ctx context.Context, p *raster.Pixels[uint8], texts []Text, spare picture.Spare) ([][]byte, error) {
	return encode(ctx, p, texts, spare, fastest())
}

func encode(ctx context.Context, p *raster.Pixels[uint8], texts []Text, spare picture.Spare, k kernels) ([][]byte, error) {
	s := newStored(p, k)
	perBand := s.bandRows()
	bands := make([]band, (p.Height+perBand-1)/perBand)
	err := spare.Each(ctx, len(bands), func() func(i int) error {
		w := worker{stored: s}
		return func(i int) error {
			bands[i] = w.band(i*perBand, min((i+1)*perBand, p.Height))
			return nil
		}
	})
	if err != nil {
		return nil, err
	}
	pieces := make([][]byte, 0, len(bands)+2)
	pieces = append(pieces, s.head(texts))
	sum := uint32(1)
	for _, b := range bands {
		pieces = append(pieces, b.chunk)
		sum = joinAdler(sum, b.sum, b.size)
	}
	last := binary.BigEndian.AppendUint32([]byte(deflate.Final), sum)
	return append(pieces, appendChunk(appendChunk(nil, "IDAT", last), "IEND", nil)), nil
}

// head returns the file up to the picture's data.
func (s *stored) head(texts []Text) []byte {
	header := make([]byte, 13)
	binary.BigEndian.PutUint32(header, uint32(s.p.Width))
	binary.BigEndian.PutUint32(header[4:], uint32(s.p.Height))
	header[8], header[9] = 8, s.colourType
	out := appendChunk([]byte(signature), "IHDR", header)
	out = appendChunk(out, "sRGB", []byte{0})
	for _, text := range texts {
		out = appendChunk(out, "tEXt", []byte(text.Key+"\x00"+text.Value))
	}
	return appendChunk(out, "IDAT", []byte(zlibHeader))
}

// appendChunk appends a chunk (PNG 3rd edition §5.3).
func appendChunk(out []byte, kind string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	start := len(out)
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
}
