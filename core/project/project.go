// Package project tells where a file belongs: which project it is in, and the key
// that it is known by.
//
// A project is the nearest folder above a file that holds a file named *.approj or
// a folder named .apsync. Both may come from strangers and only ever mark the
// folder; what a project may decide is in package settings.
//
// A key is equal for all the names that lead to one file: it is absolute and clean,
// symbolic links are resolved where they exist (also those above a file that does
// not), it is in Unicode's normal form C, and its case is folded where the file
// system takes names that differ only in case for one. That is asked of the file
// system, folder by folder, since a Linux machine mounts USB sticks and a Mac has
// volumes that keep cases apart. Parts of a path that are no UTF-8 are kept byte
// for byte. Keys have "/" between their parts on every system, and are made to be
// compared, never to be opened.
package project

import (
	"path/filepath"
	"slices"
	"strings"

	"apsync/core/fault"
)

// Project is a folder whose files share settings and thumbnails. The zero value
// stands for no project.
type Project struct {
	// Root is the project's folder: absolute, symbolic links resolved.
	Root string
	// Key identifies the root: two projects are one when their keys are equal.
	Key string
	// Folder is the .apsync folder in the root; empty in a project that has none.
	Folder string
}

// Exists reports whether the project is one.
func (p Project) Exists() bool { return p.Root != "" }

// Place is where a file is.
type Place struct {
	// Path is absolute, with the symbolic links resolved that exist.
	Path string
	// Project is the one that Path is in, or the zero value.
	Project Project
	// Key identifies the file on this machine.
	Key string
	// Relative is the part of Key below the project's root, which identifies the file
	// in the project wherever that lies. It is empty where the file is in none.
	Relative string
	// Elsewhere are the values of Relative that the file may have on machines whose
	// file systems treat case otherwise, for projects that several share.
	Elsewhere []string
	// Name is the path as the caller named it, for messages. Locate leaves it empty,
	// which stands for Path.
	Name string
}

// Called returns what to call the file in messages.
func (p Place) Called() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Path
}

// maxPath bounds what is taken for a path, in bytes: no system opens longer ones.
const maxPath = 32 << 10

// Find is Finder.Find for one file.
func Find(path string) (Project, bool) { return NewFinder().Find(path) }

// Locate is Finder.Locate for one file.
func Locate(path string) (Place, error) { return NewFinder().Locate(path) }

// Find returns the project of the file at path, which need not exist, and whether
// it is in one. It goes by the folders that the path names, since a picture that is
// linked into a project is one of its pictures, and only when none of them is a
// project by those that the file really lies in.
func (f *Finder) Find(path string) (Project, bool) {
	full, err := absolute(path)
	if err != nil {
		return Project{}, false
	}
	if p := f.above(filepath.Clean(full)); p.Exists() {
		return p, true
	}
	real := resolve(full)
	if real == full {
		return Project{}, false
	}
	p := f.above(real)
	return p, p.Exists()
}

// Locate returns the place of the file at path, which need not exist. It goes by
// where the file really lies, since a thumbnail belongs to a file and not to one of
// its names. An empty path is an Argument error, one that cannot exist a NotFound.
func (f *Finder) Locate(path string) (Place, error) {
	full, err := absolute(path)
	if err != nil {
		return Place{}, err
	}
	real := resolve(full)
	place := Place{Path: real, Project: f.above(real)}
	parts, root := keyOf(real), 0
	place.Key = strings.Join(parts, "/")
	if place.Project.Exists() {
		root = len(split(place.Project.Root))
		place.Relative = strings.Join(parts[root:], "/")
		place.Elsewhere = variants(split(real)[root:], place.Relative)
	}
	return place, nil
}

// variants returns the keys made of the parts of a path with and without folding,
// but for the one that is known.
func variants(parts []string, known string) []string {
	var found []string
	for _, folding := range []bool{false, true} {
		names := make([]string, len(parts))
		for i, name := range parts {
			names[i] = normal(name, folding)
		}
		if key := strings.Join(names, "/"); key != known && !slices.Contains(found, key) {
			found = append(found, key)
		}
	}
	return found
}

// absolute returns path as an absolute one. What is not clean in it stays so: the
// folder above a symbolic link is another one than the link's name suggests.
func absolute(path string) (string, error) {
	switch {
	case path == "":
		return "", fault.New(fault.Argument, "the path is empty")
	case strings.IndexByte(path, 0) >= 0:
		return "", fault.New(fault.NotFound, "a path with a zero byte cannot exist: %.80q", path)
	case len(path) > maxPath:
		return "", fault.New(fault.NotFound, "a path of %d bytes cannot exist: %d are the most", len(path), maxPath)
	case filepath.IsAbs(path):
		return path, nil
	}
	full, err := fromWorkingFolder(path)
	if err != nil {
		return "", fault.New(fault.NotFound, "%q is relative and the working folder is unknown: %w", path, err)
	}
	return full, nil
}
