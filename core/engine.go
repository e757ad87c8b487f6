package core

import (
	"context"
	"sync"

	"apsync/core/batch"
	"apsync/core/settings"
)

// engine is the one scheduler of the process.
var engine scheduler

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
