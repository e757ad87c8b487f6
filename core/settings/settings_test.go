package settings_test

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
	"apsync/core/settings"
)

func TestBuiltIn(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	s := h.load(t, settings.Scope{})
	require.Equal(t, 256, s.PreviewSize)
	require.Equal(t, 2048, s.DetailSize)
	require.Equal(t, time.Minute, s.Deadline)
	require.Equal(t, runtime.GOMAXPROCS(0), s.Workers)
	require.Zero(t, s.MaxPixels)
	require.Positive(t, s.Memory)
	require.LessOrEqual(t, s.Memory, int64(2<<30))
	require.LessOrEqual(t, s.Memory, settings.Available()/4)
	require.Empty(t, s.Ignored)
	for _, value := range s.List() {
		require.Equal(t, settings.BuiltIn, value.Layer, value.Name)
		require.NotEmpty(t, value.Value, value.Name)
	}
	if runtime.GOOS == "linux" {
		require.Equal(t, filepath.Join(h.home, ".local", "share", "apsync", "thumbnails"), s.Store)
		require.Equal(t, filepath.Join(h.home, ".cache", "apsync"), s.Cache)
	}
}

func TestFoldersOfTheXDGSpecification(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("other systems have other folders")
	}
	h := newHost(t)
	h.env["XDG_DATA_HOME"], h.env["XDG_CACHE_HOME"], h.env["XDG_CONFIG_HOME"] = "/data", "relative/is/ignored", "/config"
	s := h.load(t, settings.Scope{Workspace: "w"})
	require.Equal(t, "/data/apsync/thumbnails", s.Store)
	require.Equal(t, filepath.Join(h.home, ".cache", "apsync"), s.Cache)
	files := settings.Files(settings.Scope{Workspace: "w", Getenv: h.getenv})
	require.Equal(t, []settings.Origin{
		{Layer: settings.User, Place: "/config/apsync/config.toml"},
		{Layer: settings.Workspace, Place: "/config/apsync/workspaces/w.toml"},
	}, files)
}

func TestStrongerLayersWin(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	workspace := settings.Scope{Workspace: "Studio 7"}
	project := settings.Scope{Project: h.project, Workspace: "Studio 7"}
	size := func(scope settings.Scope) (int, settings.Layer) {
		s := h.load(t, scope)
		return s.PreviewSize, s.Origin("preview_size").Layer
	}
	expect := func(scope settings.Scope, want int, layer settings.Layer) {
		t.Helper()
		got, from := size(scope)
		require.Equal(t, want, got)
		require.Equal(t, layer, from)
	}
	expect(workspace, 256, settings.BuiltIn)
	h.write(t, workspace, settings.User, "preview_size = 100")
	expect(workspace, 100, settings.User)
	expect(project, 100, settings.User)
	h.write(t, workspace, settings.Workspace, "preview_size = 200")
	expect(workspace, 200, settings.Workspace)
	expect(settings.Scope{Workspace: "another"}, 100, settings.User)
	expect(project, 100, settings.User)
	h.write(t, project, settings.Project, "preview_size = 300")
	expect(project, 300, settings.Project)
	expect(workspace, 200, settings.Workspace)
	h.env["APSYNC_PREVIEW_SIZE"] = "400"
	expect(project, 400, settings.Environment)
	expect(workspace, 400, settings.Environment)
	h.env["APSYNC_PREVIEW_SIZE"] = ""
	expect(project, 300, settings.Project)
}

func TestValues(t *testing.T) {
	t.Parallel()
	cases := []struct {
		line string
		get  func(s settings.Settings) any
		want any // nil where the value is refused
	}{
		{"preview_size = 16", previewSize, 16},
		{"preview_size = 16384", previewSize, 16384},
		{`preview_size = "64"`, previewSize, 64},
		{"preview_size = 15", previewSize, nil},
		{"preview_size = 16385", previewSize, nil},
		{"preview_size = -1", previewSize, nil},
		{"preview_size = 256.5", previewSize, nil},
		{"preview_size = true", previewSize, nil},
		{"preview_size = [256]", previewSize, nil},
		{"detail_size = 4096", func(s settings.Settings) any { return s.DetailSize }, 4096},
		{`memory = "512MB"`, memory, int64(512e6)},
		{`memory = "512 MiB"`, memory, int64(512 << 20)},
		{`memory = "1.5g"`, memory, int64(15e8)},
		{`memory = "1tb"`, memory, int64(1e12)},
		{"memory = 100_000_000", memory, int64(1e8)},
		{"memory = 1e9", memory, int64(1e9)},
		{"memory = 999_999", memory, nil},
		{`memory = "1.1TB"`, memory, nil},
		{`memory = "-1GB"`, memory, nil},
		{`memory = "GB"`, memory, nil},
		{`memory = "512 bananas"`, memory, nil},
		{"memory = nan", memory, nil},
		{"memory = inf", memory, nil},
		{`deadline = "90s"`, deadline, 90 * time.Second},
		{`deadline = "1m30s"`, deadline, 90 * time.Second},
		{"deadline = 90", deadline, 90 * time.Second},
		{"deadline = 0.5", deadline, 500 * time.Millisecond},
		{"deadline = 0", deadline, time.Duration(0)},
		{`deadline = "25h"`, deadline, nil},
		{`deadline = "1ms"`, deadline, nil},
		{"deadline = -1", deadline, nil},
		{"deadline = 1e300", deadline, nil},
		{"deadline = nan", deadline, nil},
		{"deadline = 2024-01-01", deadline, nil},
		{"workers = 3", workers, 3},
		{"workers = 257", workers, nil},
		{"workers = 99999999999999999999", workers, nil},
		{"max_pixels = 1000000", func(s settings.Settings) any { return s.MaxPixels }, int64(1000000)},
		{`cache_size = "2GiB"`, cacheSize, int64(2 << 30)},
		{"cache_size = 0", cacheSize, int64(0)},
		{`cache_size = "999kB"`, cacheSize, nil},
		{`store = ""`, func(s settings.Settings) any { return s.Store }, nil},
	}
	for _, c := range cases {
		t.Run(c.line, func(t *testing.T) {
			t.Parallel()
			h := newHost(t)
			h.write(t, settings.Scope{}, settings.User, "# comment\n"+c.line)
			s, err := settings.Load(settings.Scope{Getenv: h.getenv})
			if c.want == nil {
				require.Equal(t, fault.Argument, fault.CodeOf(err))
				require.ErrorContains(t, err, "config.toml, line 2: ")
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, c.get(s))
		})
	}
}

func TestErrorsNamePlaceValueAndRange(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	h.write(t, settings.Scope{}, settings.User, "detail_size = 2048\n\n  preview_size=9\n")
	_, err := settings.Load(settings.Scope{Getenv: h.getenv})
	require.ErrorContains(t, err, `config.toml, line 3: preview_size is "9", not a whole number from 16 to 16384`)

	h.write(t, settings.Scope{}, settings.User, "previw_size = 9\n")
	_, err = settings.Load(settings.Scope{Getenv: h.getenv})
	require.ErrorContains(t, err, `config.toml, line 1: "previw_size" is no setting`)
	require.Contains(t, fault.From(err).Advice, "preview_size")

	h.write(t, settings.Scope{}, settings.User, "[thumbnails]\npreview_size = 256\n")
	_, err = settings.Load(settings.Scope{Getenv: h.getenv})
	require.ErrorContains(t, err, "config.toml, line 1: thumbnails is a table")

	h.write(t, settings.Scope{}, settings.User, "preview_size = 256\ndetail_size 9\n")
	_, err = settings.Load(settings.Scope{Getenv: h.getenv})
	require.Equal(t, fault.Argument, fault.CodeOf(err))
	require.ErrorContains(t, err, "config.toml, line 2: ")

	h.write(t, settings.Scope{}, settings.User, strings.Repeat("# long\n", 10000))
	_, err = settings.Load(settings.Scope{Getenv: h.getenv})
	require.ErrorContains(t, err, "more than the 65536 bytes")

	for _, nested := range []string{
		strings.Repeat("a.", 32000) + "b = 1",
		"a = " + strings.Repeat("{a=", 16000) + "1" + strings.Repeat("}", 16000),
		"a = " + strings.Repeat("[", 65000),
	} {
		h.write(t, settings.Scope{}, settings.User, nested)
		_, err = settings.Load(settings.Scope{Getenv: h.getenv})
		require.Equal(t, fault.Argument, fault.CodeOf(err), "and not after minutes")
	}

	h = newHost(t)
	h.env["APSYNC_DEADLINE"] = "soon"
	_, err = settings.Load(settings.Scope{Getenv: h.getenv})
	require.Equal(t, fault.Argument, fault.CodeOf(err))
	require.ErrorContains(t, err, `APSYNC_DEADLINE in the environment is "soon", not a time from 10 ms to 24 hours`)
}

func TestProjectsAreStrangers(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	scope := settings.Scope{Project: h.project}
	h.write(t, scope, settings.Project, "memory = 0\nworkers = 99\nstore = '/etc'\ncache = '/etc'\ncache_size = 0\nmax_pixels = 7\n"+
		"preview_size = 64\ndetail_size = 128\ndeadline = 30\n")
	s := h.load(t, scope)
	plain := newHost(t).load(t, settings.Scope{})
	require.Equal(t, []any{64, 128, 30 * time.Second}, []any{s.PreviewSize, s.DetailSize, s.Deadline})
	require.Equal(t, plain.Memory, s.Memory)
	require.Equal(t, plain.Workers, s.Workers)
	require.Equal(t, plain.MaxPixels, s.MaxPixels)
	require.Equal(t, filepath.Join(h.project, ".apsync", "thumbnails"), s.Store)
	require.NotEqual(t, "/etc", s.Cache)
	require.Equal(t, plain.CacheSize, s.CacheSize)
	var ignored []string
	for _, note := range s.Ignored {
		require.Equal(t, settings.Project, note.Layer)
		require.NotEmpty(t, note.Reason)
		ignored = append(ignored, note.Name)
	}
	require.Equal(t, []string{"cache", "cache_size", "max_pixels", "memory", "store", "workers"}, ignored)

	for _, line := range []string{"deadline = 0", `deadline = "11m"`, "deadline = 0.5"} {
		h.write(t, scope, settings.Project, line)
		_, err := settings.Load(settings.Scope{Project: h.project, Getenv: h.getenv})
		require.Equal(t, fault.Argument, fault.CodeOf(err), line)
		require.ErrorContains(t, err, "not a time from 1 second to 10 minutes in a project")
	}
}

func TestStore(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	project := settings.Scope{Project: h.project}
	own := filepath.Join(h.project, ".apsync", "thumbnails")
	h.write(t, project, settings.User, `store = "~/pictures"`)
	s := h.load(t, settings.Scope{})
	require.Equal(t, filepath.Join(h.home, "pictures"), s.Store)
	s = h.load(t, project)
	require.Equal(t, filepath.Join(h.home, "pictures"), s.Store, "the project has no .apsync folder")
	require.NoError(t, os.MkdirAll(filepath.Join(h.project, ".apsync"), 0o700))
	s = h.load(t, project)
	require.Equal(t, own, s.Store)
	require.Equal(t, settings.Project, s.Origin("store").Layer)
	h.env["APSYNC_STORE"] = filepath.Join(h.home, "elsewhere")
	s = h.load(t, project)
	require.Equal(t, h.env["APSYNC_STORE"], s.Store)
	require.Equal(t, "APSYNC_STORE", s.Origin("store").Place)

	h.env["APSYNC_STORE"] = "relative"
	s = h.load(t, project)
	wd, err := os.Getwd()
	require.NoError(t, err)
	require.Equal(t, filepath.Join(wd, "relative"), s.Store)

	h.write(t, project, settings.User, `cache = "beside"`)
	s = h.load(t, settings.Scope{})
	require.Equal(t, filepath.Join(filepath.Dir(s.Origin("cache").Place), "beside"), s.Cache)
}

func TestRelativeFoldersCountFromTheScopes(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	h.env["APSYNC_STORE"], h.env["APSYNC_CACHE"] = "a/../pictures", filepath.Join(h.home, "copies")
	s := h.load(t, settings.Scope{Folder: filepath.Join(h.home, "work")})
	require.Equal(t, filepath.Join(h.home, "work", "pictures"), s.Store)
	require.Equal(t, filepath.Join(h.home, "copies"), s.Cache)
}

func TestUserStore(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	project := settings.Scope{Project: h.project}
	h.write(t, project, settings.User, `store = "~/pictures"`)
	users := filepath.Join(h.home, "pictures")
	require.Equal(t, users, h.load(t, project).UserStore, "the project has no .apsync folder")
	require.NoError(t, os.MkdirAll(filepath.Join(h.project, ".apsync"), 0o700))
	s := h.load(t, project)
	require.Equal(t, users, s.UserStore)
	require.NotEqual(t, users, s.Store)
	h.env["APSYNC_STORE"] = filepath.Join(h.home, "elsewhere")
	require.Equal(t, h.env["APSYNC_STORE"], h.load(t, project).UserStore)
}

func TestLenientLeavesOutWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	scope := settings.Scope{Project: h.project, Getenv: h.getenv}
	h.write(t, scope, settings.User, "preview_size = 100\ndetail_size = 1000\nworkers = true\n[memory]\nx = 1\n")
	h.write(t, scope, settings.Project, "preview_sise = 50\npreview_size = 7\ndetail_size = 500\nstore = '/etc'\n")
	h.env["APSYNC_DEADLINE"] = "soon"
	_, err := settings.Load(scope)
	require.Error(t, err)
	s := settings.Lenient(scope)
	require.Equal(t, 100, s.PreviewSize)
	require.Equal(t, settings.User, s.Origin("preview_size").Layer)
	require.Equal(t, 500, s.DetailSize)
	require.Equal(t, time.Minute, s.Deadline)
	require.Positive(t, s.Workers)
	require.Positive(t, s.Memory)
	require.Equal(t, filepath.Join(h.project, ".apsync", "thumbnails"), s.Store)
	users := settings.Origin{Layer: settings.User, Place: h.file(scope, settings.User)}
	projects := settings.Origin{Layer: settings.Project, Place: h.file(scope, settings.Project)}
	environment := settings.Origin{Layer: settings.Environment, Place: "APSYNC_DEADLINE"}
	require.Equal(t, []settings.Note{
		{Origin: users, Name: "memory", Reason: "line 4: memory is a table, and settings are not in tables"},
		{Origin: users, Name: "workers", Reason: "line 3: workers is true, neither a number nor a string"},
		{Origin: projects, Name: "preview_sise", Reason: `line 1: "preview_sise" is no setting`},
		{Origin: projects, Name: "preview_size", Reason: `line 2: preview_size is "7", not a whole number from 16 to 16384 in a project`},
		{Origin: projects, Name: "store", Reason: "a project may not set it"},
		{Origin: environment, Name: "deadline", Reason: `APSYNC_DEADLINE in the environment is "soon", not a time from 10 ms to 24 hours such as "60s", "1m30s" or a number of seconds; 0 is without end`},
	}, s.Ignored)
}

func TestLenientLeavesOutFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	scope := settings.Scope{Project: h.project, Getenv: h.getenv}
	h.write(t, scope, settings.User, "preview_size = 100")
	for _, text := range []string{"preview_size 9", strings.Repeat("# long\n", 10000), "a = " + strings.Repeat("[", 65000)} {
		h.write(t, scope, settings.Project, text)
		s := settings.Lenient(scope)
		require.Equal(t, 100, s.PreviewSize)
		require.Len(t, s.Ignored, 1)
		require.Empty(t, s.Ignored[0].Name)
		require.Equal(t, h.file(scope, settings.Project), s.Ignored[0].Place)
		require.NotContains(t, s.Ignored[0].Reason, s.Ignored[0].Place)
	}
}

func TestFileThatLinksToItselfIsIgnored(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	path := filepath.Join(home, ".apsync", "config.toml")
	require.NoError(t, os.Mkdir(filepath.Dir(path), 0o700))
	if err := os.Symlink(path, path); err != nil {
		t.Skip("links cannot be made:", err)
	}
	s, err := settings.Load(settings.Scope{Project: home, Getenv: func(string) string { return "" }})
	require.NoError(t, err)
	origin := settings.Origin{Layer: settings.Project, Place: path}
	require.Contains(t, s.Ignored, settings.Note{Origin: origin, Reason: "it is a link to itself"})
}

// A name's line is looked for in all of the file: of thousands of names, once.
func TestFileOfThousandsOfNames(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	path := filepath.Join(home, ".apsync", "config.toml")
	require.NoError(t, os.Mkdir(filepath.Dir(path), 0o700))
	var text strings.Builder
	const names = 6000
	for i := range names {
		fmt.Fprintf(&text, "k%d=1\n", i)
	}
	require.NoError(t, os.WriteFile(path, []byte(text.String()), 0o600))
	s := settings.Lenient(settings.Scope{Project: home, Getenv: func(string) string { return "" }})
	reasons := map[string]string{}
	for _, note := range s.Ignored {
		reasons[note.Name] = note.Reason
	}
	require.Len(t, reasons, names)
	require.Equal(t, `line 4322: "k4321" is no setting`, reasons["k4321"])
}

func TestFilesThatAreNoneToRead(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	path := h.file(settings.Scope{}, settings.User)
	require.NoError(t, os.MkdirAll(path, 0o700))
	s := h.load(t, settings.Scope{})
	require.Equal(t, []settings.Note{{Origin: settings.Origin{Layer: settings.User, Place: path}, Reason: "it is not a file"}}, s.Ignored)

	h = newHost(t)
	folder := filepath.Dir(h.file(settings.Scope{}, settings.User))
	require.NoError(t, os.MkdirAll(filepath.Dir(folder), 0o700))
	require.NoError(t, os.WriteFile(folder, nil, 0o600))
	require.Empty(t, h.load(t, settings.Scope{}).Ignored)

	h = newHost(t)
	require.Empty(t, h.load(t, settings.Scope{Project: filepath.Join(h.home, strings.Repeat("n", 300))}).Ignored)

	if os.Getuid() > 0 {
		h = newHost(t)
		h.write(t, settings.Scope{}, settings.User, "preview_size = 9")
		require.NoError(t, os.Chmod(h.file(settings.Scope{}, settings.User), 0))
		require.Len(t, h.load(t, settings.Scope{}).Ignored, 1)
	}
}

func TestWorkspaceIDsAreAnyString(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	ids := []string{
		"a", "A", "a.b", ".a", "a.", "..", ".", "../../etc/passwd", `..\x`, "a/b", "con", "CON", "con.x", "lpt1", "com9",
		"\xff", "ü", "a b", "a%20b", strings.Repeat("x", 120), strings.Repeat("x", 121), strings.Repeat("X", 5000), "\x00", "0a1b-77_x",
	}
	seen := map[string]string{}
	for _, id := range ids {
		path := h.file(settings.Scope{Workspace: id}, settings.Workspace)
		name := strings.ToLower(filepath.Base(path))
		require.Equal(t, "workspaces", filepath.Base(filepath.Dir(path)), "%q", id)
		require.LessOrEqual(t, len(name), 130)
		require.NotContains(t, seen, name, "%q and %q", id, seen[name])
		seen[name] = id
	}
	require.Contains(t, seen, "0a1b-77_x.toml")
	require.NotContains(t, seen, "con.toml")
}

func TestTable(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	values := h.load(t, settings.Scope{}).List()
	for i, row := range settings.Table() {
		require.Equal(t, row.Name, values[i].Name)
		require.Equal(t, "APSYNC_"+strings.ToUpper(row.Name), row.Env)
		require.Contains(t, settings.Variables(), row.Env)
		require.NotEmpty(t, row.Range)
		require.True(t, strings.HasSuffix(row.Doc, "."), row.Doc)
		require.Equal(t, row.Project, row.ProjectRange != "")
		if row.Default == "" {
			continue
		}
		h.env[row.Env] = row.Default
		s := h.load(t, settings.Scope{})
		require.Equal(t, values[i].Value, s.List()[i].Value, "the default of %s can be written down", row.Name)
	}
}

func FuzzFile(f *testing.F) {
	f.Add([]byte("preview_size = 256\n[a]\nb = 1"), true)
	f.Add([]byte("memory = \"1GB\" # c\n\"deadline\" = 1e3"), false)
	f.Fuzz(func(t *testing.T, data []byte, inProject bool) {
		h := newHost(t)
		scope := settings.Scope{Getenv: h.getenv}
		layer := settings.User
		if inProject {
			scope.Project, layer = h.project, settings.Project
		}
		h.write(t, scope, layer, string(data))
		s, err := settings.Load(scope)
		if err != nil {
			require.Equal(t, fault.Argument, fault.CodeOf(err), "%v", err)
			s = settings.Lenient(scope)
			require.NotEmpty(t, s.Ignored)
		}
		require.GreaterOrEqual(t, s.PreviewSize, settings.MinSize)
		require.LessOrEqual(t, s.DetailSize, settings.MaxSize)
		require.Positive(t, s.Memory)
		require.Positive(t, s.Workers)
		require.GreaterOrEqual(t, s.Deadline, time.Duration(0))
		require.False(t, inProject && s.Deadline == 0)
	})
}

func previewSize(s settings.Settings) any { return s.PreviewSize }
func memory(s settings.Settings) any      { return s.Memory }
func cacheSize(s settings.Settings) any   { return s.CacheSize }
func deadline(s settings.Settings) any    { return s.Deadline }
func workers(s settings.Settings) any     { return s.Workers }

// testHost is a user without settings.
type testHost struct {
	home, project string
	env           map[string]string
}

func newHost(t *testing.T) *testHost {
	t.Helper()
	home := t.TempDir()
	h := &testHost{home: home, project: filepath.Join(home, "film"), env: map[string]string{"HOME": home, "USERPROFILE": home}}
	require.NoError(t, os.Mkdir(h.project, 0o700))
	return h
}

func (h *testHost) getenv(name string) string { return h.env[name] }

func (h *testHost) load(t *testing.T, scope settings.Scope) settings.Settings {
	t.Helper()
	scope.Getenv = h.getenv
	s, err := settings.Load(scope)
	require.NoError(t, err)
	return s
}

// file returns the path of the layer's file.
func (h *testHost) file(scope settings.Scope, layer settings.Layer) string {
	scope.Getenv = h.getenv
	for _, file := range settings.Files(scope) {
		if file.Layer == layer {
			return file.Place
		}
	}
	panic(fmt.Sprint("no file of layer ", layer))
}

func (h *testHost) write(t *testing.T, scope settings.Scope, layer settings.Layer, text string) {
	t.Helper()
	path := h.file(scope, layer)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}
