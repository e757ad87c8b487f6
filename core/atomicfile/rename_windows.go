package atomicfile

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// rename replaces to, which another program may hold open for a moment (a virus
// scanner, an indexer, a reader that does not share deletion): it tries for about
// a second. A target with the read-only attribute is freed of it first.
func rename(from, to string) error {
	const longest = 512 * time.Millisecond
	for pause := time.Millisecond; ; pause *= 2 {
		err := os.Rename(from, to)
		if err == nil || pause > longest || !isBusy(err) {
			return err
		}
		info, statErr := os.Stat(to)
		if statErr == nil && info.IsDir() {
			return err
		}
		if statErr == nil && info.Mode().Perm()&0o200 == 0 {
			_ = os.Chmod(to, 0o666)
		}
		time.Sleep(pause)
	}
}

func isBusy(err error) bool {
	return errors.Is(err, windows.ERROR_ACCESS_DENIED) ||
		errors.Is(err, windows.ERROR_SHARING_VIOLATION) ||
		errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}

// cannotSync reports what Windows answers where a folder is to be synchronised,
// which it does by itself.
func cannotSync(err error) bool {
	return errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_INVALID_HANDLE) ||
		errors.Is(err, windows.ERROR_INVALID_FUNCTION)
}
