package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"apsync/core/atomicfile"
	"apsync/core/fault"
	"apsync/core/project"
	"apsync/core/regular"
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
	// Sum is the SHA-256 of the record's text with zeros in its place, the last value
	// there. Records that have none are taken as they are.
	Sum string `json:"sum,omitempty"`

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

// noSum stands for the sum while it is computed.
var noSum = strings.Repeat("0", 64)

// encode returns the record's text.
func (r record) encode() ([]byte, error) {
	r.Sum = noSum
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, err
	}
	data = append(data, '\n')
	sum := sha256.Sum256(data)
	return replaceLast(data, noSum, hex.EncodeToString(sum[:])), nil
}

// isWhole reports whether the text that the record was read from has its sum.
func (r *record) isWhole(text []byte) bool {
	if r.Sum == "" {
		return true
	}
	sum := sha256.Sum256(replaceLast(text, r.Sum, noSum))
	return hex.EncodeToString(sum[:]) == r.Sum
}

// replaceLast returns text with the last from, if any, replaced.
func replaceLast(text []byte, from, to string) []byte {
	at := bytes.LastIndex(text, []byte(from))
	if at < 0 {
		return text
	}
	return slices.Concat(text[:at], []byte(to), text[at+len(from):])
}

// check says what is wrong with a record that was read from text.
func (r *record) check(slot Slot, text []byte) error {
	switch {
	case r.Version > version:
		return fault.New(fault.Unsupported, "version %d was written by a newer apsync: this one reads %d", r.Version, version)
	case r.Version < 1, r.Slot != slot, !isHex(r.Blob, 64), !isHex(r.ID, 16), r.Bytes < 1, r.Bytes > maxPicture, !slices.Contains(extensions, r.Type):
		return fault.New(fault.Corrupt, "its values make no sense")
	case !r.isWhole(text):
		return fault.New(fault.Corrupt, "its text does not have the hash that it states")
	}
	return nil
}

// isHex reports whether s is n hexadecimal digits as the store writes them.
func isHex(s string, n int) bool {
	for i := range len(s) {
		if !isHexDigit(s[i]) {
			return false
		}
	}
	return len(s) == n
}

func isHexDigit(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' }

// readRecord returns the record of a key and slot, or nil where there is none. One
// that cannot be understood is a Corrupt error that names it.
func (s *Store) readRecord(k key, slot Slot) (*record, error) {
	path := s.recordPath(k, slot)
	rec, err := loadRecord(path, slot)
	if isMissing(err) {
		return nil, nil
	}
	if err != nil {
		e := *fault.From(err)
		e.Detail = "the record " + path + ": " + e.Detail
		return nil, &e
	}
	rec.home = s
	return rec, nil
}

// loadRecord reads the record of a slot from a file.
func loadRecord(path string, slot Slot) (*record, error) {
	var rec record
	text, err := readJSON(path, &rec)
	if err == nil {
		err = rec.check(slot, text)
	}
	return &rec, err
}

// writeRecord makes rec the record of its slot, unless ctx is done by then; with isNew
// it fails with fs.ErrExist where there is one.
func (s *Store) writeRecord(ctx context.Context, k key, rec *record, isNew bool) error {
	data, err := rec.encode()
	if err != nil {
		return err
	}
	opt := atomicfile.Options{Sync: durable, NoReplace: isNew, BeforeRename: func() error { return stopped(ctx) }}
	return s.write(s.recordPath(k, rec.Slot), data, opt)
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

// readJSON reads a small file of JSON, and returns its text as well. What is none is
// a Corrupt error.
func readJSON(path string, value any) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxRecord {
		return nil, fault.New(fault.Corrupt, "%s is no file of at most %d bytes", filepath.Base(path), maxRecord)
	}
	f, _, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxRecord))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, value); err != nil {
		return nil, fault.New(fault.Corrupt, "not JSON of the expected form: %w", err)
	}
	return data, nil
}
