package core

import (
	"context"
	"io"
	"strings"
	"syscall"
	"time"

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
// where the file or a picture is missing, with Argument where a picture is no PNG or
// JPEG that decodes to its last row, and with Deadline where disks do not answer in the
// time that a file may take.
func Attach(ctx context.Context, file string, pictures ...Picture) error {
	if !possible(file) {
		return named(fault.New(fault.NotFound, "no file can have the path %q: %w", file, syscall.ENOENT), file)
	}
	if _, err := engine.get(ctx); err != nil {
		return err // the settings are at fault, not the pictures
	}
	return disks.Act(ctx, file, patience(ctx), func(ctx context.Context, gate *thumb.Gate) error {
		return attach(ctx, gate, file, pictures)
	})
}

func attach(ctx context.Context, gate *thumb.Gate, file string, pictures []Picture) error {
	s, place, err := storeOf(ctx, gate, file)
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
	path, err = answered(ctx, file, patience(ctx), func(ctx context.Context) (string, error) {
		s, place, err := storeOf(ctx, nil, file)
		if fault.CodeOf(err) == fault.NotFound {
			return "", nil // no file can have that path
		}
		if err != nil {
			return "", err
		}
		path, _, err := s.Get(ctx, place, slot)
		return path, err
	})
	return path, path != "", err
}

// placeIn returns the place of any file in a folder, which may be empty for none.
func placeIn(ctx context.Context, folder string) (project.Place, error) {
	if folder == "" {
		return project.Place{}, nil
	}
	return answered(ctx, folder, patience(ctx), func(ctx context.Context) (project.Place, error) {
		return project.Locate(below(absolute(ctx, folder)[0], "file"))
	})
}

// patience returns how long disks may take to answer: as long as a file may.
func patience(ctx context.Context) time.Duration {
	return settings.Lenient(scope(ctx, "", "")).Deadline
}

// possible reports whether there can be a file of that path.
func possible(path string) bool { return path != "" && !strings.Contains(path, "\x00") }

// storeOf returns the store that keeps a file's thumbnails, and the file's place. What is
// attached goes through the gate.
func storeOf(ctx context.Context, gate *thumb.Gate, path string) (*store.Store, project.Place, error) {
	place, err := project.Locate(absolute(ctx, path)[0])
	if err != nil {
		return nil, project.Place{}, err
	}
	place.Name = path
	// A misspelt size in a stranger's project is no reason to lose a thumbnail.
	set := settings.Lenient(scope(ctx, place.Project.Root, ""))
	s, err := store.Open(store.Config{
		Folder: set.Store, User: set.UserStore, Cache: set.Cache, CacheSize: set.CacheSize, Project: place.Project,
		Validate: validator(set), Publish: gate.Pass,
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
