package calls

import (
	"bytes"
	"context"
	"encoding/json"

	"apsync/core"
	"apsync/core/fault"
	"apsync/core/wirepath"
)

// operation is a request that is ready to run; it reports parts to its job and
// returns the call's value.
type operation func(ctx context.Context, j *job) (any, error)

// common is what every request has.
type common struct {
	Op string `json:"op"`
	// Environment is the host's environment as it is now; without it, what the
	// process was started with counts.
	Environment map[string]wirepath.Path `json:"environment"`
}

// context returns ctx with the request's environment.
func (c *common) context(ctx context.Context) context.Context {
	if c.Environment == nil {
		return ctx
	}
	variables := make(map[string]string, len(c.Environment))
	for name, value := range c.Environment {
		variables[name] = string(value)
	}
	return core.WithEnvironment(ctx, variables)
}

// parse reads a request. Unknown operations and fields are errors: they come from
// a client of another version.
func parse(request []byte) (operation, error) {
	var head common
	if err := json.Unmarshal(request, &head); err != nil {
		return nil, fault.New(fault.Argument, "the request is not JSON: %w", err)
	}
	run, err := parseOperation(head.Op, request)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, j *job) (any, error) { return run(head.context(ctx), j) }, nil
}

func parseOperation(op string, request []byte) (operation, error) {
	switch op {
	case "generate":
		return parseAs(request, generate)
	case "check":
		return parseAs(request, check)
	case "attach":
		return parseAs(request, attach)
	case "get":
		return parseAs(request, get)
	case "formats":
		return parseAs(request, formats)
	case "doctor":
		return parseAs(request, doctor)
	case "verify":
		return parseAs(request, verify)
	case "collect":
		return parseAs(request, collect)
	}
	return nil, fault.New(fault.Argument, "unknown operation %q", op)
}

func parseAs[T any](request []byte, run func(ctx context.Context, j *job, r T) (any, error)) (operation, error) {
	var r T
	decoder := json.NewDecoder(bytes.NewReader(request))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return nil, fault.New(fault.Argument, "the request is not understood: %w", err)
	}
	return func(ctx context.Context, j *job) (any, error) { return run(ctx, j, r) }, nil
}

type generateRequest struct {
	common
	Files     []wirepath.Path `json:"files"`
	Output    wirepath.Path   `json:"output"`
	Preview   bool            `json:"preview"`
	Detail    bool            `json:"detail"`
	Workspace string          `json:"workspace"`
	Naming    core.Naming     `json:"naming"`
	Sizes     struct {
		Preview int `json:"preview"`
		Detail  int `json:"detail"`
	} `json:"sizes"`
}

// request returns the request as package core has it.
func (r *generateRequest) request() core.GenerateRequest {
	files := make([]string, len(r.Files))
	for i, path := range r.Files {
		files[i] = string(path)
	}
	return core.GenerateRequest{
		Files: files, Output: string(r.Output), Preview: r.Preview, Detail: r.Detail,
		Workspace: r.Workspace, Naming: r.Naming,
		PreviewSize: r.Sizes.Preview, DetailSize: r.Sizes.Detail,
	}
}

func generate(ctx context.Context, j *job, r generateRequest) (any, error) {
	j.start(len(r.Files))
	return nil, core.Generate(ctx, r.request(), func(result core.FileResult) { j.add(newFileResult(result)) })
}

// check finds what is wrong with a generate request as a whole.
func check(ctx context.Context, _ *job, r generateRequest) (any, error) {
	return nil, core.Check(ctx, r.request())
}

type attachRequest struct {
	common
	File     wirepath.Path `json:"file"`
	Pictures []struct {
		Slot  core.Slot     `json:"slot"`
		Local wirepath.Path `json:"local"`
	} `json:"pictures"`
}

func attach(ctx context.Context, _ *job, r attachRequest) (any, error) {
	pictures := make([]core.Picture, len(r.Pictures))
	for i, p := range r.Pictures {
		pictures[i] = core.Picture{Slot: p.Slot, Local: string(p.Local)}
	}
	return nil, core.Attach(ctx, string(r.File), pictures...)
}

type getRequest struct {
	common
	File wirepath.Path `json:"file"`
	Slot core.Slot     `json:"slot"`
}

func get(ctx context.Context, _ *job, r getRequest) (any, error) {
	path, found, err := core.Get(ctx, string(r.File), r.Slot)
	if err != nil || !found {
		return map[string]any{"path": nil}, err
	}
	return map[string]any{"path": wirepath.Path(path)}, nil
}

type formatsRequest struct{ common }

func formats(context.Context, *job, formatsRequest) (any, error) {
	return map[string]any{"formats": core.Formats()}, nil
}

type doctorRequest struct {
	common
	Workspace string        `json:"workspace"`
	Folder    wirepath.Path `json:"folder"`
}

func doctor(ctx context.Context, _ *job, r doctorRequest) (any, error) {
	return core.Examine(ctx, string(r.Folder), r.Workspace)
}
