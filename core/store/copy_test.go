package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/store"
)

// TestWhateverScriptsDo: the next get returns a good copy in a folder that can be
// used, and what scripts put there is left alone.
func TestWhateverScriptsDo(t *testing.T) {
	t.Parallel()
	do := func(errs ...error) error {
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
		return nil
	}
	cases := []struct {
		name string
		act  func(path, folder string) error
	}{
		{"nothing", func(string, string) error { return nil }},
		{"put a file beside it", func(_, folder string) error {
			return os.WriteFile(filepath.Join(folder, "note.txt"), nil, 0o600)
		}},
		{"delete it", func(path, _ string) error { return os.Remove(path) }},
		{"rename it", func(path, folder string) error { return os.Rename(path, filepath.Join(folder, "mine.png")) }},
		{"write over it", func(path, _ string) error { return os.WriteFile(path, []byte("mine"), 0o600) }},
		{"write as much over it", func(path, _ string) error {
			data, err := os.ReadFile(path)
			data[len(data)-1] ^= 1
			return do(err, os.WriteFile(path, data, 0o600))
		}},
		{"empty it", func(path, _ string) error { return os.Truncate(path, 0) }},
		{"make it read-only", func(path, _ string) error { return os.Chmod(path, 0o400) }},
		{"make it unreadable", func(path, _ string) error { return os.Chmod(path, 0) }},
		{"put a folder in its place", func(path, _ string) error {
			return do(os.Remove(path), os.Mkdir(path, 0o700), os.WriteFile(filepath.Join(path, "x"), nil, 0o600))
		}},
		{"put a link in its place", func(path, folder string) error {
			other := filepath.Join(folder, "other")
			return do(os.Rename(path, other), os.Symlink(other, path))
		}},
		{"delete the folder", func(_, folder string) error { return os.RemoveAll(folder) }},
		{"put a file in the folder's place", func(_, folder string) error {
			return do(os.RemoveAll(folder), os.WriteFile(folder, []byte("mine"), 0o600))
		}},
		{"put a link in the folder's place", func(_, folder string) error {
			return do(os.Rename(folder, folder+".old"), os.Symlink(folder+".old", folder))
		}},
		{"make the folder read-only", func(path, folder string) error {
			return do(os.Remove(path), os.Chmod(folder, 0o500))
		}},
		{"make the folder unreadable", func(_, folder string) error { return os.Chmod(folder, 0) }},
		{"delete all copies", func(_, folder string) error {
			return os.RemoveAll(filepath.Dir(filepath.Dir(folder)))
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, false)
			file := w.file(t, "a.psd", "content")
			w.mustAttach(t, file, png("good"), store.Detail)
			path := w.getPicture(t, file, store.Detail, png("good"))
			if err := c.act(path, filepath.Dir(path)); err != nil {
				if runtime.GOOS == "windows" {
					t.Skip(err)
				}
				require.NoError(t, err)
			}
			before := everything(t, w.config.Cache)
			again := w.getPicture(t, file, store.Detail, png("good"))
			require.Equal(t, again, w.getPicture(t, file, store.Detail, png("good")))
			beside := filepath.Join(filepath.Dir(again), "beside.txt")
			require.NoError(t, os.WriteFile(beside, nil, 0o600), "the folder is to be used")
			require.NoError(t, os.WriteFile(again, []byte("mine"), 0o600), "the copy is to be used")
			w.getPicture(t, file, store.Detail, png("good"))
			after := everything(t, w.config.Cache)
			for name := range before {
				require.Contains(t, after, name, "what was there is left")
			}
		})
	}
}

// everything returns the paths below a folder.
func everything(t *testing.T, folder string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	_ = filepath.Walk(folder, func(path string, _ os.FileInfo, _ error) error {
		found[path] = true
		return nil
	})
	return found
}

func TestCacheThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	w.mustAttach(t, file, png("good"), store.Detail)
	require.NoError(t, os.WriteFile(w.config.Cache, nil, 0o600))
	_, found, err := w.store.Get(t.Context(), file, store.Detail)
	require.False(t, found)
	require.Equal(t, fault.Write, fault.CodeOf(err))
	require.Contains(t, fault.From(err).Advice, "APSYNC_CACHE")
	require.Equal(t, w.config.Cache, fault.From(err).Path)
}

func TestCopiesOutliveTheStoresBlobs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	w.mustAttach(t, file, png("good"), store.Detail)
	path := w.getPicture(t, file, store.Detail, png("good"))
	require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
	blob, err := os.ReadFile(w.all(t, "blobs")[0])
	require.NoError(t, err)
	require.Equal(t, png("good"), string(blob), "the copy is no link to the store")
}

// TestFormerCopiesGo: a day after they were replaced, unless they are in use.
func TestFormerCopiesGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	attach := func(text string) string {
		w.mustAttach(t, file, png(text), store.Detail)
		return w.getPicture(t, file, store.Detail, png(text))
	}
	plain, changed, joined := attach("1"), attach("2"), attach("3")
	require.NoError(t, os.WriteFile(changed, []byte("mine"), 0o600))
	beside := filepath.Join(filepath.Dir(joined), "beside.txt")
	require.NoError(t, os.WriteFile(beside, nil, 0o600))
	other := attach("4")
	w.mustAttach(t, file, png("preview"), store.Preview)
	preview := w.getPicture(t, file, store.Preview, png("preview"))
	require.FileExists(t, plain, "somebody may be about to read it")
	age(t, w.config.Cache)
	last := attach("5")
	require.NoDirExists(t, filepath.Dir(plain))
	for _, path := range []string{changed, joined, beside, other, last, preview} {
		require.FileExists(t, path)
	}
	require.Equal(t, last, w.getPicture(t, file, store.Detail, png("5")))
	require.FileExists(t, other, "it was replaced a moment ago")
	age(t, w.config.Cache)
	require.Equal(t, last, w.getPicture(t, file, store.Detail, png("5")))
	require.NoDirExists(t, filepath.Dir(other))
	age(t, w.config.Cache)
	require.Equal(t, preview, w.getPicture(t, file, store.Preview, png("preview")))
}

// age makes the lists of copies two days old.
func age(t *testing.T, cache string) {
	t.Helper()
	lists, err := filepath.Glob(filepath.Join(cache, "thumbnails", "*", "*.copies"))
	require.NoError(t, err)
	require.NotEmpty(t, lists)
	then := time.Now().Add(-48 * time.Hour)
	for _, list := range lists {
		require.NoError(t, os.Chtimes(list, then, then))
	}
}

func TestListsOfCopiesThatMakeNoSense(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	w.mustAttach(t, file, png("a"), store.Detail)
	path := w.getPicture(t, file, store.Detail, png("a"))
	lists, err := filepath.Glob(filepath.Join(w.config.Cache, "thumbnails", "*", "*.copies"))
	require.NoError(t, err)
	for _, text := range []string{"", "\n\n", "x", "../.. x y\n" + strings.Repeat("0", 32) + " x", strings.Repeat("x\n", 1<<17)} {
		require.NoError(t, os.WriteFile(lists[0], []byte(text), 0o600))
		age(t, w.config.Cache)
		require.Equal(t, path, w.getPicture(t, file, store.Detail, png("a")))
	}
}
