package calls

import (
	"errors"
	"syscall"
	"time"

	"apsync/core"
	"apsync/core/fault"
	"apsync/core/wirepath"
)

const (
	stateRunning = "running"
	stateDone    = "done"
)

// answer is what Submit and Wait return.
type answer struct {
	Job       int64      `json:"job,omitempty"`
	State     string     `json:"state,omitempty"`
	Total     int        `json:"total"`
	Completed int        `json:"completed"`
	Results   []any      `json:"results,omitempty"`
	Value     any        `json:"value,omitempty"`
	Error     *wireError `json:"error,omitempty"`
}

// wireError is a fault.Error as clients see it.
type wireError struct {
	Code    fault.Code    `json:"code"`
	Path    wirepath.Path `json:"path"`
	Loader  string        `json:"loader"`
	Detail  string        `json:"detail"`
	Advice  string        `json:"advice"`
	Message string        `json:"message"`
	Errno   int           `json:"errno"` // the operating system's number; 0 for none
	Stack   string        `json:"stack,omitempty"`
}

func newError(err error) *wireError {
	e := fault.From(err)
	w := &wireError{
		Code: e.Code, Path: wirepath.Path(e.Path), Loader: e.Loader,
		Detail: e.Detail, Advice: e.Advice, Message: e.Error(),
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		w.Errno = int(errno)
	}
	if e.Code == fault.Internal && e.Err != nil {
		w.Stack = e.Err.Error()
	}
	return w
}

// fileResult is the result of one file of a generate call.
type fileResult struct {
	Index    int        `json:"index"`
	Outputs  []output   `json:"outputs,omitempty"`
	Width    int        `json:"width,omitempty"`
	Height   int        `json:"height,omitempty"`
	Loader   string     `json:"loader,omitempty"`
	Mimetype string     `json:"mimetype,omitempty"`
	MS       float64    `json:"ms"`
	Notes    []string   `json:"notes,omitempty"`
	Error    *wireError `json:"error,omitempty"`
}

type output struct {
	Slot   string        `json:"slot"`
	Path   wirepath.Path `json:"path"`
	Width  int           `json:"width"`
	Height int           `json:"height"`
}

func newFileResult(r core.FileResult) fileResult {
	result := fileResult{Index: r.Index, MS: float64(r.Took) / float64(time.Millisecond)}
	if r.Err != nil {
		result.Error = newError(r.Err)
		return result
	}
	result.Width, result.Height = r.Width, r.Height
	result.Loader, result.Mimetype, result.Notes = r.Loader, r.Mimetype, r.Notes
	for _, made := range r.Outputs {
		result.Outputs = append(result.Outputs, output{made.Slot, wirepath.Path(made.Path), made.Width, made.Height})
	}
	return result
}
