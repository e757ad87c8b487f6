package batch

import (
	"sync"
	"time"
)

// clock runs out once a file has been worked on for its time. It stands still
// while the file waits for memory, which is not the file's fault.
type clock struct {
	mu      sync.Mutex
	timer   *time.Timer
	left    time.Duration
	started time.Time
}

// startClock calls expired on a goroutine of the runtime's after d; never, when d
// is 0.
func startClock(d time.Duration, expired func()) *clock {
	c := &clock{left: d, started: time.Now()}
	if d > 0 {
		c.timer = time.AfterFunc(d, expired)
	}
	return c
}

// pause stops the clock until resume is called.
func (c *clock) pause() (resume func()) {
	if c.timer == nil {
		return func() {}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.timer.Stop() {
		return func() {} // it has run out already
	}
	c.left -= time.Since(c.started)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.started = time.Now()
		c.timer.Reset(max(0, c.left))
	}
}

// stop ends the clock for good.
func (c *clock) stop() {
	if c.timer != nil {
		c.timer.Stop()
	}
}
