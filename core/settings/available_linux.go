package settings

import (
	"os"

	"golang.org/x/sys/unix"
)

// physical returns the machine's memory in bytes, 0 where it is not known.
func physical() int64 {
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) != nil {
		return 0
	}
	return int64(info.Totalram) * int64(info.Unit)
}

// limits returns the limits set for this process in bytes, 0 for those that are
// not.
func limits() []int64 { return []int64{addressSpace(), groupLimit(os.DirFS("/"))} }
