package core

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"apsync/core/atomicfile"
	"apsync/core/batch"
	"apsync/core/fault"
	"apsync/core/project"
	"apsync/core/settings"
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
	pool, err := engine.get()
	if err != nil {
		return err
	}
	tasks, err := plan(request)
	if err != nil {
		return err
	}
	if request.Preview || request.Detail {
		if err := prepareFolder(request.Output); err != nil {
			return err
		}
	}
	pool.Run(ctx, tasks, func(i int, o batch.Outcome) {
		each(FileResult{Index: i, Result: o.Result, Err: o.Err, Took: o.Took})
	})
	if ctx.Err() != nil {
		return fault.New(fault.Cancelled, "stopped by the caller")
	}
	return nil
}

// plan returns a task for every file of the request.
func plan(request GenerateRequest) ([]batch.Task, error) {
	files, err := absolute(request.Files)
	if err != nil {
		return nil, err
	}
	output, err := filepath.Abs(request.Output)
	if err != nil || request.Output == "" {
		return nil, fault.New(fault.Argument, "output folder %q is no path", request.Output)
	}
	scopes, err := scopesOf(files, request.Workspace)
	if err != nil {
		return nil, err
	}
	claims := newClaims(output, files)
	tasks := make([]batch.Task, len(files))
	for i, file := range files {
		s := scopes[i]
		stem, err := request.Naming.stem(file)
		if err != nil {
			return nil, err
		}
		tasks[i] = batch.Task{
			Job:      thumb.Job{Path: request.Files[i], File: file, MaxPixels: s.MaxPixels},
			Deadline: s.Deadline,
		}
		for _, slot := range request.slots(s) {
			path := filepath.Join(output, stem+suffix(slot))
			if err := claims.claim(path, request.Files[i]); err != nil {
				tasks[i].Refused = named(err, request.Files[i])
				break
			}
			tasks[i].Job.Outputs = append(tasks[i].Job.Outputs, thumb.Output{
				Slot: string(slot), Path: path, Size: request.size(slot, s),
			})
		}
	}
	return tasks, nil
}

// slots returns the slots that are wanted, the larger first.
func (r *GenerateRequest) slots(s settings.Settings) []Slot {
	var slots []Slot
	if r.Detail {
		slots = append(slots, Detail)
	}
	if r.Preview {
		slots = append(slots, Preview)
	}
	if len(slots) == 2 && r.size(Preview, s) > r.size(Detail, s) {
		slots[0], slots[1] = slots[1], slots[0]
	}
	return slots
}

func (r *GenerateRequest) size(slot Slot, s settings.Settings) int {
	asked, set := r.DetailSize, s.DetailSize
	if slot == Preview {
		asked, set = r.PreviewSize, s.PreviewSize
	}
	if asked > 0 {
		return min(max(asked, settings.MinSize), settings.MaxSize)
	}
	return set
}

// scopesOf returns the settings of each file. Files of more than one project are
// an error: a call belongs to one.
func scopesOf(files []string, workspace string) ([]settings.Settings, error) {
	finder := project.NewFinder()
	loaded := map[string]settings.Settings{}
	scopes := make([]settings.Settings, len(files))
	var first project.Project
	for i, file := range files {
		scope := settings.Scope{Workspace: workspace}
		if p, found := finder.Find(file); found {
			if first.Key != "" && p.Key != first.Key {
				return nil, fault.New(fault.Argument, "files of more than one project: %s and %s", first.Root, p.Root).
					Advise("make one call for each project")
			}
			first = p
			scope = settings.Scope{Project: p.Root}
		}
		s, ok := loaded[scope.Project]
		if !ok {
			var err error
			if s, err = settings.Load(scope); err != nil {
				return nil, err
			}
			loaded[scope.Project] = s
		}
		scopes[i] = s
	}
	return scopes, nil
}

// absolute returns paths as absolute ones; relative ones count from the process's
// folder at the time of the call. Nothing is cleaned away: a ".." after a symbolic
// link means the parent of where the link leads.
func absolute(paths []string) ([]string, error) {
	files := make([]string, len(paths))
	folder, err := os.Getwd()
	for i, path := range paths {
		files[i] = path
		if filepath.IsAbs(path) || path == "" {
			continue
		}
		if err != nil {
			return nil, fault.New(fault.Argument, "%s: the current folder is unknown: %w", path, err)
		}
		files[i] = folder + string(filepath.Separator) + path
	}
	return files, nil
}

// prepareFolder makes the output folder, proves that files can be made in it, and
// removes what killed processes left there.
func prepareFolder(path string) error {
	if err := os.MkdirAll(path, 0o777); err != nil { //nolint:gosec // the umask decides
		return named(fault.New(fault.Write, "the output folder cannot be made: %w", err), path)
	}
	if err := atomicfile.Probe(path); err != nil {
		return named(err, path)
	}
	atomicfile.Sweep(path)
	return nil
}

// named returns err as a fault that names the path.
func named(err error, path string) error {
	e := *fault.From(err)
	e.Path = path
	return &e
}
