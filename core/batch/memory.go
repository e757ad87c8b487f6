package batch

import (
	"container/list"
	"context"
	"sync"
	"time"

	"apsync/core/fault"
)

// memory admits work by what it will allocate, first come, first served, so that
// a large file is not overtaken for ever by small ones.
type memory struct {
	limit int64

	mu      sync.Mutex
	used    int64
	lost    int64     // of it, by files that were given up and may never end
	waiting list.List // of *waiter
}

type waiter struct {
	bytes  int64
	answer chan error // nil when admitted
}

// admit waits until n bytes may be used. It fails at once when n is more than
// there is at all, when ctx is done, and when nobody is left who would give any back.
func (m *memory) admit(ctx context.Context, n int64) (*share, error) {
	if n < 0 || n > m.limit {
		return nil, fault.New(fault.LimitMemory, "needs %d MB to decode, more than the %d MB that may be used", n>>20, m.limit>>20).
			Advise("raise the setting memory (APSYNC_MEMORY)")
	}
	m.mu.Lock()
	w := &waiter{bytes: n, answer: make(chan error, 1)}
	element := m.waiting.PushBack(w)
	m.wake()
	m.mu.Unlock()

	select {
	case err := <-w.answer:
		return m.share(n, err)
	case <-ctx.Done():
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case err := <-w.answer:
		if err == nil { // it was admitted at the same moment: hand it on
			m.used -= n
		}
	default:
		m.waiting.Remove(element)
	}
	m.wake()
	return nil, context.Cause(ctx)
}

// wake answers those who wait, in order, as far as there is room, or none will be.
func (m *memory) wake() {
	for front := m.waiting.Front(); front != nil; front = m.waiting.Front() {
		w, ok := front.Value.(*waiter)
		switch {
		case !ok:
			return
		case m.used+w.bytes <= m.limit:
			m.used += w.bytes
			w.answer <- nil
		case m.used == m.lost:
			w.answer <- fault.New(fault.LimitMemory,
				"needs %d MB to decode, and %d of the %d MB that may be used belong to files that were given up and still wait for their disks",
				w.bytes>>20, m.lost>>20, m.limit>>20).
				Advise("see to the folder that does not answer, or start the program anew")
		default:
			return
		}
		m.waiting.Remove(front)
	}
}

func (m *memory) share(n int64, err error) (*share, error) {
	if err != nil {
		return nil, err
	}
	return &share{of: m, bytes: n}, nil
}

// share is the part of the memory that a file has.
type share struct {
	of          *memory
	bytes       int64
	lost, ended bool
}

// release gives the share back, once.
func (s *share) release() {
	m := s.of
	m.mu.Lock()
	defer m.mu.Unlock()
	if s.ended {
		return
	}
	s.ended = true
	m.used -= s.bytes
	if s.lost {
		m.lost -= s.bytes
	}
	m.wake()
}

// lose says that the share may never be given back.
func (s *share) lose() {
	m := s.of
	m.mu.Lock()
	defer m.mu.Unlock()
	if s.ended || s.lost {
		return
	}
	s.lost = true
	m.lost += s.bytes
	m.wake()
}

// holding is what one file has of the memory. Once it is given up, it has so long to
// give that back before nobody counts on it any more.
type holding struct {
	mu      sync.Mutex
	shares  []*share
	givenUp bool
}

func (h *holding) add(s *share) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shares = append(h.shares, s)
	if h.givenUp {
		time.AfterFunc(patience, s.lose)
	}
}

func (h *holding) giveUp() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.givenUp = true
	for _, s := range h.shares {
		time.AfterFunc(patience, s.lose)
	}
}
