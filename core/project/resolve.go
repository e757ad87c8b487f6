package project

import (
	"os"
	"path/filepath"
	"strings"
)

// resolve returns an absolute path with the symbolic links resolved that exist. Of
// a file that does not, the folders above it are resolved as far as they do.
func resolve(full string) string {
	if real, err := filepath.EvalSymlinks(full); err == nil {
		return real
	}
	there := existing(full)
	real, err := filepath.EvalSymlinks(there)
	if err != nil {
		return filepath.Clean(full)
	}
	return filepath.Join(real, full[len(there):])
}

// existing returns the longest beginning of an absolute path that exists, cut
// between parts.
func existing(full string) string {
	end := len(filepath.VolumeName(full)) + 1
	for end < len(full) {
		next := end + 1
		for next < len(full) && !os.IsPathSeparator(full[next]) {
			next++
		}
		if _, err := os.Stat(full[:next]); err != nil {
			break
		}
		end = next
	}
	return full[:end]
}

// split returns the parts of an absolute, clean path. The first is the volume's
// name, empty on Unix.
func split(path string) []string {
	volume := filepath.VolumeName(path)
	rest := strings.Trim(path[len(volume):], string(filepath.Separator))
	parts := []string{filepath.ToSlash(volume)}
	if rest != "" {
		parts = append(parts, strings.Split(rest, string(filepath.Separator))...)
	}
	return parts
}
