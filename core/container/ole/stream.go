package ole

import (
	"io"
	"sync"

	"apsync/core/fault"
)

// space is where sectors of one size lie, and which follows which.
type space struct {
	data   io.ReaderAt
	size   int64 // of a sector
	offset int64 // of sector 0
	count  int64 // of sectors, the last of which may be cut
	next   func(sector uint32) (uint32, error)
}

// run is consecutive sectors of a chain.
type run struct {
	at    int64 // offset in the stream
	start uint32
	count int64
}

// stream is a chain of sectors. It follows the chain only as far as it is read, and may
// be read from several goroutines.
type stream struct {
	space  *space
	length int64

	mu   sync.Mutex
	runs []run
	next uint32 // behind the last of runs
	err  error  // why there are no more

	// A chain that leads into itself comes by mark again, which is set anew whenever
	// the count of sectors has doubled.
	mark     uint32
	followed int64
	doubled  int64
}

func newStream(s *space, start uint32, length int64) *stream {
	return &stream{space: s, length: length, next: start, mark: endOfChain, doubled: 1}
}

// ReadAt implements io.ReaderAt.
func (s *stream) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 || off >= s.length {
		return 0, io.EOF
	}
	if rest := s.length - off; int64(len(p)) > rest {
		p, err = p[:rest], io.EOF
	}
	for n < len(p) {
		at, room, e := s.locate(off + int64(n))
		if e != nil {
			return n, e
		}
		part := p[n:min(len(p), n+int(min(room, int64(len(p)))))]
		got, e := s.space.data.ReadAt(part, at)
		n += got
		if got < len(part) {
			if e == nil || e == io.EOF {
				e = fault.New(fault.Truncated, "compound file: a stream of %d bytes is cut after %d", s.length, off+int64(n))
			}
			return n, e
		}
	}
	return n, err
}

// locate returns where the stream's byte off lies and how many follow it there.
func (s *stream) locate(off int64) (at, room int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.covered() <= off {
		if s.err == nil {
			s.err = s.follow()
		}
		if s.err != nil {
			return 0, 0, s.err
		}
	}
	lo, hi := 0, len(s.runs)-1
	for lo < hi {
		if mid := (lo + hi + 1) / 2; s.runs[mid].at <= off {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	r := s.runs[lo]
	within := off - r.at
	return s.space.offset + int64(r.start)*s.space.size + within, r.count*s.space.size - within, nil
}

// covered is how many of the stream's bytes the runs have.
func (s *stream) covered() int64 {
	if len(s.runs) == 0 {
		return 0
	}
	r := s.runs[len(s.runs)-1]
	return r.at + r.count*s.space.size
}

// follow adds the next sector of the chain.
func (s *stream) follow() error {
	sector, covered := s.next, s.covered()
	switch {
	case sector > maxRegular:
		return fault.New(fault.Corrupt, "compound file: a chain of sectors ends after %d of %d bytes", covered, s.length)
	case int64(sector) >= s.space.count:
		return fault.New(fault.Truncated, "compound file: sector %d of %d", sector, s.space.count)
	case sector == s.mark:
		return fault.New(fault.Corrupt, "compound file: a chain of sectors leads into itself")
	}
	next, err := s.space.next(sector)
	if err != nil {
		return err
	}
	s.next = next
	if s.followed++; s.followed == s.doubled {
		s.mark, s.doubled = sector, 2*s.doubled
	}
	if n := len(s.runs); n > 0 && int64(s.runs[n-1].start)+s.runs[n-1].count == int64(sector) {
		s.runs[n-1].count++
	} else {
		s.runs = append(s.runs, run{covered, sector, 1})
	}
	return nil
}
