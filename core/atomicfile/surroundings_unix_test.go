//go:build unix

package atomicfile_test

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/atomicfile"
	"apsync/core/fault"
)

// fullEnv turns the test program into a writer whose files may not exceed 4 KiB,
// which stands for a full disk.
const fullEnv = "APSYNC_TEST_FULL"

func writeToFullDisk(folder string) {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 4096, Max: 4096}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		panic(err)
	}
	err := atomicfile.Write(filepath.Join(folder, "target"), make([]byte, 8192), atomicfile.Options{})
	fmt.Println(fault.CodeOf(err), err)
}

func TestFullDiskKeepsTheOldFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "target"), []byte("old"), 0o600))
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fullEnv+"="+folder)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), "write cannot write")
	require.Contains(t, string(out), syscall.EFBIG.Error())
	require.Equal(t, "old", read(t, filepath.Join(folder, "target")))
	require.Equal(t, []string{"target"}, names(t, folder))
}

func TestFolderThatMayNotBeWritten(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("root may write anywhere")
	}
	folder := t.TempDir()
	require.NoError(t, os.Chmod(folder, 0o500))
	err := atomicfile.Probe(folder)
	require.Equal(t, fault.Write, fault.CodeOf(err))
	require.ErrorIs(t, err, syscall.EACCES)
}
