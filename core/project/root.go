package project

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	folderName = ".apsync"
	suffix     = ".approj"

	// maxSeen bounds how many folders a finder remembers.
	maxSeen = 4096
	// settled is how old a folder's last change must be for its time to tell later
	// changes: the coarsest file systems count in steps of two seconds.
	settled = 3 * time.Second
	// batch is how many names of a folder are read at once.
	batch = 1024
	// trusted is how long what was seen of a folder with more names than a batch counts
	// whatever its time says, which a clock may have set in the future: a call for all
	// of its files would read all of its names for each.
	trusted = time.Second
)

// Finder finds projects and keys. It remembers which folders hold an .approj file
// for as long as they do not change, and for a second those of many names, so that
// one may serve a whole process. It may be used from several goroutines.
type Finder struct {
	mu   sync.Mutex
	seen map[string]listing
}

// listing is what was seen of a folder.
type listing struct {
	changed time.Time // the folder's own time; zero where it tells nothing
	until   time.Time // when to look again in any case; zero for never
	found   bool      // whether it holds an .approj file
}

// holds reports whether the listing still is that of the folder of info.
func (l listing) holds(info fs.FileInfo) bool {
	return time.Now().Before(l.until) || l.changed.Equal(info.ModTime())
}

// NewFinder returns a finder that has seen nothing.
func NewFinder() *Finder { return &Finder{seen: map[string]listing{}} }

// above returns the project of the nearest folder above an absolute, clean path, or
// the zero value.
func (f *Finder) above(path string) Project {
	for {
		folder := filepath.Dir(path)
		if folder == path {
			return Project{}
		}
		path = folder
		info, err := os.Stat(folder)
		if err != nil {
			continue
		}
		inside := filepath.Join(folder, folderName)
		if isFolder(inside) {
			return newProject(folder, folderName)
		}
		if f.holdsFile(folder, info) {
			return newProject(folder, "")
		}
	}
}

func newProject(root, inside string) Project {
	real := resolve(root)
	p := Project{Root: real, Key: strings.Join(keyOf(real), "/")}
	if inside != "" {
		p.Folder = filepath.Join(real, inside)
	}
	return p
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// holdsFile reports whether the folder holds an .approj file. One that may not be
// listed holds none.
func (f *Finder) holdsFile(folder string, info fs.FileInfo) bool {
	f.mu.Lock()
	last, ok := f.seen[folder]
	f.mu.Unlock()
	if ok && last.holds(info) {
		return last.found
	}
	found, isLarge := listsFile(folder)
	now := listing{found: found}
	if time.Since(info.ModTime()) >= settled {
		now.changed = info.ModTime()
	}
	if isLarge {
		now.until = time.Now().Add(trusted)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.seen) >= maxSeen {
		clear(f.seen)
	}
	f.seen[folder] = now
	return found
}

// listsFile reports whether the folder has an .approj file, and whether that took
// reading more than a batch of names.
func listsFile(folder string) (found, isLarge bool) {
	d, err := os.Open(folder)
	if err != nil {
		return false, false
	}
	defer d.Close()
	for seen := 0; ; {
		names, err := d.Readdirnames(batch)
		seen += len(names)
		for _, name := range names {
			if strings.HasSuffix(name, suffix) && isFile(filepath.Join(folder, name)) {
				return true, seen > batch
			}
		}
		if err != nil || len(names) == 0 {
			return false, seen > batch
		}
	}
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
