package core

import (
	"context"
	"os"
	"time"

	"apsync/core/atomicfile"
	"apsync/core/batch"
	"apsync/core/fault"
	"apsync/core/thumb"
)

// GenerateRequest is a call for thumbnails.
type GenerateRequest struct {
	Files     []string
	Output    string // the folder; created when absent and anything is wanted
	Preview   bool
	Detail    bool
	Workspace string // whose settings apply to files in no project; may be empty
	Naming    Naming
	// PreviewSize and DetailSize override the settings, in pixels; 0 does not.
	PreviewSize, DetailSize int
}

// FileResult is what became of one file.
type FileResult struct {
	Index int // in GenerateRequest.Files
	thumb.Result
	Err  error // a *fault.Error; nil when every requested output exists
	Took time.Duration
}

// Generate makes the thumbnails of files and calls each with every file's result
// as it comes, one at a time, in no particular order. The returned error is about
// the call as a whole, before any work: Argument, or Write and Access for the
// output folder. After ctx is done the files that are left fail as cancelled.
func Generate(ctx context.Context, request GenerateRequest, each func(FileResult)) error {
	pool, err := engine.get(ctx)
	if err != nil {
		return err
	}
	work, err := prepare(ctx, &request)
	if err != nil {
		return err
	}
	pool.Run(ctx, work.tasks, func(i int, o batch.Outcome) {
		for _, file := range work.files[i] {
			result := FileResult{Index: file, Result: o.Result, Took: o.Took}
			if o.Err != nil {
				result.Err = named(o.Err, request.Files[file])
			}
			each(result)
		}
	})
	if ctx.Err() != nil {
		return fault.New(fault.Cancelled, "stopped by the caller")
	}
	return nil
}

// Check fails as Generate would, before any work, for what is wrong with the call as
// a whole; it makes the output folder. Who shares out a call's files among several
// calls of Generate checks them together first.
func Check(ctx context.Context, request GenerateRequest) error {
	_, err := prepare(ctx, &request)
	return err
}

// prepare plans a call and makes its output folder ready.
func prepare(ctx context.Context, request *GenerateRequest) (*plan, error) {
	work, err := newPlan(ctx, request)
	if err != nil || !request.Preview && !request.Detail {
		return work, err
	}
	err = disks.Ask(ctx, work.output, work.surveyor.users.Deadline, func(context.Context) error {
		return prepareFolder(work.output)
	})
	if fault.CodeOf(err) == fault.Deadline {
		err = batch.Silent(request.Output)
	}
	return work, err
}

// prepareFolder makes the output folder, proves that files can be made in it, and
// removes what killed processes left there.
func prepareFolder(path string) error {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return named(fault.New(fault.Write, "the output folder cannot be made: %w", err), path)
	}
	if err := atomicfile.Probe(path); err != nil {
		return named(err, path)
	}
	sweeps.sweep(path)
	return nil
}

// named returns err as a fault that names the path.
func named(err error, path string) error {
	e := *fault.From(err)
	e.Path = path
	return &e
}
