// Package project tells where a file belongs: which project it is in, and the key
// that it is known by.
package project

import "apsync/core/fault"

// Project is a folder whose files share settings and thumbnails. The zero value
// stands for no project.
type Project struct {
	// Root is the project's folder: absolute, symbolic links resolved.
	Root string
	// Key identifies the root: two projects are one when their keys are equal.
	Key string
	// Folder is the .apsync folder in the root; empty in a project that has only an
	// .approj file.
	Folder string
}

// Place is where a file is.
type Place struct {
	// Path is absolute, with the symbolic links resolved that exist.
	Path string
	// Project is the one that the file is in, or the zero value.
	Project Project
	// Key identifies the file on this machine.
	Key string
	// Relative identifies the file in its project; empty where it is in none.
	Relative string
}

// Finder finds projects and keys, and remembers what it saw of folders: one serves
// one call. It may be used from several goroutines.
type Finder struct{}

// NewFinder returns a finder that has seen nothing.
func NewFinder() *Finder { return &Finder{} }

// Find returns the project that the file at path is in, and whether it is in one.
func (f *Finder) Find(path string) (Project, bool) { return Project{}, false }

// Locate returns the place of the file at path, which need not exist.
func (f *Finder) Locate(path string) (Place, error) {
	return Place{}, fault.New(fault.Internal, "not built yet")
}

// Find is Finder.Find for one file.
func Find(path string) (Project, bool) { return NewFinder().Find(path) }

// Locate is Finder.Locate for one file.
func Locate(path string) (Place, error) { return NewFinder().Locate(path) }

// Folder returns the function that maps paths in the folder, which need not exist,
// to equal strings when the folder's file system takes them for one.
func Folder(path string) func(string) string { return func(s string) string { return s } }
