package ilbm

import (
	"bufio"
	"context"
	"io"

	"apsync/core/codec/packbits"
	"apsync/core/fault"
)

// reader reads lines of the body.
type reader struct {
	r    *bufio.Reader
	runs *packbits.Reader // nil where lines are stored as they are
	line int              // bytes of a line
}

// bodyBytes is how much of the body is read at once.
const bodyBytes = 4 << 10

// newReader returns a reader of the body.
func (f *file) newReader(ctx context.Context) *reader {
	in := f.src.Reader(ctx, f.body.Off)
	r := &reader{r: bufio.NewReaderSize(io.LimitReader(in, f.body.Size), bodyBytes), line: f.rowBytes}
	if f.compression == byteRun1 {
		r.runs = packbits.NewReader(r.r)
	}
	return r
}

// groups returns a function that reads the rows which become one, each of size bytes.
// Below the last row it goes on.
func (r *reader) groups(rows int, size int64) func([]byte) error {
	return func(stored []byte) error {
		for at := int64(0); at < int64(len(stored)); at += size {
			if rows == 0 {
				copy(stored[at:at+size], stored[:at])
				continue
			}
			rows--
			if err := r.read(stored[at : at+size]); err != nil {
				return err
			}
		}
		return nil
	}
}

// read reads the lines of a row. Runs end with a line.
func (r *reader) read(stored []byte) error {
	if r.runs == nil {
		_, err := io.ReadFull(r.r, stored)
		return err
	}
	for ; len(stored) > 0; stored = stored[r.line:] {
		if err := r.runs.Fill(stored[:r.line]); err != nil {
			return err
		}
		if n := r.runs.Left(); n > 0 {
			return fault.New(fault.Corrupt, "a run goes %d bytes beyond its line of %d", n, r.line)
		}
	}
	return nil
}

// converter returns a function that makes pixels of the lines of one row or more.
func (f *file) converter() func([]uint8, []byte) {
	indices := make([]byte, 8*f.rowBytes)
	if f.across*f.down == 1 {
		return func(row []uint8, stored []byte) { f.convert(row, stored, indices) }
	}
	n := f.header.Layout.Channels()
	one, sums := make([]uint8, f.width*n), make([]uint32, f.header.Width*n)
	return func(row []uint8, stored []byte) {
		clear(sums)
		for i := range int64(f.down) {
			f.convert(one, stored[i*f.lineBytes():(i+1)*f.lineBytes()], indices)
			for k, v := range one {
				sums[k/n/f.across*n+k%n] += uint32(v)
			}
		}
		for k, v := range sums {
			columns := min(f.across, f.width-k/n*f.across)
			row[k] = uint8(v / uint32(f.down*columns))
		}
	}
}

// convert makes the pixels of a row's lines.
func (f *file) convert(row []uint8, stored, indices []byte) {
	n := f.header.Layout.Channels()
	switch {
	case f.chunky:
		f.paint(row, stored[:f.width], n)
	case f.planes > 8:
		f.deep(row, stored, indices, n)
	default:
		f.gather(indices, stored, f.planes)
		if f.ham() {
			f.modify(row, indices[:f.width], n)
		} else {
			f.paint(row, indices[:f.width], n)
		}
	}
	if f.masking == maskPlane {
		f.mask(row, stored[f.planes*f.rowBytes:], n)
	}
}

// gather puts the bits of planes, the lowest first, together to numbers.
func (f *file) gather(dst, lines []byte, planes int) {
	clear(dst)
	for p := range planes {
		bit := byte(1) << p
		out := dst
		for _, b := range lines[p*f.rowBytes : (p+1)*f.rowBytes] {
			if b != 0 {
				for i := range 8 {
					if b&(0x80>>i) != 0 {
						out[i] |= bit
					}
				}
			}
			out = out[8:]
		}
	}
}

// paint looks up colours.
func (f *file) paint(row []uint8, indices []byte, n int) {
	for _, index := range indices {
		copy(row[:n], f.palette[index][:])
		row = row[n:]
	}
}

// deep makes pixels of eight planes for every channel.
func (f *file) deep(row []uint8, lines, plane []byte, n int) {
	for c := range f.planes / 8 {
		f.gather(plane, lines[c*8*f.rowBytes:], 8)
		for x := range f.width {
			row[x*n+c] = plane[x]
		}
	}
	if n == 4 && f.planes == 24 {
		for x := range f.width {
			row[x*n+3] = 255
		}
	}
}

// modify makes pixels of Hold And Modify: the two upper bits say whether the others
// are an index, or a new blue, red or green for the colour of the pixel before. A row
// begins with colour 0.
func (f *file) modify(row []uint8, values []byte, n int) {
	low := max(f.planes, 6) - 2 // five planes have no upper bit for green
	if f.planes == 7 {
		low = 6
	}
	mask := byte(1)<<low - 1
	colour := f.palette[0]
	for _, v := range values {
		level := v & mask
		if low == 4 {
			level |= level << 4
		} else {
			level = level<<2 | level>>4
		}
		switch v >> low & 3 {
		case 0:
			colour = f.palette[v&mask]
		case 1:
			colour[2] = level
		case 2:
			colour[0] = level
		case 3:
			colour[1] = level
		}
		copy(row[:n], colour[:])
		row = row[n:]
	}
}

// mask makes alpha of a plane.
func (f *file) mask(row []uint8, line []byte, n int) {
	for x := range f.width {
		row[x*n+n-1] = line[x/8] << (x & 7) >> 7 * 255
	}
}
