package store

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"apsync/core/atomicfile"
	"apsync/core/fault"
	"apsync/core/project"
	"apsync/core/wirepath"
)

const (
	// version is that of records and notes.
	version = 1
	// maxRecord bounds a record or note, in bytes: a path and a few short values.
	maxRecord = 128 << 10
)

// record says which picture a file has in a slot.
type record struct {
	Version  int           `json:"version"`
	Path     wirepath.Path `json:"path"` // of the file; relative to the root in a project's own store
	Slot     Slot          `json:"slot"`
	Blob     string        `json:"blob"`  // SHA-256, hexadecimal
	Bytes    int64         `json:"bytes"` // of the blob
	Type     string        `json:"type"`  // its extension, with the dot
	Attached time.Time     `json:"attached"`
	// ID differs between any two attachments, also of one picture to one file: each
	// has a local copy of its own.
	ID string `json:"id"`

	home *Store // that it was read from, which has the blob
}

func newRecord(path wirepath.Path, slot Slot, p *picture) *record {
	id := make([]byte, 8)
	_, _ = rand.Read(id) // which never fails
	return &record{
		Version: version, Path: path, Slot: slot, Blob: p.sum, Bytes: p.size, Type: p.ext,
		Attached: time.Now().UTC().Round(0), ID: hex.EncodeToString(id),
	}
}

// check says what is wrong with a record that was read.
func (r *record) check(slot Slot) error {
	switch {
	case r.Version > version:
		return fault.New(fault.Unsupported, "version %d was written by a newer apsync: this one reads %d", r.Version, version)
	case r.Version < 1, r.Slot != slot, !isHex(r.Blob, 64), !isHex(r.ID, 16), r.Bytes < 1, !slices.Contains(extensions, r.Type):
		return fault.New(fault.Corrupt, "its values make no sense")
	}
	return nil
}

// isHex reports whether s is n hexadecimal digits as the store writes them.
func isHex(s string, n int) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == n
}

// readRecord returns the record of a key and slot, or nil where there is none. One
// that cannot be understood is a Corrupt error that names it.
func (s *Store) readRecord(k key, slot Slot) (*record, error) {
	path := s.recordPath(k, slot)
	var rec record
	err := readJSON(path, &rec)
	if isMissing(err) {
		return nil, nil
	}
	if err == nil {
		err = rec.check(slot)
	}
	if err != nil {
		e := *fault.From(err)
		e.Detail = "the record " + path + ": " + e.Detail
		return nil, &e
	}
	rec.home = s
	return &rec, nil
}

// writeRecord makes rec the record of its slot; with isNew it fails with
// fs.ErrExist where there is one.
func (s *Store) writeRecord(k key, rec *record, isNew bool) error {
	data, err := json.MarshalIndent(rec, "", "  ")
	if err != nil {
		return err
	}
	return s.write(s.recordPath(k, rec.Slot), append(data, '\n'), atomicfile.Options{Sync: durable, NoReplace: isNew})
}

// removeRecord removes the record of a key and slot if it still is rec. It fails
// with fs.ErrNotExist when it is not.
func (s *Store) removeRecord(k key, rec *record) error {
	now, err := s.readRecord(k, rec.Slot)
	if err != nil {
		return err
	}
	if now == nil || now.ID != rec.ID {
		return fs.ErrNotExist
	}
	return os.Remove(s.recordPath(k, rec.Slot))
}

// variant returns the record that a machine made which treats case otherwise and
// has the same project, or nil.
func (s *Store) variant(file project.Place, slot Slot) *record {
	for _, k := range s.variants(file) {
		if rec, err := s.readRecord(k, slot); err == nil && rec != nil && rec.Path == s.pathOf(file) {
			return rec
		}
	}
	return nil
}

// dropVariants removes the records that variant would find, which a new one
// replaces.
func (s *Store) dropVariants(file project.Place, slot Slot) error {
	for _, k := range s.variants(file) {
		rec, err := s.readRecord(k, slot)
		if err != nil || rec == nil || rec.Path != s.pathOf(file) {
			continue
		}
		if err := s.removeRecord(k, rec); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.New(fault.Write, "cannot remove the former record: %w", err)
		}
	}
	return nil
}

// variants returns the keys that other machines have for the file in a project's
// own store.
func (s *Store) variants(file project.Place) []key {
	if !s.own {
		return nil
	}
	var keys []key
	for _, name := range file.Elsewhere {
		keys = append(keys, keyOf(name))
	}
	return keys
}

// readJSON reads a small file of JSON. What is none is a Corrupt error.
func readJSON(path string, value any) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > maxRecord {
		return fault.New(fault.Corrupt, "%s is no file of at most %d bytes", filepath.Base(path), maxRecord)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxRecord))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, value); err != nil {
		return fault.New(fault.Corrupt, "not JSON of the expected form: %w", err)
	}
	return nil
}
