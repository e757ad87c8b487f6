package batch

import (
	"container/list"
	"context"
	"sync"

	"apsync/core/fault"
)

// memory admits work by what it will allocate, first come, first served, so that
// a large file is not overtaken for ever by small ones.
type memory struct {
	limit int64

	mu      sync.Mutex
	used    int64
	waiting list.List // of *waiter
}

type waiter struct {
	bytes    int64
	admitted chan struct{}
}

// admit waits until n bytes may be used. It fails at once when n is more than
// there is at all, and when ctx is done.
func (m *memory) admit(ctx context.Context, n int64) (release func(), err error) {
	if n < 0 || n > m.limit {
		return nil, fault.New(fault.LimitMemory, "needs %d MB to decode, more than the %d MB that may be used", n>>20, m.limit>>20).
			Advise("raise the setting memory (APSYNC_MEMORY)")
	}
	m.mu.Lock()
	if m.waiting.Len() == 0 && m.used+n <= m.limit {
		m.used += n
		m.mu.Unlock()
		return m.releaser(n), nil
	}
	w := &waiter{bytes: n, admitted: make(chan struct{})}
	element := m.waiting.PushBack(w)
	m.mu.Unlock()

	select {
	case <-w.admitted:
		return m.releaser(n), nil
	case <-ctx.Done():
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case <-w.admitted: // it was admitted at the same moment: hand it on
		m.used -= n
	default:
		m.waiting.Remove(element)
	}
	m.wake()
	return nil, context.Cause(ctx)
}

// releaser returns a function that gives n bytes back, once.
func (m *memory) releaser(n int64) func() {
	return sync.OnceFunc(func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.used -= n
		m.wake()
	})
}

// wake admits those who wait, in order, as far as there is room.
func (m *memory) wake() {
	for front := m.waiting.Front(); front != nil; front = m.waiting.Front() {
		w, ok := front.Value.(*waiter)
		if !ok || m.used+w.bytes > m.limit {
			return
		}
		m.used += w.bytes
		close(w.admitted)
		m.waiting.Remove(front)
	}
}
