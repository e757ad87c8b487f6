package picture

import (
	"sync"

	"apsync/core/fault"
)

// Budget is the memory that one file may use. A nil budget has no limit.
type Budget struct {
	mu   sync.Mutex
	left int64
}

// NewBudget returns a budget of n bytes.
func NewBudget(n int64) *Budget { return &Budget{left: n} }

// Take takes n bytes, before they are allocated. It fails with LimitMemory when
// fewer are left.
func (b *Budget) Take(n int64) error {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if n < 0 || n > b.left {
		return fault.New(fault.LimitMemory, "%d more bytes wanted of the %d left that the headers account for", n, b.left).
			Advise("the file is larger inside than its headers say")
	}
	b.left -= n
	return nil
}

// Return gives back n bytes that are no longer used.
func (b *Budget) Return(n int64) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left += n
}
