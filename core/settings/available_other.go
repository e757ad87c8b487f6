//go:build unix && !linux && !darwin

package settings

// physical would return the machine's memory in bytes.
func physical() int64 { return 0 }

// limits returns the limits set for this process in bytes, 0 for those that are
// not.
func limits() []int64 { return []int64{addressSpace()} }
