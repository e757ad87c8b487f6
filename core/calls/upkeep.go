package calls

import (
	"context"
	"time"

	"apsync/core"
	"apsync/core/wirepath"
)

type verifyRequest struct {
	common
	Folder wirepath.Path `json:"folder"`
}

type collectRequest struct {
	common
	Folder wirepath.Path `json:"folder"`
	Age    float64       `json:"age"` // seconds
	DryRun bool          `json:"dry_run"`
}

// storeProblem is something that is wrong in a store.
type storeProblem struct {
	Path   wirepath.Path `json:"path"`
	Reason string        `json:"reason"`
	File   wirepath.Path `json:"file"`
	Slot   string        `json:"slot"`
}

func newProblems(problems []core.StoreProblem) []storeProblem {
	wired := make([]storeProblem, len(problems))
	for i, p := range problems {
		wired[i] = storeProblem{wirepath.Path(p.Path), p.Reason, wirepath.Path(p.File), string(p.Slot)}
	}
	return wired
}

// storeReport is what verify and collect tell of a store.
type storeReport struct {
	Folder     wirepath.Path    `json:"folder"`
	Records    int              `json:"records"`
	Blobs      int              `json:"blobs"`
	Bytes      int64            `json:"bytes"`
	Problems   []storeProblem   `json:"problems"`
	Collection *storeCollection `json:"collection,omitempty"`
}

type storeCollection struct {
	Mended       []storeProblem `json:"mended"`
	Lost         []storeProblem `json:"lost"`
	Left         []storeProblem `json:"left"`
	Removed      int            `json:"removed"`
	RemovedBytes int64          `json:"removed_bytes"`
	Leftovers    int            `json:"leftovers"`
	Hints        int            `json:"hints"`
	Aside        wirepath.Path  `json:"aside"`
}

type cacheReport struct {
	Folder       wirepath.Path `json:"folder"`
	Limit        int64         `json:"limit"`
	Copies       int           `json:"copies"`
	Bytes        int64         `json:"bytes"`
	Removed      int           `json:"removed"`
	RemovedBytes int64         `json:"removed_bytes"`
	Leftovers    int           `json:"leftovers"`
}

func newStoreReport(s core.StoreSurvey) storeReport {
	return storeReport{
		Folder: wirepath.Path(s.Folder), Records: s.Records, Blobs: s.Blobs, Bytes: s.Bytes,
		Problems: newProblems(s.Problems),
	}
}

func verify(ctx context.Context, _ *job, r verifyRequest) (any, error) {
	surveys, err := core.Verify(ctx, string(r.Folder))
	if err != nil {
		return nil, err
	}
	reports := make([]storeReport, len(surveys))
	for i, survey := range surveys {
		reports[i] = newStoreReport(survey)
	}
	return map[string]any{"stores": reports}, nil
}

func collect(ctx context.Context, _ *job, r collectRequest) (any, error) {
	opt := core.CollectOptions{Age: seconds(r.Age), DryRun: r.DryRun}
	stores, cache, err := core.Collect(ctx, string(r.Folder), opt)
	if err != nil {
		return nil, err
	}
	reports := make([]storeReport, len(stores))
	for i, s := range stores {
		reports[i] = newStoreReport(core.StoreSurvey{Folder: s.Folder, Survey: s.Survey})
		reports[i].Collection = &storeCollection{
			Mended: newProblems(s.Mended), Lost: newProblems(s.Lost), Left: newProblems(s.Left),
			Removed: s.Removed, RemovedBytes: s.Reclaimed, Leftovers: s.Leftovers, Hints: s.Hints,
			Aside: wirepath.Path(s.Aside),
		}
	}
	return map[string]any{"stores": reports, "cache": cacheReport{
		Folder: wirepath.Path(cache.Folder), Limit: cache.Limit, Copies: cache.Copies, Bytes: cache.Bytes,
		Removed: cache.Removed, RemovedBytes: cache.RemovedBytes, Leftovers: cache.Leftovers,
	}}, nil
}

// seconds returns a number of seconds as a duration; what no duration can hold is one
// that no operation takes.
func seconds(n float64) time.Duration {
	const most = float64(1<<63-1) / float64(time.Second)
	if !(n >= 0 && n < most) {
		return -1
	}
	return time.Duration(n * float64(time.Second))
}
