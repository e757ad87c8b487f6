package batch_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/batch"
	"apsync/core/fault"
	"apsync/core/thumb"
)

func TestQuestionsThatAreNotAnsweredAreLeftBehind(t *testing.T) {
	t.Parallel()
	var disks batch.Bounds
	letGo := make(chan struct{})
	defer close(letGo)
	silent := func(context.Context) error {
		<-letGo
		return nil
	}
	err := disks.Ask(context.Background(), "/mnt/a", 20*time.Millisecond, silent)
	require.Equal(t, fault.Deadline, fault.CodeOf(err))
	require.Equal(t, "/mnt/a", fault.From(err).Path)

	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	require.Equal(t, fault.Cancelled, fault.CodeOf(disks.Ask(ctx, "/mnt/a", 0, silent)))
}

func TestAnswersAndPanicsComeBack(t *testing.T) {
	t.Parallel()
	var disks batch.Bounds
	told := errors.New("no such folder")
	require.NoError(t, disks.Ask(context.Background(), "a", time.Hour, func(context.Context) error { return nil }))
	require.ErrorIs(t, disks.Ask(context.Background(), "a", 0, func(context.Context) error { return told }), told)
	err := disks.Ask(context.Background(), "a", 0, func(context.Context) error { panic("here") })
	require.Equal(t, fault.Internal, fault.CodeOf(err))
}

func TestNoMoreIsAskedOnceTooMuchIsLeftBehind(t *testing.T) {
	t.Parallel()
	var disks batch.Bounds
	letGo := make(chan struct{})
	defer close(letGo)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var left sync.WaitGroup
	for range 500 {
		left.Go(func() {
			_ = disks.Ask(ctx, "a", 0, func(context.Context) error {
				<-letGo
				return nil
			})
		})
	}
	left.Wait()
	err := disks.Ask(context.Background(), "a", 0, func(context.Context) error { return nil })
	require.Equal(t, fault.Deadline, fault.CodeOf(err))
}

func TestWhatPassesTheGateIsWaitedFor(t *testing.T) {
	t.Parallel()
	var disks batch.Bounds
	stored := false
	err := disks.Act(context.Background(), "a", 20*time.Millisecond, func(_ context.Context, gate *thumb.Gate) error {
		return gate.Pass(func() error {
			time.Sleep(200 * time.Millisecond)
			stored = true
			return nil
		})
	})
	require.True(t, stored)
	require.NoError(t, err, "it was done before anybody gave it up")
}

func TestNothingPassesTheGateAfterTheLimit(t *testing.T) {
	t.Parallel()
	var disks batch.Bounds
	passed := make(chan error, 1)
	err := disks.Act(context.Background(), "a", 20*time.Millisecond, func(ctx context.Context, gate *thumb.Gate) error {
		<-ctx.Done()
		time.Sleep(200 * time.Millisecond)
		passed <- gate.Pass(func() error { return nil })
		return nil
	})
	require.Equal(t, fault.Deadline, fault.CodeOf(err))
	require.Error(t, <-passed)
}

func TestJobsAreCompletedWhenItIsTheirTurn(t *testing.T) {
	t.Parallel()
	tasks, _ := previews(t, picture(t, 30, 20), 3)
	for i := range tasks {
		job := tasks[i].Job
		tasks[i].Job.Outputs = nil
		tasks[i].Complete = func(context.Context) (thumb.Job, error) { return job, nil }
	}
	refused := fault.New(fault.Deadline, "the folder did not answer")
	tasks[1].Complete = func(context.Context) (thumb.Job, error) { return thumb.Job{}, refused }
	outcomes := run(context.Background(), batch.New(1, 1<<30), tasks)
	require.NoError(t, outcomes[0].Err)
	require.Len(t, outcomes[0].Result.Outputs, 1)
	require.ErrorIs(t, outcomes[1].Err, refused)
	require.NoError(t, outcomes[2].Err)
}
