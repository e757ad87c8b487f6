package psd

import (
	"io"
	"math"

	"apsync/core/codec/packbits"
	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/picture"
)

// compression is how samples are stored (Image Data Section, Channel image data).
type compression uint16

// The compressions.
const (
	raw           compression = 0
	runs          compression = 1
	zip           compression = 2
	zipPrediction compression = 3
)

func (c compression) zipped() bool { return c == zip || c == zipPrediction }

// plane is where the rows of one channel are stored.
type plane struct {
	compression compression
	depth       int
	width, rows int
	rowBytes    int
	data        int64 // offset of the first row, or of the stream that is zipped
	end         int64 // offset behind the last
	table       int64 // of runs: offset of the sizes of the rows
	tableEntry  int   // size of a size
	before      int   // of a zipped plane, rows of others before it in its stream
	// marks are the offsets of the rows 0, markRows, 2·markRows … of runs.
	marks    []int64
	markRows int
}

// maxRun bounds the size of a row of runs: every sample by itself, with a header. What
// a row has beyond adds nothing.
func (p *plane) maxRun() int { return 2*p.rowBytes + 16 }

// rowReader reads rows of planes.
type rowReader struct {
	src    *picture.Source
	plane  *plane
	data   window
	table  window
	at     int64 // of the next row
	entry  int64 // of its size
	row    []byte
	zipped *inflate.Reader
}

// tableBytes is how much of a table of sizes is read at once.
const tableBytes = 4 << 10

// newRowReader returns a reader of planes that reads so much at once.
func newRowReader(src *picture.Source, readBytes int) *rowReader {
	return &rowReader{
		src: src, data: window{src: src, size: readBytes}, table: window{src: src, size: tableBytes},
	}
}

// readerBytes bounds what a reader of the plane allocates that reads so much at once.
func (p *plane) readerBytes(readBytes int) int64 {
	const zippedBytes = 400 << 10 // an inflate.Reader but for what is asked of it
	n := int64(max(readBytes, p.maxRun())+tableBytes) + int64(p.rowBytes)
	if p.compression.zipped() {
		n = zippedBytes + 3*int64(p.rowBytes)
	}
	return n
}

// start goes to row y of a plane, one of its marks; only to the first of what is zipped.
func (r *rowReader) start(p *plane, y int) error {
	r.plane = p
	if len(r.row) < p.rowBytes {
		r.row = make([]byte, p.rowBytes)
	}
	switch p.compression {
	case raw:
		r.at = p.data + int64(y)*int64(p.rowBytes)
	case runs:
		r.at = p.marks[y/p.markRows]
		r.entry = p.table + int64(y)*int64(p.tableEntry)
	case zip, zipPrediction:
		if r.zipped == nil {
			r.zipped = &inflate.Reader{}
		}
		r.zipped.Reset(io.NewSectionReader(r.src, p.data, p.end-p.data), inflate.Unchecked)
		return r.skip(p.before)
	}
	return nil
}

// skip passes over n rows.
func (r *rowReader) skip(n int) error {
	if r.plane.compression == raw {
		r.at += int64(n) * int64(r.plane.rowBytes)
		return nil
	}
	for range n {
		var err error
		switch r.plane.compression {
		case runs:
			var size int64
			size, err = r.size()
			r.at += size
		default:
			_, err = r.zipped.Next(r.plane.rowBytes)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// next returns the bytes of the next row until it is called again, the most significant
// of a sample first.
func (r *rowReader) next() ([]byte, error) {
	p := r.plane
	row := r.row[:p.rowBytes]
	switch p.compression {
	case raw:
		b, err := r.data.bytes(r.at, p.rowBytes, p.end)
		r.at += int64(p.rowBytes)
		return b, err
	case runs:
		size, err := r.size()
		if err != nil {
			return nil, err
		}
		b, err := r.data.bytes(r.at, int(min(size, int64(p.maxRun()))), p.end)
		if err != nil {
			return nil, err
		}
		if n := packbits.Unpack(row, b); n < len(row) {
			return nil, fault.New(fault.Corrupt, "runs at offset %d make %d of %d bytes", r.at, n, len(row))
		}
		r.at += size
		return row, nil
	}
	b, err := r.zipped.Next(p.rowBytes)
	if err != nil {
		return nil, fault.New(fault.CodeOf(err), "zipped rows at offset %d: %w", p.data, err)
	}
	if p.compression == zip {
		return b, nil
	}
	if p.depth == 32 {
		undoFloatPrediction(row, b)
		return row, nil
	}
	copy(row, b)
	undoPrediction(row, p.depth)
	return row, nil
}

// size reads the size of the next row of runs.
func (r *rowReader) size() (int64, error) {
	b, err := r.table.bytes(r.entry, r.plane.tableEntry, r.plane.data)
	if err != nil {
		return 0, err
	}
	r.entry += int64(len(b))
	return bigEndian(b), nil
}

func bigEndian(b []byte) (v int64) {
	for _, digit := range b {
		v = v<<8 | int64(digit)
	}
	return v
}

// mark finds the marks of planes whose tables follow each other, number i of them that
// of channel channels[i], and whose rows do too, from data on.
func mark(src *picture.Source, planes []plane, channels []int, markRows int) error {
	last := 0
	for _, channel := range channels {
		last = max(last, channel)
	}
	p := &planes[0]
	first := p.table - int64(channels[0])*int64(p.rows)*int64(p.tableEntry)
	table := window{src: src, size: 64 << 10}
	at, entry := p.data, first
	for channel := range last + 1 {
		var marks []int64
		for y := range p.rows {
			if y%markRows == 0 {
				marks = append(marks, at)
			}
			b, err := table.bytes(entry, p.tableEntry, p.data)
			if err != nil {
				return err
			}
			entry += int64(p.tableEntry)
			if size := bigEndian(b); at < math.MaxInt64-size {
				at += size
			}
		}
		for i := range planes {
			if channels[i] == channel {
				planes[i].marks, planes[i].markRows = marks, markRows
			}
		}
	}
	return nil
}
