package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/project"
	"apsync/core/store"
)

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// settled makes all that a store has two days old.
func (w *world) settled(t *testing.T) {
	t.Helper()
	then := time.Now().Add(-48 * time.Hour)
	require.NoError(t, filepath.WalkDir(w.config.Folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			err = os.Chtimes(path, then, then)
		}
		return err
	}))
}

func (w *world) collect(t *testing.T, opt store.CollectOptions) store.Collection {
	t.Helper()
	c, err := w.store.Collect(t.Context(), opt)
	require.NoError(t, err)
	return c
}

// TestCollectReclaims: what no record names goes when it is old, and nothing else.
func TestCollectReclaims(t *testing.T) {
	t.Parallel()
	for _, inProject := range []bool{false, true} {
		w := newWorld(t, inProject)
		file, other := w.file(t, "a.psd", large("a")), w.file(t, "b.psd", large("b"))
		for _, text := range []string{"1", "shared", "2", "last"} {
			w.mustAttach(t, file, png(text), store.Detail)
		}
		w.mustAttach(t, other, png("shared"), store.Preview)
		hour := store.CollectOptions{Age: time.Hour}
		require.Zero(t, w.collect(t, hour).Removed, "all are young")
		w.settled(t)
		w.mustAttach(t, file, png("young"), store.Detail)
		w.mustAttach(t, file, png("last"), store.Detail)
		killed := filepath.Join(w.config.Folder, "temporary", ".apsync-00000000-1-1-00000000.tmp")
		require.NoError(t, os.WriteFile(killed, nil, 0o600))
		then := time.Now().Add(-2 * time.Hour)
		require.NoError(t, os.Chtimes(killed, then, then))

		would := w.collect(t, store.CollectOptions{Age: time.Hour, DryRun: true})
		require.Equal(t, 2, would.Removed)
		require.Equal(t, 1, would.Leftovers)
		require.Len(t, w.all(t, "blobs"), 5)
		require.FileExists(t, killed)

		did := w.collect(t, hour)
		require.Equal(t, would, did)
		require.Equal(t, int64(2*len(png("1"))), did.Reclaimed)
		require.NoFileExists(t, killed)
		for _, gone := range []string{"1", "2"} {
			require.NoFileExists(t, w.blob(t, png(gone)))
		}
		require.FileExists(t, w.blob(t, png("young")))
		require.Empty(t, w.all(t, "removed"))
		w.getPicture(t, file, store.Detail, png("last"))
		w.getPicture(t, other, store.Preview, png("shared"))
		require.Zero(t, w.collect(t, hour).Removed)
	}
}

// TestCollectMends: a damaged blob is written anew from a copy in the cache; where
// there is none the files are named, set aside, and the store is sound afterwards.
func TestCollectMends(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	files := map[string]project.Place{}
	for _, name := range []string{"copied", "twin", "lost", "unreadable", "good"} {
		files[name] = w.file(t, name, large(name))
		text := strings.Replace(name, "twin", "copied", 1)
		w.mustAttach(t, files[name], png(text), store.Detail)
	}
	w.getPicture(t, files["copied"], store.Detail, png("copied"))
	flip(t, w.blob(t, png("copied")), 9)
	flip(t, w.blob(t, png("lost")), 9)
	w.edit(t, "unreadable", "}", "")
	require.NoError(t, os.WriteFile(w.paths(t, files["good"]).note, []byte("{"), 0o600))

	young := w.collect(t, store.CollectOptions{Age: time.Hour, DryRun: true})
	require.Len(t, young.Left, 2, "%+v", young.Left)
	require.Empty(t, young.Lost)
	w.settled(t)
	would := w.collect(t, store.CollectOptions{Age: time.Hour, DryRun: true})
	did := w.collect(t, store.CollectOptions{Age: time.Hour})
	require.Equal(t, filepath.Join(w.config.Folder, "damaged"), did.Aside)
	require.Equal(t, 2, did.Hints)
	require.Empty(t, did.Left)
	lost := map[string]bool{}
	for _, p := range did.Lost {
		lost[p.File] = true
		require.Equal(t, store.Detail, p.Slot)
	}
	require.Equal(t, map[string]bool{files["lost"].Path: true, files["unreadable"].Path: true}, lost)
	require.Len(t, did.Mended, 2)
	require.Equal(t, []int{len(did.Lost), len(did.Mended), did.Removed, did.Hints}, []int{len(would.Lost), len(would.Mended), would.Removed, would.Hints})

	survey, err := w.store.Verify(t.Context())
	require.NoError(t, err)
	require.Empty(t, survey.Problems)
	for _, name := range []string{"copied", "twin"} {
		w.getPicture(t, files[name], store.Detail, png("copied"))
	}
	w.getPicture(t, files["good"], store.Detail, png("good"))
	w.getNone(t, files["lost"], store.Detail)
	w.getNone(t, files["unreadable"], store.Detail)
	require.Len(t, w.all(t, "damaged"), 3)
	w.settled(t)
	require.Zero(t, w.collect(t, store.CollectOptions{}).Removed, "what a record set aside names is kept")
	w.mustAttach(t, files["lost"], png("lost"), store.Detail)
	w.getPicture(t, files["lost"], store.Detail, png("lost"))
}

// TestCollectSparesWhatItCannotRead: where a record may be that it does not
// understand, what that might name stays.
func TestCollectSparesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		act   func(t *testing.T, w *world, record string)
		fails bool
	}{
		{"of the future", func(t *testing.T, w *world, _ string) { w.edit(t, "a.psd", `"version": 1`, `"version": 2`) }, false},
		{"renamed by a synchronising program", func(t *testing.T, _ *world, record string) {
			require.NoError(t, os.Rename(record, strings.TrimSuffix(record, ".json")+" (conflict).json"))
		}, false},
		{"not readable", func(t *testing.T, _ *world, record string) {
			if os.Getuid() <= 0 {
				t.Skip("everything is readable")
			}
			require.NoError(t, os.Chmod(record, 0))
		}, true},
		{"in a linked folder", func(t *testing.T, w *world, _ string) {
			folder := filepath.Join(w.config.Folder, "records")
			require.NoError(t, os.Rename(folder, folder+".old"))
			require.NoError(t, os.Symlink(folder+".old", folder))
		}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, false)
			file := w.file(t, "a.psd", large("a"))
			w.mustAttach(t, file, png("a"), store.Detail)
			w.settled(t)
			c.act(t, w, w.paths(t, file).detail)
			_, err := w.store.Collect(t.Context(), store.CollectOptions{})
			require.Equal(t, c.fails, err != nil, "%v", err)
			require.FileExists(t, w.blob(t, png("a")))
		})
	}
}

// TestCollectStaysInTheStore: links in a stranger's store lead it nowhere.
func TestCollectStaysInTheStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.mustAttach(t, w.file(t, "a.psd", "a"), png("a"), store.Detail)
	outside := t.TempDir()
	theirs := filepath.Join(outside, sumOf("theirs"))
	taken := filepath.Join(outside, sumOf("theirs")+"-0123abcd")
	require.NoError(t, os.WriteFile(taken, nil, 0o600))
	require.NoError(t, os.WriteFile(theirs, []byte("theirs"), 0o600))
	shard := filepath.Join(w.config.Folder, "blobs", sumOf("theirs")[:2])
	require.NoError(t, os.RemoveAll(shard))
	for _, link := range []string{shard, filepath.Join(w.config.Folder, "removed"), filepath.Join(w.config.Folder, "damaged")} {
		require.NoError(t, os.Symlink(outside, link))
	}
	w.edit(t, "a.psd", "}", "")
	c := w.collect(t, store.CollectOptions{})
	require.NotEmpty(t, c.Left)
	require.FileExists(t, theirs)
	require.FileExists(t, taken)
	require.Len(t, namesOf(t, outside), 2)
}

func namesOf(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	return names
}

// TestTakenBlobsComeBack: a collector that was killed between taking a blob and
// looking again leaves nothing lost.
func TestTakenBlobsComeBack(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		then func(t *testing.T, w *world, file project.Place)
	}{
		{"get", func(t *testing.T, w *world, file project.Place) { w.getPicture(t, file, store.Detail, png("a")) }},
		{"attach", func(t *testing.T, w *world, _ project.Place) {
			w.mustAttach(t, w.file(t, "b.psd", "b"), png("a"), store.Detail)
		}},
		{"collect", func(t *testing.T, w *world, _ project.Place) {
			require.Zero(t, w.collect(t, store.CollectOptions{}).Removed)
		}},
		{"move", func(t *testing.T, w *world, file project.Place) {
			moved := w.place(t, "moved.psd")
			require.NoError(t, os.Rename(file.Path, moved.Path))
			w.getPicture(t, moved, store.Detail, png("a"))
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, false)
			file := w.file(t, "a.psd", large("a"))
			w.mustAttach(t, file, png("a"), store.Detail)
			w.settled(t)
			removed := filepath.Join(w.config.Folder, "removed")
			require.NoError(t, os.Mkdir(removed, 0o700))
			require.NoError(t, os.Rename(w.blob(t, png("a")), filepath.Join(removed, sumOf(png("a"))+"-0123abcd")))
			survey, err := w.store.Verify(t.Context())
			require.NoError(t, err)
			require.Empty(t, survey.Problems, "nothing is lost")
			c.then(t, w, file)
			require.FileExists(t, w.blob(t, png("a")))
			require.Zero(t, w.collect(t, store.CollectOptions{}).Removed)
			require.Empty(t, w.all(t, "removed"))
		})
	}
}

// TestHammerCollect: whatever collectors do meanwhile, with no regard to
// age, what was attached is there when Attach returns, and afterwards.
func TestHammerCollect(t *testing.T) {
	t.Parallel()
	const attachers, times = 4, 60
	w := newWorld(t, false)
	files := make([]project.Place, attachers)
	for i := range files {
		files[i] = w.file(t, fmt.Sprint(i, ".psd"), large(fmt.Sprint(i)))
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan struct{}, attachers)
	together(t, attachers+2, func(i int) error {
		if i >= attachers {
			for len(done) < attachers {
				if _, err := w.store.Collect(ctx, store.CollectOptions{}); err != nil && fault.CodeOf(err) != fault.Cancelled {
					return err
				}
			}
			return nil
		}
		defer func() { done <- struct{}{} }()
		for n := range times {
			// The attachers often have the same picture, which then is named and is not.
			text := fmt.Sprint("detail ", n%7)
			local := filepath.Join(w.root, fmt.Sprint("local ", i))
			if err := os.WriteFile(local, []byte(png(text)), 0o600); err != nil {
				return err
			}
			if err := w.attach(files[i], local, store.Detail); err != nil {
				return err
			}
			if err := os.Remove(local); err != nil {
				return err
			}
			if err := w.holds(files[i], store.Detail, text); err != nil {
				return fmt.Errorf("attacher %d, picture %d: %w", i, n, err)
			}
		}
		return nil
	})
	for _, file := range files {
		w.getPicture(t, file, store.Detail, png(fmt.Sprint("detail ", (times-1)%7)))
	}
	w.requireSound(t)
	w.collect(t, store.CollectOptions{})
	require.Len(t, w.all(t, "blobs"), 1)
	require.Empty(t, w.all(t, "removed"))
}

// TestHammerVerify: what others attach meanwhile is no problem.
func TestHammerVerify(t *testing.T) {
	t.Parallel()
	const attachers, times = 4, 60
	w := newWorld(t, false)
	done := make(chan struct{}, attachers)
	together(t, attachers+2, func(i int) error {
		if i < attachers {
			defer func() { done <- struct{}{} }()
			return w.attachOften(w.file(t, fmt.Sprint(i, ".psd"), large(fmt.Sprint(i))), i, times)
		}
		for len(done) < attachers {
			if _, err := w.store.Collect(context.Background(), store.CollectOptions{Age: time.Hour}); err != nil {
				return err
			}
			survey, err := w.store.Verify(context.Background())
			if err != nil || len(survey.Problems) > 0 {
				return fmt.Errorf("%w %+v", err, survey.Problems)
			}
		}
		return nil
	})
}

func (w *world) attachOften(file project.Place, attacher, times int) error {
	local := filepath.Join(w.root, fmt.Sprint("local ", attacher))
	for n := range times {
		if err := os.WriteFile(local, []byte(png(fmt.Sprint(n%7))), 0o600); err != nil {
			return err
		}
		if err := w.attach(file, local, slots[n%2]); err != nil {
			return err
		}
	}
	return nil
}
