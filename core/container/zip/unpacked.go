package zip

import (
	"errors"
	"io"
	"sync"

	"apsync/core/fault"
	"apsync/core/inflate"
)

const (
	// kept is how many of the last bytes are kept for reads that go back a little.
	kept = 128 << 10
	// maxTurns is how often a member is unpacked anew for reads that go back farther.
	maxTurns = 64
)

// unpacked reads a deflated member at any offset: forwards as it comes, backwards a
// little out of what is kept, and else from the beginning again. It holds no more of
// the member than that.
type unpacked struct {
	mu     sync.Mutex
	packed *io.SectionReader
	size   int64
	name   string
	r      *inflate.Reader
	at     int64  // behind the last byte of window
	window []byte // a ring of the last bytes: byte i of the member is at i modulo kept
	turns  int
	err    error
}

func newUnpacked(packed *io.SectionReader, size int64, name string) *unpacked {
	return &unpacked{packed: packed, size: size, name: name}
}

// ReadAt implements io.ReaderAt.
func (u *unpacked) ReadAt(p []byte, off int64) (n int, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if off < 0 || off >= u.size {
		return 0, io.EOF
	}
	if short := u.size - off; int64(len(p)) > short {
		p, err = p[:short], io.EOF
	}
	if u.r == nil || off < u.at-kept || off < 0 {
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
func (u *unpacked) copyKept(p []byte, off int64) int {
	i := int(off % kept)
	end := min(kept, i+int(u.at-off))
	return copy(p, u.window[i:end])
}

// more unpacks the next bytes into the window.
func (u *unpacked) more() error {
	if u.err != nil {
		return u.err
	}
	i := int(u.at % kept)
	// A quarter at a time leaves the rest for reads that go back.
	n, err := u.r.Read(u.window[i:min(kept, i+kept/4)])
	u.at += int64(n)
	if err != nil && n == 0 {
		u.err = fault.New(fault.Corrupt, "zip member %q: %v", u.name, err)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			u.err = fault.New(fault.Truncated, "zip member %q: ends after %d of %d bytes", u.name, u.at, u.size)
		}
		return u.err
	}
	return nil
}

// rewind begins at the beginning.
func (u *unpacked) rewind() error {
	if u.turns++; u.turns > maxTurns {
		return fault.New(fault.LimitCount, "zip member %q: read back more than %d times", u.name, maxTurns)
	}
	if u.r == nil {
		u.r, u.window = &inflate.Reader{}, make([]byte, kept)
	}
	u.r.Reset(io.NewSectionReader(u.packed, 0, u.packed.Size()), inflate.Raw)
	u.at, u.err = 0, nil
	return nil
}
