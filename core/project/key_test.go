package project_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/project"
)

func TestNamesOfOneFileHaveOneKey(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	folder := filepath.Join(root, "art", "röck")
	require.NoError(t, os.MkdirAll(folder, 0o700))
	file := filepath.Join(folder, "a.psd")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	link(t, file, filepath.Join(root, "file link"))
	link(t, folder, filepath.Join(root, "folder link"))
	link(t, filepath.Join("..", "art"), filepath.Join(root, "art", "round"))
	want := locate(t, file)
	require.Equal(t, file, want.Path)
	require.Empty(t, want.Relative)
	for _, name := range []string{
		root + "/art/./röck//a.psd",
		root + "/art/röck/../röck/a.psd",
		filepath.Join(root, "file link"),
		filepath.Join(root, "folder link", "a.psd"),
		filepath.Join(root, "art", "round", "round", "röck", "a.psd"),
	} {
		require.Equal(t, want, locate(t, name), name)
	}
	require.NotEqual(t, want.Key, locate(t, filepath.Join(folder, "b.psd")).Key)
}

func TestFolderAboveALinkIsThatOfItsTarget(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the system takes .. for the folder that is named")
	}
	root := realTemp(t)
	require.NoError(t, os.MkdirAll(filepath.Join(root, "deep", "er"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(root, "deep", "a.psd"), nil, 0o600))
	link(t, filepath.Join(root, "deep", "er"), filepath.Join(root, "link"))
	want := locate(t, filepath.Join(root, "deep", "a.psd"))
	require.Equal(t, want, locate(t, root+"/link/../a.psd"))
	missing := locate(t, root+"/link/../missing/b.psd")
	require.Equal(t, filepath.Join(root, "deep", "missing", "b.psd"), missing.Path)
}

func TestKeyOfAMissingFile(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	require.NoError(t, os.MkdirAll(filepath.Join(root, "art"), 0o700))
	link(t, filepath.Join(root, "art"), filepath.Join(root, "link"))
	link(t, filepath.Join(root, "nowhere"), filepath.Join(root, "dangling"))
	cases := []struct{ name, path, want string }{
		{"below a link", "link/a.psd", "art/a.psd"},
		{"folders missing", "link/x/y/a.psd", "art/x/y/a.psd"},
		{"dots beyond", "link/x/../a.psd", "art/a.psd"},
		{"dangling", "dangling", "dangling"},
		{"below dangling", "dangling/a.psd", "dangling/a.psd"},
	}
	for _, c := range cases {
		place := locate(t, root+"/"+c.path)
		require.Equal(t, filepath.Join(root, filepath.FromSlash(c.want)), place.Path, c.name)
	}
	before := locate(t, filepath.Join(root, "art", "New", "A.psd"))
	require.NoError(t, os.MkdirAll(filepath.Join(root, "art", "New"), 0o700))
	require.NoError(t, os.WriteFile(before.Path, nil, 0o600))
	require.Equal(t, before, locate(t, before.Path), "a key is the same before and after")
}

func TestKeysAreComposed(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	composed := locate(t, filepath.Join(root, "r\u00f6ck.psd"))
	decomposed := locate(t, filepath.Join(root, "ro\u0308ck.psd"))
	require.Equal(t, composed.Key, decomposed.Key)
	require.NotEqual(t, composed.Path, decomposed.Path, "the path stays what the file system knows")
}

func TestUndecodableNames(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	one := locate(t, filepath.Join(root, "ro\u0308", "a\xff.psd"))
	require.Equal(t, one.Key, locate(t, filepath.Join(root, "r\u00f6", "a\xff.psd")).Key)
	require.NotEqual(t, one.Key, locate(t, filepath.Join(root, "r\u00f6", "a\xfe.psd")).Key)
	require.NotEqual(t, one.Key, locate(t, filepath.Join(root, "r\u00f6", "a\ufffd.psd")).Key)
}

func TestProjectThatMovesKeepsItsKeys(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	old, moved := filepath.Join(root, "film"), filepath.Join(root, "archive", "film 2")
	require.NoError(t, os.MkdirAll(filepath.Join(old, ".apsync"), 0o700))
	before := locate(t, filepath.Join(old, "shots", "a.psd"))
	require.Equal(t, "shots/a.psd", before.Relative)
	require.NoError(t, os.Mkdir(filepath.Dir(moved), 0o700))
	require.NoError(t, os.Rename(old, moved))
	after := locate(t, filepath.Join(moved, "shots", "a.psd"))
	require.Equal(t, before.Relative, after.Relative)
	require.NotEqual(t, before.Key, after.Key)
}

func TestRelativePaths(t *testing.T) {
	t.Parallel()
	wd, err := os.Getwd()
	require.NoError(t, err)
	wd, err = filepath.EvalSymlinks(wd)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(wd, "key_test.go"), locate(t, "key_test.go").Path)
	require.Equal(t, filepath.Join(wd, "key_test.go"), locate(t, "../project/key_test.go").Path)
}

func TestKeysOfOtherMachines(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	require.NoError(t, os.MkdirAll(filepath.Join(root, ".apsync"), 0o700))
	place := locate(t, filepath.Join(root, "Art", "Rock.PSD"))
	all := append(place.Elsewhere, place.Relative)
	require.ElementsMatch(t, []string{"Art/Rock.PSD", "art/rock.psd"}, all)
	require.Empty(t, locate(t, filepath.Join(root, "art", "rock.psd")).Elsewhere)
}

// TestCase holds on file systems of either kind: keys are equal exactly when the
// names lead to one file.
func TestCase(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	require.NoError(t, os.Mkdir(filepath.Join(root, "Art"), 0o700))
	file := filepath.Join(root, "Art", "Röck.psd")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	other := filepath.Join(root, "aRT", "rÖCK.PSD")
	_, err := os.Stat(other)
	folds := err == nil
	require.Equal(t, folds, locate(t, file).Key == locate(t, other).Key)
	same := project.Folder(root)
	require.Equal(t, folds, same(file) == same(other))
}

func TestHardLinksDoNotFold(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	lower, upper := filepath.Join(root, "a.psd"), filepath.Join(root, "A.PSD")
	require.NoError(t, os.WriteFile(lower, nil, 0o600))
	if err := os.Link(lower, upper); err != nil {
		t.Skip("the file system folds case or has no hard links")
	}
	require.NotEqual(t, locate(t, lower).Key, locate(t, upper).Key)
	same := project.Folder(root)
	require.NotEqual(t, same(lower), same(upper))
}

func TestFolder(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	output := filepath.Join(root, "out")
	link(t, output, filepath.Join(root, "link"))
	require.NoError(t, os.Mkdir(output, 0o700))
	same := project.Folder(filepath.Join(root, "link"))
	require.Equal(t, same(filepath.Join(output, "r\u00f6ck_pt.png")), same(filepath.Join(root, "link", "ro\u0308ck_pt.png")))
	require.NotEqual(t, same(filepath.Join(output, "a_pt.png")), same(filepath.Join(output, "b_pt.png")))
	require.NotEqual(t, same(filepath.Join(output, "\xff.png")), same(filepath.Join(output, "\xfe.png")))
	missing := project.Folder(filepath.Join(root, "to be", "made"))
	require.Equal(t, missing(filepath.Join(root, "to be", "made", "a.png")), missing(root+"/to be/./made/a.png"))
}

func locate(t *testing.T, path string) project.Place {
	t.Helper()
	place, err := project.Locate(path)
	require.NoError(t, err)
	return place
}
