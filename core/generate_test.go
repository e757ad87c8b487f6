package core_test

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core"
	"apsync/core/fault"
)

// isolate keeps the user's settings and store out of a test.
func isolate(t *testing.T) {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"} {
		t.Setenv(name, home)
	}
}

// picture writes a PNG of w×h and returns its path.
func picture(t *testing.T, path string, w, h int) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, image.NewGray(image.Rect(0, 0, w, h))))
	require.NoError(t, f.Close())
	return path
}

// generate returns the results in the order of the files.
func generate(t *testing.T, request core.GenerateRequest) []core.FileResult {
	t.Helper()
	results := make([]core.FileResult, len(request.Files))
	require.NoError(t, core.Generate(context.Background(), request, func(r core.FileResult) { results[r.Index] = r }))
	return results
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	sort.Strings(all)
	return all
}

func TestOutputsAreNamedAfterTheStem(t *testing.T) {
	isolate(t)
	for _, c := range []struct{ file, stem string }{
		{"photo.png", "photo"},
		{"render.0001.png", "render.0001"},
		{"no extension", "no extension"},
		{".hidden", ".hidden"},
		{"..odd.png", "..odd"},
		{"ends with dot.", "ends with dot"},
		{"röck – 岩.png", "röck – 岩"},
		{"a.tar.gz.png", "a.tar.gz"},
	} {
		dir := t.TempDir()
		file := picture(t, filepath.Join(dir, "in", c.file), 8, 8)
		out := filepath.Join(dir, "out")
		results := generate(t, core.GenerateRequest{Files: []string{file}, Output: out, Preview: true, Detail: true})
		require.NoError(t, results[0].Err, c.file)
		require.Equal(t, []string{c.stem + "_dt.png", c.stem + "_pt.png"}, names(t, out))
	}
}

func TestTheFirstOfTwoFilesWithOneStemHasTheName(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	first := picture(t, filepath.Join(dir, "a", "rock.png"), 10, 20)
	second := picture(t, filepath.Join(dir, "b", "rock.gif"), 30, 40)
	out := filepath.Join(dir, "out")
	request := core.GenerateRequest{Files: []string{first, second}, Output: out, Preview: true}
	results := generate(t, request)
	require.NoError(t, results[0].Err)
	require.Equal(t, 10, results[0].Width)
	require.Equal(t, fault.NameTaken, fault.CodeOf(results[1].Err))
	require.ErrorContains(t, results[1].Err, first, "the error names the first")

	request.Naming = core.NamingFull
	request.Files = []string{first, second}
	for _, r := range generate(t, request) {
		require.NoError(t, r.Err)
	}
	require.Equal(t, []string{"rock.gif_pt.png", "rock.png_pt.png", "rock_pt.png"}, names(t, out))
}

func TestAFileThatIsNamedTwiceIsMadeOnceAndSucceedsTwice(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	file := picture(t, filepath.Join(dir, "a.png"), 10, 20)
	missing := filepath.Join(dir, "none.png")
	files := []string{file, missing, filepath.Join(dir, ".", "a.png"), file, missing, dir + "/../" + filepath.Base(dir) + "/a.png"}
	results := generate(t, core.GenerateRequest{Files: files, Output: filepath.Join(dir, "out"), Preview: true})
	for i, r := range results {
		require.Equal(t, i, r.Index)
		if files[i] == missing {
			require.Equal(t, fault.NotFound, fault.CodeOf(r.Err))
			continue
		}
		require.NoError(t, r.Err)
		require.Len(t, r.Outputs, 1)
	}
}

func TestNoOutputReplacesAFileOfTheCall(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	a := picture(t, filepath.Join(dir, "a.png"), 10, 20)
	own := picture(t, filepath.Join(dir, "a_pt.png"), 30, 40)
	before, err := os.ReadFile(own)
	require.NoError(t, err)
	results := generate(t, core.GenerateRequest{Files: []string{a, own}, Output: dir, Preview: true})
	require.Equal(t, fault.NameTaken, fault.CodeOf(results[0].Err))
	require.NoError(t, results[1].Err)
	after, err := os.ReadFile(own)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestNothingRequestedWritesNothing(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	good := picture(t, filepath.Join(dir, "a.png"), 10, 20)
	out := filepath.Join(dir, "out")
	results := generate(t, core.GenerateRequest{Files: []string{good, filepath.Join(dir, "none.png")}, Output: out})
	require.NoError(t, results[0].Err)
	require.Equal(t, fault.NotFound, fault.CodeOf(results[1].Err))
	require.NoDirExists(t, out)
}

func TestFilesOfTwoProjectsAreRefused(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	one := picture(t, filepath.Join(dir, "one", "sub", "a.png"), 10, 20)
	two := picture(t, filepath.Join(dir, "two", "b.png"), 10, 20)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "one", "x.approj"), nil, 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "two", ".apsync"), 0o755))
	out := filepath.Join(dir, "out")
	err := core.Generate(context.Background(), core.GenerateRequest{Files: []string{one, two}, Output: out, Preview: true},
		func(core.FileResult) { t.Error("nothing may be done") })
	require.Equal(t, fault.Argument, fault.CodeOf(err))
	require.NoDirExists(t, out)
}

func TestAProjectsSizesApplyToItsFiles(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	file := picture(t, filepath.Join(dir, "p", "a.png"), 1000, 500)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "p", ".apsync"), 0o755))
	config := []byte("preview_size = 100\n")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "p", ".apsync", "config.toml"), config, 0o600))
	request := core.GenerateRequest{Files: []string{file}, Output: filepath.Join(dir, "out"), Preview: true}
	require.Equal(t, 100, generate(t, request)[0].Outputs[0].Width)
	t.Setenv("APSYNC_PREVIEW_SIZE", "64")
	require.Equal(t, 64, generate(t, request)[0].Outputs[0].Width, "the environment is stronger")
}

func TestAnOutputFolderThatCannotBeIsAnErrorOfTheCall(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	file := picture(t, filepath.Join(dir, "a.png"), 10, 20)
	for _, output := range []string{file, filepath.Join(file, "below"), ""} {
		err := core.Generate(context.Background(), core.GenerateRequest{Files: []string{file}, Output: output, Preview: true},
			func(core.FileResult) { t.Error("nothing may be done") })
		require.Error(t, err, "%q", output)
	}
}

func TestAnAttachedThumbnailComesBack(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "scene.blend")
	require.NoError(t, os.WriteFile(file, make([]byte, 5000), 0o600))
	local := picture(t, filepath.Join(dir, "local.png"), 30, 20)
	data, err := os.ReadFile(local)
	require.NoError(t, err)
	require.NoError(t, core.Attach(context.Background(), file, core.Picture{Slot: core.Detail, Local: local}))
	require.NoError(t, os.Remove(local))

	path, found, err := core.Get(context.Background(), file, core.Detail)
	require.NoError(t, err)
	require.True(t, found)
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, data, got, "bytes are stored as given")
	_, found, err = core.Get(context.Background(), file, core.Preview)
	require.NoError(t, err)
	require.False(t, found)
}

func TestOnlyWholePNGsAndJPEGsCanBeAttached(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "scene.blend")
	require.NoError(t, os.WriteFile(file, make([]byte, 5000), 0o600))
	whole, err := os.ReadFile(picture(t, filepath.Join(dir, "local.png"), 300, 200))
	require.NoError(t, err)
	for name, data := range map[string][]byte{
		"cut.png": whole[:len(whole)-40], "words.png": []byte("words"), "picture.gif": []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00"),
	} {
		local := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(local, data, 0o600))
		err := core.Attach(context.Background(), file, core.Picture{Slot: core.Detail, Local: local})
		require.Error(t, err, name)
		require.Contains(t, []fault.Code{fault.Argument, fault.Truncated, fault.Corrupt}, fault.CodeOf(err), "%s: %v", name, err)
	}
	missing := core.Picture{Slot: core.Detail, Local: filepath.Join(dir, "none.png")}
	require.Equal(t, fault.NotFound, fault.CodeOf(core.Attach(context.Background(), file, missing)))
	require.Equal(t, fault.NotFound, fault.CodeOf(core.Attach(context.Background(), filepath.Join(dir, "none"), missing)))
}

func TestAnOutputIsNotWrittenOverAnInputBehindALink(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	rock := picture(t, filepath.Join(dir, "in", "rock.png"), 10, 20)
	own := picture(t, filepath.Join(dir, "out", "rock_pt.png"), 30, 40)
	link := filepath.Join(dir, "in", "link.png")
	if err := os.Symlink(own, link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	before, err := os.ReadFile(own)
	require.NoError(t, err)
	results := generate(t, core.GenerateRequest{Files: []string{rock, link}, Output: filepath.Join(dir, "out"), Preview: true})
	require.Equal(t, fault.NameTaken, fault.CodeOf(results[0].Err))
	require.NoError(t, results[1].Err)
	after, err := os.ReadFile(own)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestSizesBeyondTheBoundsAreRefused(t *testing.T) {
	isolate(t)
	file := picture(t, filepath.Join(t.TempDir(), "a.png"), 10, 20)
	for _, size := range []int{-3, 5, 20000} {
		request := core.GenerateRequest{Files: []string{file}, Output: t.TempDir(), Preview: true, PreviewSize: size}
		err := core.Generate(context.Background(), request, func(core.FileResult) { t.Error("nothing may be done") })
		require.Equal(t, fault.Argument, fault.CodeOf(err), "%d", size)
	}
}

func TestNamesThatCannotBeAreNotFound(t *testing.T) {
	isolate(t)
	files := []string{"", "a\x00b.png", strings.Repeat("n", 300) + ".png"}
	request := core.GenerateRequest{Files: files, Output: filepath.Join(t.TempDir(), "out"), Preview: true}
	for i, r := range generate(t, request) {
		require.Equal(t, fault.NotFound, fault.CodeOf(r.Err), "%q: %v", files[i], r.Err)
	}
}

func TestThumbnailsStayWhenAFolderBecomesAProject(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "scene.blend")
	require.NoError(t, os.WriteFile(file, make([]byte, 5000), 0o600))
	local := picture(t, filepath.Join(dir, "local.png"), 30, 20)
	require.NoError(t, core.Attach(context.Background(), file, core.Picture{Slot: core.Detail, Local: local}))
	require.NoError(t, os.Mkdir(filepath.Join(dir, ".apsync"), 0o755))
	_, found, err := core.Get(context.Background(), file, core.Detail)
	require.NoError(t, err)
	require.True(t, found)

	outside := filepath.Join(t.TempDir(), "moved.blend")
	require.NoError(t, os.Rename(file, outside))
	_, found, err = core.Get(context.Background(), outside, core.Detail)
	require.NoError(t, err)
	require.True(t, found, "also out of the project again")
}
