package batch

import (
	"context"
	"sync"
	"time"
)

const (
	// lendAfter is how long a file waits for its disk before another gets its turn.
	lendAfter = 500 * time.Millisecond
	// maxLent bounds how many turns are lent at once: each is a thread of the system
	// that waits, and an open file.
	maxLent = 64
)

// turns are the workers: as many files as there are slots are worked on at once.
type turns struct {
	slots chan struct{} // a token for each that is taken

	mu   sync.Mutex
	lent int
	// debt is how many work beyond the slots, having lent their turn and needing it
	// again; the next ones to end make up for it. Nobody waits for a turn while it has
	// memory: those who have the turns may wait for that memory.
	debt int
}

// take waits for a turn; there is none once ctx is done.
func (t *turns) take(ctx context.Context) (*turn, bool) {
	select {
	case t.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, false
	}
	if ctx.Err() != nil {
		t.giveBack()
		return nil, false
	}
	return &turn{of: t}, true
}

// spare takes a turn that nobody waits for.
func (t *turns) spare() (release func(), ok bool) {
	select {
	case t.slots <- struct{}{}:
		return t.giveBack, true
	default:
		return nil, false
	}
}

func (t *turns) giveBack() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free()
}

// free makes room for another; the caller has mu.
func (t *turns) free() {
	if t.debt > 0 {
		t.debt--
		return
	}
	<-t.slots
}

// lend gives a turn to another for a while, unless too many are lent.
func (t *turns) lend() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lent >= maxLent {
		return false
	}
	t.lent++
	t.free()
	return true
}

// recall ends the lending of a turn, whose file goes on if it is needed again.
func (t *turns) recall(needed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lent--
	if !needed {
		return
	}
	select {
	case t.slots <- struct{}{}:
	default:
		t.debt++
	}
}

// turn is one file's. While the file waits for a disk that does not answer, another
// has it: a stalled network folder holds up its own files and no others.
type turn struct {
	of *turns

	mu    sync.Mutex
	waits int // reads under way
	lent  bool
	ended bool
}

// wait says that the file waits for its disk, until resume is called.
func (t *turn) wait() (resume func()) {
	t.mu.Lock()
	t.waits++
	t.mu.Unlock()
	timer := time.AfterFunc(lendAfter, t.lend)
	return func() {
		timer.Stop()
		t.mu.Lock()
		defer t.mu.Unlock()
		t.waits--
		if t.lent && !t.ended {
			t.lent = false
			t.of.recall(true)
		}
	}
}

func (t *turn) lend() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.waits > 0 && !t.lent && !t.ended {
		t.lent = t.of.lend()
	}
}

// end gives the turn back, once.
func (t *turn) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	if t.lent {
		t.of.recall(false)
	} else {
		t.of.giveBack()
	}
}
