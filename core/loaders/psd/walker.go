package psd

import (
	"encoding/binary"

	"apsync/core/fault"
	"apsync/core/picture"
)

// window reads a file through a buffer that holds a piece of it.
type window struct {
	src  *picture.Source
	size int // of the buffer, at least
	off  int64
	buf  []byte
}

// bytes returns the n bytes at off, which lie below end, until it is called again.
func (w *window) bytes(off int64, n int, end int64) ([]byte, error) {
	end = min(end, w.src.Size())
	if off < 0 || int64(n) > end-off {
		return nil, fault.New(fault.Truncated, "%d bytes wanted at offset %d of %d", n, off, end)
	}
	if off >= w.off && off+int64(n) <= w.off+int64(len(w.buf)) {
		return w.buf[off-w.off:][:n], nil
	}
	size := int(min(int64(max(n, w.size)), end-off))
	if cap(w.buf) < size {
		w.buf = make([]byte, size)
	}
	w.buf, w.off = w.buf[:size], off
	if got, err := w.src.ReadAt(w.buf, off); got < size {
		w.buf = w.buf[:0]
		if err == nil {
			err = fault.New(fault.Truncated, "%d of %d bytes read at offset %d", got, size, off)
		}
		return nil, err
	}
	return w.buf[:n], nil
}

// walkerBytes is how much a walker reads at once.
const walkerBytes = 4 << 10

// walker reads structures one after the other. After the first read beyond its end
// every one returns zero.
type walker struct {
	window window
	at     int64
	end    int64
	err    error
}

func newWalker(src *picture.Source, at, end int64) *walker {
	return &walker{window: window{src: src, size: walkerBytes}, at: at, end: end}
}

// bytes returns the next n bytes, at most some hundred, until it is called again.
func (w *walker) bytes(n int) []byte {
	if w.err != nil {
		return make([]byte, n)
	}
	var b []byte
	if b, w.err = w.window.bytes(w.at, n, w.end); w.err != nil {
		return make([]byte, n)
	}
	w.at += int64(n)
	return b
}

func (w *walker) u8() uint8   { return w.bytes(1)[0] }
func (w *walker) u16() uint16 { return binary.BigEndian.Uint16(w.bytes(2)) }
func (w *walker) u32() uint32 { return binary.BigEndian.Uint32(w.bytes(4)) }
func (w *walker) i32() int    { return int(int32(w.u32())) } // the bits are a signed number

// length reads a length of four bytes, or of eight.
func (w *walker) length(wide bool) int64 {
	if !wide {
		return int64(w.u32())
	}
	v := binary.BigEndian.Uint64(w.bytes(8))
	if v > 1<<62 {
		w.fail(fault.New(fault.Corrupt, "a length of %d bytes", v))
		return 0
	}
	return int64(v)
}

// skip passes over n bytes.
func (w *walker) skip(n int64) {
	if n < 0 || n > w.end-w.at {
		w.fail(fault.New(fault.Truncated, "%d bytes wanted at offset %d of %d", n, w.at, w.end))
		return
	}
	w.at += n
}

func (w *walker) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// left returns how many bytes are left, none after an error.
func (w *walker) left() int64 {
	if w.err != nil {
		return 0
	}
	return w.end - w.at
}
