// Package atomicfile writes files whole or not at all.
package atomicfile

import (
	"io/fs"
	"os"

	"apsync/core/fault"
)

// Sync says what survives a power failure.
type Sync int

// The degrees of safety. In each, readers see the old file or the new one.
const (
	SyncFile   Sync = iota // the file is whole or old
	SyncFolder             // the file is whole and new
	SyncNone               // no promise
)

// Options say how a file is written. The zero value will do.
type Options struct {
	Sync Sync
	// Mode is the file's permissions; 0 leaves them to the umask.
	Mode fs.FileMode
	// NoReplace fails with fs.ErrExist where the target exists.
	NoReplace bool
	// BeforeRename is called right before the file gets its name; an error abandons
	// it and is returned as it is.
	BeforeRename func() error
}

// Write writes data to a file of that path, in place of any that is there.
func Write(path string, data []byte, opt Options) error {
	return fault.New(fault.Internal, "not built yet")
}

// File is a file that has no name yet.
type File struct{ f *os.File }

// Create makes a file in the folder, to be published or abandoned.
func Create(folder string, opt Options) (*File, error) {
	return nil, fault.New(fault.Internal, "not built yet")
}

// Write implements io.Writer.
func (f *File) Write(p []byte) (int, error) { return f.f.Write(p) }

// ReadAt implements io.ReaderAt over what was written.
func (f *File) ReadAt(p []byte, off int64) (int, error) { return f.f.ReadAt(p, off) }

// Publish gives the file its path, on the same file system.
func (f *File) Publish(path string) error { return nil }

// Abandon removes the file unless it was published.
func (f *File) Abandon() {}

// MkdirAll makes a folder and those above it.
func MkdirAll(folder string, opt Options) error { return os.MkdirAll(folder, 0o777) }

// Probe fails unless files can be made in the folder.
func Probe(folder string) error { return nil }

// Sweep removes from the folder what writers left that were killed, and returns
// how many files that were.
func Sweep(folder string) int { return 0 }
