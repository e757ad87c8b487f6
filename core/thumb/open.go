package thumb

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/regular"
)

// file is an opened source file.
type file struct {
	*os.File
	src      *picture.Source
	size     int64
	modified time.Time
}

// Waits is called when a disk is asked, which may take for ever, and returns what is
// called once it has answered.
type Waits func() (resume func())

// reader reads a file until its context is done, and says when it waits. So a loader
// that opens a file is stopped at its next read, though it knows of no context.
type reader struct {
	*os.File
	ctx   context.Context
	waits Waits
}

// ReadAt implements io.ReaderAt.
func (r reader) ReadAt(p []byte, off int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	defer r.waits()()
	return r.File.ReadAt(p, off)
}

// openFile opens a regular file. Anything else is refused.
func openFile(ctx context.Context, path string, waits Waits) (*file, error) {
	if waits == nil {
		waits = func() func() { return func() {} }
	}
	f, info, err := openRegular(path, waits)
	if err != nil {
		return nil, err
	}
	src, err := picture.NewSource(reader{f, ctx, waits}, info.Size(), path)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &file{File: f, src: src, size: info.Size(), modified: info.ModTime()}, nil
}

func openRegular(path string, waits Waits) (*os.File, fs.FileInfo, error) {
	defer waits()()
	f, info, err := regular.Open(path)
	switch {
	case err == nil:
		return f, info, nil
	case !errors.Is(err, regular.ErrNot):
		return nil, nil, openError(err)
	case info.IsDir():
		return nil, nil, fault.New(fault.Unsupported, "is a folder, not a file")
	}
	return nil, nil, fault.New(fault.Unsupported, "is not a regular file (%s)", info.Mode().Type())
}

// openError says what kept a file from being opened.
func openError(err error) error {
	if errors.Is(err, syscall.ENAMETOOLONG) || errors.Is(err, syscall.EINVAL) { // a zero byte is invalid
		return fault.New(fault.NotFound, "no file can have this name: %w", errors.Unwrap(err))
	}
	e := fault.From(err)
	var pathError *fs.PathError
	if e.Code == fault.Internal || errors.As(err, &pathError) && e.Code == fault.Access {
		return fault.New(fault.Access, "cannot be opened: %w", errors.Unwrap(err)).
			Advise("check the path and the permission to read it")
	}
	return e
}
