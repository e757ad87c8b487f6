package tiff

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"

	"apsync/core/fault"
)

// The values of the Compression tag for what early scanners and computers wrote.
const (
	compressionNeXT        = 32766
	compressionThunderScan = 32809
)

// rows hands out rows that a function reads one by one.
type rows struct {
	src     *bufio.Reader
	row     []byte
	pending []byte
	width   int // in pixels
	read    func(z *rows) error
}

func newRows(p *page, read func(z *rows) error) *rows {
	return &rows{
		src: bufio.NewReaderSize(nil, inputSize), row: make([]byte, p.lineBytes()), width: p.grid.width, read: read,
	}
}

func newThunderScan(p *page) decompressor { return newRows(p, readThunderRow) }
func newNeXT(p *page) decompressor        { return newRows(p, readNeXTRow) }

func (z *rows) reset(_ context.Context, r *io.SectionReader) error {
	z.src.Reset(r)
	z.pending = nil
	return nil
}

// Read implements io.Reader.
func (z *rows) Read(p []byte) (int, error) {
	if len(z.pending) == 0 {
		if err := z.read(z); err != nil {
			return 0, err
		}
		z.pending = z.row
	}
	n := copy(p, z.pending)
	z.pending = z.pending[n:]
	return n, nil
}

// What the two uppermost bits of a ThunderScan byte say of the others (libtiff).
const (
	thunderRun    = 0x00 // the last pixel, so many times
	thunderTwos   = 0x40 // three differences of two bits
	thunderThrees = 0x80 // two differences of three bits
	thunderRaw    = 0xc0 // a pixel
)

// thunderSkip is a difference that stands for no pixel.
const thunderSkip = 127

var (
	thunderTwoDeltas   = [4]int{0, 1, thunderSkip, -1}
	thunderThreeDeltas = [8]int{0, 1, 2, 3, thunderSkip, -3, -2, -1}
)

// thunderRow is a row of pixels of four bits, of which x are there.
type thunderRow struct {
	row      []byte
	x, width int
	last     int
}

func (t *thunderRow) put(v int) {
	t.last = v & 15
	if t.x < t.width {
		t.row[t.x/2] |= byte(t.last << (4 * (1 - t.x&1)))
		t.x++
	}
}

func (t *thunderRow) differ(delta int) {
	if delta != thunderSkip {
		t.put(t.last + delta)
	}
}

// readThunderRow reads a row of differences.
func readThunderRow(z *rows) error {
	clear(z.row)
	for t := (thunderRow{row: z.row, width: z.width}); t.x < t.width; {
		c, err := z.src.ReadByte()
		if err != nil {
			return err
		}
		switch c & 0xc0 {
		case thunderRun:
			for range c & 0x3f {
				t.put(t.last)
			}
		case thunderTwos:
			for shift := 4; shift >= 0; shift -= 2 {
				t.differ(thunderTwoDeltas[c>>shift&3])
			}
		case thunderThrees:
			t.differ(thunderThreeDeltas[c>>3&7])
			t.differ(thunderThreeDeltas[c&7])
		case thunderRaw:
			t.put(int(c))
		}
	}
	return nil
}

// The bytes that begin a row of NeXT's coding (libtiff); others begin runs.
const (
	nextRow  = 0x00 // the row as it is
	nextSpan = 0x40 // a part of it as it is, the rest white
)

// readNeXTRow reads a row of pixels of two bits.
func readNeXTRow(z *rows) error {
	for i := range z.row {
		z.row[i] = 0xff
	}
	c, err := z.src.ReadByte()
	if err != nil {
		return err
	}
	switch c {
	case nextRow:
		_, err = io.ReadFull(z.src, z.row)
		return err
	case nextSpan:
		return readNeXTSpan(z)
	}
	for x := 0; ; {
		for range c & 0x3f {
			if x >= z.width {
				break
			}
			shift := 6 - x%4*2
			z.row[x/4] = z.row[x/4]&^(3<<shift) | c>>6<<shift
			x++
		}
		if x >= z.width {
			return nil
		}
		if c, err = z.src.ReadByte(); err != nil {
			return err
		}
	}
}

func readNeXTSpan(z *rows) error {
	var head [4]byte
	if _, err := io.ReadFull(z.src, head[:]); err != nil {
		return err
	}
	off, n := int(binary.BigEndian.Uint16(head[:])), int(binary.BigEndian.Uint16(head[2:]))
	if off+n > len(z.row) {
		return fault.New(fault.Corrupt, "span of bytes %d to %d in a row of %d", off, off+n, len(z.row))
	}
	_, err := io.ReadFull(z.src, z.row[off:off+n])
	return err
}
