package thumb

import (
	"time"

	"apsync/core/fault"
)

// Gate stands between a job and its output folder. A scheduler that gives a job
// up closes it; from then on the job can publish nothing, however long it goes
// on. A nil gate is open.
type Gate struct {
	turn   chan struct{} // holds a token while nobody is inside
	closed chan struct{}
}

// NewGate returns an open gate.
func NewGate() *Gate {
	g := &Gate{turn: make(chan struct{}, 1), closed: make(chan struct{})}
	g.turn <- struct{}{}
	return g
}

// Close lets no further publication begin and waits for one under way, but not
// longer than patience: a network folder may never answer. It returns whether none is
// under way any more. Call it once.
func (g *Gate) Close(patience time.Duration) bool {
	close(g.closed)
	select {
	case <-g.turn:
		return true
	case <-time.After(patience):
		return false
	}
}

// Pass runs f, which publishes, unless the gate is closed.
func (g *Gate) Pass(f func() error) error {
	if g == nil {
		return f()
	}
	select {
	case <-g.closed:
		return g.refusal()
	case <-g.turn:
	}
	defer func() { g.turn <- struct{}{} }()
	if g.Closed() {
		return g.refusal()
	}
	return f()
}

// Closed reports whether the gate is closed.
func (g *Gate) Closed() bool {
	if g == nil {
		return false
	}
	select {
	case <-g.closed:
		return true
	default:
		return false
	}
}

func (g *Gate) refusal() error {
	return fault.New(fault.Cancelled, "given up before it was written")
}
