package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/project"
	"apsync/core/store"
)

var slots = []store.Slot{store.Preview, store.Detail}

// TestHammerAttachAndGet: whoever gets while others attach sees a whole picture of
// the slot, and in the end each slot has somebody's last one.
func TestHammerAttachAndGet(t *testing.T) {
	t.Parallel()
	const writers, readers, times = 4, 4, 40
	w := newWorld(t, false)
	file := w.file(t, "a.psd", large("content"))
	for _, slot := range slots {
		w.mustAttach(t, file, png(string(slot)+" first"), slot)
	}
	together(t, writers+readers, func(i int) error {
		for n := range times {
			slot := slots[(i+n)%2]
			if i >= writers {
				if err := w.holds(file, slot, string(slot)+" "); err != nil {
					return err
				}
				continue
			}
			local := filepath.Join(w.root, fmt.Sprintf("local %d", i))
			if err := os.WriteFile(local, []byte(png(fmt.Sprintf("%s writer %d picture %d", slot, i, n))), 0o600); err != nil {
				return err
			}
			if err := w.attach(file, local, slot); err != nil {
				return err
			}
			if err := os.Remove(local); err != nil {
				return err
			}
		}
		return nil
	})
	for _, slot := range slots {
		require.NoError(t, w.holds(file, slot, fmt.Sprintf("%s writer", slot), fmt.Sprintf("picture %d", times-1), fmt.Sprintf("picture %d", times-2)))
	}
	require.Empty(t, w.temporaries(t))
}

// TestHammerGetWhileScriptsDelete: a copy is whole whenever it is there.
func TestHammerGetWhileScriptsDelete(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	file := w.file(t, "a.psd", large("content"))
	w.mustAttach(t, file, png("detail picture"), store.Detail)
	together(t, 6, func(i int) error {
		for range 60 {
			path, found, err := w.store.Get(context.Background(), file, store.Detail)
			if err != nil || !found {
				return fmt.Errorf("found %v: %w", found, err)
			}
			data, err := os.ReadFile(path)
			if err == nil && string(data) != png("detail picture") {
				return fmt.Errorf("half a copy: %q", data)
			}
			if i%3 == 0 {
				if err := os.RemoveAll(filepath.Dir(path)); err != nil && !isBusyFolder(err) {
					return err
				}
			}
		}
		return nil
	})
	w.getPicture(t, file, store.Detail, png("detail picture"))
}

// isBusyFolder reports whether a folder was not removed because somebody put a new
// copy into it meanwhile.
func isBusyFolder(err error) bool { return strings.Contains(err.Error(), "not empty") }

// TestHammerMove: a file that is moved while others ask for it keeps its thumbnail.
func TestHammerMove(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	places := []project.Place{w.file(t, "0", large("content")), w.place(t, "1"), w.place(t, "2")}
	for _, slot := range slots {
		w.mustAttach(t, places[0], png(string(slot)), slot)
	}
	const moves = 150
	together(t, 4, func(i int) error {
		for n := range moves {
			if i == 0 {
				if err := os.Rename(places[n%3].Path, places[(n+1)%3].Path); err != nil {
					return err
				}
			}
			_, _, err := w.store.Get(context.Background(), places[(n+i)%3], slots[n%2])
			if err != nil && fault.CodeOf(err) != fault.NotFound {
				return err
			}
		}
		return nil
	})
	for _, slot := range slots {
		w.getPicture(t, places[moves%3], slot, png(string(slot)))
	}
	require.Empty(t, w.temporaries(t))
}

// TestHammerCopies: of many files that all look like the one that is gone, one gets
// its thumbnail.
func TestHammerCopies(t *testing.T) {
	t.Parallel()
	for range 10 {
		w := newWorld(t, false)
		file := w.file(t, "a.psd", large("content"))
		w.mustAttach(t, file, png("a"), store.Detail)
		copies := make([]project.Place, 8)
		for i := range copies {
			copies[i] = w.file(t, fmt.Sprintf("copy %d", i), large("content"))
		}
		require.NoError(t, os.Remove(file.Path))
		together(t, len(copies), func(i int) error {
			_, _, err := w.store.Get(context.Background(), copies[i], store.Detail)
			return err
		})
		owners := 0
		for _, c := range copies {
			if _, found, err := w.store.Get(t.Context(), c, store.Detail); found {
				owners++
				require.NoError(t, err)
			}
		}
		require.Equal(t, 1, owners)
		require.Len(t, w.all(t, "records"), 1)
	}
}

// holds returns an error unless the file has a whole picture in the slot whose text
// begins with the first of the texts and, where more are given, ends with one of
// those.
func (w *world) holds(file project.Place, slot store.Slot, begin string, ends ...string) error {
	path, found, err := w.store.Get(context.Background(), file, slot)
	if err != nil || !found {
		return fmt.Errorf("found %v: %w", found, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text, isPNG := strings.CutPrefix(string(data), png("")[:8])
	text, isWhole := strings.CutSuffix(text, "END.")
	isEnd := len(ends) == 0
	for _, end := range ends {
		isEnd = isEnd || strings.HasSuffix(text, end)
	}
	if !isPNG || !isWhole || !isEnd || !strings.HasPrefix(text, begin) {
		return fmt.Errorf("%s holds %q", slot, data)
	}
	return nil
}

// together runs f n times at once and fails with the first error.
func together(t *testing.T, n int, f func(i int) error) {
	t.Helper()
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { errs[i] = f(i) })
	}
	group.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

// TestHammerMoveBetweenStores: of many that look for a file's thumbnail where it is
// now, all find it.
func TestHammerMoveBetweenStores(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	for _, name := range []string{"film", "spot"} {
		e.found(t, name)
	}
	e.attach(t, "a.psd", large("rock"), png("a rock"), store.Detail)
	last := "a.psd"
	for round := range 20 {
		next := filepath.Join([]string{"film", "spot", "."}[round%3], fmt.Sprint(round, ".psd"))
		e.move(t, last, next)
		w, file := e.at(t, next, "")
		together(t, 8, func(int) error { return w.holds(file, store.Detail, "a rock", "") })
		last = next
	}
}
