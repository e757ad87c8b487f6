package atomicfile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/atomicfile"
)

func TestMoveReplacesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	from, to := filepath.Join(folder, "from"), filepath.Join(folder, "to")
	require.NoError(t, os.WriteFile(from, []byte("new"), 0o600))
	require.NoError(t, os.WriteFile(to, []byte("old"), 0o600))
	require.ErrorIs(t, atomicfile.Move(from, to), fs.ErrExist)
	require.NoError(t, os.Remove(to))
	require.NoError(t, atomicfile.Move(from, to))
	require.ErrorIs(t, atomicfile.Move(from, to), fs.ErrNotExist)
	data, err := os.ReadFile(to)
	require.NoError(t, err)
	require.Equal(t, "new", string(data))
}

func TestAbandonedAreThoseThatSweepRemoves(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f, err := atomicfile.Create(folder, atomicfile.Options{})
	require.NoError(t, err)
	defer f.Abandon()
	made, err := f.Made()
	require.NoError(t, err)
	require.WithinDuration(t, time.Now(), made, time.Minute)
	left := filepath.Join(folder, ".apsync-00000000-1-1-00000000.tmp")
	require.NoError(t, os.WriteFile(left, nil, 0o600))
	require.Empty(t, atomicfile.Abandoned(folder), "it may still be written")
	then := time.Now().Add(-2 * time.Hour)
	require.NoError(t, os.Chtimes(left, then, then))
	require.Equal(t, []string{left}, atomicfile.Abandoned(folder))
	require.Equal(t, 1, atomicfile.Sweep(folder))
	require.Empty(t, atomicfile.Abandoned(folder))
}
