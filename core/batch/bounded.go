package batch

import (
	"context"
	"sync/atomic"
	"time"

	"apsync/core/fault"
	"apsync/core/thumb"
)

// maxStuck is how much work may be given up and still run. Each may be a thread of the
// system that waits for a disk; the Go runtime ends the process at 10,000.
const maxStuck = 500

// Bounds runs work that may never end, and leaves it behind then. The zero value is
// ready; it may be used from several goroutines.
type Bounds struct {
	stuck atomic.Int64 // what was left behind and still runs
}

type clockKey struct{}

// Ask runs work that only asks the file system about a path. It fails with Deadline
// where work takes longer than limit (0 is without end), and leaves it behind then; what
// work writes to must be nobody else's from then on.
func (b *Bounds) Ask(ctx context.Context, path string, limit time.Duration, work func(context.Context) error) error {
	return b.outside(ctx, path, limit, work, func() error { return nil })
}

// Act is Ask for work that changes something, which it does by way of the gate: nothing
// passes that once Act has given up, and what is passing is waited for a little. Only a
// disk that does not answer leaves open what became of it.
func (b *Bounds) Act(
	ctx context.Context, path string, limit time.Duration, work func(context.Context, *thumb.Gate) error,
) error {
	gate := thumb.NewGate()
	return b.outside(ctx, path, limit, func(ctx context.Context) error { return work(ctx, gate) }, func() error {
		gate.Close(patience)
		return nil
	})
}

// outside runs work whose clock Verify finds in its context.
func (b *Bounds) outside(
	ctx context.Context, path string, limit time.Duration, work func(context.Context) error, closing func() error,
) error {
	err, _ := b.run(ctx, path, limit, func(ctx context.Context, clock *clock) error {
		return work(context.WithValue(ctx, clockKey{}, clock))
	}, closing)
	return err
}

// pause stops the clock of the Ask or Act that ctx belongs to, for what has a limit of
// its own.
func pause(ctx context.Context) (resume func()) {
	if c, ok := ctx.Value(clockKey{}).(*clock); ok {
		return c.pause()
	}
	return func() {}
}

// run runs work on a goroutine, and leaves it behind where it does not end soon
// after its limit, or after ctx is done. Closing is called before that, to wait for what
// may not be left; it may tell a better reason than the limit. It returns whether work is
// still running.
func (b *Bounds) run(
	ctx context.Context, path string, limit time.Duration, work func(context.Context, *clock) error, closing func() error,
) (err error, left bool) {
	if b.stuck.Load() >= maxStuck {
		return unbegun(path), false
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	clock := startClock(limit, func() {
		cancel(fault.New(fault.Deadline, "took longer than %s", limit).
			Advise("raise the setting deadline (APSYNC_DEADLINE)"))
	})
	defer clock.stop()
	done := fault.Go(func() error { return work(ctx, clock) })
	select {
	case err := <-done:
		return err, false
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err, false
	case <-time.After(grace):
	}
	reason := closing()
	select {
	case err := <-done: // it ended meanwhile
		return err, false
	default:
	}
	b.stuck.Add(1)
	fault.Go(func() error {
		defer b.stuck.Add(-1)
		return <-done
	})
	if reason != nil {
		return reason, true
	}
	return abandoned(ctx, path), true
}

// unbegun says why work on a path did not begin.
func unbegun(path string) error {
	e := fault.New(fault.Deadline, "not begun: %d files that were given up still wait for their disks", maxStuck).
		Advise("see to the folder that does not answer, or start the program anew")
	e.Path = path
	return e
}

// abandoned says why work on a path is given up.
func abandoned(ctx context.Context, path string) error {
	e := *fault.From(context.Cause(ctx))
	if e.Code == fault.Internal { // a plain cancel
		return cancelled(path)
	}
	e.Path = path
	return &e
}
