// Package regular opens regular files for reading, and nothing else.
//
// A path may lead to a pipe, whose opening and reading wait for a writer that may
// never come, or to a device, whose opening may have an effect. So what it leads to
// is looked at first, and once more at what was opened: between the two another
// program may have put something else there. Opening a pipe does not wait then
// (O_NONBLOCK of open(2), which regular files take no notice of).
package regular

import (
	"errors"
	"io/fs"
	"os"
)

// ErrNot is the error for what is there and is no regular file.
var ErrNot = errors.New("is no regular file")

// Open opens the regular file of that path, symbolic links followed, and returns
// what it is. Where something else has the path the error is ErrNot, and what that
// is is returned; other errors are the system's.
func Open(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, info, ErrNot
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err = f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = ErrNot
	}
	if err != nil {
		f.Close()
		return nil, info, err
	}
	return f, info, nil
}
