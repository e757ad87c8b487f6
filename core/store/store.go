// Package store keeps thumbnails that users attach to files.
package store

import (
	"context"
	"io"

	"apsync/core/fault"
	"apsync/core/project"
)

// Slot is one of the two thumbnails of a file.
type Slot string

// The slots.
const (
	Preview Slot = "preview"
	Detail  Slot = "detail"
)

// Validate says whether a file of size bytes is a picture that may be attached, and
// returns its extension: ".png" or ".jpg". Name is for messages.
type Validate func(ctx context.Context, r io.ReaderAt, size int64, name string) (ext string, err error)

// Config is what a store is opened with.
type Config struct {
	Folder   string          // where the store is: settings.Settings.Store
	Cache    string          // where local copies go: settings.Settings.Cache
	Project  project.Project // of the files that are asked for; may be zero
	Validate Validate        // needed to attach only
}

// Store is an opened store. It may be used from several goroutines.
type Store struct{ config Config }

// Open returns the store of that configuration. It touches no files.
func Open(config Config) (*Store, error) { return &Store{config}, nil }

// Request asks for a picture to be attached.
type Request struct {
	File  project.Place // of the file that gets the thumbnail
	Local string        // the picture: a PNG or JPEG
	Slot  Slot
}

// Attach stores the pictures of the requests, durably: when it returns, the local
// files may go. All are checked before any is stored.
func (s *Store) Attach(ctx context.Context, requests ...Request) error {
	return fault.New(fault.Internal, "not built yet")
}

// Get returns the path of a local copy of the thumbnail in the slot, and whether
// there is one.
func (s *Store) Get(ctx context.Context, file project.Place, slot Slot) (path string, found bool, err error) {
	return "", false, fault.New(fault.Internal, "not built yet")
}
