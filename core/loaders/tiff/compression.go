package tiff

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"github.com/klauspost/compress/zstd"

	"apsync/core/fault"
	"apsync/core/inflate"
)

// The values of the Compression tag that the code names.
const (
	compressionNone     = 1
	compressionRLE      = 2
	compressionGroup3   = 3
	compressionGroup4   = 4
	compressionRLEWords = 32771
	compressionJPEG     = 7
)

// compression is a way in which strips and tiles are stored.
type compression struct {
	name string
	// start returns what decompresses the segments of a page; it is nil where they
	// are not read.
	start func(p *page) decompressor
	// holds bounds the memory that a decompressor takes, in bytes.
	holds int64
	// predicts is set where the Predictor tag applies.
	predicts bool
}

// decompressor decompresses one segment after the other to the bytes of its
// samples.
type decompressor interface {
	// reset begins the segment whose stored bytes r has.
	reset(ctx context.Context, r *io.SectionReader) error
	io.Reader
}

// compressions are the known values of the Compression tag: TIFF 6.0, its
// supplements, and the register of the libtiff project.
var compressions = map[uint32]compression{
	compressionNone:        {name: "none", start: newStored},
	compressionRLE:         {name: "CCITT modified Huffman", start: newCCITT, holds: inputSize},
	compressionGroup3:      {name: "CCITT Group 3", start: newCCITT, holds: inputSize},
	compressionGroup4:      {name: "CCITT Group 4", start: newCCITT, holds: inputSize},
	compressionLZW:         {name: "LZW", start: newLZW, predicts: true},
	compressionOldJPEG:     {name: "old-style JPEG", start: newJPEG, holds: inputSize},
	compressionJPEG:        {name: "JPEG", start: newJPEG, holds: inputSize},
	8:                      {name: "deflate", start: newDeflate, holds: deflateHolds, predicts: true},
	9:                      {name: "JBIG"},
	10:                     {name: "JBIG"},
	compressionNeXT:        {name: "NeXT", start: newNeXT, holds: inputSize},
	32767:                  {name: "Sony ARW"},
	compressionRLEWords:    {name: "CCITT modified Huffman, word-aligned", start: newCCITT, holds: inputSize},
	32773:                  {name: "PackBits", start: newPackBits, holds: inputSize},
	compressionThunderScan: {name: "ThunderScan", start: newThunderScan, holds: inputSize},
	32908:                  {name: "Pixar film"},
	32909:                  {name: "Pixar log"},
	32946:                  {name: "deflate", start: newDeflate, holds: deflateHolds, predicts: true},
	33003:                  {name: "Aperio JPEG 2000"},
	33005:                  {name: "Aperio JPEG 2000"},
	34661:                  {name: "JBIG"},
	compressionSGILog:      {name: "SGILog", start: newSGILog, holds: inputSize},
	compressionSGILog24:    {name: "SGILog24", start: newStored},
	34712:                  {name: "JPEG 2000"},
	34713:                  {name: "Nikon NEF"},
	34887:                  {name: "LERC"},
	34892:                  {name: "lossy DNG"},
	34925:                  {name: "LZMA"},
	50000:                  {name: "Zstandard", start: newZstandard, holds: 2*zstandardWindow + 1<<20, predicts: true},
	compressionWebP:        {name: "WebP", start: newWebP, holds: inputSize},
	50002:                  {name: "JPEG XL"},
	52546:                  {name: "JPEG XL"},
	65535:                  {name: "Pentax PEF"},
}

// deflateHolds is inflate's input, window and tables.
const deflateHolds = inputSize + 5*inflate.WindowSize + 64<<10

// compressionOf returns the compression of a Compression tag's value, or an
// Unsupported error that names it.
func compressionOf(value uint32) (compression, error) {
	c, ok := compressions[value]
	if !ok {
		c.name = fmt.Sprintf("method %d", value)
	}
	if c.start == nil {
		return c, fault.New(fault.Unsupported, "%s compression", c.name)
	}
	return c, nil
}

// stored hands out segments that are not compressed.
type stored struct{ io.Reader }

func newStored(*page) decompressor { return &stored{} }

func (z *stored) reset(_ context.Context, r *io.SectionReader) error {
	z.Reader = r
	return nil
}

// deflate decompresses zlib streams. Their checksums are behind all that is read of
// them, and are not looked at.
type deflate struct {
	inflate.Reader
	// whole is set where one read takes the whole segment, which needs no window.
	whole bool
}

func newDeflate(p *page) decompressor { return &deflate{whole: p.blockLines() == p.segmentLines()} }

func (z *deflate) reset(_ context.Context, r *io.SectionReader) error {
	z.Reset(r, inflate.Unchecked)
	return nil
}

// Read implements io.Reader.
func (z *deflate) Read(p []byte) (int, error) {
	if z.whole {
		return z.Decode(p, 0)
	}
	return z.Reader.Read(p)
}

// zstandardWindow is how far back a Zstandard stream may refer, in bytes: what all
// but its slowest levels, 20 to 22, need.
const zstandardWindow = 8 << 20

// zstandard decompresses Zstandard frames.
type zstandard struct {
	*zstd.Decoder
	in *bufio.Reader
}

func newZstandard(*page) decompressor { return &zstandard{in: bufio.NewReaderSize(nil, inputSize)} }

func (z *zstandard) reset(_ context.Context, r *io.SectionReader) error {
	z.in.Reset(r)
	if z.Decoder != nil {
		return z.Reset(z.in)
	}
	var err error
	z.Decoder, err = zstd.NewReader(
		z.in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstandardWindow),
	)
	return err
}

// Read implements io.Reader.
func (z *zstandard) Read(p []byte) (int, error) {
	n, err := z.Decoder.Read(p)
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		err = fault.New(fault.LimitMemory, "zstandard window of more than %d bytes", zstandardWindow)
	}
	return n, err
}

// reversed is a segment whose bytes have their bits in the opposite order, for
// FillOrder 2 (TIFF 6.0 §8).
type reversed struct{ *io.SectionReader }

// ReadAt implements io.ReaderAt.
func (r reversed) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.SectionReader.ReadAt(p, off)
	for i, v := range p[:n] {
		p[i] = bits.Reverse8(v)
	}
	return n, err
}
