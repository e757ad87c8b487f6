package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"apsync/core/fault"
)

// MkdirAll makes a folder and those above it that are missing, with the
// permissions of opt, durably where opt asks for SyncFolder.
func MkdirAll(folder string, opt Options) error {
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		return nil
	}
	if parent := filepath.Dir(folder); parent != folder {
		if err := MkdirAll(parent, opt); err != nil {
			return err
		}
	}
	err := os.Mkdir(folder, 0o777)
	if errors.Is(err, fs.ErrExist) {
		return isFolder(folder)
	}
	if err != nil {
		return fault.New(fault.Write, "cannot make the folder %s: %w", folder, cause(err))
	}
	if opt.Mode != 0 {
		_ = os.Chmod(folder, opt.Mode)
	}
	if opt.Sync == SyncFolder {
		return syncFolder(filepath.Dir(folder))
	}
	return nil
}

// isFolder is what is left to ask when somebody else made a folder first.
func isFolder(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = syscall.ENOTDIR
	}
	if err != nil {
		return fault.New(fault.Write, "cannot make the folder %s: %w", path, cause(err))
	}
	return nil
}

// Probe fails unless files can be made in the folder.
func Probe(folder string) error {
	f, err := Create(folder, Options{Sync: SyncNone})
	if err != nil {
		return err
	}
	f.Abandon()
	return nil
}
