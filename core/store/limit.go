package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"apsync/core/atomicfile"
)

const (
	// lease is how long a copy stays after it was handed out, whatever it takes.
	lease = time.Hour
	// slack is the part of the limit that is made free beyond it, so that the copies
	// need not be counted each time; they are when a part of half that size was added.
	slack = 10
	// maxGrown bounds the list of what was added, in bytes.
	maxGrown = 64 << 10
	// leaving ends the name of what stands beside a folder that is about to go.
	leaving = ".leaving"
)

var (
	copyFolderName = regexp.MustCompile(`^[0-9a-f]{32}(-[2-9])?$`)
	copyName       = regexp.MustCompile(`^(preview|detail)\.(png|jpg)$`)
)

// Trimmed is what a cache has and what it was relieved of.
type Trimmed struct {
	Copies       int   // that are left
	Bytes        int64 // that these take
	Removed      int
	RemovedBytes int64
	Leftovers    int // files of killed processes that were removed
}

// lend notes that a copy is handed out now, and reports whether it is there to stay
// for the time of a lease. A folder's time is that of its last use. Who removes one
// leaves a mark first and looks at the time then; so either it sees the time noted
// here, or the mark is seen here, or the copy is gone by the time of the last look.
func lend(path string) bool {
	folder, now := filepath.Dir(path), time.Now()
	_ = os.Chtimes(folder, now, now)
	if _, err := os.Lstat(folder + leaving); !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	_, err := os.Lstat(path)
	return err == nil
}

// grow notes that a copy of n bytes was made, and keeps the cache to its limit. What
// copies take is in a file,
//
//	<cache>/thumbnails/grown
//
// whose first line says what they took when they were counted last, and the others
// what was added since, by whatever process. Some additions may be lost while it is
// written anew; the next count finds them.
func (s *Store) grow(ctx context.Context, n int64) {
	if s.config.CacheSize <= 0 {
		return
	}
	counted, added, isLong := noteGrowth(grownPath(s.config.Cache), n)
	over := counted+added > s.config.CacheSize && added > s.config.CacheSize/slack/2
	if counted < 0 || isLong || over {
		_, _ = TrimCache(ctx, s.config.Cache, s.config.CacheSize, false)
	}
}

func grownPath(cache string) string { return filepath.Join(cache, "thumbnails", "grown") }

// noteGrowth adds a line to the list of growth and returns what it then says;
// counted is -1 where copies never were.
func noteGrowth(path string, n int64) (counted, added int64, isLong bool) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return 0, 0, false
	}
	defer f.Close()
	if _, err := fmt.Fprintln(f, n); err != nil {
		return 0, 0, false
	}
	text, err := io.ReadAll(io.NewSectionReader(f, 0, maxGrown))
	lines := strings.Split(string(text), "\n")
	first, found := strings.CutPrefix(lines[0], "counted ")
	counted, parseErr := strconv.ParseInt(first, 10, 64)
	if err != nil || !found || parseErr != nil || counted < 0 {
		return -1, 0, false
	}
	for _, line := range lines[1:] {
		if n, err := strconv.ParseInt(line, 10, 64); err == nil && n > 0 {
			added += n
		}
	}
	return counted, added, len(text) == maxGrown
}

// lent is the folder of a copy.
type lent struct {
	folder string
	used   time.Time
	bytes  int64
}

// TrimCache removes copies from a cache until it takes less than limit, those first
// that were handed out longest ago, and none that was within the last hour. What
// scripts put beside copies is neither counted nor removed. A limit of 0 removes
// nothing, nor does a dry run, which says what would be. What killed processes left
// goes as well.
func TrimCache(ctx context.Context, cache string, limit int64, isDryRun bool) (Trimmed, error) {
	var t Trimmed
	folders, err := t.count(ctx, filepath.Join(cache, "thumbnails"), isDryRun)
	if err != nil {
		return t, err
	}
	slices.SortFunc(folders, func(a, b lent) int { return a.used.Compare(b.used) })
	goal := limit
	if t.Bytes > limit {
		goal -= limit / slack
	}
	for _, f := range folders {
		if limit <= 0 || t.Bytes <= goal || time.Since(f.used) <= lease || stopped(ctx) != nil {
			break
		}
		if isDryRun || f.remove() {
			t.Copies--
			t.Bytes -= f.bytes
			t.Removed++
			t.RemovedBytes += f.bytes
		}
	}
	if !isDryRun && t.Copies+t.Removed > 0 {
		text := fmt.Sprintf("counted %d\n", t.Bytes)
		_ = atomicfile.Write(grownPath(cache), []byte(text), atomicfile.Options{Sync: atomicfile.SyncNone, Mode: 0o600})
	}
	return t, stopped(ctx)
}

// count returns the folders of copies and adds up what they take.
func (t *Trimmed) count(ctx context.Context, top string, isDryRun bool) ([]lent, error) {
	var folders []lent
	for _, shard := range namesIn(top) {
		if !isHex(shard, 2) {
			continue
		}
		if err := stopped(ctx); err != nil {
			return nil, err
		}
		path := filepath.Join(top, shard)
		names := namesIn(path)
		t.sweep(path, names, isDryRun)
		for _, name := range names {
			if !copyFolderName.MatchString(name) {
				continue
			}
			if f, ok := t.measure(filepath.Join(path, name), isDryRun); ok {
				folders = append(folders, f)
			}
		}
	}
	if !isDryRun {
		t.Leftovers += atomicfile.Sweep(top)
	}
	return folders, nil
}

// sweep removes what killed processes left in a folder of those names.
func (t *Trimmed) sweep(path string, names []string, isDryRun bool) {
	if isDryRun {
		return
	}
	if slices.ContainsFunc(names, atomicfile.IsPassing) {
		t.Leftovers += atomicfile.Sweep(path)
	}
	for _, name := range names {
		mark := filepath.Join(path, name)
		if !strings.HasSuffix(name, leaving) {
			continue
		}
		if info, err := os.Lstat(mark); err == nil && time.Since(info.ModTime()) > lease && os.Remove(mark) == nil {
			t.Leftovers++
		}
	}
}

// measure looks at the folder of a copy.
func (t *Trimmed) measure(folder string, isDryRun bool) (lent, bool) {
	info, err := os.Lstat(folder)
	if err != nil || !info.IsDir() {
		return lent{}, false
	}
	f := lent{folder: folder, used: info.ModTime()}
	names := namesIn(folder)
	if slices.ContainsFunc(names, atomicfile.IsPassing) && !isDryRun {
		t.Leftovers += atomicfile.Sweep(folder)
	}
	found := false
	for _, name := range names {
		if !copyName.MatchString(name) {
			continue
		}
		if info, err := os.Lstat(filepath.Join(folder, name)); err == nil && info.Mode().IsRegular() {
			found = true
			f.bytes += info.Size()
		}
	}
	if found {
		t.Copies++
		t.Bytes += f.bytes
	}
	return f, found
}

// remove removes the copy in a folder, and the folder if nothing else is there,
// unless it was handed out since it was measured.
func (f *lent) remove() bool {
	mark, err := os.OpenFile(f.folder+leaving, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false // somebody else is about to remove it
	}
	_ = mark.Close()
	defer os.Remove(f.folder + leaving)
	info, err := os.Lstat(f.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	if err != nil || time.Since(info.ModTime()) <= lease {
		return false
	}
	for _, name := range namesIn(f.folder) {
		path := filepath.Join(f.folder, name)
		info, err := os.Lstat(path)
		if err != nil || !copyName.MatchString(name) || !info.Mode().IsRegular() {
			continue
		}
		if os.Remove(path) != nil {
			return false
		}
	}
	_ = os.Remove(f.folder) // unless something else is there
	return true
}

// namesIn returns the names in a folder; one that cannot be read has none.
func namesIn(folder string) []string {
	d, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer d.Close()
	names, _ := d.Readdirnames(-1) // what is read will do
	return names
}
