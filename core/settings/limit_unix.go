//go:build unix

package settings

import (
	"math"
	"syscall"
)

// addressSpace returns the limit of the process's address space in bytes, 0 where
// there is none.
func addressSpace() int64 {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_AS, &limit) != nil || uint64(limit.Cur) > math.MaxInt64 {
		return 0
	}
	return int64(limit.Cur)
}
