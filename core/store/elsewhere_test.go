package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/project"
	"apsync/core/store"
)

// estate is a folder of projects and other folders, and the user's store.
type estate struct{ root, users, cache string }

func newEstate(t *testing.T) *estate {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(filepath.Join(root, "files"), 0o700))
	return &estate{filepath.Join(root, "files"), filepath.Join(root, "users"), filepath.Join(root, "cache")}
}

// found makes a project that keeps its own thumbnails in the folder.
func (e *estate) found(t *testing.T, name string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Join(e.root, name, ".apsync"), 0o700))
}

// at returns the store that a file in the estate has now, and the file's place. A
// file that is not there is made of the content.
func (e *estate) at(t *testing.T, name, content string) (*world, project.Place) {
	t.Helper()
	path := filepath.Join(e.root, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	if _, err := os.Stat(path); err != nil {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	file, err := project.Locate(path)
	require.NoError(t, err)
	w := &world{root: e.root, config: store.Config{
		Folder: e.users, User: e.users, Cache: e.cache, Project: file.Project, Validate: validate,
	}}
	if file.Project.Folder != "" {
		w.config.Folder = filepath.Join(file.Project.Folder, "thumbnails")
	}
	w.store, err = store.Open(w.config)
	require.NoError(t, err)
	return w, file
}

func (e *estate) attach(t *testing.T, name, content, picture string, slot store.Slot) {
	t.Helper()
	w, file := e.at(t, name, content)
	w.mustAttach(t, file, picture, slot)
}

func (e *estate) get(t *testing.T, name, picture string, slot store.Slot) {
	t.Helper()
	w, file := e.at(t, name, "")
	w.getPicture(t, file, slot, picture)
	w.getPicture(t, file, slot, picture)
}

func (e *estate) none(t *testing.T, name string, slot store.Slot) {
	t.Helper()
	w, file := e.at(t, name, "")
	w.getNone(t, file, slot)
}

func (e *estate) move(t *testing.T, from, to string) {
	t.Helper()
	to = filepath.Join(e.root, to)
	require.NoError(t, os.MkdirAll(filepath.Dir(to), 0o700))
	require.NoError(t, os.Rename(filepath.Join(e.root, from), to))
}

func (e *estate) copy(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(e.root, from))
	require.NoError(t, err)
	e.at(t, to, string(data))
}

func TestThumbnailsFollowFilesBetweenStores(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, from, to string }{
		{"into a project", "loose/a.psd", "film/b.psd"},
		{"out of a project", "film/a.psd", "loose/b.psd"},
		{"between projects", "film/a.psd", "spot/shots/b.psd"},
		{"into a project within", "film/a.psd", "film/inner/b.psd"},
		{"out of a project within", "film/inner/a.psd", "film/b.psd"},
		{"within a project", "film/a.psd", "film/b.psd"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := newEstate(t)
			for _, name := range []string{"film", "film/inner", "spot"} {
				e.found(t, name)
			}
			e.attach(t, c.from, large("rock"), png("detail"), store.Detail)
			e.attach(t, c.from, "", jpeg("preview"), store.Preview)
			e.copy(t, c.from, "film/copy.psd")
			e.copy(t, c.from, "loose/copy.psd")
			e.none(t, "film/copy.psd", store.Detail)
			e.none(t, "loose/copy.psd", store.Detail)
			e.move(t, c.from, c.to)
			e.get(t, c.to, png("detail"), store.Detail)
			e.get(t, c.to, jpeg("preview"), store.Preview)
			e.none(t, "film/copy.psd", store.Detail)
			e.none(t, "loose/copy.psd", store.Preview)
			e.copy(t, c.to, c.from)
			e.none(t, c.from, store.Detail)
			require.NoError(t, os.Remove(filepath.Join(e.root, c.from)))
			e.requireTidy(t, c.to)
			e.move(t, c.to, c.from)
			e.get(t, c.from, png("detail"), store.Detail)
			e.get(t, c.from, jpeg("preview"), store.Preview)
			e.requireTidy(t, c.from)
		})
	}
}

// requireTidy fails unless only the file's store has records, and the user's has
// one hint to the file, or none where it is the file's.
func (e *estate) requireTidy(t *testing.T, name string) {
	t.Helper()
	here, _ := e.at(t, name, "")
	for _, other := range []string{"loose/x", "film/x", "film/inner/x", "spot/x"} {
		w, _ := e.at(t, other, "")
		want := 0
		if w.config.Folder == here.config.Folder {
			want = 2
			require.NotEmpty(t, w.all(t, "blobs"))
		}
		require.Len(t, w.all(t, "records"), want, other)
	}
	users := &world{config: store.Config{Folder: e.users}}
	require.Len(t, users.all(t, "files"), 1)
	require.Len(t, users.all(t, "contents"), 1)
}

func TestFileWhoseFolderBecomesAProjectKeepsItsThumbnails(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"small", large("rock")} {
		e := newEstate(t)
		e.attach(t, "film/a.psd", content, png("detail"), store.Detail)
		e.attach(t, "film/a.psd", "", jpeg("preview"), store.Preview)
		e.found(t, "film")
		e.get(t, "film/a.psd", png("detail"), store.Detail)
		e.attach(t, "film/a.psd", "", jpeg("new"), store.Preview)
		e.get(t, "film/a.psd", jpeg("new"), store.Preview)
		w, _ := e.at(t, "film/a.psd", "")
		require.Len(t, w.all(t, "records"), 2)
		require.NoError(t, os.RemoveAll(e.users))
		e.get(t, "film/a.psd", png("detail"), store.Detail)
	}
}

func TestFileWhoseFolderBecomesAProjectWithinAProject(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	e.found(t, "film")
	e.attach(t, "film/inner/a.psd", large("rock"), png("a"), store.Detail)
	e.found(t, "film/inner")
	e.get(t, "film/inner/a.psd", png("a"), store.Detail)
	e.copy(t, "film/inner/a.psd", "film/copy.psd")
	e.none(t, "film/copy.psd", store.Detail)
}

func TestSmallFilesDoNotFollow(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	e.found(t, "film")
	e.attach(t, "film/a.psd", large("rock")[1:], png("a"), store.Detail)
	e.move(t, "film/a.psd", "a.psd")
	e.none(t, "a.psd", store.Detail)
}

func TestLostHintsInTheUsersStoreAreMadeAgain(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	e.found(t, "film")
	e.attach(t, "film/a.psd", large("rock"), png("a"), store.Detail)
	require.NoError(t, os.RemoveAll(e.users))
	e.get(t, "film/a.psd", png("a"), store.Detail)
	e.move(t, "film/a.psd", "a.psd")
	e.get(t, "a.psd", png("a"), store.Detail)
}

func TestUsersStoreThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	e.found(t, "film")
	require.NoError(t, os.WriteFile(e.users, nil, 0o600))
	e.attach(t, "film/a.psd", large("rock"), png("a"), store.Detail)
	e.get(t, "film/a.psd", png("a"), store.Detail)
	e.none(t, "film/b.psd", store.Detail)
}

// TestStrangersNotesLeadNowhere: a project cannot have other projects' thumbnails
// shown as its own.
func TestStrangersNotesLeadNowhere(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	e.found(t, "film")
	e.attach(t, "film/a.psd", large("rock"), png("a"), store.Detail)
	e.move(t, "film/a.psd", "gone.psd")
	e.found(t, "strange")
	require.NoError(t, os.Rename(e.users, filepath.Join(e.root, "strange", ".apsync", "thumbnails")))
	e.copy(t, "gone.psd", "strange/b.psd")
	e.none(t, "strange/b.psd", store.Detail)
}
