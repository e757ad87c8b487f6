package core

import (
	"context"
	"sync"
	"time"

	"apsync/core/atomicfile"
	"apsync/core/batch"
	"apsync/core/settings"
)

// sweeps removes what killed processes left in output folders.
var sweeps sweeper

const (
	// sweepEvery is how long a folder is left alone that was swept: it takes a look at
	// each of its names, and a script may make its thumbnails one call at a time.
	sweepEvery = time.Minute
	// maxSwept bounds how many folders are remembered.
	maxSwept = 1000
)

// sweeper remembers when it swept which folder.
type sweeper struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func (s *sweeper) sweep(folder string) {
	now := time.Now()
	s.mu.Lock()
	recent := now.Sub(s.last[folder]) < sweepEvery
	if len(s.last) >= maxSwept || s.last == nil {
		s.last = map[string]time.Time{}
	}
	s.last[folder] = now
	s.mu.Unlock()
	if !recent {
		atomicfile.Sweep(folder)
	}
}

// engine is the one scheduler of the process.
var engine scheduler

// disks is asked what a disk may never answer.
var disks batch.Bounds

// scheduler makes its pool at the first call, with the workers and memory that the
// user's settings and the environment say then; projects have no say in what all
// share. It tries again at the next call where the settings were wrong.
type scheduler struct {
	mu   sync.Mutex
	pool *batch.Pool
}

func (s *scheduler) get(ctx context.Context) (*batch.Pool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pool != nil {
		return s.pool, nil
	}
	set, err := settings.Load(scope(ctx, "", ""))
	if err != nil {
		return nil, err
	}
	s.pool = batch.New(set.Workers, set.Memory)
	return s.pool, nil
}
