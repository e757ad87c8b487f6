package core

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"apsync/core/batch"
	"apsync/core/fault"
	"apsync/core/project"
	"apsync/core/settings"
)

const (
	// prompt is how long a call waits to learn about one file before it goes on without.
	prompt = 500 * time.Millisecond
	// glance is how long a folder may take when it is asked whether it is there.
	glance = 100 * time.Millisecond
)

// source is what is known of a file of a call before it is opened.
type source struct {
	settings settings.Settings
	project  project.Project // the zero value for none
	names    []string        // keys of the file, and of where it leads as a symbolic link
	info     os.FileInfo     // of where it leads; nil where nothing is there
	err      error           // what is wrong with its settings
	// silence is set when a folder above the file does not answer: of what stands here
	// only the settings are known, which are the user's.
	silence *silence
}

// silence is a folder that did not answer promptly.
type silence struct {
	folder string
	begun  time.Time
	over   chan struct{} // closed when it did
}

// surveyor learns about the files of a call. Network folders may never answer: it asks
// each file's once, and when that takes long goes on with the files of others.
type surveyor struct {
	workspace string
	users     settings.Settings   // where no project has a say
	fold      func(string) string // of package project, for the output folder
	finder    *project.Finder
	silences  []*silence

	mu     sync.Mutex
	first  project.Project              // of those that files are in
	loaded map[string]settings.Settings // of each project's root
}

// newSurveyor returns the surveyor of a call.
func newSurveyor(ctx context.Context, workspace, output string) (*surveyor, error) {
	users, err := settings.Load(scope(ctx, "", workspace))
	if err != nil {
		return nil, err
	}
	s := &surveyor{
		workspace: workspace, users: users, finder: project.NewFinder(), loaded: map[string]settings.Settings{},
	}
	// What is asked of the output folder is remembered by fold.
	fold, err := answered(ctx, output, users.Deadline, func(context.Context) (func(string) string, error) {
		fold := project.Folder(output)
		fold(below(output, "any"))
		return fold, nil
	})
	if fault.CodeOf(err) == fault.Deadline {
		err = batch.Silent(output)
	}
	s.fold = fold
	return s, err
}

// answered returns what ask returns; it fails where that takes longer than limit.
func answered[T any](
	ctx context.Context, path string, limit time.Duration, ask func(context.Context) (T, error),
) (answer T, err error) {
	answers := make(chan T, 1)
	err = disks.Ask(ctx, path, limit, func(ctx context.Context) error {
		answer, err := ask(ctx)
		answers <- answer
		return err
	})
	if err != nil {
		return answer, err
	}
	return <-answers, nil
}

// survey returns what is known of each file. Files of more than one project are an
// error: a call belongs to one.
func (s *surveyor) survey(ctx context.Context, files []string) ([]source, error) {
	sources := make([]source, len(files))
	for i, file := range files {
		found, err := s.ask(ctx, file)
		if err == nil {
			err = s.join(found)
		}
		if err != nil {
			return nil, err
		}
		sources[i] = found
	}
	return sources, nil
}

// join fails where a file's settings are wrong, or its project is another than that of
// the files before it.
func (s *surveyor) join(found source) error {
	p := found.project
	if found.err != nil || !p.Exists() {
		return found.err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.first.Exists() {
		s.first = p
	}
	if p.Key == s.first.Key {
		return nil
	}
	return fault.New(fault.Argument, "files of more than one project: %s and %s", s.first.Root, p.Root).
		Advise("make one call for each project")
}

// ask returns what is known of a file soon.
func (s *surveyor) ask(ctx context.Context, file string) (source, error) {
	if silence := s.silenceAbove(file); silence != nil {
		return source{settings: s.users, silence: silence}, nil
	}
	begun, over := time.Now(), make(chan struct{})
	found, err := answered(ctx, file, prompt, func(ctx context.Context) (source, error) {
		defer close(over)
		return s.look(ctx, file), nil
	})
	if fault.CodeOf(err) != fault.Deadline {
		return found, err
	}
	silence := &silence{s.silentFolder(ctx, file), begun, over}
	s.silences = append(s.silences, silence)
	return source{settings: s.users, silence: silence}, nil
}

// silenceAbove returns the silence of a folder above the file that goes on, or nil.
func (s *surveyor) silenceAbove(file string) *silence {
	for _, silence := range s.silences {
		if strings.HasPrefix(file, silence.folder) && !silence.ended() {
			return silence
		}
	}
	return nil
}

func (s *silence) ended() bool {
	select {
	case <-s.over:
		return true
	default:
		return false
	}
}

// silentFolder returns the topmost folder above the file that does not answer, with a
// separator at its end; the file's own where all do.
func (s *surveyor) silentFolder(ctx context.Context, file string) string {
	folder, _ := filepath.Split(file)
	for end := len(filepath.VolumeName(folder)) + 1; end < len(folder); end++ {
		if os.IsPathSeparator(folder[end]) && s.isSilent(ctx, folder[:end]) {
			return folder[:end+1]
		}
	}
	return folder
}

func (s *surveyor) isSilent(ctx context.Context, folder string) bool {
	_, err := answered(ctx, folder, glance, func(context.Context) (os.FileInfo, error) {
		return os.Stat(folder)
	})
	return fault.CodeOf(err) == fault.Deadline
}

// look returns what the file system says of a file. It may run beside itself.
func (s *surveyor) look(ctx context.Context, file string) source {
	found := source{settings: s.users, names: []string{s.fold(file)}}
	if p, ok := s.finder.Find(file); ok {
		found.project = p
		found.settings, found.err = s.settingsOf(ctx, p)
	}
	info, err := os.Lstat(file)
	if err == nil && info.Mode()&os.ModeSymlink != 0 {
		if target, err := filepath.EvalSymlinks(file); err == nil {
			found.names = append(found.names, s.fold(target))
		}
		info, err = os.Stat(file)
	}
	if err == nil {
		found.info = info
	}
	return found
}

// settingsOf returns the settings of a project.
func (s *surveyor) settingsOf(ctx context.Context, p project.Project) (settings.Settings, error) {
	s.mu.Lock()
	set, ok := s.loaded[p.Root]
	s.mu.Unlock()
	if ok {
		return set, nil
	}
	set, err := settings.Load(scope(ctx, p.Root, ""))
	if err == nil {
		s.mu.Lock()
		s.loaded[p.Root] = set
		s.mu.Unlock()
	}
	return set, err
}

// await returns what is known of a file once its folder answers. It gives up when that
// has taken as long as a file may take, and when ctx is done.
func (s *surveyor) await(ctx context.Context, file string, silence *silence) (source, error) {
	var tooLate <-chan time.Time
	if s.users.Deadline > 0 {
		timer := time.NewTimer(time.Until(silence.begun.Add(s.users.Deadline)))
		defer timer.Stop()
		tooLate = timer.C
	}
	select {
	case <-silence.over:
		found := s.look(ctx, file)
		return found, s.join(found)
	case <-tooLate:
		return source{}, fault.New(fault.Deadline, "the folder %s did not answer within %s", silence.folder, s.users.Deadline).
			Advise("see to the disk or the network that it is on")
	case <-ctx.Done():
		return source{}, context.Cause(ctx)
	}
}
