package regular_test

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/regular"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a")
	require.NoError(t, os.WriteFile(path, []byte("text"), 0o600))
	f, info, err := regular.Open(path)
	require.NoError(t, err)
	defer f.Close()
	require.EqualValues(t, 4, info.Size())
	text, err := io.ReadAll(f)
	require.NoError(t, err)
	require.Equal(t, "text", string(text))
}

func TestOpenOfWhatIsNone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	_, info, err := regular.Open(folder)
	require.ErrorIs(t, err, regular.ErrNot)
	require.True(t, info.IsDir())
	_, _, err = regular.Open(filepath.Join(folder, "missing"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}
