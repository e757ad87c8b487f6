package lzma

import "apsync/core/fault"

// window is the last bytes that were unpacked: first a buffer that grows, then, when it
// has the dictionary's size, a ring.
type window struct {
	buf   []byte
	limit int   // the size of the dictionary
	w     int   // where the next byte goes
	r     int   // what was read
	total int64 // bytes since the dictionary was begun
}

// firstWindow is how much a window has at first, in bytes.
const firstWindow = 64 << 10

// bound sets the size of the dictionary for size bytes.
func (w *window) bound(dictionary, size, most int64) error {
	need := max(min(dictionary, size), minDictionary)
	if need > most {
		return fault.New(fault.LimitMemory, "lzma: a dictionary of %d bytes, more than %d", need, most)
	}
	w.limit = int(need)
	w.buf = make([]byte, min(w.limit, firstWindow))
	return nil
}

func (w *window) unread() int { return w.w - w.r }

// room makes place and returns how many bytes may be put before what is unread must be
// read. Everything was read.
func (w *window) room() int {
	if w.w == len(w.buf) {
		if len(w.buf) < w.limit {
			grown := make([]byte, min(2*len(w.buf), w.limit))
			copy(grown, w.buf)
			w.buf = grown
		} else {
			w.w, w.r = 0, 0
		}
	}
	return min(len(w.buf)-w.w, firstWindow)
}

func (w *window) read(p []byte) int {
	n := copy(p, w.buf[w.r:w.w])
	w.r += n
	return n
}

// put adds a byte, for which there is room.
func (w *window) put(b byte) {
	w.buf[w.w] = b
	w.w++
	w.total++
}

// back returns the byte at a distance of 1 or more, which was checked.
func (w *window) back(distance int) byte {
	i := w.w - distance
	if i < 0 {
		i += len(w.buf)
	}
	return w.buf[i]
}

// repeat adds n bytes from a distance, for which there is room.
func (w *window) repeat(distance, n int) {
	from := w.w - distance
	if from < 0 {
		from += len(w.buf)
	}
	for range n {
		w.buf[w.w] = w.buf[from]
		w.w++
		if from++; from == len(w.buf) {
			from = 0
		}
	}
	w.total += int64(n)
}

// holds reports whether there is a byte at a distance.
func (w *window) holds(distance int64) bool {
	return distance <= min(w.total, int64(len(w.buf)))
}

// begin begins a new dictionary.
func (w *window) begin() { w.total = 0 }
