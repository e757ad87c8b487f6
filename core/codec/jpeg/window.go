package jpeg

import (
	"bytes"
	"context"

	"apsync/core/fault"
	"apsync/core/picture"
)

// How much of the file is read at once, in bytes: among headers, of which much is
// skipped, and in the data of scans.
const (
	headerWindow = 4 << 10
	dataWindow   = 64 << 10
)

// maxGarbage bounds what is skipped in search of a marker between segments.
const maxGarbage = 1 << 20

// window reads a source from front to back through one buffer, until ctx is done.
type window struct {
	ctx  context.Context
	src  *picture.Source
	next int64  // offset in src of what follows data
	data []byte // read and not consumed
	size int    // of buf, which is allocated when it is first read into
	buf  []byte
}

// newWindow returns a window of size bytes at the beginning of src, over the head
// that has been read already.
func newWindow(ctx context.Context, src *picture.Source, size int) *window {
	return &window{ctx: ctx, src: src, size: size, next: int64(len(src.Head())), data: src.Head()}
}

// offset returns the offset in the source of the next byte.
func (w *window) offset() int64 { return w.next - int64(len(w.data)) }

// chunk returns bytes that lie next, without consuming them: at least one, but
// none at the end of the source.
func (w *window) chunk() ([]byte, error) {
	if len(w.data) > 0 {
		return w.data, nil
	}
	n := min(int64(w.size), w.src.Size()-w.next)
	if n <= 0 {
		return nil, nil
	}
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	if w.buf == nil {
		w.buf = make([]byte, w.size)
	}
	got, err := w.src.ReadAt(w.buf[:n], w.next)
	if got == 0 {
		return nil, err
	}
	w.next += int64(got)
	w.data = w.buf[:got]
	return w.data, nil
}

// advance consumes n bytes of the chunk.
func (w *window) advance(n int) { w.data = w.data[n:] }

// skip passes over n bytes, of which the source need not have all.
func (w *window) skip(n int) {
	if n <= len(w.data) {
		w.advance(n)
		return
	}
	w.next += int64(n - len(w.data))
	w.data = nil
}

// bytes returns a copy of the next n bytes.
func (w *window) bytes(n int) ([]byte, error) {
	out := make([]byte, 0, n)
	for len(out) < n {
		chunk, err := w.chunk()
		if err != nil {
			return nil, err
		}
		if len(chunk) == 0 {
			return nil, fault.New(fault.Truncated, "segment of %d bytes ends after %d with the file", n, len(out))
		}
		chunk = chunk[:min(len(chunk), n-len(out))]
		out = append(out, chunk...)
		w.advance(len(chunk))
	}
	return out, nil
}

// marker passes over whatever precedes the next marker, fill bytes and garbage, and
// returns its code, or markerNone at the end of the source. Garbage counts the
// bytes that should not have been there.
func (w *window) marker() (code byte, garbage int64, err error) {
	start, fill := w.offset(), int64(0)
	for w.offset()-start < maxGarbage {
		chunk, err := w.chunk()
		if err != nil || len(chunk) == 0 {
			return markerNone, w.offset() - start, err
		}
		if chunk[0] != 0xff {
			i := bytes.IndexByte(chunk, 0xff)
			if i < 0 {
				i = len(chunk)
			}
			w.advance(i)
			fill = 0
			continue
		}
		w.advance(1)
		if chunk, err = w.chunk(); err != nil || len(chunk) == 0 {
			return markerNone, w.offset() - start, err
		}
		fill++
		if chunk[0] == 0xff || chunk[0] == 0 {
			continue
		}
		code = chunk[0]
		w.advance(1)
		return code, w.offset() - start - 1 - fill, nil
	}
	return 0, 0, fault.New(fault.Corrupt, "no marker in the %d bytes from offset %d", maxGarbage, start)
}

// endOfData passes over entropy-coded data and restart markers to the marker that
// ends them, and returns its code, or markerNone at the end of the source.
func (w *window) endOfData() (byte, error) {
	half := false // the last byte was 0xff
	for {
		chunk, err := w.chunk()
		if err != nil || len(chunk) == 0 {
			return markerNone, err
		}
		if half {
			code := chunk[0]
			w.advance(1)
			half = code == 0xff
			if code != 0 && code != 0xff && !isRestart(code) {
				return code, nil
			}
			continue
		}
		i := bytes.IndexByte(chunk, 0xff)
		half = i >= 0
		if !half {
			i = len(chunk) - 1
		}
		w.advance(i + 1)
	}
}
