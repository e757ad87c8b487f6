package store_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/project"
	"apsync/core/store"
)

// attacherEnv turns the test program into one that attaches: its value is the
// folder of files, that of the store, a name, how often (0 is for ever), and the
// slots, separated by line feeds.
const attacherEnv = "APSYNC_TEST_ATTACHER"

func TestMain(m *testing.M) {
	if task := os.Getenv(attacherEnv); task != "" {
		if err := attachAsTold(strings.Split(task, "\n")); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// attachAsTold attaches numbered pictures to the file a.psd and prints the number of
// each when it is stored.
func attachAsTold(task []string) error {
	root, folder, name := task[0], task[1], task[2]
	times, err := strconv.Atoi(task[3])
	if err != nil {
		return err
	}
	file, err := project.Locate(filepath.Join(root, "a.psd"))
	if err != nil {
		return err
	}
	s, err := store.Open(store.Config{Folder: folder, Project: file.Project, Validate: validate})
	if err != nil {
		return err
	}
	local := filepath.Join(root, "local "+name)
	for n := 1; times == 0 || n <= times; n++ {
		for _, slot := range task[4:] {
			text := fmt.Sprintf("%s %s %d", slot, name, n)
			// Of a size that takes a few writes.
			if err := os.WriteFile(local, []byte(png(text+strings.Repeat(" ", 100<<10)+text)), 0o600); err != nil {
				return err
			}
			if err := s.Attach(context.Background(), store.Request{File: file, Local: local, Slot: store.Slot(slot)}); err != nil {
				return err
			}
		}
		fmt.Println(n)
	}
	return nil
}

func (w *world) attacher(name string, times int, slots ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	task := append([]string{w.root, w.config.Folder, name, strconv.Itoa(times)}, slots...)
	cmd.Env = append(os.Environ(), attacherEnv+"="+strings.Join(task, "\n"))
	return cmd
}

// TestKilledWhileAttaching: what was reported as stored is there, what was not is
// there whole or not at all, and nothing half-written stays.
func TestKilledWhileAttaching(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", large("content"))
	for round := range 50 {
		name := fmt.Sprintf("round %d", round)
		cmd := w.attacher(name, 0, "detail")
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines := bufio.NewReader(out)
		_, err = lines.ReadString('\n')
		require.NoError(t, err)
		time.Sleep(time.Duration(rand.IntN(40_000)) * time.Microsecond)
		require.NoError(t, cmd.Process.Kill())
		rest, err := io.ReadAll(lines)
		require.NoError(t, err)
		_ = cmd.Wait()
		stored := 1 + strings.Count(string(rest), "\n")
		require.NoError(t, w.holds(file, store.Detail, "detail "+name,
			fmt.Sprintf("%s %d", name, stored), fmt.Sprintf("%s %d", name, stored+1)))
		w.requireSound(t)
	}
	w.mustAttach(t, file, png("last"), store.Detail)
	require.Empty(t, w.temporaries(t))
}

// TestTwoProcesses: two that attach at once lose nothing.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	const times = 200
	cases := []struct {
		name       string
		one, other []string
	}{
		{"a slot each", []string{"preview"}, []string{"detail"}},
		{"both slots each", []string{"preview", "detail"}, []string{"detail", "preview"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, true)
			file := w.file(t, "a.psd", large("content"))
			together(t, 2, func(i int) error {
				slots := [][]string{c.one, c.other}[i]
				out, err := w.attacher(fmt.Sprint("process ", i), times, slots...).CombinedOutput()
				if err != nil {
					return fmt.Errorf("%w: %.500s", err, out)
				}
				return nil
			})
			for _, slot := range slots {
				require.NoError(t, w.holds(file, slot, string(slot)+" process ", fmt.Sprint(times)))
			}
			w.requireSound(t)
			require.Empty(t, w.temporaries(t))
			require.Len(t, w.all(t, "records"), 2)
		})
	}
}

// requireSound fails unless every blob has the hash of its name.
func (w *world) requireSound(t *testing.T) {
	t.Helper()
	for _, path := range w.all(t, "blobs") {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		sum := sha256.Sum256(data)
		require.Equal(t, filepath.Base(path), hex.EncodeToString(sum[:]))
	}
}
