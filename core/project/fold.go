package project

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// probes is how many names of a folder are tried for one whose case can be changed.
const probes = 64

// Folder returns a function that maps absolute paths to equal strings when they
// name one file, for paths in the folder, which need not exist yet. Paths elsewhere
// are mapped by the same rule of case. It may be used from several goroutines.
func Folder(folder string) func(path string) string {
	full, err := absolute(folder)
	if err != nil {
		return filepath.Clean
	}
	folding := alwaysFolds || foldsIn(existing(full))
	var mu sync.Mutex
	resolved := map[string]string{}
	return func(path string) string {
		parent, name := filepath.Split(path)
		mu.Lock()
		real, ok := resolved[parent]
		mu.Unlock()
		if !ok {
			if full, err := absolute(parent); err == nil {
				real = resolve(full) // which a disk may never answer
			}
			mu.Lock()
			resolved[parent] = real
			mu.Unlock()
		}
		return normal(filepath.Join(real, name), folding)
	}
}

// keyOf returns the parts of the key of an absolute path whose symbolic links are
// resolved; the first is that of its volume.
func keyOf(real string) []string {
	parts := split(real)
	folder := filepath.VolumeName(real) + string(filepath.Separator)
	parts[0] = normal(parts[0], alwaysFolds)
	folding, there := foldsByDefault, true
	for i, name := range parts[1:] {
		// Below a folder that is not there nothing can be asked: paths may have thousands
		// of parts.
		if there = there && !alwaysFolds && isFolder(folder); there {
			folding = foldsName(folder, name, folding)
			folder = filepath.Join(folder, name)
		}
		parts[i+1] = normal(name, alwaysFolds || folding)
	}
	return parts
}

// normal returns a name, or a path, in normal form C and, where folding, in one case.
func normal(name string, folding bool) string {
	if !utf8.ValidString(name) {
		return name
	}
	name = norm.NFC.String(name)
	if folding {
		name = norm.NFC.String(strings.Map(least, name))
	}
	return name
}

// least returns the same rune for all that differ only in case: the lower case of
// the least of them (Unicode's simple case folding).
func least(r rune) rune {
	low := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		low = min(low, next)
	}
	return unicode.ToLower(low)
}

// foldsName reports whether the folder takes names that differ from name only in
// case for the same. Where that cannot be told from name, which may not exist, its
// other names tell, and where there are none the answer is otherwise.
func foldsName(folder, name string, otherwise bool) bool {
	changed := changeCase(name)
	if changed == name {
		return false // there is nothing to fold
	}
	if info, err := os.Lstat(filepath.Join(folder, name)); err == nil {
		return isSame(folder, changed, info)
	}
	return foldsAny(folder, otherwise)
}

// foldsIn reports whether the folder, which exists, folds names; for an empty one
// whether the folder above it does.
func foldsIn(folder string) bool {
	folder = filepath.Clean(folder)
	above, name := filepath.Dir(folder), filepath.Base(folder)
	return foldsAny(folder, foldsName(above, name, foldsByDefault))
}

// foldsAny reports whether the folder folds the names it has, or otherwise.
func foldsAny(folder string, otherwise bool) bool {
	d, err := os.Open(folder)
	if err != nil {
		return otherwise
	}
	defer d.Close()
	names, _ := d.Readdirnames(probes) // what is read tells, whatever follows it
	for _, name := range names {
		info, err := os.Lstat(filepath.Join(folder, name))
		if changed := changeCase(name); err == nil && changed != name {
			return isSame(folder, changed, info)
		}
	}
	return otherwise
}

// isSame reports whether changed, which is the name of the folder's file info but
// for case, leads to it, and not because it is a hard link with a name of its own.
func isSame(folder, changed string, info os.FileInfo) bool {
	other, err := os.Lstat(filepath.Join(folder, changed))
	if err != nil || !os.SameFile(info, other) {
		return false
	}
	return info.IsDir() || links(info) < 2 || !lists(folder, changed)
}

// lists reports whether the folder has an entry of exactly that name.
func lists(folder, name string) bool {
	d, err := os.Open(folder)
	if err != nil {
		return false
	}
	defer d.Close()
	for {
		names, err := d.Readdirnames(batch)
		for _, entry := range names {
			if entry == name {
				return true
			}
		}
		if err != nil || len(names) == 0 {
			return false
		}
	}
}

// changeCase returns name with the case of its letters exchanged: of the ASCII ones
// where there are any, since file systems that fold only those exist.
func changeCase(name string) string {
	changed := []byte(name)
	for i, b := range changed {
		if 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' {
			changed[i] = b ^ ('a' - 'A')
		}
	}
	if string(changed) != name || !utf8.ValidString(name) {
		return string(changed)
	}
	return strings.Map(exchange, name)
}

func exchange(r rune) rune {
	if upper := unicode.ToUpper(r); upper != r {
		return upper
	}
	return unicode.ToLower(r)
}
