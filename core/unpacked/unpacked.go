// Package unpacked reads what comes out of a decompressor at any offset, as pictures
// in archives are read, without holding more than the last bytes of it.
//
// Reading on costs what unpacking costs. Reading back a little, 96 KiB at least, is
// served from what is kept; farther back the member is unpacked from its beginning
// again, at most 64 times and as long as that is no more than 1 GiB in all.
package unpacked

import (
	"errors"
	"io"
	"sync"

	"apsync/core/fault"
)

const (
	// kept is how many of the last bytes are kept for reads that go back a little.
	kept = 128 << 10
	// maxTurns is how often a member is unpacked anew for reads that go back farther.
	maxTurns = 64
	// maxAgain is how many bytes may be unpacked before the last of them.
	maxAgain = 1 << 30
)

// Reader is a member of an archive. It may be read from several goroutines.
type Reader struct {
	mu     sync.Mutex
	size   int64
	name   string
	open   func() (io.Reader, error)
	r      io.Reader
	at     int64  // behind the last byte of window
	window []byte // a ring of the last bytes: byte i of the member is at i modulo kept
	turns  int
	again  int64 // bytes that were unpacked before the last turn
	err    error
}

// New returns a reader of the size bytes that each reader that open returns begins
// with. Nothing is opened before the first read. Name is what errors call the member.
// Errors of the decompressor that have no code of their own mean a corrupt member.
func New(size int64, name string, open func() (io.Reader, error)) *Reader {
	return &Reader{size: size, name: name, open: open}
}

// ReadAt implements io.ReaderAt.
func (u *Reader) ReadAt(p []byte, off int64) (n int, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if off < 0 || off >= u.size {
		return 0, io.EOF
	}
	if short := u.size - off; int64(len(p)) > short {
		p, err = p[:short], io.EOF
	}
	if u.r == nil || off < u.at-kept {
		if e := u.rewind(); e != nil {
			return 0, e
		}
	}
	for n < len(p) {
		if off+int64(n) >= u.at {
			if e := u.more(); e != nil {
				return n, e
			}
			continue
		}
		n += u.copyKept(p[n:], off+int64(n))
	}
	return n, err
}

// copyKept copies what is kept from off on.
func (u *Reader) copyKept(p []byte, off int64) int {
	i := int(off % kept)
	end := min(kept, i+int(u.at-off))
	return copy(p, u.window[i:end])
}

// more unpacks the next bytes into the window.
func (u *Reader) more() error {
	if u.err != nil {
		return u.err
	}
	i := int(u.at % kept)
	// A quarter at a time leaves the rest for reads that go back.
	n, err := u.r.Read(u.window[i:min(kept, i+kept/4)])
	u.at += int64(n)
	if err != nil && n == 0 {
		u.err = u.failed(err)
		return u.err
	}
	return nil
}

func (u *Reader) failed(err error) error {
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Truncated, "%s: ends after %d of %d bytes", u.name, u.at, u.size)
	}
	return fault.New(fault.Corrupt, "%s: %v", u.name, err)
}

// rewind begins at the beginning.
func (u *Reader) rewind() (err error) {
	u.turns++
	if u.again += u.at; u.turns > maxTurns || u.again > maxAgain {
		return fault.New(fault.LimitCount, "%s: read back more than %d times or %d bytes", u.name, maxTurns, maxAgain)
	}
	if u.window == nil {
		u.window = make([]byte, kept)
	}
	u.r, u.at, u.err = nil, 0, nil
	r, err := u.open()
	if err != nil {
		return u.failed(err)
	}
	u.r = r
	return nil
}
