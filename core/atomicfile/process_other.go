//go:build unix && !linux && !darwin

package atomicfile

import (
	"errors"
	"syscall"
)

// processSpace names the space that process numbers are unique in.
func processSpace() string { return "" }

// exists reports whether a process of that number lives.
func exists(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// startOf would return when a process began.
func startOf(int) string { return unknownStart }
