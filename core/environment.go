package core

import (
	"context"
	"os"
	"syscall"

	"apsync/core/fault"
	"apsync/core/settings"
)

type (
	environmentKey struct{}
	folderKey      struct{}
)

// WithEnvironment returns a context whose calls take these variables for the
// environment, and no others. A library in a host that changes its environment
// needs it: the Go runtime knows the environment only as it was at the start of the
// process. settings.Variables names what is read.
func WithEnvironment(ctx context.Context, variables map[string]string) context.Context {
	return context.WithValue(ctx, environmentKey{}, variables)
}

// InFolder returns a context whose calls count relative paths from a folder, rather
// than from where the process is when they get to them.
func InFolder(ctx context.Context, folder string) context.Context {
	return context.WithValue(ctx, folderKey{}, folder)
}

// folder returns the folder that relative paths count from.
func folder(ctx context.Context) (string, error) {
	if path, ok := ctx.Value(folderKey{}).(string); ok {
		return path, nil
	}
	return WorkingFolder()
}

// WorkingFolder returns the folder that the process is in, by the name that the user
// knows if that can be told soon: symbolic links are in it that a shell followed.
func WorkingFolder() (string, error) {
	path, err := answered(context.Background(), ".", prompt, func(context.Context) (string, error) { return os.Getwd() })
	if fault.CodeOf(err) == fault.Deadline {
		return syscall.Getwd() // which asks no disk
	}
	return path, err
}

// scope returns the scope of a project or workspace in the context's environment.
func scope(ctx context.Context, project, workspace string) settings.Scope {
	s := settings.Scope{Project: project, Workspace: workspace}
	s.Folder, _ = ctx.Value(folderKey{}).(string)
	if variables, ok := ctx.Value(environmentKey{}).(map[string]string); ok {
		s.Getenv = func(name string) string { return variables[name] }
	}
	return s
}
