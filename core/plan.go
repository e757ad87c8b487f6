package core

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"apsync/core/batch"
	"apsync/core/fault"
	"apsync/core/settings"
	"apsync/core/thumb"
)

// plan is the work of a call: a task for every file, but one for all places in the
// list that are the same file.
type plan struct {
	request  *GenerateRequest
	output   string // the folder, absolute
	surveyor *surveyor
	claims   *claims
	taskOf   map[int]int // the task of each file that has one

	tasks []batch.Task
	files [][]int // of each task, the indices in the request
}

// newPlan returns the work of a request.
func newPlan(ctx context.Context, request *GenerateRequest) (*plan, error) {
	if err := request.check(); err != nil {
		return nil, err
	}
	files := absolute(ctx, request.Files...)
	output := absolute(ctx, request.Output)[0]
	surveyor, err := newSurveyor(ctx, request.Workspace, output)
	if err != nil {
		return nil, err
	}
	sources, err := surveyor.survey(ctx, files)
	if err != nil {
		return nil, err
	}
	p := &plan{
		request: request, output: output, surveyor: surveyor,
		claims: newClaims(surveyor.fold, files, sources), taskOf: map[int]int{},
	}
	for i, file := range files {
		p.add(i, file, sources[i])
	}
	p.order()
	return p, nil
}

// order puts the tasks last that wait for their folders.
func (p *plan) order() {
	var ready, waiting []int
	for i, task := range p.tasks {
		if task.Complete == nil {
			ready = append(ready, i)
		} else {
			waiting = append(waiting, i)
		}
	}
	tasks, files := make([]batch.Task, 0, len(p.tasks)), make([][]int, 0, len(p.files))
	for _, i := range append(ready, waiting...) {
		tasks, files = append(tasks, p.tasks[i]), append(files, p.files[i])
	}
	p.tasks, p.files = tasks, files
}

// check returns what is wrong with the request itself.
func (r *GenerateRequest) check() error {
	if !possible(r.Output) {
		return named(fault.New(fault.Write, "no folder can have the path %q: %w", r.Output, syscall.ENOENT), r.Output)
	}
	for _, size := range []int{r.PreviewSize, r.DetailSize} {
		if size != 0 && (size < settings.MinSize || size > settings.MaxSize) {
			return fault.New(fault.Argument, "a thumbnail of %d pixels is not between %d and %d", size, settings.MinSize, settings.MaxSize)
		}
	}
	_, err := r.Naming.stem("")
	return err
}

// add plans the file of index i.
func (p *plan) add(i int, file string, s source) {
	task := batch.Task{
		Job:      thumb.Job{Path: p.request.Files[i], File: file, MaxPixels: s.settings.MaxPixels},
		Deadline: s.settings.Deadline,
	}
	owner, err := p.claimOutputs(i, &task.Job, s.settings)
	switch {
	case err != nil:
		task.Refused = err
	case owner != i && p.claims.same(owner, i):
		first := p.taskOf[owner]
		p.files[first] = append(p.files[first], i)
		return
	case owner != i:
		task.Refused = fault.New(fault.NameTaken, "the name of its thumbnail belongs to %s, which comes first", p.request.Files[owner]).
			Advise("use one output folder for each, or full naming")
	case s.silence != nil:
		task.Complete = p.completion(task.Job, s.silence)
	}
	p.taskOf[i] = len(p.tasks)
	p.tasks = append(p.tasks, task)
	p.files = append(p.files, []int{i})
}

// claimOutputs gives a job the outputs of the file of index i, and returns which
// file has the first of them that is taken, or i.
func (p *plan) claimOutputs(i int, job *thumb.Job, s settings.Settings) (owner int, err error) {
	outputs, err := p.outputs(job.Path, s)
	if err != nil {
		return i, err
	}
	for _, output := range outputs {
		if owner, err := p.claims.claim(output.Path, i); err != nil || owner != i {
			return owner, err
		}
		job.Outputs = append(job.Outputs, output)
	}
	return i, nil
}

// outputs returns the outputs of a file under settings, the larger first.
func (p *plan) outputs(path string, s settings.Settings) ([]thumb.Output, error) {
	stem, err := p.request.Naming.stem(path)
	if err != nil {
		return nil, err
	}
	var outputs []thumb.Output
	for _, slot := range p.request.slots(s) {
		outputs = append(outputs, thumb.Output{
			Slot: string(slot), Path: below(p.output, stem+suffix(slot)), Size: p.request.size(slot, s),
		})
	}
	return outputs, nil
}

// completion returns what completes a job once the folder answers that its file is
// in: its settings may then be others.
func (p *plan) completion(job thumb.Job, silence *silence) func(context.Context) (thumb.Job, error) {
	return func(ctx context.Context) (thumb.Job, error) {
		found, err := p.surveyor.await(ctx, job.File, silence)
		if err != nil {
			return job, err
		}
		job.MaxPixels = found.settings.MaxPixels
		job.Outputs, err = p.outputs(job.Path, found.settings)
		return job, err
	}
}

// below returns the path of a name in a folder, the folder's path as it is: to
// clean it would change what a ".." after a symbolic link means.
func below(folder, name string) string {
	if os.IsPathSeparator(folder[len(folder)-1]) {
		return folder + name
	}
	return folder + string(filepath.Separator) + name
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
		return asked
	}
	return set
}

// absolute returns paths as absolute ones. Nothing is cleaned away: a ".." after a
// symbolic link means the parent of where the link leads. Where the current folder
// is gone, a relative path stays what it is, and no file is there.
func absolute(ctx context.Context, paths ...string) []string {
	base, err := folder(ctx)
	files := slices.Clone(paths)
	for i, path := range files {
		if err == nil && path != "" && !filepath.IsAbs(path) {
			files[i] = below(base, path)
		}
	}
	return files
}
