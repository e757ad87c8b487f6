package store

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"apsync/core/atomicfile"
)

const (
	// rest is how long a copy stays that a new attachment replaced: somebody may be
	// about to read it.
	rest = 24 * time.Hour
	// maxFormer is how many replaced copies of a file and slot are remembered.
	maxFormer = 64
)

// retire notes in the cache which copy of a file and slot is in use, and removes
// those before it that have rested and are as they were made. A list
//
//	<cache>/thumbnails/ab/<32 digits>.copies
//
// has a line for each, the one in use last: its folder and blob. That the list
// cannot be kept does no harm: copies then stay.
func (s *Store) retire(ctx context.Context, k key, rec *record) {
	path := s.cachePath(string(k), string(rec.Slot)) + ".copies"
	current := filepath.Base(s.copyFolder(k, rec)) + " " + rec.Blob + " " + string(rec.Slot) + rec.Type
	lines, rested := readCopies(path)
	isNew := len(lines) == 0 || lines[len(lines)-1] != current
	if !isNew && (len(lines) == 1 || !rested) {
		return
	}
	former := slices.DeleteFunc(lines, func(line string) bool { return line == current })
	resting := len(former) // from where on they still rest
	switch {
	case !rested:
		resting = max(0, len(former)-maxFormer)
	case isNew && len(former) > 0:
		resting--
	}
	if rested {
		for _, line := range former[:resting] {
			s.removeCopy(ctx, line)
		}
	}
	noteCopies(path, append(slices.Clone(former[resting:]), current))
}

func noteCopies(path string, lines []string) {
	if atomicfile.MkdirAll(filepath.Dir(path), atomicfile.Options{Mode: 0o700}) == nil {
		list := strings.Join(lines, "\n")
		_ = atomicfile.Write(path, []byte(list), atomicfile.Options{Sync: atomicfile.SyncNone, Mode: 0o600})
	}
}

// readCopies returns the lines of a list, and whether none was added for as long as
// copies rest.
func readCopies(path string) (lines []string, rested bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxRecord {
		return nil, false
	}
	data, err := os.ReadFile(path)
	if err != nil || len(data) == 0 {
		return nil, false
	}
	return strings.Split(string(data), "\n"), time.Since(info.ModTime()) > rest
}

// removeCopy removes the copy of a line unless somebody changed it or put something
// beside it.
func (s *Store) removeCopy(ctx context.Context, line string) {
	parts := strings.Split(line, " ")
	if len(parts) != 3 || !isHex(parts[0], 32) || !isHex(parts[1], 64) {
		return
	}
	folder := s.inCache(parts[0])
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 || entries[0].Name() != parts[2] {
		return
	}
	path := filepath.Join(folder, parts[2])
	info, err := os.Lstat(path)
	if err != nil || !isIntact(ctx, path, info.Size(), parts[1]) {
		return
	}
	_ = os.Remove(path)
	_ = os.Remove(folder) // unless somebody put something there meanwhile
}

// cachePath returns a path in the cache that is told by the store, the parts of a
// name and the user.
func (s *Store) cachePath(parts ...string) string {
	name := append([]string{s.config.Folder}, parts...)
	name = append(name, strconv.Itoa(os.Getuid()))
	return s.inCache(string(keyOf(strings.Join(name, "\x00"))))
}

func (s *Store) inCache(digits string) string {
	return filepath.Join(s.config.Cache, "thumbnails", digits[:2], digits)
}
