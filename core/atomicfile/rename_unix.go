//go:build unix

package atomicfile

import "os"

func rename(from, to string) error { return os.Rename(from, to) }

// cannotSync knows no errors beyond the common ones.
func cannotSync(error) bool { return false }
