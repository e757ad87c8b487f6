package tiff

import (
	"bufio"
	"context"
	"io"
)

// The values of the Compression tag for logarithmic light.
const (
	compressionSGILog   = 34676
	compressionSGILog24 = 34677
)

// sgiLog decompresses pixels of two or of four bytes (libtiff's SGILog): of each row
// the runs of all first bytes, which are the most significant, then those of all second
// ones, and so on.
type sgiLog struct {
	src     *bufio.Reader
	pixels  int
	row     []byte // as it is handed out, byte by byte of each pixel
	pending []byte
}

func newSGILog(p *page) decompressor {
	return &sgiLog{
		src: bufio.NewReaderSize(nil, inputSize), pixels: p.grid.width, row: make([]byte, p.lineBytes()),
	}
}

func (z *sgiLog) reset(_ context.Context, r *io.SectionReader) error {
	z.src.Reset(r)
	z.pending = nil
	return nil
}

// Read implements io.Reader.
func (z *sgiLog) Read(p []byte) (int, error) {
	if len(z.pending) == 0 {
		if err := z.readRow(); err != nil {
			return 0, err
		}
		z.pending = z.row
	}
	n := copy(p, z.pending)
	z.pending = z.pending[n:]
	return n, nil
}

func (z *sgiLog) readRow() error {
	size := len(z.row) / z.pixels
	for k := range size {
		if err := z.readPlane(z.row[k:], size); err != nil {
			return err
		}
	}
	return nil
}

// readPlane reads the runs of one byte of every pixel; these lie step apart. A run that
// is longer than the row is cut.
func (z *sgiLog) readPlane(dst []byte, step int) error {
	for x := 0; x < z.pixels; {
		c, err := z.src.ReadByte()
		if err != nil {
			return err
		}
		n, repeated := int(c), c >= 128
		var value byte
		if repeated {
			n -= 126
			if value, err = z.src.ReadByte(); err != nil {
				return err
			}
		}
		for ; n > 0; n-- {
			if !repeated {
				if value, err = z.src.ReadByte(); err != nil {
					return err
				}
			}
			if x < z.pixels {
				dst[x*step] = value
				x++
			}
		}
	}
	return nil
}
