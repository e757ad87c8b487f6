package core

import (
	"context"
	"runtime"

	"apsync/core/fault"
	"apsync/core/settings"
)

// Version is apsync's version; the build sets it.
var Version = "dev"

// Examination says how apsync would work on the files of a folder.
type Examination struct {
	Version  string         `json:"version"`
	Go       string         `json:"go"`
	Platform string         `json:"platform"`
	Workers  int            `json:"workers"` // files at once
	Memory   int64          `json:"memory"`  // bytes admitted at once
	Running  int            `json:"running"` // goroutines of the library at this moment
	Project  string         `json:"project"` // the folder's; empty for none
	Store    string         `json:"store"`   // the folder of attached thumbnails
	Cache    string         `json:"cache"`   // the folder of copies handed out
	Files    []SettingsFile `json:"files"`   // that settings are read from
	Settings []Setting      `json:"settings"`
	Ignored  []IgnoredValue `json:"ignored"`
	Problems []string       `json:"problems"` // what makes calls fail, in sentences
}

// Setting is a setting with its value and where that came from.
type Setting struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Origin  string `json:"origin"` // the layer
	Place   string `json:"place"`  // the file or variable; empty for built-in
	Env     string `json:"env"`
	Default string `json:"default"`
	Range   string `json:"range"`
	Doc     string `json:"doc"`
	Project bool   `json:"project"` // whether a project may set it
}

// SettingsFile is a place that settings are read from if it exists.
type SettingsFile struct {
	Layer string `json:"layer"`
	Path  string `json:"path"`
}

// IgnoredValue is a setting that was found and does not count.
type IgnoredValue struct {
	Name   string `json:"name"`
	Place  string `json:"place"`
	Reason string `json:"reason"`
}

// Examine returns what applies in a folder, which may be empty for none in
// particular, and a workspace. Settings that are wrong do not stop it: it is what
// finds them.
func Examine(ctx context.Context, folder, workspace string) (Examination, error) {
	place, err := placeIn(ctx, folder)
	if err != nil {
		return Examination{}, err
	}
	where := scope(ctx, "", workspace)
	if place.Project.Exists() {
		where = scope(ctx, place.Project.Root, "")
	}
	set := settings.Lenient(where)
	x := Examination{
		Version: Version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Workers: set.Workers, Memory: set.Memory, Running: runtime.NumGoroutine(),
		Project: place.Project.Root, Store: set.Store, Cache: set.Cache,
		Settings: settingsOf(set),
	}
	if _, err := settings.Load(where); err != nil {
		x.Problems = append(x.Problems, fault.From(err).Error())
	}
	if pool, err := engine.get(ctx); err == nil {
		x.Workers, x.Memory = pool.Workers(), pool.Memory()
	}
	for _, file := range settings.Files(where) {
		x.Files = append(x.Files, SettingsFile{string(file.Layer), file.Place})
	}
	for _, note := range set.Ignored {
		x.Ignored = append(x.Ignored, IgnoredValue{note.Name, note.Place, note.Reason})
	}
	return x, nil
}

// settingsOf returns every setting with its documentation.
func settingsOf(set settings.Settings) []Setting {
	values := map[string]settings.Value{}
	for _, v := range set.List() {
		values[v.Name] = v
	}
	var all []Setting
	for _, row := range settings.Table() {
		v := values[row.Name]
		all = append(all, Setting{
			Name: row.Name, Value: v.Value, Origin: string(v.Layer), Place: v.Place,
			Env: row.Env, Default: row.Default, Range: row.Range, Doc: row.Doc, Project: row.Project,
		})
	}
	return all
}
