package batch_test

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/batch"
	"apsync/core/fault"
	"apsync/core/thumb"
)

const budget = 256 << 20

// picture writes a PNG of w×h pixels and returns its path.
func picture(t *testing.T, w, h int) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7)
	}
	img.SetNRGBA(0, 0, color.NRGBA{A: 255})
	path := filepath.Join(t.TempDir(), "picture.png")
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, img))
	require.NoError(t, f.Close())
	return path
}

// previews returns n tasks that make a preview of the file at path, each in its
// own place of a new folder.
func previews(t *testing.T, path string, n int) ([]batch.Task, string) {
	t.Helper()
	dir := t.TempDir()
	tasks := make([]batch.Task, n)
	for i := range tasks {
		out := filepath.Join(dir, string(rune('a'+i/26))+string(rune('a'+i%26))+"_pt.png")
		tasks[i] = batch.Task{Job: thumb.Job{
			Path: path, File: path, Outputs: []thumb.Output{{Slot: "preview", Path: out, Size: 256}},
		}}
	}
	return tasks, dir
}

func run(ctx context.Context, pool *batch.Pool, tasks []batch.Task) []batch.Outcome {
	outcomes := make([]batch.Outcome, len(tasks))
	pool.Run(ctx, tasks, func(i int, o batch.Outcome) { outcomes[i] = o })
	return outcomes
}

func TestEveryTaskEndsAndBadOnesStopNobody(t *testing.T) {
	t.Parallel()
	tasks, dir := previews(t, picture(t, 300, 300), 20)
	tasks[3].Job.File = filepath.Join(dir, "missing.png")
	tasks[3].Job.Path = "missing.png"
	tasks[7].Refused = fault.New(fault.NameTaken, "taken")
	outcomes := run(context.Background(), batch.New(3, budget), tasks)
	for i, o := range outcomes {
		switch i {
		case 3:
			require.Equal(t, fault.NotFound, fault.CodeOf(o.Err))
			require.Equal(t, "missing.png", fault.From(o.Err).Path)
		case 7:
			require.Equal(t, fault.NameTaken, fault.CodeOf(o.Err))
		default:
			require.NoError(t, o.Err)
			require.FileExists(t, tasks[i].Job.Outputs[0].Path)
		}
	}
}

func TestManyCallersShareOnePool(t *testing.T) {
	t.Parallel()
	path := picture(t, 200, 200)
	pool := batch.New(2, budget)
	var made atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		tasks, _ := previews(t, path, 10)
		wg.Add(1)
		go func() {
			defer wg.Done()
			pool.Run(context.Background(), tasks, func(_ int, o batch.Outcome) {
				if o.Err == nil {
					made.Add(1)
				}
			})
		}()
	}
	wg.Wait()
	require.EqualValues(t, 100, made.Load())
}

func TestAFileThatAloneNeedsMoreThanTheBudgetIsRefused(t *testing.T) {
	t.Parallel()
	tasks, _ := previews(t, picture(t, 600, 600), 1)
	o := run(context.Background(), batch.New(1, 1000), tasks)[0]
	require.Equal(t, fault.LimitMemory, fault.CodeOf(o.Err))
	require.Contains(t, fault.From(o.Err).Advice, "APSYNC_MEMORY")
	require.ErrorContains(t, o.Err, "picture.png")
}

func TestAScarceBudgetMakesFilesWaitNotFail(t *testing.T) {
	t.Parallel()
	tasks, _ := previews(t, picture(t, 600, 600), 30)
	// Room for little more than one at a time.
	for _, o := range run(context.Background(), batch.New(8, 16<<20), tasks) {
		require.NoError(t, o.Err)
	}
}

func TestWaitingForMemoryDoesNotCountTowardsTheDeadline(t *testing.T) {
	t.Parallel()
	path := picture(t, 700, 700)
	tasks, _ := previews(t, path, 12)
	for i := range tasks {
		tasks[i].Deadline = 20 * time.Second
	}
	for _, o := range run(context.Background(), batch.New(12, 20<<20), tasks) {
		require.NoError(t, o.Err)
	}
}

func TestTheDeadlineEndsAFileAndNotTheRest(t *testing.T) {
	t.Parallel()
	tasks, dir := previews(t, picture(t, 1200, 1200), 3)
	tasks[1].Deadline = time.Nanosecond
	outcomes := run(context.Background(), batch.New(1, budget), tasks)
	require.NoError(t, outcomes[0].Err)
	require.Equal(t, fault.Deadline, fault.CodeOf(outcomes[1].Err), "%v", outcomes[1].Err)
	require.Contains(t, fault.From(outcomes[1].Err).Advice, "APSYNC_DEADLINE")
	require.NoError(t, outcomes[2].Err)
	requireOnly(t, dir, tasks[0], tasks[2])
}

func TestCancellingEndsTheCallAndLeavesOnlyWholeFiles(t *testing.T) {
	t.Parallel()
	tasks, dir := previews(t, picture(t, 900, 900), 200)
	ctx, cancel := context.WithCancel(context.Background())
	ended := map[int]bool{}
	done := 0
	batch.New(2, budget).Run(ctx, tasks, func(i int, o batch.Outcome) {
		require.False(t, ended[i], "a task ends once")
		ended[i] = true
		if o.Err == nil {
			done++
		} else {
			require.Equal(t, fault.Cancelled, fault.CodeOf(o.Err))
		}
		if done == 3 {
			cancel()
		}
	})
	cancel()
	require.Len(t, ended, 200)
	require.Less(t, done, 100, "most were stopped")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range entries {
		f, err := os.Open(filepath.Join(dir, entry.Name()))
		require.NoError(t, err)
		_, err = png.Decode(f)
		require.NoError(t, err, "%s is not whole", entry.Name())
		require.NoError(t, f.Close())
	}
}

func TestNoGoroutineStaysBehind(t *testing.T) {
	path := picture(t, 300, 300)
	pool := batch.New(4, budget)
	tasks, _ := previews(t, path, 20)
	before := runtime.NumGoroutine()
	for range 5 {
		run(context.Background(), pool, tasks)
	}
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+1 }, 5*time.Second, 10*time.Millisecond,
		"one more is the one that asks")
}

// requireOnly checks that the folder holds the outputs of those tasks and nothing
// else, no temporary file above all.
func requireOnly(t *testing.T, dir string, tasks ...batch.Task) {
	t.Helper()
	var want, got []string
	for _, task := range tasks {
		want = append(want, filepath.Base(task.Job.Outputs[0].Path))
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	require.ElementsMatch(t, want, got)
}

// stuck reads a file and blocks, but for what is small, until it is let go.
type stuck struct {
	*os.File
	letGo chan struct{}
}

func (s stuck) ReadAt(p []byte, off int64) (int, error) {
	if len(p) > 4096 {
		<-s.letGo
	}
	return s.File.ReadAt(p, off)
}

func TestFilesDoNotWaitForMemoryThatWasGivenUp(t *testing.T) {
	t.Parallel()
	f, err := os.Open(picture(t, 1100, 1100))
	require.NoError(t, err)
	defer f.Close()
	info, err := f.Stat()
	require.NoError(t, err)
	letGo := make(chan struct{})
	var pool *batch.Pool
	verify := func(r io.ReaderAt, deadline time.Duration) error {
		_, err := pool.Verify(context.Background(), thumb.Candidate{Reader: r, Size: info.Size(), Name: "a.png"}, deadline)
		return err
	}
	for limit := int64(1 << 20); pool == nil || verify(f, 0) != nil; limit += 1 << 20 {
		pool = batch.New(2, limit) // room for one in the end
	}
	require.Equal(t, fault.Deadline, fault.CodeOf(verify(stuck{f, letGo}, 50*time.Millisecond)))
	err = verify(f, 0)
	require.Equal(t, fault.LimitMemory, fault.CodeOf(err), "%v", err)
	require.ErrorContains(t, err, "wait for their disks")
	close(letGo)
	require.Eventually(t, func() bool { return verify(f, 0) == nil }, 5*time.Second, 10*time.Millisecond)
}
