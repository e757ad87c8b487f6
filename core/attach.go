package core

import (
	"context"
	"io"
	"strings"
	"syscall"

	"apsync/core/fault"
	"apsync/core/project"
	"apsync/core/settings"
	"apsync/core/store"
	"apsync/core/thumb"
)

// Picture is a picture to attach: a PNG or JPEG file, and what it is to be.
type Picture struct {
	Slot  Slot
	Local string
}

// Attach stores pictures as the thumbnails of a file, durably: when it returns, the
// local files may go. All are checked before any is stored. It fails with NotFound
// where the file or a picture is missing, and with Argument where a picture is no
// PNG or JPEG that decodes to its last row.
func Attach(ctx context.Context, file string, pictures ...Picture) error {
	if !possible(file) {
		return named(fault.New(fault.NotFound, "no file can have the path %q: %w", file, syscall.ENOENT), file)
	}
	if _, err := engine.get(ctx); err != nil {
		return err // the settings are at fault, not the pictures
	}
	s, place, err := storeOf(ctx, file)
	if err != nil {
		return err
	}
	requests := make([]store.Request, len(pictures))
	for i, picture := range pictures {
		requests[i] = store.Request{
			File: place, Slot: picture.Slot, Local: absolute(ctx, picture.Local)[0], LocalName: picture.Local,
		}
	}
	return s.Attach(ctx, requests...)
}

// Get returns the path of a local copy of the thumbnail attached to a file in the
// slot, and whether there is one. The copy's folder is the caller's to use.
func Get(ctx context.Context, file string, slot Slot) (path string, found bool, err error) {
	if !possible(file) {
		return "", false, nil
	}
	s, place, err := storeOf(ctx, file)
	if err != nil {
		return "", false, err
	}
	return s.Get(ctx, place, slot)
}

// possible reports whether there can be a file of that path.
func possible(path string) bool { return path != "" && !strings.Contains(path, "\x00") }

// storeOf returns the store that keeps a file's thumbnails, and the file's place.
func storeOf(ctx context.Context, path string) (*store.Store, project.Place, error) {
	place, err := project.Locate(absolute(ctx, path)[0])
	if err != nil {
		return nil, project.Place{}, err
	}
	place.Name = path
	// A misspelt size in a stranger's project is no reason to lose a thumbnail.
	set := settings.Lenient(scope(ctx, place.Project.Root, ""))
	s, err := store.Open(store.Config{
		Folder: set.Store, User: set.UserStore, Cache: set.Cache, CacheSize: set.CacheSize, Project: place.Project,
		Validate: validator(set),
	})
	return s, place, err
}

// validator returns a check that a picture is a PNG or JPEG, whole.
func validator(set settings.Settings) store.Validate {
	extensions := map[string]string{"png": ".png", "jpeg": ".jpg"}
	return func(ctx context.Context, r io.ReaderAt, size int64, name string) (string, error) {
		pool, err := engine.get(ctx)
		if err != nil {
			return "", err
		}
		row, err := pool.Verify(ctx, thumb.Candidate{Reader: r, Size: size, Name: name, MaxPixels: set.MaxPixels}, set.Deadline)
		switch {
		case err != nil && fault.CodeOf(err) != fault.UnknownFormat:
			return "", err
		case err != nil:
			return "", attachable(err, fault.From(err).Detail)
		case extensions[row.Name] == "":
			return "", attachable(err, "is "+row.Title)
		}
		return extensions[row.Name], nil
	}
}

func attachable(cause error, what string) error {
	e := fault.New(fault.Argument, "%s; a thumbnail is a PNG or a JPEG", what)
	e.Err = cause
	return e
}
