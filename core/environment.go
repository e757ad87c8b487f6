package core

import (
	"context"

	"apsync/core/settings"
)

type environmentKey struct{}

// WithEnvironment returns a context whose calls take these variables for the
// environment, and no others. A library in a host that changes its environment
// needs it: the Go runtime knows the environment only as it was at the start of the
// process. settings.Variables names what is read.
func WithEnvironment(ctx context.Context, variables map[string]string) context.Context {
	return context.WithValue(ctx, environmentKey{}, variables)
}

// scope returns the scope of a project or workspace in the context's environment.
func scope(ctx context.Context, project, workspace string) settings.Scope {
	s := settings.Scope{Project: project, Workspace: workspace}
	if variables, ok := ctx.Value(environmentKey{}).(map[string]string); ok {
		s.Getenv = func(name string) string { return variables[name] }
	}
	return s
}
