package picture

import "apsync/core/fault"

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
