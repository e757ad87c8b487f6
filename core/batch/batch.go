// Package batch is the one scheduler of the process. However many threads call
// and however many files each brings, no more files are worked on at once than
// there are workers, and no more memory is promised than the budget holds; a decoder
// that was given up and does not notice is the exception.
//
// Files of several calls take turns: each call has one file waiting for a worker, and
// workers go to whoever waits longest. A file that waits for its disk lends its turn.
//
// A file is given up at its deadline and when its call is cancelled. A decoder
// that does not notice keeps running on its own goroutine and keeps its share of
// the memory until it ends, but can publish nothing any more. One that waits for a
// disk may never end: files that need its memory are refused, rather than wait for
// ever, and so are all once too many are stuck.
package batch

import (
	"context"
	"sync/atomic"
	"time"

	"apsync/core/fault"
	"apsync/core/loaders"
	"apsync/core/thumb"
)

const (
	// grace is how long a decoder may take to notice that it is given up, before
	// nobody waits for it any longer.
	grace = 20 * time.Millisecond
	// patience is how long a write under way is waited for.
	patience = 5 * time.Second
	// maxStuck is how many files may be given up and still run. Each may be a thread of
	// the system that waits for a disk; the Go runtime ends the process at 10,000.
	maxStuck = 500
)

// Pool is a set of workers with a memory budget.
type Pool struct {
	turns  turns
	memory memory
	stuck  atomic.Int64 // files that were given up and still run
}

// New returns a pool of that many workers, at least 1, and a budget in bytes.
func New(workers int, memoryLimit int64) *Pool {
	return &Pool{turns: turns{slots: make(chan struct{}, max(1, workers))}, memory: memory{limit: memoryLimit}}
}

// Workers returns how many files are worked on at once.
func (p *Pool) Workers() int { return cap(p.turns.slots) }

// Memory returns the budget in bytes.
func (p *Pool) Memory() int64 { return p.memory.limit }

// Task is one file of a call.
type Task struct {
	Job      thumb.Job
	Deadline time.Duration // that the file may take; 0 is without end
	// Refused, where set, is the result: the file was found wanting beforehand.
	Refused error
}

// Outcome is how a task ended.
type Outcome struct {
	Result thumb.Result
	Err    error // a *fault.Error
	Took   time.Duration
}

// Run works through tasks and calls each for every one as it ends, one call at a
// time, in no particular order. It returns when all have ended; after ctx is done
// the rest end at once as cancelled.
func (p *Pool) Run(ctx context.Context, tasks []Task, each func(i int, outcome Outcome)) {
	type ended struct {
		i       int
		outcome Outcome
	}
	results := make(chan ended)
	fault.Go(func() error {
		for i, task := range tasks {
			if task.Refused != nil {
				results <- ended{i, Outcome{Err: task.Refused}}
				continue
			}
			turn, ok := p.turns.take(ctx)
			if !ok {
				results <- ended{i, Outcome{Err: cancelled(task.Job.Path)}}
				continue
			}
			fault.Go(func() error {
				results <- ended{i, p.one(ctx, task, turn)}
				return nil
			})
		}
		return nil
	})
	for range tasks {
		e := <-results
		each(e.i, e.outcome)
	}
}

// Verify decodes a picture in full, when it is its turn, and returns the row of its
// loader. Its reader may be used for a while after a deadline or cancellation ended
// the call.
func (p *Pool) Verify(ctx context.Context, c thumb.Candidate, deadline time.Duration) (row *loaders.Loader, err error) {
	turn, ok := p.turns.take(ctx)
	if !ok {
		return nil, cancelled(c.Name)
	}
	found := make(chan *loaders.Loader, 1)
	err = p.attempt(ctx, turn, c.Name, deadline, func(ctx context.Context, job thumb.Job) error {
		row, err := thumb.Verify(ctx, c, job.Admit)
		found <- row
		return err
	})
	if err != nil {
		return nil, err
	}
	return <-found, nil
}

// one runs a task, whose turn it is.
func (p *Pool) one(ctx context.Context, task Task, turn *turn) (outcome Outcome) {
	defer fault.Catch(&outcome.Err)
	var result thumb.Result
	start := time.Now()
	err := p.attempt(ctx, turn, task.Job.Path, task.Deadline, func(ctx context.Context, tools thumb.Job) (err error) {
		job := task.Job
		job.Admit, job.Gate, job.Spare, job.Waits = tools.Admit, tools.Gate, tools.Spare, tools.Waits
		result, err = thumb.Make(ctx, job)
		return err
	})
	if err != nil {
		return Outcome{Err: err, Took: time.Since(start)}
	}
	return Outcome{Result: result, Took: time.Since(start)}
}

// attempt runs work, whose turn it is, on a goroutine that can be left behind. The
// job that work is given has only the scheduler's parts.
func (p *Pool) attempt(
	ctx context.Context, turn *turn, path string, deadline time.Duration, work func(context.Context, thumb.Job) error,
) error {
	defer turn.end()
	if p.stuck.Load() >= maxStuck {
		return unbegun(path)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	clock := startClock(deadline, func() {
		cancel(fault.New(fault.Deadline, "took longer than %s", deadline).
			Advise("raise the setting deadline (APSYNC_DEADLINE)"))
	})
	defer clock.stop()
	job := thumb.Job{Path: path, Gate: thumb.NewGate(), Spare: p.turns.spare, Waits: turn.wait}
	var held holding
	job.Admit = func(ctx context.Context, bytes int64) (func(), error) {
		defer clock.pause()()
		share, err := p.memory.admit(ctx, bytes)
		if err != nil {
			return nil, err
		}
		held.add(share)
		return share.release, nil
	}
	done := fault.Go(func() error { return work(ctx, job) })
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(grace):
	}
	job.Gate.Close(patience)
	select {
	case err := <-done: // it ended while the gate closed
		return err
	default:
	}
	held.giveUp()
	p.stuck.Add(1)
	fault.Go(func() error {
		defer p.stuck.Add(-1)
		return <-done
	})
	return abandoned(ctx, path)
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

func cancelled(path string) error {
	e := fault.New(fault.Cancelled, "stopped by the caller")
	e.Path = path
	return e
}
