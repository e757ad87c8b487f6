package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/project"
	"apsync/core/store"
)

// TestVerifyNamesWhatIsDamaged: what is damaged is found and named, and the rest
// goes on as if nothing were.
func TestVerifyNamesWhatIsDamaged(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		damage  func(t *testing.T, w *world)
		reasons []string // of the problems, in order
		lost    bool     // a thumbnail is
	}{
		{"nothing", func(*testing.T, *world) {}, nil, false},
		{"a bit of a blob", func(t *testing.T, w *world) { flip(t, w.blob(t, png("bad")), 9) }, []string{"do not have the hash", "blob is damaged"}, true},
		{"a blob's end", func(t *testing.T, w *world) {
			require.NoError(t, os.Truncate(w.blob(t, png("bad")), 4))
		}, []string{"do not have the hash", "blob is damaged"}, true},
		{"a blob", func(t *testing.T, w *world) { require.NoError(t, os.Remove(w.blob(t, png("bad")))) }, []string{"is missing"}, true},
		{"a folder for a blob", func(t *testing.T, w *world) {
			require.NoError(t, os.Remove(w.blob(t, png("bad"))))
			require.NoError(t, os.Mkdir(w.blob(t, png("bad")), 0o700))
		}, []string{"is no regular file", "blob is damaged"}, true},
		{"a letter of a record's path", func(t *testing.T, w *world) { w.edit(t, "bad.psd", "bad.psd", "bat.psd") }, []string{"the hash that it states"}, true},
		{"a record's blob", func(t *testing.T, w *world) { w.edit(t, "bad.psd", `"blob": "`, `"blob": "0`) }, []string{"make no sense"}, true},
		{"a record's end", func(t *testing.T, w *world) { w.edit(t, "bad.psd", "}", "") }, []string{"not JSON"}, true},
		{"a note", func(t *testing.T, w *world) {
			require.NoError(t, os.WriteFile(w.paths(t, w.place(t, "bad.psd")).note, []byte("{"), 0o600))
		}, []string{"not JSON"}, false},
		{"a picture that was replaced", func(t *testing.T, w *world) {
			w.mustAttach(t, w.place(t, "bad.psd"), png("new"), store.Detail)
			flip(t, w.blob(t, png("bad")), 9)
		}, []string{"do not have the hash"}, false},
		{"a foreign file", func(t *testing.T, w *world) {
			for _, folder := range []string{"", "blobs", "records", filepath.Dir(w.blob(t, png("bad")))} {
				if !filepath.IsAbs(folder) {
					folder = filepath.Join(w.config.Folder, folder)
				}
				require.NoError(t, os.WriteFile(filepath.Join(folder, "Thumbs.db"), nil, 0o600))
			}
		}, nil, false},
		{"a record of the future", func(t *testing.T, w *world) { w.edit(t, "bad.psd", `"version": 1`, `"version": 2`) }, nil, false},
		{"a link for a folder", func(t *testing.T, w *world) {
			folder := filepath.Join(w.config.Folder, "files")
			require.NoError(t, os.Rename(folder, folder+".old"))
			require.NoError(t, os.Symlink(folder+".old", folder))
		}, []string{"is no folder"}, false},
	}
	for _, c := range cases {
		for _, inProject := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, " ", inProject), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, inProject)
				file, other := w.file(t, "bad.psd", large("bad")), w.file(t, "good.psd", large("good"))
				w.mustAttach(t, file, png("bad"), store.Detail)
				w.mustAttach(t, file, png("its preview"), store.Preview)
				w.mustAttach(t, other, png("good"), store.Detail)
				c.damage(t, w)
				survey, err := w.store.Verify(t.Context())
				require.NoError(t, err)
				require.Len(t, survey.Problems, len(c.reasons), "%+v", survey.Problems)
				for i, p := range survey.Problems {
					require.Contains(t, p.Reason, c.reasons[i])
					require.Contains(t, p.Path, w.config.Folder)
				}
				_, found, err := w.store.Get(t.Context(), file, store.Detail)
				if c.lost {
					last := survey.Problems[len(survey.Problems)-1]
					require.Equal(t, file.Path, last.File)
					require.Equal(t, store.Detail, last.Slot)
					require.Equal(t, fault.Corrupt, fault.CodeOf(err))
					require.False(t, found, "a damaged one is never handed out")
				}
				w.getPicture(t, file, store.Preview, png("its preview"))
				w.getPicture(t, other, store.Detail, png("good"))
			})
		}
	}
}

func TestVerifyOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	survey, err := w.store.Verify(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.Survey{}, survey)
	collection, err := w.store.Collect(t.Context(), store.CollectOptions{})
	require.NoError(t, err)
	require.Equal(t, store.Collection{}, collection)
	require.NoDirExists(t, w.config.Folder)
}

func TestVerifyStops(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	w.mustAttach(t, w.file(t, "a.psd", "content"), png("a"), store.Detail)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.store.Verify(ctx)
	require.Equal(t, fault.Cancelled, fault.CodeOf(err))
	_, err = w.store.Collect(ctx, store.CollectOptions{})
	require.Equal(t, fault.Cancelled, fault.CodeOf(err))
}

// TestRecordsWithoutSum: those that were written before there was one are read.
func TestRecordsWithoutSum(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	file := w.file(t, "a.psd", "content")
	w.mustAttach(t, file, png("a"), store.Detail)
	path := w.paths(t, file).detail
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	before, _, found := bytes.Cut(text, []byte(",\n  \"sum\""))
	require.True(t, found)
	require.NoError(t, os.WriteFile(path, append(before, "\n}\n"...), 0o600))
	w.getPicture(t, file, store.Detail, png("a"))
	survey, err := w.store.Verify(t.Context())
	require.NoError(t, err)
	require.Empty(t, survey.Problems)
}

// flip changes a bit of a file.
func flip(t *testing.T, path string, at int) {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	data[at] ^= 1
	require.NoError(t, os.WriteFile(path, data, 0o600))
}

// blob returns the path of the blob of a picture.
func (w *world) blob(t *testing.T, picture string) string {
	t.Helper()
	return filepath.Join(w.config.Folder, "blobs", sumOf(picture)[:2], sumOf(picture))
}

// entries are the files of the store about a file.
type entries struct{ detail, preview, note string }

func (w *world) paths(t *testing.T, file project.Place) entries {
	t.Helper()
	name := file.Key
	if w.config.Project.Folder != "" {
		name = file.Relative
	}
	digits := sumOf(name)[:32]
	record := filepath.Join(w.config.Folder, "records", digits[:2], digits)
	note := filepath.Join(w.config.Folder, "files", digits[:2], digits+".json")
	return entries{record + "-detail.json", record + "-preview.json", note}
}

// edit replaces a part of the record of a file's detail.
func (w *world) edit(t *testing.T, name, from, to string) {
	t.Helper()
	path := w.paths(t, w.place(t, name)).detail
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), from)
	require.NoError(t, os.WriteFile(path, bytes.Replace(text, []byte(from), []byte(to), 1), 0o600))
}
