package atomicfile_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/atomicfile"
)

// writerEnv turns the test program into a writer that never ends.
const writerEnv = "APSYNC_TEST_WRITER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(writerEnv); folder != "" {
		writeForEver(folder)
	}
	if folder := os.Getenv(fullEnv); folder != "" {
		writeToFullDisk(folder)
		return
	}
	os.Exit(m.Run())
}

// writeForEver leaves one unpublished file, says so, and then replaces another file
// with 64 KiB of one digit after the other.
func writeForEver(folder string) {
	if _, err := atomicfile.Create(folder, atomicfile.Options{}); err != nil {
		panic(err)
	}
	for i := 0; ; i++ {
		data := bytes.Repeat([]byte{byte('0' + i%10)}, 64<<10)
		if err := atomicfile.Write(filepath.Join(folder, "target"), data, atomicfile.Options{}); err != nil {
			panic(err)
		}
		if i == 0 {
			fmt.Println("ready")
		}
	}
}

// startWriter starts a writer and returns when it has written once.
func startWriter(t *testing.T, folder string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writerEnv+"="+folder)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	_, err = out.Read(make([]byte, 5))
	require.NoError(t, err)
	return cmd
}

func TestKilledWritersLeaveWholeFilesAndAreSwept(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for range 10 {
		cmd := startWriter(t, folder)
		require.Zero(t, atomicfile.Sweep(folder), "a live writer's files were touched")
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait()
		data := read(t, filepath.Join(folder, "target"))
		require.Len(t, data, 64<<10)
		require.Equal(t, len(data), strings.Count(data, data[:1]), "a mixture of two files")
		require.NotZero(t, atomicfile.Sweep(folder))
		require.Equal(t, []string{"target"}, names(t, folder))
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	mine := unpublishedName(t)
	parts := strings.Split(mine, "-") // .apsync, host, process, start, random
	pid, start := strconv.Itoa(os.Getpid()), parts[3]
	name := func(host, pid, start string) string {
		return fmt.Sprintf(".apsync-%s-%s-%s-0badcafe.tmp", host, pid, start)
	}
	cases := []struct {
		name  string
		file  string
		age   time.Duration
		swept bool
	}{
		{"of this process", mine, 0, false},
		{"of this process, hours ago", name(parts[1], pid, start), 5 * time.Hour, false},
		{"of an earlier process of this number", name(parts[1], pid, "1"), 0, true},
		{"of a process that is gone", name(parts[1], "2000000000", start), 0, true},
		{"of another host", name("00000000", "2000000000", start), 0, false},
		{"of another host, long ago", name("00000000", "2000000000", start), 2 * time.Hour, true},
		{"of somebody else", ".apsync-notes.tmp", 99 * time.Hour, false},
		{"with more behind", mine + ".bak", 99 * time.Hour, false},
		{"with a number that overflows", name(parts[1], "99999999999999999999", "1"), 99 * time.Hour, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			path := filepath.Join(folder, c.file)
			require.NoError(t, os.WriteFile(path, nil, 0o600))
			then := time.Now().Add(-c.age)
			require.NoError(t, os.Chtimes(path, then, then))
			if c.swept {
				require.Equal(t, 1, atomicfile.Sweep(folder))
				require.Empty(t, names(t, folder))
				return
			}
			require.Zero(t, atomicfile.Sweep(folder))
			require.Len(t, names(t, folder), 1)
		})
	}
}

func TestSweepLeavesFoldersAndLinks(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	parts := strings.Split(unpublishedName(t), "-")
	dead := func(random string) string {
		return filepath.Join(folder, fmt.Sprintf(".apsync-%s-2000000000-1-%s.tmp", parts[1], random))
	}
	require.NoError(t, os.Mkdir(dead("00000001"), 0o700))
	if err := os.Symlink("elsewhere", dead("00000002")); err != nil {
		t.Skip("no symbolic links here")
	}
	require.Zero(t, atomicfile.Sweep(folder))
	require.Len(t, names(t, folder), 2)
	require.Zero(t, atomicfile.Sweep(filepath.Join(folder, "missing")))
}

// unpublishedName returns the name of a file that this process is writing.
func unpublishedName(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	f, err := atomicfile.Create(folder, atomicfile.Options{})
	require.NoError(t, err)
	defer f.Abandon()
	return names(t, folder)[0]
}
