//go:build unix

package regular_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/regular"
)

func TestOpenOfAPipe(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	_, info, err := regular.Open(path)
	require.ErrorIs(t, err, regular.ErrNot)
	require.NotZero(t, info.Mode()&os.ModeNamedPipe)
}

// A path that now is a file and now a pipe without a writer must not be waited for.
func TestOpenOfAFileThatTurnsIntoAPipe(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, file, pipe := filepath.Join(folder, "path"), filepath.Join(folder, "file"), filepath.Join(folder, "pipe")
	require.NoError(t, os.WriteFile(file, []byte("text"), 0o600))
	require.NoError(t, os.Link(file, path))
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() { stopped <- alternate(path, stop, file, pipe) }()

	const times = 5000
	done := make(chan error, 1)
	go func() {
		for range times {
			f, _, err := regular.Open(path)
			if err == nil {
				err = f.Close()
			}
			if err != nil && !errors.Is(err, regular.ErrNot) {
				done <- err
				return
			}
		}
		done <- nil
	}()
	select {
	case err := <-done:
		require.NoError(t, err)
	case <-time.After(time.Minute):
		require.Fail(t, "a pipe is waited for")
	}
	close(stop)
	require.NoError(t, <-stopped)
}

// alternate gives the path to one source after the other until it is stopped.
func alternate(path string, stop <-chan struct{}, sources ...string) error {
	next := path + ".next"
	for {
		for _, source := range sources {
			if err := errors.Join(os.Link(source, next), os.Rename(next, path)); err != nil {
				return err
			}
			_ = os.Remove(next) // which renaming leaves where both are one file already
		}
		select {
		case <-stop:
			return nil
		default:
		}
	}
}
