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
	"errors"
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
	turns  turns
	memory memory
	bounds Bounds
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
	// Complete, where set, makes the job when it is its turn. It may wait for the disk.
	Complete func(context.Context) (thumb.Job, error)
}

// Outcome is how a task ended.
type Outcome struct {
	Result thumb.Result
	Err    error // a *fault.Error
	Took   time.Duration
}

// Run works through tasks and calls each for every one as it ends, one call at a
// time, in no particular order. It returns when all have ended; after ctx is done
// the rest end at once as cancelled. So do they once an output folder, which is the
// same for all, does not answer any more.
func (p *Pool) Run(ctx context.Context, tasks []Task, each func(i int, outcome Outcome)) {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
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
				results <- ended{i, Outcome{Err: abandoned(ctx, task.Job.Path)}}
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
		if errors.Is(e.outcome.Err, errSilent) {
			giveUp(e.outcome.Err)
		}
		each(e.i, e.outcome)
	}
}

// Verify decodes a picture in full, when it is its turn, and returns the row of its
// loader. Its reader may be used for a while after a deadline or cancellation ended
// the call.
func (p *Pool) Verify(ctx context.Context, c thumb.Candidate, deadline time.Duration) (row *loaders.Loader, err error) {
	defer pause(ctx)()
	turn, ok := p.turns.take(ctx)
	if !ok {
		return nil, abandoned(ctx, c.Name)
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
		if task.Complete != nil {
			if job, err = waiting(ctx, tools.Waits, task.Complete); err != nil {
				return err
			}
		}
		job.Admit, job.Gate, job.Spare, job.Waits = tools.Admit, tools.Gate, tools.Spare, tools.Waits
		result, err = thumb.Make(ctx, job)
		return err
	})
	if err != nil {
		return Outcome{Err: err, Took: time.Since(start)}
	}
	return Outcome{Result: result, Took: time.Since(start)}
}

// waiting completes a job, which lends its turn meanwhile.
func waiting(
	ctx context.Context, waits func() (resume func()), complete func(context.Context) (thumb.Job, error),
) (thumb.Job, error) {
	defer waits()()
	return complete(ctx)
}

// attempt runs work, whose turn it is, on a goroutine that can be left behind. The
// job that work is given has only the scheduler's parts.
func (p *Pool) attempt(
	ctx context.Context, turn *turn, path string, deadline time.Duration, work func(context.Context, thumb.Job) error,
) error {
	defer turn.end()
	gate := thumb.NewGate()
	var held holding
	err, left := p.bounds.run(ctx, path, deadline, func(ctx context.Context, clock *clock) error {
		job := thumb.Job{Path: path, Gate: gate, Spare: p.turns.spare, Waits: turn.wait}
		job.Admit = func(ctx context.Context, bytes int64) (func(), error) {
			defer clock.pause()()
			share, err := p.memory.admit(ctx, bytes)
			if err != nil {
				return nil, err
			}
			held.add(share)
			return share.release, nil
		}
		return work(ctx, job)
	}, func() error {
		if gate.Close(patience) {
			return nil
		}
		return Silent(path)
	})
	if left {
		held.giveUp()
	}
	return err
}

var errSilent = errors.New("no answer")

// Silent returns an error that says that the output folder does not answer, about a
// file or about the folder.
func Silent(path string) error {
	e := fault.New(fault.Write, "the output folder does not answer: %w", errSilent).
		Advise("see to the disk or the network that it is on")
	e.Path = path
	return e
}

func cancelled(path string) error {
	e := fault.New(fault.Cancelled, "stopped by the caller")
	e.Path = path
	return e
}
