package encode

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"

	"apsync/core/thumb/deflate"
)

// band is a part of the file: a chunk of the picture's data.
type band struct {
	chunk []byte
	sum   uint32 // Adler-32 of the filtered rows
	size  int    // of the filtered rows, in bytes
}

// worker makes bands, one after the other.
type worker struct {
	*stored
	raw      []byte
	rowsOf   [][]byte
	filtered []byte
	trial    []byte
	out      []byte
	deflate  deflate.Encoder
}

// band makes the rows from one to before another.
func (w *worker) band(from, to int) band {
	rows := w.rows(from, to, w.rowsOf, &w.raw)
	w.rowsOf = rows
	way := w.choose(rows)
	w.filtered = w.filter(w.filtered, rows, way.filter)
	w.out = append(w.out[:0], 0, 0, 0, 0, 'I', 'D', 'A', 'T')
	w.out = w.compress(w.out, w.filtered, way)
	binary.BigEndian.PutUint32(w.out, uint32(len(w.out)-8))
	w.out = binary.BigEndian.AppendUint32(w.out, crc32.ChecksumIEEE(w.out[4:]))
	return band{bytes.Clone(w.out), w.adler(1, w.filtered), len(w.filtered)}
}

// filter appends the rows after the first, filtered, each behind its filter's type, to
// what dst has room for.
func (w *worker) filter(dst []byte, rows [][]byte, kind int) []byte {
	size := (len(rows) - 1) * (1 + w.width)
	if cap(dst) < size {
		dst = make([]byte, size)
	}
	dst = dst[:size]
	at := 0
	for i, row := range rows[1:] {
		dst[at] = byte(kind)
		w.apply(kind, dst[at+1:at+1+w.width], row, rows[i], w.n)
		at += 1 + w.width
	}
	return dst
}

// compress appends filtered rows, compressed, to dst.
func (w *worker) compress(dst, rows []byte, way way) []byte {
	if !way.matches {
		return w.deflate.Literals(dst, rows)
	}
	return w.deflate.Matches(dst, rows, deflate.Rows{Pixel: w.n, Stride: 1 + w.width, Colours: way.colours})
}
