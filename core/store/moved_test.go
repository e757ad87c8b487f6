package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/project"
	"apsync/core/store"
)

// large returns the content of a file that is told by it; small is one byte short.
func large(text string) string { return text + strings.Repeat(".", 1024-len(text)) }

func TestMovedFileKeepsItsThumbnails(t *testing.T) {
	t.Parallel()
	for _, inProject := range []bool{false, true} {
		for _, size := range []int{1024, 192 << 10, 192<<10 + 1, 3 << 20} {
			t.Run(fmt.Sprintf("%v %d", inProject, size), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, inProject)
				content := strings.Repeat("0123456789abcdef", size/16+1)[:size]
				a := w.file(t, "a.psd", content)
				w.mustAttach(t, a, png("detail"), store.Detail)
				w.mustAttach(t, a, png("preview"), store.Preview)
				b := w.move(t, a, "deep/er/b.psd")
				w.getPicture(t, b, store.Detail, png("detail"))
				w.getPicture(t, b, store.Preview, png("preview"))
				c := w.move(t, b, "c.psd")
				w.getPicture(t, c, store.Detail, png("detail"))
				w.getPicture(t, c, store.Preview, png("preview"))
				require.Len(t, w.all(t, "records"), 2, "a path that is gone keeps no record")
				require.Len(t, w.all(t, "files"), 1)
				require.Len(t, w.all(t, "contents"), 1)
			})
		}
	}
}

func TestCopiedFileGetsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	a := w.file(t, "a.psd", large("rock"))
	w.mustAttach(t, a, png("a"), store.Detail)
	copied := w.file(t, "copy.psd", large("rock"))
	w.getNone(t, copied, store.Detail)
	b := w.move(t, a, "b.psd")
	w.getPicture(t, b, store.Detail, png("a"))
	w.getNone(t, copied, store.Detail)
	w.getNone(t, w.file(t, "copy 2.psd", large("rock")), store.Detail)
	w.getPicture(t, b, store.Detail, png("a"))
	again := w.file(t, "a.psd", large("rock"))
	w.getNone(t, again, store.Detail)
}

func TestCopyOfAMovedFileGetsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	a := w.file(t, "a.psd", large("rock"))
	w.mustAttach(t, a, png("old"), store.Detail)
	b := w.move(t, a, "b.psd")
	w.mustAttach(t, b, png("new"), store.Detail)
	w.getNone(t, w.file(t, "copy.psd", large("rock")), store.Detail)
	w.getPicture(t, b, store.Detail, png("new"))
}

func TestSmallFilesAreNotToldByContent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	a := w.file(t, "a.psd", large("rock")[1:])
	w.mustAttach(t, a, png("a"), store.Detail)
	w.getNone(t, w.move(t, a, "b.psd"), store.Detail)
	require.Empty(t, w.all(t, "files"))
}

func TestOtherContentGetsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	a := w.file(t, "a.psd", large("rock"))
	w.mustAttach(t, a, png("a"), store.Detail)
	require.NoError(t, os.Remove(a.Path))
	w.getNone(t, w.file(t, "b.psd", large("sock")), store.Detail)
	w.getNone(t, w.file(t, "c.psd", large("rock")+"."), store.Detail)
}

func TestSlotThatTheNewPathHasStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	a := w.file(t, "a.psd", large("rock"))
	w.mustAttach(t, a, png("a detail"), store.Detail)
	w.mustAttach(t, a, png("a preview"), store.Preview)
	b := w.move(t, a, "b.psd")
	w.mustAttach(t, b, png("b detail"), store.Detail)
	w.getPicture(t, b, store.Detail, png("b detail"))
	w.getPicture(t, b, store.Preview, png("a preview"))
}

func TestNewestLends(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	var files []project.Place
	for _, name := range []string{"c", "a", "d", "b"} {
		file := w.file(t, name, large("rock"))
		w.mustAttach(t, file, png(name), store.Detail)
		files = append(files, file)
	}
	for i := len(files) - 1; i >= 0; i-- {
		require.NoError(t, os.Remove(files[i].Path))
	}
	w.getPicture(t, w.file(t, "e", large("rock")), store.Detail, png("b"))
	w.getPicture(t, w.file(t, "f", large("rock")), store.Detail, png("d"))
}

func TestEditedFileIsKnownByWhatItBecame(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	a := w.file(t, "a.psd", large("version 1"))
	w.mustAttach(t, a, png("a"), store.Detail)
	w.getPicture(t, a, store.Detail, png("a"))
	w.file(t, "a.psd", large("version 2"))
	w.getPicture(t, a, store.Detail, png("a"))
	b := w.move(t, a, "b.psd")
	w.getNone(t, w.file(t, "backup.psd", large("version 1")), store.Detail)
	w.getPicture(t, b, store.Detail, png("a"))
}

func TestFileThatBecameSmallIsForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	a := w.file(t, "a.psd", large("rock"))
	w.mustAttach(t, a, png("a"), store.Detail)
	w.file(t, "a.psd", "small")
	w.getPicture(t, a, store.Detail, png("a"))
	require.NoError(t, os.Remove(a.Path))
	w.getNone(t, w.file(t, "b.psd", large("rock")), store.Detail)
}

func TestLostHintsAreMadeAgain(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"files", "contents"} {
		w := newWorld(t, false)
		a := w.file(t, "a.psd", large("rock"))
		then := time.Now().Add(-time.Hour)
		require.NoError(t, os.Chtimes(a.Path, then, then))
		w.mustAttach(t, a, png("a"), store.Detail)
		require.NoError(t, os.RemoveAll(filepath.Join(w.config.Folder, folder)))
		w.getPicture(t, a, store.Detail, png("a"))
		w.getPicture(t, w.move(t, a, "b.psd"), store.Detail, png("a"))
	}
}

func TestHintsAreNotWrittenWithoutNeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	a := w.file(t, "a.psd", large("rock"))
	then := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(a.Path, then, then))
	w.mustAttach(t, a, png("a"), store.Detail)
	before, err := os.Stat(w.all(t, "files")[0])
	require.NoError(t, err)
	w.getPicture(t, a, store.Detail, png("a"))
	after, err := os.Stat(w.all(t, "files")[0])
	require.NoError(t, err)
	require.True(t, os.SameFile(before, after))
}

func TestFileOnAVolumeThatIsNotMountedKeepsItsThumbnail(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	a := w.file(t, "a.psd", large("rock"))
	w.mustAttach(t, a, png("a"), store.Detail)
	// What its note says of a file on a stick that was pulled out.
	note := w.all(t, "files")[0]
	data, err := os.ReadFile(note)
	require.NoError(t, err)
	start := strings.Index(string(data), `"mount": "`) + len(`"mount": "`)
	end := start + strings.Index(string(data[start:]), `"`)
	changed := string(data[:start]) + "/media/nobody/stick" + string(data[end:])
	require.NoError(t, os.WriteFile(note, []byte(changed), 0o600))
	aside := filepath.Join(t.TempDir(), "aside")
	require.NoError(t, os.Rename(a.Path, aside))
	w.getPicture(t, w.file(t, "b.psd", large("rock")), store.Detail, png("a"))
	require.NoError(t, os.Rename(aside, a.Path))
	w.getPicture(t, a, store.Detail, png("a"))
}

func TestHintsOfStrangers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	a := w.file(t, "a.psd", large("rock"))
	w.mustAttach(t, a, png("a"), store.Detail)
	note := w.all(t, "files")[0]
	data, err := os.ReadFile(note)
	require.NoError(t, err)
	require.NoError(t, os.Remove(a.Path))
	b := w.file(t, "b.psd", large("rock"))
	for _, path := range []string{"../../missing", "/missing", ""} {
		changed := strings.Replace(string(data), `"a.psd"`, fmt.Sprintf("%q", path), 1)
		require.NotEqual(t, string(data), changed)
		require.NoError(t, os.WriteFile(note, []byte(changed), 0o600))
		w.getNone(t, b, store.Detail)
	}
	folder := filepath.Dir(w.all(t, "contents")[0])
	for _, name := range []string{"x", "..-x", strings.Repeat("0", 32) + "-" + strings.Repeat("0", 32)} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), nil, 0o600))
	}
	w.getNone(t, b, store.Detail)
	require.NoError(t, os.WriteFile(note, data, 0o600))
	w.getPicture(t, b, store.Detail, png("a"))
}

func (w *world) move(t *testing.T, file project.Place, name string) project.Place {
	t.Helper()
	path := filepath.Join(w.root, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.Rename(file.Path, path))
	return w.place(t, name)
}

func TestStoreThatCannotBeWrittenStillServes(t *testing.T) {
	t.Parallel()
	if os.Getuid() <= 0 {
		t.Skip("this user may write anywhere")
	}
	w := newWorld(t, true)
	a := w.file(t, "a.psd", large("rock"))
	w.mustAttach(t, a, png("a"), store.Detail)
	b := w.move(t, a, "b.psd")
	var folders []string
	require.NoError(t, filepath.WalkDir(w.config.Folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			folders = append(folders, path)
		}
		return err
	}))
	for _, folder := range folders {
		require.NoError(t, os.Chmod(folder, 0o500))
	}
	t.Cleanup(func() {
		for _, folder := range folders {
			_ = os.Chmod(folder, 0o700)
		}
	})
	path := w.getPicture(t, b, store.Detail, png("a"))
	require.Equal(t, path, w.getPicture(t, b, store.Detail, png("a")))
	err := w.attach(b, w.local(t, png("b")), store.Detail)
	require.Equal(t, fault.Write, fault.CodeOf(err))
	require.ErrorIs(t, err, os.ErrPermission)
	w.getPicture(t, b, store.Detail, png("a"))
}

func TestWhatAGroupSharesStaysShared(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	folder := filepath.Join(w.root, ".apsync")
	require.NoError(t, os.Chmod(folder, 0o770))
	info, err := os.Stat(folder)
	require.NoError(t, err)
	if info.Mode().Perm() != 0o770 {
		t.Skip("there are no permissions")
	}
	w.mustAttach(t, w.file(t, "a.psd", large("rock")), png("a"), store.Detail)
	require.NoError(t, filepath.WalkDir(w.config.Folder, func(path string, entry os.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := entry.Info()
		require.NoError(t, err)
		want := os.FileMode(0o660)
		if entry.IsDir() {
			want = 0o770
		}
		require.Equal(t, want, info.Mode().Perm(), path)
		return nil
	}))
}
