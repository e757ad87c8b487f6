package project_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/project"
)

func TestFind(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	build := func(names ...string) {
		for _, name := range names {
			path := filepath.Join(root, filepath.FromSlash(name))
			if strings.HasSuffix(name, "/") {
				require.NoError(t, os.MkdirAll(path, 0o700))
				continue
			}
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
			require.NoError(t, os.WriteFile(path, nil, 0o600))
		}
	}
	build(
		"film/.apsync/", "film/shots/sc1/", "film/inner/film2.approj", "film/inner/deep/",
		"advert/advert.approj", "advert/sub/", "advert/.apsync",
		"plain/approj", "plain/x.approj.bak", "plain/dir.approj/", "plain/sub/",
	)
	cases := []struct {
		name, file, root string
		folder           bool
	}{
		{"beside the folder", "film/a.psd", "film", true},
		{"deep below", "film/shots/sc1/a.psd", "film", true},
		{"in folders that are missing", "film/new/sc9/a.psd", "film", true},
		{"the nearest counts", "film/inner/deep/a.psd", "film/inner", false},
		{"a file named .apsync is none", "advert/sub/a.psd", "advert", false},
		{"likenesses do not count", "plain/sub/a.psd", "", false},
		{"inside the .apsync folder", "film/.apsync/config.toml", "film", true},
		{"not clean", "film/shots/../../advert/./a.psd", "advert", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, ok := project.Find(root + "/" + c.file)
			require.Equal(t, c.root != "", ok)
			require.Equal(t, ok, p.Exists())
			if !ok {
				return
			}
			want := filepath.Join(root, filepath.FromSlash(c.root))
			require.Equal(t, want, p.Root)
			if c.folder {
				require.Equal(t, filepath.Join(want, ".apsync"), p.Folder)
			} else {
				require.Empty(t, p.Folder)
			}
		})
	}
}

func TestFindSeesChanges(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	file := filepath.Join(root, "sub", "a.psd")
	finder := project.NewFinder()
	_, ok := finder.Find(file)
	require.False(t, ok)
	require.NoError(t, os.WriteFile(filepath.Join(root, "x.approj"), nil, 0o600))
	p, ok := finder.Find(file)
	require.True(t, ok)
	require.Empty(t, p.Folder)
	require.NoError(t, os.Mkdir(filepath.Join(root, ".apsync"), 0o700))
	p, _ = finder.Find(file)
	require.NotEmpty(t, p.Folder)
	require.NoError(t, os.Remove(filepath.Join(root, ".apsync")))
	require.NoError(t, os.Remove(filepath.Join(root, "x.approj")))
	_, ok = finder.Find(file)
	require.False(t, ok)
}

func TestFindInALargeFolder(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	for i := range 3000 {
		require.NoError(t, os.WriteFile(filepath.Join(root, strings.Repeat("f", 1+i%100)+string(rune('a'+i/100))), nil, 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(root, "zz.approj"), nil, 0o600))
	p, ok := project.Find(filepath.Join(root, "a.psd"))
	require.True(t, ok)
	require.Equal(t, root, p.Root)
}

func TestLinkedPictureIsInTheProjectThatLinksIt(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	film, library := filepath.Join(root, "film"), filepath.Join(root, "library")
	for _, folder := range []string{film, library} {
		require.NoError(t, os.MkdirAll(filepath.Join(folder, ".apsync"), 0o700))
	}
	require.NoError(t, os.WriteFile(filepath.Join(library, "rock.png"), nil, 0o600))
	link(t, filepath.Join(library, "rock.png"), filepath.Join(film, "rock.png"))
	link(t, film, filepath.Join(root, "current"))

	p, ok := project.Find(filepath.Join(film, "rock.png"))
	require.True(t, ok)
	require.Equal(t, film, p.Root)
	through, ok := project.Find(filepath.Join(root, "current", "rock.png"))
	require.True(t, ok)
	require.Equal(t, p, through, "a project has one root, whatever leads to it")

	place, err := project.Locate(filepath.Join(root, "current", "rock.png"))
	require.NoError(t, err)
	require.Equal(t, library, place.Project.Root, "the file's thumbnail is where the file is")
	require.Equal(t, "rock.png", place.Relative)
}

func TestFileLinkedFromOutsideIsInItsProject(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	require.NoError(t, os.MkdirAll(filepath.Join(root, "film", ".apsync"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(root, "film", "a.png"), nil, 0o600))
	link(t, filepath.Join(root, "film", "a.png"), filepath.Join(root, "desk.png"))
	p, ok := project.Find(filepath.Join(root, "desk.png"))
	require.True(t, ok)
	require.Equal(t, filepath.Join(root, "film"), p.Root)
}

func TestPathsThatCannotBe(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, path string
		code       fault.Code
	}{
		{"empty", "", fault.Argument},
		{"zero byte", "a\x00b", fault.NotFound},
		{"endless", strings.Repeat("a/", 1<<20), fault.NotFound},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, ok := project.Find(c.path)
			require.False(t, ok)
			_, err := project.Locate(c.path)
			require.Equal(t, c.code, fault.CodeOf(err))
		})
	}
}

// A clock that is ahead, as network folders have them, must not make the search
// read a folder's names anew for each of its files.
func TestFolderOfTheFutureIsListedOnce(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	const files = 2000
	for i := range files {
		require.NoError(t, os.WriteFile(filepath.Join(root, fmt.Sprintf("%d.png", i)), nil, 0o600))
	}
	future := time.Now().Add(time.Hour)
	require.NoError(t, os.Chtimes(root, future, future))
	finder := project.NewFinder()
	begin := time.Now()
	_, ok := finder.Find(filepath.Join(root, "0.png"))
	require.False(t, ok)
	require.NoError(t, os.WriteFile(filepath.Join(root, "x.approj"), nil, 0o600))
	require.NoError(t, os.Chtimes(root, future, future))
	if _, ok = finder.Find(filepath.Join(root, "1.png")); time.Since(begin) < time.Second {
		require.False(t, ok, "within a second it is not read again")
	}
	require.Eventually(t, func() bool {
		_, ok := finder.Find(filepath.Join(root, "2.png"))
		return ok
	}, time.Minute, 50*time.Millisecond)
}

// realTemp returns a folder for the test with its symbolic links resolved.
func realTemp(t *testing.T) string {
	t.Helper()
	folder, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	return folder
}

func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		if runtime.GOOS == "windows" {
			t.Skip("this user may not make symbolic links")
		}
		require.NoError(t, err)
	}
}
