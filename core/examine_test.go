package core_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core"
)

func TestAMisspeltSettingIsFoundAndDoesNotHideThumbnails(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, ".apsync"), 0o755))
	file := filepath.Join(dir, "scene.blend")
	require.NoError(t, os.WriteFile(file, make([]byte, 5000), 0o600))
	local := picture(t, filepath.Join(dir, "local.png"), 30, 20)
	require.NoError(t, core.Attach(context.Background(), file, core.Picture{Slot: core.Detail, Local: local}))

	config := filepath.Join(dir, ".apsync", "config.toml")
	require.NoError(t, os.WriteFile(config, []byte("preview_sise = 3\n"), 0o600))
	_, found, err := core.Get(context.Background(), file, core.Detail)
	require.NoError(t, err)
	require.True(t, found)

	x, err := core.Examine(context.Background(), dir, "")
	require.NoError(t, err)
	require.Len(t, x.Problems, 1)
	require.Contains(t, x.Problems[0], "preview_sise")
	require.NotEmpty(t, x.Settings)
	require.Equal(t, dir, x.Project)
}

func TestExaminationGoesOnWithABadEnvironment(t *testing.T) {
	isolate(t)
	ctx := core.WithEnvironment(context.Background(), map[string]string{"APSYNC_MEMORY": "abc", "APSYNC_DETAIL_SIZE": "900", "HOME": t.TempDir()})
	x, err := core.Examine(ctx, "", "")
	require.NoError(t, err)
	require.NotEmpty(t, x.Problems)
	require.Contains(t, x.Problems[0], "APSYNC_MEMORY")
	for _, s := range x.Settings {
		if s.Name == "detail_size" {
			require.Equal(t, "900", s.Value)
			require.Equal(t, "environment", s.Origin)
		}
	}
}
