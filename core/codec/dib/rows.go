package dib

import "context"

// stripBytes is about how much of the file is read at once.
const stripBytes = 256 << 10

// rowReader calls row with every stored row, from the picture's top to its bottom.
// It may be called again.
type rowReader func(row func(stored []byte) error) error

// rows returns the reader of the rows.
func (b *bitmap) rows(ctx context.Context) (rowReader, error) {
	if b.header.encoded() {
		return b.decodeRuns(ctx)
	}
	return b.readStrips, nil
}

// stripRows is how many rows are read at once, at least one.
func (h *header) stripRows() int64 {
	return max(1, min(int64(h.height), stripBytes/h.rowBytes()))
}

// readStrips reads the rows in strips, the lowest of the file last where they are
// stored bottom-up.
func (b *bitmap) readStrips(row func(stored []byte) error) error {
	var (
		h     = b.header
		size  = h.rowBytes()
		strip = make([]byte, size*h.stripRows())
	)
	for y := int64(0); y < int64(h.height); y += h.stripRows() {
		n := min(h.stripRows(), int64(h.height)-y)
		first := y // of the strip, as stored
		if !h.topDown {
			first = int64(h.height) - y - n
		}
		if err := b.readStrip(strip[:n*size], h.pixels+first*size); err != nil {
			return err
		}
		for i := range n {
			if !h.topDown {
				i = n - 1 - i
			}
			if err := row(strip[i*size : (i+1)*size]); err != nil {
				return err
			}
		}
	}
	return nil
}

// readStrip fills strip from off; the last row's padding may be missing.
func (b *bitmap) readStrip(strip []byte, off int64) error {
	n := min(int64(len(strip)), b.src.Size()-off)
	if got, err := b.src.ReadAt(strip[:n], off); int64(got) < n {
		return err
	}
	return nil
}
