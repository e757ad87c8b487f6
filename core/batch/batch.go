// Package batch is the one scheduler of the process. However many threads call
// and however many files each brings, no more files are worked on at once than
// there are workers, and no more memory is promised than the budget holds; a decoder
// that was given up and does not notice is the exception.
//
// Files of several calls take turns: each call has at most as many files waiting
// for a worker as there are workers, and workers go to whoever waits longest.
//
// A file is given up at its deadline and when its call is cancelled. A decoder
// that does not notice keeps running on its own goroutine and keeps its share of
// the memory until it ends, but can publish nothing any more.
package batch

import (
	"context"
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
)

// Pool is a set of workers with a memory budget.
type Pool struct {
	turns  chan struct{}
	memory memory
}

// New returns a pool of that many workers, at least 1, and a budget in bytes.
func New(workers int, memoryLimit int64) *Pool {
	return &Pool{turns: make(chan struct{}, max(1, workers)), memory: memory{limit: memoryLimit}}
}

// Workers returns how many files are worked on at once.
func (p *Pool) Workers() int { return cap(p.turns) }

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
	next, results := make(chan int), make(chan ended)
	workers := min(p.Workers(), len(tasks))
	for range workers {
		fault.Go(func() error {
			for i := range next {
				results <- ended{i, p.one(ctx, tasks[i])}
			}
			return nil
		})
	}
	fault.Go(func() error {
		defer close(next)
		for i := range tasks {
			next <- i
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
	found := make(chan *loaders.Loader, 1)
	err = p.attempt(ctx, c.Name, deadline, func(ctx context.Context, job thumb.Job) error {
		row, err := thumb.Verify(ctx, c, job.Admit)
		found <- row
		return err
	})
	if err != nil {
		return nil, err
	}
	return <-found, nil
}

// one runs a task when it is its turn.
func (p *Pool) one(ctx context.Context, task Task) (outcome Outcome) {
	defer fault.Catch(&outcome.Err)
	if task.Refused != nil {
		return Outcome{Err: task.Refused}
	}
	var result thumb.Result
	start := make(chan time.Time, 1)
	err := p.attempt(ctx, task.Job.Path, task.Deadline, func(ctx context.Context, tools thumb.Job) (err error) {
		start <- time.Now()
		job := task.Job
		job.Admit, job.Gate, job.Spare = tools.Admit, tools.Gate, tools.Spare
		result, err = thumb.Make(ctx, job)
		return err
	})
	if err != nil {
		return Outcome{Err: err, Took: since(start)}
	}
	return Outcome{Result: result, Took: since(start)}
}

// since returns the time that went by since the one in the channel, or 0 where it
// has none.
func since(start <-chan time.Time) time.Duration {
	select {
	case t := <-start:
		return time.Since(t)
	default:
		return 0
	}
}

// attempt waits for a turn and runs work on a goroutine that can be left behind.
// The job that work is given has only the scheduler's parts.
func (p *Pool) attempt(
	ctx context.Context, path string, deadline time.Duration, work func(context.Context, thumb.Job) error,
) error {
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		return cancelled(path)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	clock := startClock(deadline, func() {
		cancel(fault.New(fault.Deadline, "took longer than %s", deadline).
			Advise("raise the setting deadline (APSYNC_DEADLINE)"))
	})
	defer clock.stop()
	job := thumb.Job{Path: path, Gate: thumb.NewGate(), Spare: p.spare}
	job.Admit = func(ctx context.Context, bytes int64) (func(), error) {
		defer clock.pause()()
		return p.memory.admit(ctx, bytes)
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
		return abandoned(ctx, path)
	}
}

// spare takes a turn that nobody waits for.
func (p *Pool) spare() (release func(), ok bool) {
	select {
	case p.turns <- struct{}{}:
		return func() { <-p.turns }, true
	default:
		return nil, false
	}
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
