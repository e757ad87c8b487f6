// Package settings finds out how apsync is to work: one value for each setting,
// and where it came from.
//
// Values come in layers, the weakest first:
//
//	built-in      what suits a laptop in use
//	user          config.toml in the user's configuration folder
//	workspace     workspaces/<id>.toml there, for files that are in no project
//	project       .apsync/config.toml in the project's root
//	environment   APSYNC_<NAME>
//
// Files are TOML 1.0 of at most 64 KiB with one line for each setting, without
// tables. Unknown names in them and bad values anywhere are errors to Load, since a
// misspelt limit is none; Lenient leaves them out and says so. Variables are asked
// for by their names, so that one with a misspelt name is not seen.
//
// A project's folder may come from strangers. It may choose what its thumbnails
// look like, and within bounds how long they may take, but neither how much memory
// and how many processors are used nor where anything is kept; such values are
// ignored and reported in Settings.Ignored. That the project has an .apsync folder
// makes that the place of its attachments.
//
// The table of settings is in table.go; documentation is made from it.
package settings

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"apsync/core/fault"
)

// Scope says whose settings apply.
type Scope struct {
	Project   string // the root of the project; empty for files in none
	Workspace string // the workspace's id, for files in no project; may be empty
	// Folder is what relative folders in the environment count from; empty stands for
	// the process's working folder.
	Folder string
	// Getenv returns variables of the environment; nil stands for os.Getenv. A library
	// sees its host's environment as it was when it was loaded: the host hands on the
	// variables that Variables names.
	Getenv func(name string) string
}

// Settings are the values of all settings.
type Settings struct {
	PreviewSize, DetailSize int           // pixels, MinSize to MaxSize
	Memory                  int64         // bytes, at least 1
	Deadline                time.Duration // 0 is without end
	Workers                 int           // at least 1
	MaxPixels               int64         // 0 is 2^30
	Store                   string        // the folder of attachments; empty where there is no home folder
	Cache                   string        // the folder of copies; empty where there is no home folder
	CacheSize               int64         // bytes that the copies may take; 0 is without limit

	// UserStore is the folder of attachments of files in no project that keeps its own;
	// otherwise as Store, and equal to it there.
	UserStore string

	// Ignored are values and files that were found and do not count.
	Ignored []Note

	origins map[string]Origin
}

// Layer is a place that settings come from.
type Layer string

// The layers, weakest first.
const (
	BuiltIn     Layer = "built-in"
	User        Layer = "user"
	Workspace   Layer = "workspace"
	Project     Layer = "project"
	Environment Layer = "environment"
)

// Origin says where a value came from.
type Origin struct {
	Layer Layer  `json:"layer"`
	Place string `json:"place"` // a file or folder, or a variable's name; empty for built-in values
}

// Note is a value that was ignored, or a file that was not read.
type Note struct {
	Origin
	Name   string `json:"name"` // the setting; empty where a whole file is ignored
	Reason string `json:"reason"`
}

// Value is a setting's value in words.
type Value struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Origin
}

// Load returns the settings that apply in the scope. A bad value and an unknown
// name are Argument errors that name the place, the value and what is allowed.
func Load(scope Scope) (Settings, error) {
	s, err := gather(scope)
	if err != nil {
		return Settings{}, err
	}
	return s, nil
}

// Lenient returns the settings that apply in the scope, as Load does, but for those
// that Load would fail with: they are left out, so that the value of the next weaker
// layer stands, and listed in Ignored with the reason.
func Lenient(scope Scope) Settings {
	s, _ := gather(scope) // whose errors are in Ignored
	return s
}

// gather returns the settings without those that are not allowed, which are in
// Ignored, and the error of the first of these.
func gather(scope Scope) (Settings, error) {
	h := scope.host()
	s := Settings{origins: map[string]Origin{}}
	for _, row := range table {
		s.origins[row.Name] = Origin{Layer: BuiltIn}
		if !row.isFolder {
			if err := row.set(&s, row.Default); err != nil {
				return Settings{}, fault.New(fault.Internal, "the default %q of %s is out of its range", row.Default, row.Name)
			}
		}
	}
	s.Store, s.Cache = h.store(), h.cache()
	var errs []error
	for _, file := range Files(scope) {
		errs = append(errs, s.loadFile(file, h)...)
		if file.Layer == Project {
			s.useProjectStore(scope.Project)
		}
	}
	errs = append(errs, s.loadEnvironment(h)...)
	s.fill()
	if s.origins["store"].Layer != Project {
		s.UserStore = s.Store
	}
	if len(errs) > 0 {
		return s, errs[0]
	}
	return s, nil
}

// Files returns the files that Load reads in the scope, weakest first, whether they
// exist or not.
func Files(scope Scope) []Origin {
	var files []Origin
	config := scope.host().config()
	if config != "" {
		files = append(files, Origin{User, filepath.Join(config, "config.toml")})
	}
	switch {
	case scope.Project != "":
		files = append(files, Origin{Project, filepath.Join(scope.Project, projectFolder, "config.toml")})
	case scope.Workspace != "" && config != "":
		files = append(files, Origin{Workspace, filepath.Join(config, "workspaces", fileName(scope.Workspace)+".toml")})
	}
	return files
}

// Origin returns where the value of the setting of that name came from.
func (s Settings) Origin(name string) Origin { return s.origins[name] }

// List returns the values of all settings in the table's order.
func (s Settings) List() []Value {
	values := make([]Value, len(table))
	for i, row := range table {
		values[i] = Value{Name: row.Name, Value: row.show(&s), Origin: s.origins[row.Name]}
	}
	return values
}

// projectFolder is what a project keeps its settings and attachments in.
const projectFolder = ".apsync"

// useProjectStore lets a project that has an .apsync folder keep its attachments
// there.
func (s *Settings) useProjectStore(root string) {
	folder := filepath.Join(root, projectFolder)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return
	}
	s.UserStore, s.Store = s.Store, filepath.Join(folder, "thumbnails")
	s.origins["store"] = Origin{Project, folder}
}

// loadFile puts in what the file sets, and returns what is wrong with the rest.
func (s *Settings) loadFile(file Origin, h host) (errs []error) {
	refuse := func(name string, err error) {
		errs = append(errs, err)
		s.Ignored = append(s.Ignored, Note{file, name, reason(err, file)})
	}
	values, note, err := read(file)
	if err != nil {
		refuse("", err)
	}
	if note != "" {
		s.Ignored = append(s.Ignored, Note{Origin: file, Reason: note})
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		row, err := values.row(name, file)
		switch {
		case err != nil:
			refuse(name, err)
		case file.Layer == Project && row.setInProject == nil:
			s.Ignored = append(s.Ignored, Note{file, name, "a project may not set it"})
		default:
			value, ok := h.expand(row, values[name].text, filepath.Dir(file.Place))
			if !ok || !row.apply(s, value, file) {
				refuse(name, row.refuse(values[name], file))
			}
		}
	}
	return errs
}

// reason returns what an error says without the name of the file, which its note
// has.
func reason(err error, file Origin) string {
	return strings.TrimLeft(strings.TrimPrefix(fault.From(err).Detail, file.Place), ",: ")
}

// loadEnvironment puts in what variables set, and returns what is wrong with the
// rest.
func (s *Settings) loadEnvironment(h host) (errs []error) {
	for i := range table {
		row := &table[i]
		text := h.getenv(row.variable())
		if text == "" {
			continue
		}
		origin := Origin{Environment, row.variable()}
		value, ok := h.expand(row, text, "")
		if !ok || !row.apply(s, value, origin) {
			err := row.refuse(entry{text: text}, origin)
			errs = append(errs, err)
			s.Ignored = append(s.Ignored, Note{origin, row.Name, fault.From(err).Detail})
		}
	}
	return errs
}
