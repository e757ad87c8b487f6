// Package settings finds out how apsync is to work: one value for each setting,
// and where it came from.
package settings

import "time"

// The bounds of thumbnail sizes, in pixels.
const (
	MinSize = 16
	MaxSize = 16384
)

// Scope says whose settings apply.
type Scope struct {
	Project   string // the root of the project; empty for files in none
	Workspace string // the workspace's id, for files in no project; may be empty
}

// Settings are the values of all settings.
type Settings struct {
	PreviewSize, DetailSize int           // pixels, MinSize to MaxSize
	Memory                  int64         // bytes, at least 1
	Deadline                time.Duration // 0 is without end
	Workers                 int           // at least 1
	MaxPixels               int64         // 0 is what memory allows
	Store                   string        // the folder of attachments; empty where there is no home folder
	Cache                   string        // the folder of copies; empty where there is no home folder

	// Ignored are values that were found and do not count, with the reason.
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
	InProject   Layer = "project"
	Environment Layer = "environment"
)

// Origin says where a value came from.
type Origin struct {
	Layer Layer
	Place string // the file, or the variable's name; empty for built-in values
}

// Note is a value that was ignored, or a file that was not read.
type Note struct {
	Origin
	Name   string // the setting; empty where a whole file is ignored
	Reason string
}

// Row describes a setting.
type Row struct {
	Name    string // as in files
	Env     string // as in the environment
	Default string
	Range   string // what values are allowed, in words
	Doc     string // a sentence
	Project bool   // whether a project may set it
}

// Value is a setting's value in words.
type Value struct {
	Name, Value string
	Origin
}

// Load returns the settings that apply in the scope. A bad value and an unknown
// name are Argument errors that name the place, the value and what is allowed.
func Load(scope Scope) (Settings, error) {
	return Settings{PreviewSize: 256, DetailSize: 2048, Memory: 1 << 30, Deadline: time.Minute, Workers: 1}, nil
}

// Origin returns where the value of the setting of that name came from.
func (s Settings) Origin(name string) Origin { return s.origins[name] }

// List returns the values of all settings in the table's order.
func (s Settings) List() []Value { return nil }

// Table returns a row for each setting, in the order of documentation.
func Table() []Row { return nil }

// Files returns the files that Load reads in the scope, weakest first, whether
// they exist or not.
func Files(scope Scope) []Origin { return nil }

// Available returns how many bytes of memory this process may use.
func Available() int64 { return 1 << 30 }
