// Package calls is apsync's binary interface without the C: operations are
// requests in JSON that are submitted, waited for in slices and cancelled.
//
//	Submit  {"op": "generate", …}  →  {"job": 1}
//	Wait    1, 50 ms               →  {"state": "running", "total": 9, "completed": 2, "results": […]}
//	Wait    1, 50 ms               →  {"state": "done", …, "value": {…}}
//
// Results are handed out once, by the first wait after they came; a job is
// forgotten by the wait that reports it done. A failure of the whole call is an
// "error" object in place of the value. The forms of requests are in request.go,
// those of answers in answer.go.
package calls

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"apsync/core"
	"apsync/core/fault"
)

// Version is the version of the interface. It changes when a client of the
// former one would misunderstand.
const Version = 1

// maxWait bounds a single wait.
const maxWait = time.Hour

// Desk takes calls. One serves the whole process.
type Desk struct {
	mu   sync.Mutex
	last int64
	jobs map[int64]*job
}

// NewDesk returns a desk without jobs.
func NewDesk() *Desk { return &Desk{jobs: map[int64]*job{}} }

// Submit starts what a request asks for and answers with the job's number, or
// with an error where the request makes no sense.
func (d *Desk) Submit(request []byte) []byte {
	run, err := parse(request)
	if err != nil {
		return encode(answer{Error: newError(err)})
	}
	ctx, cancel := context.WithCancel(here())
	j := &job{cancel: cancel, news: make(chan struct{}, 1)}
	d.mu.Lock()
	d.last++
	number := d.last
	d.jobs[number] = j
	d.mu.Unlock()
	done := fault.Go(func() error {
		value, err := run(ctx, j)
		if err != nil {
			return err
		}
		j.setValue(value)
		return nil
	})
	fault.Go(func() error {
		j.finish(<-done)
		cancel()
		return nil
	})
	return encode(answer{Job: number})
}

// here returns a context in which relative paths count from where the process is
// now, whichever thread changes that while the job runs.
func here() context.Context {
	ctx := context.Background()
	folder, err := core.WorkingFolder()
	if err != nil {
		return ctx // a relative path will say so
	}
	return core.InFolder(ctx, folder)
}

// Wait answers with what is new of a job, as soon as anything is, or after
// timeout with how far it is.
func (d *Desk) Wait(number int64, timeout time.Duration) []byte {
	d.mu.Lock()
	j := d.jobs[number]
	d.mu.Unlock()
	if j == nil {
		return encode(answer{State: stateDone, Error: newError(fault.New(fault.Argument, "there is no job %d", number))})
	}
	timer := time.NewTimer(min(max(0, timeout), maxWait))
	defer timer.Stop()
	select {
	case <-j.news:
	case <-timer.C:
	}
	reply := j.take()
	if reply.State == stateDone {
		d.mu.Lock()
		delete(d.jobs, number)
		d.mu.Unlock()
	}
	return encode(reply)
}

// Cancel asks a job to end. It returns at once; the job is waited for as before
// and ends soon, when nothing is half-written any more.
func (d *Desk) Cancel(number int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if j := d.jobs[number]; j != nil {
		j.cancel()
	}
}

// job is a call under way.
type job struct {
	cancel context.CancelFunc
	news   chan struct{} // holds a token while there is something to take

	mu        sync.Mutex
	total     int
	completed int
	results   []any
	value     any
	err       error
	done      bool
}

// start says of how many parts the job consists.
func (j *job) start(total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.total = total
}

// add takes the result of one part.
func (j *job) add(result any) {
	j.mu.Lock()
	j.completed++
	j.results = append(j.results, result)
	j.mu.Unlock()
	j.notify()
}

func (j *job) setValue(value any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.value = value
}

func (j *job) finish(err error) {
	j.mu.Lock()
	j.err, j.done = err, true
	j.mu.Unlock()
	j.notify()
}

func (j *job) notify() {
	select {
	case j.news <- struct{}{}:
	default:
	}
}

// take returns the job's state with the results that nobody has taken yet.
func (j *job) take() answer {
	j.mu.Lock()
	defer j.mu.Unlock()
	reply := answer{State: stateRunning, Total: j.total, Completed: j.completed, Results: j.results}
	j.results = nil
	if !j.done {
		return reply
	}
	reply.State = stateDone
	if j.err != nil {
		reply.Error = newError(j.err)
	} else {
		reply.Value = j.value
	}
	return reply
}

// encode returns an answer as JSON. It cannot fail for the types of answer.go;
// should it, the caller still gets an answer.
func encode(reply answer) []byte {
	data, err := json.Marshal(reply)
	if err != nil {
		data = []byte(`{"state":"done","error":{"code":"internal","message":"the answer could not be encoded"}}`)
	}
	return data
}
