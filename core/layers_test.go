package core_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders/loadertest"
)

// layers are the packages from top to bottom. A package imports only from rows
// below its own; those of one row know nothing of each other, but where the row
// names a package with its own parts.
var layers = [][]string{
	{"apsync/capi"},
	{"apsync/core/calls"},
	{"apsync/core"},
	{"apsync/core/batch", "apsync/core/store", "apsync/core/settings"},
	{"apsync/core/project"},
	{"apsync/core/thumb"},
	{"apsync/core/thumb/encode"},
	{"apsync/core/thumb/deflate"},
	{"apsync/core/loaders"},
	{"apsync/core/codec/metafile"},
	{"apsync/core/codec/dib"},
	{"apsync/core/loaders/", "apsync/core/codec/"},
	{"apsync/core/loaders/raw/"},
	{"apsync/core/loaders/cover"},
	{"apsync/core/loaders/embedded"},
	{"apsync/core/loaders/bmp", "apsync/core/loaders/gif", "apsync/core/loaders/tiff"},
	{"apsync/core/loaders/exr/"},
	{"apsync/core/loaders/exr/bytewise", "apsync/core/loaders/exr/huffman"},
	{"apsync/core/loaders/exr/block"},
	{"apsync/core/codec/webp/"},
	{"apsync/core/waveform"},
	{"apsync/core/codec/audio"},
	{"apsync/core/container/exif", "apsync/core/composite", "apsync/core/resample"},
	{"apsync/core/picture"},
	{"apsync/core/container/"},
	{"apsync/core/container/artwork"},
	{"apsync/core/colour"},
	{"apsync/core/colour/"},
	{"apsync/core/raster"},
	{"apsync/core/bits", "apsync/core/inflate", "apsync/core/lzma", "apsync/core/lzw", "apsync/core/outline", "apsync/core/unpacked", "apsync/core/atomicfile", "apsync/core/regular", "apsync/core/wirepath"},
	{"apsync/core/fault"},
	{"apsync/core/guardtest"},
}

// layerOf returns the row of a package: the longest entry that is its name or,
// with a slash at its end, begins it.
func layerOf(path string) int {
	best, length := -1, 0
	for row, entries := range layers {
		for _, entry := range entries {
			matches := path == entry || strings.HasSuffix(entry, "/") && strings.HasPrefix(path, entry)
			if matches && len(entry) > length {
				best, length = row, len(entry)
			}
		}
	}
	return best
}

type listed struct {
	ImportPath string
	Dir        string
	Imports    []string
	GoFiles    []string
	CgoFiles   []string
}

// packages lists the project's packages, the test support apart.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Imports,GoFiles,CgoFiles", "./...")
	cmd.Dir = loadertest.Root()
	out, err := cmd.Output()
	require.NoError(t, err)
	var all []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		if !strings.HasSuffix(p.ImportPath, "/loadertest") && !strings.HasPrefix(p.ImportPath, "apsync/tests") {
			all = append(all, p)
		}
	}
}

func TestImportsPointDown(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		row := layerOf(p.ImportPath)
		require.GreaterOrEqual(t, row, 0, "%s has no place in the house", p.ImportPath)
		for _, imported := range p.Imports {
			if !strings.HasPrefix(imported, "apsync/") {
				continue
			}
			// TIFF embeds JPEG: a loader may use a codec.
			codec := strings.HasPrefix(imported, "apsync/core/codec/") && strings.HasPrefix(p.ImportPath, "apsync/core/loaders/")
			require.True(t, layerOf(imported) > row || codec, "%s must not import %s", p.ImportPath, imported)
		}
	}
}

// forbidden are calls that would harm the process that loaded us, or bypass the
// checks on foreign data.
var forbidden = []string{
	"image.Decode", "image.DecodeConfig", "imaging.Open", "imaging.Decode", "imaging.Save", "imaging.Encode",
	"os.Exit", "signal.Notify", "fmt.Print", "fmt.Println", "fmt.Printf",
	"log.Print", "log.Println", "log.Printf", "log.Fatal", "log.Fatalf", "log.Panic",
	"debug.SetGCPercent", "debug.SetMemoryLimit", "runtime.GOMAXPROCS",
}

func TestNothingThatAHostWouldFeelIsCalled(t *testing.T) {
	t.Parallel()
	inspectAll(t, func(p listed, set *token.FileSet, n ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok && !readsGOMAXPROCS(call) {
			name := callName(call)
			require.False(t, slices.Contains(forbidden, name), "%s calls %s", set.Position(n.Pos()), name)
		}
	})
}

func TestGoroutinesAreStartedOnlyWhereTheyRecover(t *testing.T) {
	t.Parallel()
	inspectAll(t, func(p listed, set *token.FileSet, n ast.Node) {
		if _, ok := n.(*ast.GoStmt); ok {
			require.Equal(t, "apsync/core/fault", p.ImportPath, "%s must use fault.Go", set.Position(n.Pos()))
		}
	})
}

func TestNoPackageDoesAnythingWhenLoaded(t *testing.T) {
	t.Parallel()
	inspectAll(t, func(_ listed, set *token.FileSet, n ast.Node) {
		if f, ok := n.(*ast.FuncDecl); ok {
			require.False(t, f.Recv == nil && f.Name.Name == "init", "%s: init", set.Position(n.Pos()))
		}
	})
}

func inspectAll(t *testing.T, visit func(p listed, set *token.FileSet, n ast.Node)) {
	t.Helper()
	for _, p := range packages(t) {
		for _, name := range slices.Concat(p.GoFiles, p.CgoFiles) {
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, 0)
			require.NoError(t, err)
			ast.Inspect(file, func(n ast.Node) bool {
				if n != nil {
					visit(p, set, n)
				}
				return true
			})
		}
	}
}

// readsGOMAXPROCS reports whether the call asks for the number of processors, which
// an argument of 0 does.
func readsGOMAXPROCS(call *ast.CallExpr) bool {
	if callName(call) != "runtime.GOMAXPROCS" {
		return false
	}
	literal, ok := call.Args[0].(*ast.BasicLit)
	return ok && literal.Value == "0"
}

func callName(call *ast.CallExpr) string {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if x, ok := selector.X.(*ast.Ident); ok {
		return x.Name + "." + selector.Sel.Name
	}
	return ""
}
