package settings

import (
	"math"

	"golang.org/x/sys/unix"
)

// physical returns the machine's memory in bytes, 0 where it is not known.
func physical() int64 {
	n, err := unix.SysctlUint64("hw.memsize")
	if err != nil || n > math.MaxInt64 {
		return 0
	}
	return int64(n)
}

// limits returns the limits set for this process in bytes, 0 for those that are
// not.
func limits() []int64 { return []int64{addressSpace()} }
