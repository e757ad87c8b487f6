// Package atomicfile writes files whole or not at all. Data goes to a file with a
// name of its own in the same folder, is brought to the disk, and then renamed over
// the target: whoever reads the target, and whatever kills the writer, sees the old
// file or the new one and nothing between.
//
// The names in between are short, whatever the target's length, and say who writes:
//
//	.apsync-<host>-<process>-<start>-<random>.tmp
//
// so that Sweep can tell what a killed process left from what a live one is
// writing. On network folders other hosts write too; what they left counts as
// abandoned when nobody has written to it for an hour.
//
// File systems without folder synchronisation or without a rename that refuses to
// replace get the next best thing; the loss is stated at Options. Failures are
// Write errors with the operating system's error as their cause.
package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"apsync/core/fault"
)

// Sync says what survives a power failure.
type Sync int

// The degrees of safety. In each, readers see the old file or the new one, also
// after a process was killed.
const (
	SyncFile   Sync = iota // after a power failure the file is the old or the new one
	SyncFolder             // after a power failure it is the new one, once Publish has returned
	SyncNone               // after a power failure it may be empty
)

// Options say how a file is written. The zero value suits files that can be made
// again.
type Options struct {
	Sync Sync
	// Mode is the file's permissions; 0 leaves them to the umask.
	Mode fs.FileMode
	// NoReplace fails with fs.ErrExist where the target exists. File systems that know
	// neither a rename of that kind nor hard links leave a gap of microseconds, in
	// which of two writers the later wins.
	NoReplace bool
	// BeforeRename is called right before the file gets its name; its error abandons
	// the file and is returned as it is.
	BeforeRename func() error
}

// Write writes data to a file of that path, in place of any that is there. After an
// error the old file is still there and nothing else.
func Write(path string, data []byte, opt Options) error {
	f, err := Create(filepath.Dir(path), opt)
	if err != nil {
		return err
	}
	defer f.Abandon()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Publish(path)
}

// File is a file that has no name yet. It is for one goroutine.
type File struct {
	f    *os.File
	opt  Options
	open bool // the descriptor is
	left bool // the file is there under its passing name
}

// Create makes a file in the folder, to be published or abandoned: callers defer
// Abandon.
func Create(folder string, opt Options) (*File, error) {
	const attempts = 8
	var err error
	for range attempts {
		var f *os.File
		f, err = os.OpenFile(filepath.Join(folder, passingName()), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			break
		}
		if opt.Mode != 0 {
			// File systems without permissions refuse; there is then nothing to protect.
			_ = f.Chmod(opt.Mode)
		}
		return &File{f: f, opt: opt, open: true, left: true}, nil
	}
	return nil, fault.New(fault.Write, "cannot make a file in %s: %w", folder, cause(err))
}

// Write implements io.Writer.
func (f *File) Write(p []byte) (int, error) {
	n, err := f.f.Write(p)
	if err != nil {
		return n, fault.New(fault.Write, "cannot write to a file in %s: %w", filepath.Dir(f.f.Name()), cause(err))
	}
	return n, nil
}

// ReadAt implements io.ReaderAt over what was written so far.
func (f *File) ReadAt(p []byte, off int64) (int, error) { return f.f.ReadAt(p, off) }

// Publish gives the file its path, which lies on the same file system. The file is
// used up, whether that succeeds or not.
func (f *File) Publish(path string) error {
	defer f.Abandon()
	if err := f.finish(); err != nil {
		return fault.New(fault.Write, "cannot write %s: %w", path, cause(err))
	}
	if f.opt.BeforeRename != nil {
		if err := f.opt.BeforeRename(); err != nil {
			return err
		}
	}
	if err := f.rename(path); err != nil {
		return fault.New(fault.Write, "cannot write %s: %w", path, cause(err))
	}
	f.left = false
	if f.opt.Sync == SyncFolder {
		return syncFolder(filepath.Dir(path))
	}
	return nil
}

// Made returns when the file was made by the clock of the system that has it, which
// on a network folder is another than ours.
func (f *File) Made() (time.Time, error) {
	info, err := f.f.Stat()
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}

// Abandon removes the file unless it was published.
func (f *File) Abandon() {
	if f.open {
		_ = f.f.Close()
		f.open = false
	}
	if f.left {
		_ = os.Remove(f.f.Name())
		f.left = false
	}
}

// finish brings the data to the disk and closes the file: network file systems
// report a full disk only then.
func (f *File) finish() error {
	if f.opt.Sync != SyncNone {
		if err := f.f.Sync(); err != nil && !isUnsupported(err) {
			return err
		}
	}
	f.open = false
	return f.f.Close()
}

func (f *File) rename(path string) error {
	if f.opt.NoReplace {
		return renameNoReplace(f.f.Name(), path)
	}
	err := rename(f.f.Name(), path)
	if err == nil {
		return nil
	}
	// A folder in the file's place has many errors: Go makes it "file exists" on Unix.
	if info, statErr := os.Lstat(path); statErr == nil && info.IsDir() {
		return &os.LinkError{Op: "rename", Old: f.f.Name(), New: path, Err: syscall.EISDIR}
	}
	return err
}

// Move renames a file within a file system, and fails with fs.ErrExist where to
// exists, as Options.NoReplace says.
func Move(from, to string) error { return renameNoReplace(from, to) }

// linkOrRename is the renameNoReplace of systems that have none: a hard link fails
// where its name is taken.
func linkOrRename(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		return os.Remove(from)
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: fs.ErrExist}
	}
	return rename(from, to)
}

// syncFolder makes the names in the folder durable.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		// A folder may be writable and not readable: its names are then as durable as
		// the system makes them by itself.
		return nil
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !isUnsupported(err) {
		return fault.New(fault.Write, "cannot bring the folder %s to the disk: %w", folder, cause(err))
	}
	return nil
}

// isUnsupported reports whether err says that the file system cannot synchronise,
// rather than that it failed to.
func isUnsupported(err error) bool {
	for _, e := range []error{syscall.EINVAL, syscall.ENOSYS, syscall.ENOTSUP, errors.ErrUnsupported} {
		if errors.Is(err, e) {
			return true
		}
	}
	return cannotSync(err)
}

// cause returns the operating system's error without the passing name, which says
// nothing to anybody.
func cause(err error) error {
	var pathError *fs.PathError
	var linkError *os.LinkError
	switch {
	case errors.As(err, &pathError):
		return pathError.Err
	case errors.As(err, &linkError):
		return linkError.Err
	}
	return err
}
