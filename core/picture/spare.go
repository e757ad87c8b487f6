package picture

import (
	"context"
	"sync/atomic"

	"apsync/core/fault"
)

// Spare takes a worker that is idle and returns how to give it back. It never
// waits: where all are busy, a file is worked on by one goroutine alone, and a batch
// is parallel by its files. nil never has one.
type Spare func() (release func(), ok bool)

// Go runs f beside its caller, on a spare worker, and returns where its result, or
// its panic as an error, will be. It returns false, having done nothing, where no
// worker is idle. Callers wait for the result also when they fail themselves: f
// works on what they own.
func (s Spare) Go(f func() error) (done <-chan error, ok bool) {
	if s == nil {
		return nil, false
	}
	release, ok := s()
	if !ok {
		return nil, false
	}
	return fault.Go(func() error {
		defer release()
		return f()
	}), true
}

// Each calls work for every number below n, here and on idle workers at once, in no
// particular order, and returns the first error that one of them had; none begins
// after that, nor once ctx is done. Prepare is called once by each that takes part,
// and makes its work with what it needs for itself.
func (s Spare) Each(ctx context.Context, n int, prepare func() (work func(i int) error)) error {
	var next, failed atomic.Int64
	run := func() (err error) {
		defer func() {
			if err != nil {
				failed.Store(1)
			}
		}()
		defer fault.Catch(&err)
		work := prepare()
		for i := next.Add(1) - 1; i < int64(n) && failed.Load() == 0; i = next.Add(1) - 1 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := work(int(i)); err != nil {
				return err
			}
		}
		return nil
	}
	var others []<-chan error
	for len(others) < n-1 {
		done, ok := s.Go(run)
		if !ok {
			break
		}
		others = append(others, done)
	}
	err := run()
	for _, done := range others {
		if other := <-done; err == nil {
			err = other
		}
	}
	return err
}
