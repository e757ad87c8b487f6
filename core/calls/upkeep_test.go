package calls_test

import (
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/calls"
)

func TestVerifyAndCollect(t *testing.T) {
	isolate(t)
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, ".apsync"), 0o700))
	file, local := filepath.Join(folder, "scene.blend"), picture(t, folder, "local.png")
	require.NoError(t, os.WriteFile(file, []byte("scene"), 0o600))
	desk := calls.NewDesk()
	attached := call(t, desk, map[string]any{
		"op": "attach", "file": file, "pictures": []map[string]string{{"slot": "detail", "local": local}},
	})
	require.Nil(t, attached.Error)

	stores := call(t, desk, map[string]any{"op": "verify", "folder": folder}).Value["stores"].([]any)
	require.Len(t, stores, 2, "the user's and the project's")
	own := stores[1].(map[string]any)
	require.Equal(t, float64(1), own["records"])
	require.Empty(t, own["problems"])

	blobs, err := filepath.Glob(filepath.Join(folder, ".apsync", "thumbnails", "blobs", "*", "*"))
	require.NoError(t, err)
	require.Len(t, blobs, 1)
	require.NoError(t, os.Truncate(blobs[0], 9))
	then := time.Now().Add(-time.Hour)
	records, err := filepath.Glob(filepath.Join(folder, ".apsync", "thumbnails", "records", "*", "*"))
	require.NoError(t, err)
	for _, path := range append(records, blobs...) {
		require.NoError(t, os.Chtimes(path, then, then))
	}
	for _, dry := range []bool{true, false} {
		a := call(t, desk, map[string]any{"op": "collect", "folder": folder, "age": 60, "dry_run": dry})
		require.Nil(t, a.Error)
		collection := a.Value["stores"].([]any)[1].(map[string]any)["collection"].(map[string]any)
		lost := collection["lost"].([]any)
		require.Len(t, lost, 1)
		require.Equal(t, file, lost[0].(map[string]any)["file"])
		require.Contains(t, a.Value, "cache")
	}
	require.NoFileExists(t, records[0])
}

func TestUpkeepRefuses(t *testing.T) {
	isolate(t)
	desk := calls.NewDesk()
	for name, request := range map[string]map[string]any{
		"a negative age": {"op": "collect", "age": -1},
		"an endless age": {"op": "collect", "age": math.MaxFloat64},
	} {
		require.Equal(t, "argument", call(t, desk, request).Error["code"], name)
	}
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	for _, op := range []string{"verify", "collect"} {
		refused := call(t, desk, map[string]any{"op": op, "folder": nowhere})
		require.Equal(t, "not-found", refused.Error["code"])
		require.Equal(t, nowhere, refused.Error["path"])
	}
}

// picture writes a picture to attach and returns its path.
func picture(t *testing.T, folder, name string) string {
	t.Helper()
	f, err := os.Create(filepath.Join(folder, name))
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, image.NewNRGBA(image.Rect(0, 0, 9, 9))))
	require.NoError(t, f.Close())
	return f.Name()
}
