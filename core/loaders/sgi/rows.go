package sgi

import (
	"encoding/binary"

	"apsync/core/codec/bands"
	"apsync/core/fault"
)

// windowBytes is how much of a channel is read at once: more than the longest runs of
// a row, which are of 65,535 samples of two bytes and as many counts.
const windowBytes = 272 << 10

// reader returns a function that reads the next row: the planes of its channels.
func (f *file) reader() (func([]byte) error, error) {
	windows := make([]*bands.Window, f.taken)
	for c := range windows {
		windows[c] = bands.NewWindow(f.src, f.src.Size(), windowBytes)
	}
	h, plane, y := int64(f.header.Height), int64(f.header.Width*f.size), int64(0)
	if f.encoded {
		return f.runsReader(windows)
	}
	return func(stored []byte) error {
		for c, window := range windows {
			off := headerBytes + (int64(c)*h+y)*plane
			if err := window.ReadAt(stored[int64(c)*plane:int64(c+1)*plane], off); err != nil {
				return err
			}
		}
		y++
		return nil
	}, nil
}

// runsReader reads rows by the tables behind the header: where each row of each
// channel begins and how many bytes it has.
func (f *file) runsReader(windows []*bands.Window) (func([]byte) error, error) {
	rows := f.header.Height * f.channels
	taken := int64(f.header.Height) * int64(f.taken)
	starts, err := f.src.Bytes(headerBytes, 4*taken)
	if err != nil {
		return nil, err
	}
	lengths, err := f.src.Bytes(headerBytes+4*int64(rows), 4*taken)
	if err != nil {
		return nil, err
	}
	y, plane := 0, f.header.Width*f.size
	return func(stored []byte) error {
		for c, window := range windows {
			at := 4 * (c*f.header.Height + y)
			start, n := int64(binary.BigEndian.Uint32(starts[at:])), int64(binary.BigEndian.Uint32(lengths[at:]))
			// More than two bytes for each is nothing but counts.
			n = min(n, 2*int64(plane)+int64(2*f.size))
			data, err := window.At(start, n)
			if err != nil {
				return err
			}
			if int64(len(data)) < n {
				return fault.New(fault.Truncated, "row %d of channel %d: %d bytes at offset %d of a file of %d", y, c, n, start, f.src.Size())
			}
			if left := expand(stored[c*plane:(c+1)*plane], data, f.size); left > 0 {
				return fault.New(fault.Corrupt, "runs of row %d of channel %d lack %d bytes", y, c, left)
			}
		}
		y++
		return nil
	}, nil
}

// expand decodes runs of samples of size bytes and returns how many bytes of dst they
// do not fill. The lowest seven bits of a count tell how many samples follow, or how
// often one does where the eighth is not set; 0 ends the row.
func expand(dst, runs []byte, size int) int {
	for len(dst) > 0 && len(runs) >= size {
		code := runs[size-1]
		runs = runs[size:]
		n := min(int(code&0x7f)*size, len(dst))
		switch {
		case n == 0:
			return len(dst)
		case code&0x80 != 0:
			n = copy(dst[:n], runs)
			runs = runs[n:]
			if n == 0 {
				return len(dst)
			}
		case len(runs) < size:
			return len(dst)
		case size == 1:
			repeat(dst[:n], runs[0])
			runs = runs[1:]
		default:
			for i := 0; i+1 < n; i += 2 {
				dst[i], dst[i+1] = runs[0], runs[1]
			}
			runs = runs[2:]
		}
		dst = dst[n:]
	}
	return len(dst)
}

func repeat(dst []byte, v byte) {
	for i := range dst {
		dst[i] = v
	}
}
