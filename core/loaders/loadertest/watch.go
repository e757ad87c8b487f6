package loadertest

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

// stopwatch tells how long something takes in a way that says little about what else
// the machine does: it counts the time that processors work for this process.
type stopwatch struct {
	clock     time.Time
	processor time.Duration
}

func startWatch() stopwatch { return stopwatch{time.Now(), processorTime()} }

// share returns the time that passed, as far as processors worked for this process. Of
// that, each test that runs side by side with others has its part.
func (w stopwatch) share() time.Duration {
	return min(time.Since(w.clock), (processorTime()-w.processor)/time.Duration(runtime.GOMAXPROCS(0)))
}

// watchInput panics once processors have worked for limit on an input of so many
// bytes, or when it has not ended in many times that, as where it waits for itself. The
// function that it returns ends the watch.
func watchInput(size int, limit time.Duration) (stop func()) {
	const patience = 40
	watch := startWatch()
	var over atomic.Bool
	var look func()
	look = func() {
		spent, waited := processorTime()-watch.processor, time.Since(watch.clock)
		switch {
		case over.Load():
		case spent > limit || waited > patience*limit:
			panic(fmt.Sprintf("an input of %d bytes takes longer than %v: %v of processors, %v of the clock", size, limit, spent, waited))
		default:
			time.AfterFunc(time.Second, look)
		}
	}
	timer := time.AfterFunc(limit, look)
	return func() {
		over.Store(true)
		timer.Stop()
	}
}
