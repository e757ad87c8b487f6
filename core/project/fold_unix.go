//go:build unix

package project

import (
	"os"
	"runtime"
	"syscall"
)

const (
	// alwaysFolds is false where the file system decides.
	alwaysFolds = false
	// foldsByDefault is what is assumed of a folder that cannot be asked.
	foldsByDefault = runtime.GOOS == "darwin"
)

// links returns how many names the file has.
func links(info os.FileInfo) uint64 {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 1
	}
	return uint64(stat.Nlink)
}
