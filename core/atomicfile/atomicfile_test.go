package atomicfile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/atomicfile"
	"apsync/core/fault"
)

func TestWriteReplaces(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "picture.png")
	for _, sync := range []atomicfile.Sync{atomicfile.SyncFile, atomicfile.SyncFolder, atomicfile.SyncNone} {
		data := fmt.Sprintf("new under %d", sync)
		require.NoError(t, atomicfile.Write(path, []byte(data), atomicfile.Options{Sync: sync}))
		require.Equal(t, data, read(t, path))
	}
	require.Equal(t, []string{"picture.png"}, names(t, filepath.Dir(path)))
}

func TestWriteTakesTheLongestNames(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), strings.Repeat("n", 251)+".png")
	require.NoError(t, atomicfile.Write(path, []byte("whole"), atomicfile.Options{}))
	require.Equal(t, "whole", read(t, path))
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there are no permissions")
	}
	folder := t.TempDir()
	plain, err := os.Create(filepath.Join(folder, "plain"))
	require.NoError(t, err)
	require.NoError(t, plain.Close())
	require.NoError(t, atomicfile.Write(filepath.Join(folder, "umask"), nil, atomicfile.Options{}))
	require.NoError(t, atomicfile.Write(filepath.Join(folder, "shared"), nil, atomicfile.Options{Mode: 0o664}))
	require.Equal(t, mode(t, filepath.Join(folder, "plain")), mode(t, filepath.Join(folder, "umask")))
	require.Equal(t, fs.FileMode(0o664), mode(t, filepath.Join(folder, "shared")))
}

func TestBeforeRenameAbandons(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "picture.png")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	stop := errors.New("cancelled")
	err := atomicfile.Write(path, []byte("new"), atomicfile.Options{BeforeRename: func() error {
		require.Len(t, names(t, filepath.Dir(path)), 2, "the new file is complete beside the old one")
		return stop
	}})
	require.Same(t, stop, err)
	require.Equal(t, "old", read(t, path))
	require.Equal(t, []string{"picture.png"}, names(t, filepath.Dir(path)))
}

func TestNoReplace(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "record")
	opt := atomicfile.Options{NoReplace: true}
	require.NoError(t, atomicfile.Write(path, []byte("first"), opt))
	err := atomicfile.Write(path, []byte("second"), opt)
	require.ErrorIs(t, err, fs.ErrExist)
	require.Equal(t, "first", read(t, path))
	require.Len(t, names(t, filepath.Dir(path)), 1)
}

func TestFailuresKeepTheSystemsError(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	occupied := filepath.Join(folder, "occupied")
	require.NoError(t, os.MkdirAll(filepath.Join(occupied, "by a folder"), 0o700))
	cases := []struct {
		name, path string
		cause      error
	}{
		{"no folder", filepath.Join(folder, "missing", "x.png"), fs.ErrNotExist},
		{"file for folder", filepath.Join(folder, "file", "x.png"), syscall.ENOTDIR},
		{"name too long", filepath.Join(folder, strings.Repeat("n", 300)), syscall.ENAMETOOLONG},
		{"folder in place", occupied, syscall.EISDIR},
	}
	require.NoError(t, os.WriteFile(filepath.Join(folder, "file"), nil, 0o600))
	for _, c := range cases {
		err := atomicfile.Write(c.path, []byte("new"), atomicfile.Options{})
		require.Equal(t, fault.Write, fault.CodeOf(err), c.name)
		var errno syscall.Errno
		require.ErrorAs(t, err, &errno, c.name)
		require.NotContains(t, err.Error(), ".tmp", c.name)
		if runtime.GOOS != "windows" {
			require.ErrorIs(t, err, c.cause, c.name)
		}
	}
	require.Equal(t, []string{"file", "occupied"}, names(t, folder))
	err := atomicfile.Write(occupied, nil, atomicfile.Options{NoReplace: true})
	require.ErrorIs(t, err, fs.ErrExist, "as of any target that exists")
}

func TestFileIsReadableBeforeItIsPublished(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f, err := atomicfile.Create(folder, atomicfile.Options{})
	require.NoError(t, err)
	_, err = f.Write([]byte("picture"))
	require.NoError(t, err)
	got := make([]byte, 4)
	_, err = f.ReadAt(got, 3)
	require.NoError(t, err)
	require.Equal(t, "ture", string(got))
	require.NoError(t, f.Publish(filepath.Join(folder, "published")))
	f.Abandon()
	require.Equal(t, []string{"published"}, names(t, folder))
}

func TestMkdirAll(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b", "c")
	opt := atomicfile.Options{Sync: atomicfile.SyncFolder, Mode: 0o700}
	require.NoError(t, atomicfile.MkdirAll(deep, opt))
	require.NoError(t, atomicfile.MkdirAll(deep, opt))
	require.NoError(t, os.WriteFile(filepath.Join(root, "file"), nil, 0o600))
	err := atomicfile.MkdirAll(filepath.Join(root, "file", "below"), opt)
	require.Equal(t, fault.Write, fault.CodeOf(err))
	require.ErrorContains(t, err, filepath.Join(root, "file"))
}

func TestProbe(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, atomicfile.Probe(folder))
	require.Empty(t, names(t, folder))
	err := atomicfile.Probe(filepath.Join(folder, "missing"))
	require.Equal(t, fault.Write, fault.CodeOf(err))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var found []string
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	return found
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	return info.Mode().Perm()
}
