package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/project"
	"apsync/core/store"
)

// kilobyte is what a picture of these tests takes.
const kilobyte = 1000

// limited returns a world with a cache of so many pictures, and files with one each.
func limited(t *testing.T, pictures, files int) (*world, []project.Place) {
	t.Helper()
	w := newWorld(t, false)
	w.config.CacheSize = int64(pictures) * kilobyte
	w.reopen(t)
	places := make([]project.Place, files)
	for i := range places {
		places[i] = w.file(t, fmt.Sprint(i, ".psd"), "content")
		w.mustAttach(t, places[i], picture(i), store.Detail)
	}
	return w, places
}

func (w *world) reopen(t *testing.T) {
	t.Helper()
	var err error
	w.store, err = store.Open(w.config)
	require.NoError(t, err)
}

func picture(i int) string {
	text := fmt.Sprint("picture ", i, " ")
	return png(text + strings.Repeat(" ", kilobyte-len(png(text))))
}

// used makes the folder of a copy one that was handed out so long ago.
func used(t *testing.T, path string, ago time.Duration) {
	t.Helper()
	then := time.Now().Add(-ago)
	require.NoError(t, os.Chtimes(filepath.Dir(path), then, then))
}

// copies returns the copies that a cache has.
func copies(t *testing.T, cache string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(cache, "thumbnails", "*", "*", "detail.png"))
	require.NoError(t, err)
	return found
}

// TestCacheKeepsToItsSize: those that were asked for longest ago go first.
func TestCacheKeepsToItsSize(t *testing.T) {
	t.Parallel()
	const size = 20
	w, files := limited(t, size, 3*size)
	paths := make([]string, len(files))
	for i, file := range files {
		paths[i] = w.getPicture(t, file, store.Detail, picture(i))
		used(t, paths[i], 24*time.Hour-time.Duration(i)*time.Minute)
		require.Equal(t, paths[0], w.getPicture(t, files[0], store.Detail, picture(0)))
		used(t, paths[0], 2*time.Hour) // the first is asked for all the time
		require.LessOrEqual(t, len(copies(t, w.config.Cache)), size+1)
	}
	left := copies(t, w.config.Cache)
	require.GreaterOrEqual(t, len(left), size*8/10)
	require.Contains(t, left, paths[0])
	for i := len(files) - len(left) + 1; i < len(files); i++ {
		require.Contains(t, left, paths[i])
	}
	require.NoDirExists(t, filepath.Dir(paths[1]), "nothing is left of those that went")
	for i, file := range files {
		w.getPicture(t, file, store.Detail, picture(i))
	}
}

// TestCopiesJustHandedOutStay: whatever they take.
func TestCopiesJustHandedOutStay(t *testing.T) {
	t.Parallel()
	w, files := limited(t, 4, 20)
	for i, file := range files {
		w.getPicture(t, file, store.Detail, picture(i))
	}
	require.Len(t, copies(t, w.config.Cache), len(files))
	for _, path := range copies(t, w.config.Cache) {
		used(t, path, 2*time.Hour)
	}
	path := w.getPicture(t, files[7], store.Detail, picture(7))
	trimmed, err := store.TrimCache(t.Context(), w.config.Cache, 1, true)
	require.NoError(t, err)
	require.Equal(t, store.Trimmed{Copies: 1, Bytes: kilobyte, Removed: 19, RemovedBytes: 19 * kilobyte}, trimmed)
	require.Len(t, copies(t, w.config.Cache), len(files), "a dry run removes nothing")
	wet, err := store.TrimCache(t.Context(), w.config.Cache, 1, false)
	require.NoError(t, err)
	require.Equal(t, trimmed, wet)
	require.Equal(t, []string{path}, copies(t, w.config.Cache))
}

func TestCacheWithoutLimit(t *testing.T) {
	t.Parallel()
	w, files := limited(t, 0, 8)
	for i, file := range files {
		used(t, w.getPicture(t, file, store.Detail, picture(i)), 48*time.Hour)
	}
	trimmed, err := store.TrimCache(t.Context(), w.config.Cache, 0, false)
	require.NoError(t, err)
	require.Equal(t, store.Trimmed{Copies: 8, Bytes: 8 * kilobyte}, trimmed)
	_, err = store.TrimCache(t.Context(), filepath.Join(w.root, "nowhere"), 1, false)
	require.NoError(t, err)
	require.NoDirExists(t, filepath.Join(w.root, "nowhere"))
}

// TestTrimmingLeavesWhatIsNotACopy: what scripts put into the cache is theirs.
func TestTrimmingLeavesWhatIsNotACopy(t *testing.T) {
	t.Parallel()
	w, files := limited(t, 4, 3)
	var paths []string
	for i, file := range files {
		paths = append(paths, w.getPicture(t, file, store.Detail, picture(i)))
	}
	beside := filepath.Join(filepath.Dir(paths[0]), "note.txt")
	renamed := filepath.Join(filepath.Dir(paths[1]), "mine.png")
	stray := filepath.Join(w.config.Cache, "thumbnails", "stray.png")
	require.NoError(t, os.WriteFile(beside, nil, 0o600))
	require.NoError(t, os.Rename(paths[1], renamed))
	require.NoError(t, os.WriteFile(stray, nil, 0o600))
	killed := filepath.Join(filepath.Dir(filepath.Dir(paths[2])), ".apsync-00000000-1-1-00000000.tmp")
	mark := filepath.Dir(paths[2]) + ".leaving"
	for _, path := range []string{killed, mark} {
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		then := time.Now().Add(-2 * time.Hour)
		require.NoError(t, os.Chtimes(path, then, then))
	}
	for _, path := range paths {
		used(t, path, 2*time.Hour)
	}
	trimmed, err := store.TrimCache(t.Context(), w.config.Cache, 1, false)
	require.NoError(t, err)
	require.Equal(t, 2, trimmed.Removed)
	require.Equal(t, 2, trimmed.Leftovers)
	for _, path := range []string{beside, renamed, stray} {
		require.FileExists(t, path)
	}
	for _, path := range []string{paths[0], filepath.Dir(paths[2]), killed, mark} {
		require.NoFileExists(t, path)
		require.NoDirExists(t, path)
	}
	for i, file := range files {
		require.Equal(t, paths[i], w.getPicture(t, file, store.Detail, picture(i)))
	}
}

// TestAFolderThatIsLeavingIsPassedOver: and taken again when it was not removed.
func TestAFolderThatIsLeavingIsPassedOver(t *testing.T) {
	t.Parallel()
	w, files := limited(t, 4, 1)
	path := w.getPicture(t, files[0], store.Detail, picture(0))
	mark := filepath.Dir(path) + ".leaving"
	require.NoError(t, os.WriteFile(mark, nil, 0o600))
	require.NotEqual(t, path, w.getPicture(t, files[0], store.Detail, picture(0)))
	require.NoError(t, os.Remove(mark))
	require.Equal(t, path, w.getPicture(t, files[0], store.Detail, picture(0)))
}

func TestGrowthThatMakesNoSense(t *testing.T) {
	t.Parallel()
	w, files := limited(t, 4, 1)
	grown := filepath.Join(w.config.Cache, "thumbnails", "grown")
	path := w.getPicture(t, files[0], store.Detail, picture(0))
	for _, text := range []string{"", "\n\n", "counted -1\n", "counted 99999999999999999999\n", "counted x\n1\n", strings.Repeat("7\n", 1<<17), "counted 5\n-9\nx\n"} {
		require.NoError(t, os.WriteFile(grown, []byte(text), 0o600))
		require.NoError(t, os.Remove(path))
		require.Equal(t, path, w.getPicture(t, files[0], store.Detail, picture(0)), "%.20q", text)
		info, err := os.Stat(grown)
		require.NoError(t, err)
		require.Less(t, info.Size(), int64(40))
	}
}

// TestHammerTrim: what Get returned is there, whoever trims meanwhile.
func TestHammerTrim(t *testing.T) {
	t.Parallel()
	const getters, times = 4, 100
	w, files := limited(t, 4, 8)
	var asking sync.RWMutex // held for writing while copies are made to look old
	done := make(chan struct{}, getters)
	trim := func() error {
		asking.Lock()
		err := w.olden()
		asking.Unlock()
		if err == nil {
			_, err = store.TrimCache(context.Background(), w.config.Cache, 1, false)
		}
		return err
	}
	ask := func(k int) error {
		asking.RLock()
		defer asking.RUnlock()
		path, found, err := w.store.Get(context.Background(), files[k], store.Detail)
		if err != nil || !found {
			return fmt.Errorf("found %v: %w", found, err)
		}
		data, err := os.ReadFile(path)
		if err == nil && string(data) != picture(k) {
			err = fmt.Errorf("holds %.40q", data)
		}
		return err
	}
	together(t, getters+2, func(i int) error {
		if i >= getters {
			for len(done) < getters {
				if err := trim(); err != nil {
					return err
				}
			}
			return nil
		}
		defer func() { done <- struct{}{} }()
		for n := range times {
			if err := ask((n*3 + i) % len(files)); err != nil {
				return err
			}
		}
		return nil
	})
}

// olden makes all copies look as if they had been handed out two hours ago.
func (w *world) olden() error {
	folders, err := filepath.Glob(filepath.Join(w.config.Cache, "thumbnails", "*", "*"))
	if err != nil {
		return err
	}
	then := time.Now().Add(-2 * time.Hour)
	for _, folder := range folders {
		if err := os.Chtimes(folder, then, then); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
