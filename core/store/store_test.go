package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/project"
	"apsync/core/store"
)

func TestAttachAndGet(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, file, picture, ext string
		inProject                bool
	}{
		{"png", "rock.psd", png("a rock"), ".png", false},
		{"jpeg", "rock.psd", jpeg("a rock"), ".jpg", false},
		{"in a project", "shots/sc1/rock.psd", png("a rock"), ".png", true},
		{"unicode", "rö 🪨.psd", png("a rock"), ".png", false},
		{"undecodable", "r\xf6ck\xff.psd", png("a rock"), ".png", true},
		{"long", strings.Repeat("n", 251) + ".psd", png("a rock"), ".png", false},
		{"no extension", "rock", jpeg("a rock"), ".jpg", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, c.inProject)
			file := w.file(t, c.file, "content of a file")
			for _, slot := range []store.Slot{store.Detail, store.Preview} {
				w.getNone(t, file, slot)
				local := w.local(t, c.picture)
				require.NoError(t, w.attach(file, local, slot))
				require.NoError(t, os.Remove(local), "the caller may delete it at once")
				path := w.getPicture(t, file, slot, c.picture)
				require.Equal(t, c.ext, filepath.Ext(path))
				require.True(t, filepath.IsAbs(path))
				require.Equal(t, path, w.getPicture(t, file, slot, c.picture), "the same until it is replaced")
			}
			require.Empty(t, w.temporaries(t))
		})
	}
}

func TestSlotsAreIndependent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	w.mustAttach(t, file, png("detail 1"), store.Detail)
	w.getNone(t, file, store.Preview)
	w.mustAttach(t, file, jpeg("preview 1"), store.Preview)
	w.mustAttach(t, file, png("detail 2"), store.Detail)
	w.getPicture(t, file, store.Preview, jpeg("preview 1"))
	w.getPicture(t, file, store.Detail, png("detail 2"))
}

func TestNewAttachmentHasANewPath(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	seen := map[string]bool{}
	for _, picture := range []string{png("1"), png("2"), jpeg("3"), png("1"), png("1")} {
		w.mustAttach(t, file, picture, store.Detail)
		path := w.getPicture(t, file, store.Detail, picture)
		require.False(t, seen[filepath.Dir(path)], "the folder shows another thumbnail")
		seen[filepath.Dir(path)] = true
	}
	other := w.file(t, "b.psd", "other")
	w.mustAttach(t, other, png("1"), store.Detail)
	require.False(t, seen[filepath.Dir(w.getPicture(t, other, store.Detail, png("1")))])
}

func TestAttachRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	w.mustAttach(t, file, png("old"), store.Detail)
	folder := filepath.Join(w.root, "folder")
	require.NoError(t, os.Mkdir(folder, 0o700))
	cases := []struct {
		name    string
		request store.Request
		code    fault.Code
		path    string
		cause   error
	}{
		{"no file", store.Request{File: w.place(t, "missing.psd"), Local: w.local(t, png("x")), Slot: store.Detail}, fault.NotFound, filepath.Join(w.root, "missing.psd"), fs.ErrNotExist},
		{"no picture", store.Request{File: file, Local: filepath.Join(w.root, "missing.png"), Slot: store.Detail}, fault.NotFound, filepath.Join(w.root, "missing.png"), fs.ErrNotExist},
		{"below a file", store.Request{File: file, Local: filepath.Join(file.Path, "x.png"), Slot: store.Detail}, fault.NotFound, filepath.Join(file.Path, "x.png"), nil},
		{"a folder", store.Request{File: file, Local: folder, Slot: store.Detail}, fault.Argument, folder, nil},
		{"text", store.Request{File: file, Local: w.local(t, "text"), Slot: store.Detail}, fault.Argument, "", nil},
		{"cut short", store.Request{File: file, Local: w.local(t, png("x")[:9]), Slot: store.Detail}, fault.Truncated, "", nil},
		{"empty", store.Request{File: file, Local: w.local(t, ""), Slot: store.Detail}, fault.Argument, "", nil},
		{"no slot", store.Request{File: file, Local: w.local(t, png("x")), Slot: "poster"}, fault.Argument, "", nil},
	}
	for _, c := range cases {
		err := w.store.Attach(t.Context(), c.request)
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
		if c.path != "" {
			require.Equal(t, c.path, fault.From(err).Path, c.name)
		}
		if c.cause != nil {
			require.ErrorIs(t, err, c.cause, c.name)
		}
		w.getPicture(t, file, store.Detail, png("old"))
		require.Empty(t, w.temporaries(t), c.name)
	}
}

func TestErrorsHaveTheCallersNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file, gone := w.file(t, "a.psd", "content"), w.place(t, "gone.psd")
	file.Name, gone.Name = "~/a.psd", "./gone.psd"
	w.config.Validate = func(_ context.Context, _ io.ReaderAt, _ int64, name string) (string, error) {
		return "", &fault.Error{Code: fault.Truncated, Path: filepath.Base(name), Detail: "has no end"}
	}
	var err error
	w.store, err = store.Open(w.config)
	require.NoError(t, err)
	cases := []struct {
		name, path string
		request    store.Request
	}{
		{"no file", "./gone.psd", store.Request{File: gone, Local: w.local(t, png("x"))}},
		{"no picture", "./gone.png", store.Request{File: file, Local: filepath.Join(w.root, "gone.png"), LocalName: "./gone.png"}},
		{"impossible", "./a\x00.png", store.Request{File: file, Local: filepath.Join(w.root, "a\x00.png"), LocalName: "./a\x00.png"}},
		{"too long", "long", store.Request{File: file, Local: filepath.Join(w.root, strings.Repeat("n", 300)), LocalName: "long"}},
		{"cut short", "x/../cut.png", store.Request{File: file, Local: w.local(t, png("x")), LocalName: "x/../cut.png"}},
		{"text", "text.png", store.Request{File: file, Local: w.local(t, "text"), LocalName: "text.png"}},
	}
	for i, c := range cases {
		c.request.Slot = store.Detail
		err := w.store.Attach(t.Context(), c.request)
		require.Equal(t, c.path, fault.From(err).Path, c.name)
		if i < 4 {
			require.Equal(t, fault.NotFound, fault.CodeOf(err), c.name)
		}
	}
}

func TestStoreThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	require.NoError(t, os.WriteFile(w.config.Folder, nil, 0o600))
	err := w.attach(file, w.local(t, png("a")), store.Detail)
	require.Equal(t, fault.Write, fault.CodeOf(err))
	require.Equal(t, w.config.Folder, fault.From(err).Path)
	require.Contains(t, fault.From(err).Advice, "APSYNC_STORE")
	w.getNone(t, file, store.Detail)

	if os.Getuid() > 0 {
		require.NoError(t, os.Remove(w.config.Folder))
		w.mustAttach(t, file, png("a"), store.Detail)
		require.NoError(t, os.Chmod(filepath.Join(w.config.Folder, "records"), 0))
		t.Cleanup(func() { _ = os.Chmod(filepath.Join(w.config.Folder, "records"), 0o700) })
		_, _, err = w.store.Get(t.Context(), file, store.Detail)
		require.Equal(t, fault.Access, fault.CodeOf(err))
		require.Equal(t, w.config.Folder, fault.From(err).Path)
	}
}

func TestAllAreCheckedBeforeAnyIsStored(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	err := w.store.Attach(t.Context(),
		store.Request{File: file, Local: w.local(t, png("preview")), Slot: store.Preview},
		store.Request{File: file, Local: w.local(t, "no picture"), Slot: store.Detail})
	require.Equal(t, fault.Argument, fault.CodeOf(err))
	w.getNone(t, file, store.Preview)
	require.NoError(t, w.store.Attach(t.Context(),
		store.Request{File: file, Local: w.local(t, png("preview")), Slot: store.Preview},
		store.Request{File: file, Local: w.local(t, png("detail")), Slot: store.Detail}))
	w.getPicture(t, file, store.Preview, png("preview"))
	w.getPicture(t, file, store.Detail, png("detail"))
}

func TestCancelledAttachStoresNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	local := w.local(t, png(strings.Repeat("x", 1<<20)))
	ctx, cancel := context.WithCancel(t.Context())
	w.config.Validate = func(context.Context, io.ReaderAt, int64, string) (string, error) {
		cancel()
		return ".png", nil
	}
	s, err := store.Open(w.config)
	require.NoError(t, err)
	err = s.Attach(ctx, store.Request{File: file, Local: local, Slot: store.Detail})
	require.Equal(t, fault.Cancelled, fault.CodeOf(err))
	w.getNone(t, file, store.Detail)
	require.Empty(t, w.temporaries(t))
	require.Empty(t, w.all(t, "blobs"))
	require.Equal(t, fault.Cancelled, fault.CodeOf(s.Attach(ctx, store.Request{File: file, Local: local, Slot: store.Detail})))
}

func TestFilesThatDoNotExistHaveNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	w.mustAttach(t, file, png("a"), store.Detail)
	require.NoError(t, os.Remove(file.Path))
	w.getNone(t, file, store.Detail)
	w.getNone(t, w.place(t, "never.psd"), store.Detail)
	w.getNone(t, w.place(t, strings.Repeat("n", 300)), store.Detail)
	w.getNone(t, project.Place{Path: file.Path + "\x00", Key: file.Key + "\x00"}, store.Detail)
	require.NoError(t, os.WriteFile(file.Path, []byte("again"), 0o600))
	w.getPicture(t, file, store.Detail, png("a"))
}

func TestStoredBytesAreThoseThatWereChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	local := w.local(t, png("good"))
	w.config.Validate = func(ctx context.Context, r io.ReaderAt, size int64, name string) (string, error) {
		if err := os.WriteFile(local, []byte("changed meanwhile"), 0o600); err != nil {
			return "", err
		}
		return validate(ctx, r, size, name)
	}
	s, err := store.Open(w.config)
	require.NoError(t, err)
	require.NoError(t, s.Attach(t.Context(), store.Request{File: file, Local: local, Slot: store.Detail}))
	w.getPicture(t, file, store.Detail, png("good"))
}

func TestDamagedBlobIsNotServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	file := w.file(t, "a.psd", "content")
	w.mustAttach(t, file, png("good"), store.Detail)
	blobs := w.all(t, "blobs")
	require.Len(t, blobs, 1)
	bad := []byte(png("good"))
	bad[len(bad)-5] ^= 1
	for name, damage := range map[string]func() error{
		"a bit":   func() error { return os.WriteFile(blobs[0], bad, 0o600) },
		"its end": func() error { return os.Truncate(blobs[0], 4) },
		"all":     func() error { return os.Remove(blobs[0]) },
		"its kind": func() error {
			return errors.Join(os.Remove(blobs[0]), os.Mkdir(blobs[0], 0o700))
		},
	} {
		w.mustAttach(t, file, png("good"), store.Detail)
		require.NoError(t, damage())
		_, found, err := w.store.Get(t.Context(), file, store.Detail)
		require.Equal(t, fault.Corrupt, fault.CodeOf(err), name)
		require.False(t, found)
		require.ErrorContains(t, err, blobs[0])
		require.Equal(t, file.Path, fault.From(err).Path)
		require.NoError(t, os.RemoveAll(blobs[0]), name)
	}
	require.NoError(t, os.WriteFile(blobs[0], bad, 0o600))
	w.mustAttach(t, file, png("good"), store.Detail)
	w.getPicture(t, file, store.Detail, png("good"))
}

func TestRecordsOfStrangers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	file := w.file(t, "a.psd", "content")
	w.mustAttach(t, file, png("good"), store.Detail)
	path := w.all(t, "records")[0]
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	cases := []struct {
		name, from, to string
		code           fault.Code
	}{
		{"a type that leads elsewhere", `".png"`, `"/../../../x"`, fault.Corrupt},
		{"a blob that leads elsewhere", `"blob": "`, `"blob": "../../../../../../`, fault.Corrupt},
		{"a number for a text", `"detail"`, `7`, fault.Corrupt},
		{"another slot", `"detail"`, `"preview"`, fault.Corrupt},
		{"no bytes", `"bytes": `, `"bytes": -`, fault.Corrupt},
		{"too many bytes", `"bytes": `, `"bytes": 99999999`, fault.Corrupt},
		{"of the future", `"version": 1`, `"version": 2`, fault.Unsupported},
		{"cut", `}`, ``, fault.Corrupt},
		{"endless", `}`, strings.Repeat(" ", 200<<10) + "}", fault.Corrupt},
	}
	for _, c := range cases {
		require.Contains(t, string(good), c.from)
		require.NoError(t, os.WriteFile(path, bytes.Replace(good, []byte(c.from), []byte(c.to), 1), 0o600))
		_, found, err := w.store.Get(t.Context(), file, store.Detail)
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
		require.False(t, found)
	}
	w.mustAttach(t, file, png("new"), store.Detail)
	w.getPicture(t, file, store.Detail, png("new"))
}

func TestProjectCarriesItsPictures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.mustAttach(t, w.file(t, "shots/a.psd", "content"), png("a"), store.Detail)
	require.NotEmpty(t, w.all(t, "blobs"))
	require.Contains(t, w.all(t, "blobs")[0], filepath.Join(".apsync", "thumbnails"))
	moved := filepath.Join(t.TempDir(), "elsewhere", "film")
	require.NoError(t, os.MkdirAll(filepath.Dir(moved), 0o700))
	require.NoError(t, os.Rename(w.root, moved))
	there := openWorld(t, moved, w.config.Cache)
	there.getPicture(t, there.place(t, "shots/a.psd"), store.Detail, png("a"))
}

func TestOtherMachinesTreatCaseOtherwise(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	file := w.file(t, "Shots/A.psd", "content")
	require.NotEmpty(t, file.Elsewhere)
	there := file
	there.Relative, there.Elsewhere = file.Elsewhere[0], []string{file.Relative}
	w.mustAttach(t, there, png("made there"), store.Detail)
	w.getPicture(t, file, store.Detail, png("made there"))
	w.mustAttach(t, file, png("made here"), store.Detail)
	w.getPicture(t, there, store.Detail, png("made here"))
	w.getPicture(t, file, store.Detail, png("made here"))
}

func TestWithoutHome(t *testing.T) {
	t.Parallel()
	_, err := store.Open(store.Config{})
	require.Equal(t, fault.Access, fault.CodeOf(err))
	require.Contains(t, fault.From(err).Advice, "APSYNC_STORE")
	w := newWorld(t, false)
	file := w.file(t, "a.psd", "content")
	w.mustAttach(t, file, png("a"), store.Detail)
	w.config.Cache = ""
	s, err := store.Open(w.config)
	require.NoError(t, err)
	_, _, err = s.Get(t.Context(), file, store.Detail)
	require.Equal(t, fault.Access, fault.CodeOf(err))
	require.Contains(t, fault.From(err).Advice, "APSYNC_CACHE")
}

func TestFoldersHaveThumbnailsToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	require.NoError(t, os.Mkdir(filepath.Join(w.root, "clip.bundle"), 0o700))
	file := w.place(t, "clip.bundle")
	w.mustAttach(t, file, png("a"), store.Detail)
	w.getPicture(t, file, store.Detail, png("a"))
}

// world is a folder of files and an empty store.
type world struct {
	root   string
	config store.Config
	store  *store.Store
}

// newWorld returns a world whose files are in a project with a store of its own, or
// in none.
func newWorld(t testing.TB, inProject bool) *world {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	root = filepath.Join(root, "files")
	require.NoError(t, os.Mkdir(root, 0o700))
	if inProject {
		require.NoError(t, os.Mkdir(filepath.Join(root, ".apsync"), 0o700))
	}
	return openWorld(t, root, filepath.Join(t.TempDir(), "cache"))
}

func openWorld(t testing.TB, root, cache string) *world {
	t.Helper()
	p, _ := project.Find(filepath.Join(root, "file"))
	w := &world{root: root, config: store.Config{Cache: cache, Project: p, Validate: validate}}
	w.config.Folder = filepath.Join(filepath.Dir(root), "store")
	if p.Folder != "" {
		w.config.Folder = filepath.Join(p.Folder, "thumbnails")
	}
	var err error
	w.store, err = store.Open(w.config)
	require.NoError(t, err)
	return w
}

// file writes a file and returns its place.
func (w *world) file(t testing.TB, name, content string) project.Place {
	t.Helper()
	path := filepath.Join(w.root, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return w.place(t, name)
}

func (w *world) place(t testing.TB, name string) project.Place {
	t.Helper()
	place, err := project.Locate(filepath.Join(w.root, filepath.FromSlash(name)))
	require.NoError(t, err)
	return place
}

// local writes a picture to attach and returns its path.
func (w *world) local(t testing.TB, picture string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "local")
	require.NoError(t, os.WriteFile(path, []byte(picture), 0o600))
	return path
}

func (w *world) attach(file project.Place, local string, slot store.Slot) error {
	return w.store.Attach(context.Background(), store.Request{File: file, Local: local, Slot: slot})
}

func (w *world) mustAttach(t *testing.T, file project.Place, picture string, slot store.Slot) {
	t.Helper()
	require.NoError(t, w.attach(file, w.local(t, picture), slot))
}

func (w *world) getPicture(t *testing.T, file project.Place, slot store.Slot, want string) string {
	t.Helper()
	path, found, err := w.store.Get(t.Context(), file, slot)
	require.NoError(t, err)
	require.True(t, found)
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, want, string(got))
	return path
}

func (w *world) getNone(t *testing.T, file project.Place, slot store.Slot) {
	t.Helper()
	path, found, err := w.store.Get(t.Context(), file, slot)
	require.NoError(t, err)
	require.False(t, found, path)
	require.Empty(t, path)
}

// all returns the files in a folder of the store.
func (w *world) all(t *testing.T, folder string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(filepath.Join(w.config.Folder, folder), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return nil
	})
	require.NoError(t, err)
	return paths
}

func (w *world) temporaries(t *testing.T) []string {
	t.Helper()
	return w.all(t, "temporary")
}

// png and jpeg return files that begin as theirs do and have an end, which is all
// that validate asks for.
func png(text string) string  { return "\x89PNG\r\n\x1a\n" + text + "END." }
func jpeg(text string) string { return "\xff\xd8\xff" + text + "END." }

func validate(_ context.Context, r io.ReaderAt, size int64, _ string) (string, error) {
	data, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return "", err
	}
	ext := ""
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		ext = ".png"
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		ext = ".jpg"
	default:
		return "", fault.New(fault.Argument, "is neither")
	}
	if !bytes.HasSuffix(data, []byte("END.")) {
		return "", fault.New(fault.Truncated, "has no end")
	}
	return ext, nil
}
