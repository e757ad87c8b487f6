package store

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// errInvalidName is what names fail with that the system does not allow.
const errInvalidName = windows.ERROR_INVALID_NAME

// mountOf returns the root of a folder's drive or share.
func mountOf(folder string) string { return filepath.VolumeName(folder) + `\` }

// isMounted reports whether the drive or share is there.
func isMounted(folder string) bool {
	_, err := os.Stat(folder)
	return err == nil
}
