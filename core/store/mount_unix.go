//go:build unix

package store

import (
	"os"
	"path/filepath"
	"syscall"
)

// errInvalidName is what names fail with that the system does not allow: here none.
const errInvalidName = syscall.ENOENT

// mountOf returns the folder at which the volume of a folder is mounted.
func mountOf(folder string) string {
	for {
		above := filepath.Dir(folder)
		if above == folder || !isSameVolume(folder, above) {
			return folder
		}
		folder = above
	}
}

// isMounted reports whether a volume is mounted at the folder.
func isMounted(folder string) bool {
	above := filepath.Dir(folder)
	if above == folder {
		return true
	}
	_, err := os.Stat(folder)
	return err == nil && !isSameVolume(folder, above)
}

func isSameVolume(a, b string) bool {
	one, okOne := volume(a)
	other, okOther := volume(b)
	return okOne && okOther && one == other
}

// volume returns the number of the volume that a folder is on. Of folders, not of
// files: an overlay file system gives its files the numbers of the layers below.
func volume(folder string) (uint64, bool) {
	info, err := os.Stat(folder)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return uint64(stat.Dev), true
}
