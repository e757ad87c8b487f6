package adobe

import (
	"bytes"
	"errors"
	"io"

	"apsync/core/picture"
)

// blockSize is how much of a file is searched at once, in bytes.
const blockSize = 64 << 10

// marks are what to do where a text stands for the first time; a function that returns
// true ends the search.
type marks map[string]func(off int64) bool

// search looks for the marks from off to end, each once.
func (m marks) search(src *picture.Source, off, end int64) error {
	longest := 0
	for mark := range m {
		longest = max(longest, len(mark))
	}
	end = min(end, src.Size())
	block := make([]byte, blockSize)
	for ; off < end && len(m) > 0; off += int64(blockSize - longest + 1) {
		part := block[:min(blockSize, end-off)]
		if n, err := src.ReadAt(part, off); n < len(part) && !errors.Is(err, io.EOF) {
			return err
		}
		if m.searchBlock(part, off) {
			return nil
		}
	}
	return nil
}

// searchBlock looks for the marks in the block at off, in the order in which they stand
// there.
func (m marks) searchBlock(block []byte, off int64) (done bool) {
	for {
		first, at := "", len(block)
		for mark := range m {
			if i := bytes.Index(block[:min(len(block), at+len(mark))], []byte(mark)); i >= 0 && i < at {
				first, at = mark, i
			}
		}
		if first == "" {
			return false
		}
		do := m[first]
		delete(m, first)
		if do(off + int64(at)) {
			return true
		}
	}
}

// maxLine is the size of the longest line that is read, in bytes.
const maxLine = 255

// lineAt returns the line at off, of a file whose lines end in any way, and where the
// next begins.
func lineAt(src *picture.Source, off int64) (line string, next int64, err error) {
	data, err := src.Bytes(off, max(0, min(maxLine, src.Size()-off)))
	if err != nil {
		return "", 0, err
	}
	n := bytes.IndexAny(data, "\r\n")
	if n < 0 {
		return string(data), off + int64(len(data)), nil
	}
	next = off + int64(n) + 1
	if n+1 < len(data) && data[n] == '\r' && data[n+1] == '\n' {
		next++
	}
	return string(data[:n]), next, nil
}
