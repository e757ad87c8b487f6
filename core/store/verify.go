package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"apsync/core/fault"
	"apsync/core/wirepath"
)

// Problem is something in a store that is not as it was written.
type Problem struct {
	Path   string // of the blob, record or note
	Reason string
	// File is the one whose thumbnail is lost; empty where none is, or where it is not
	// known.
	File string
	Slot Slot

	kind   kind
	key    key     // of a record or note
	record *record // that lacks its blob
}

// kind says what is to be done about a problem.
type kind int

const (
	unreadable    kind = iota // nothing: it may be good
	damagedBlob               // see the records that name it
	damagedRecord             // set it aside
	lacking                   // a record without a good blob: find one, or set it aside
	damagedNote               // remove it: it is made again
)

// Survey is what was found in a store.
type Survey struct {
	Records  int   // that can be read
	Blobs    int   // that have the hash of their name
	Bytes    int64 // that these take
	Problems []Problem
}

// Verify reads every blob and record of the store and says which are damaged or
// cannot be read. It changes nothing, and takes no offence at what others attach
// meanwhile. Files that are not the store's are passed over.
func (s *Store) Verify(ctx context.Context) (Survey, error) {
	v := verifier{ctx: ctx, store: s, damaged: map[string]string{}}
	v.walk("blobs", v.blob)
	v.walk("records", v.record)
	v.walk("files", v.note)
	return v.Survey, stopped(ctx)
}

type verifier struct {
	Survey
	ctx     context.Context
	store   *Store
	damaged map[string]string // what is wrong with which blobs
}

// walk calls visit with every name in the folders of a folder of the store.
func (v *verifier) walk(name string, visit func(folder, name string)) {
	top := filepath.Join(v.store.config.Folder, name)
	err := walk(v.ctx, top, func(folder, name string) error {
		visit(folder, name)
		return nil
	}, v.unreadable)
	if err != nil && v.ctx.Err() == nil {
		v.unreadable(top, err)
	}
}

func (v *verifier) unreadable(path string, err error) {
	v.Problems = append(v.Problems, Problem{Path: path, Reason: unreadableReason(err)})
}

func unreadableReason(err error) string {
	return fmt.Sprintf("cannot be read: %v", fault.From(err).Detail)
}

// errNoFolder is about what stands where a folder should. Links are not followed: a
// store may come from a stranger, and files are removed from it.
var errNoFolder = fault.New(fault.Corrupt, "is no folder")

// isFolder reports whether a path is a folder and no link to one.
func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}

// walk calls visit with every name in the folders <top>/<two digits>, until that
// fails. Folders that cannot be read are handed to failed, but for those that are
// missing.
func walk(ctx context.Context, top string, visit func(folder, name string) error, failed func(folder string, err error)) error {
	shards, err := os.ReadDir(top)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && !isFolder(top):
		return errNoFolder
	case err != nil:
		return err
	}
	for _, shard := range shards {
		if !isHex(shard.Name(), 2) {
			continue
		}
		folder := filepath.Join(top, shard.Name())
		if !shard.IsDir() {
			failed(folder, errNoFolder)
			continue
		}
		entries, err := os.ReadDir(folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed(folder, err)
		}
		for _, entry := range entries {
			if err := stopped(ctx); err != nil {
				return err
			}
			if err := visit(folder, entry.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *verifier) blob(folder, name string) {
	if !isHex(name, 64) || filepath.Base(folder) != name[:2] {
		return
	}
	path := filepath.Join(folder, name)
	size, reason, err := judge(v.ctx, path)
	switch {
	case isMissing(err) || v.ctx.Err() != nil: // it was collected meanwhile
	case err != nil:
		v.unreadable(path, err)
	case reason != "":
		v.damaged[name] = reason
		v.Problems = append(v.Problems, Problem{Path: path, Reason: reason, kind: damagedBlob})
	default:
		v.Blobs++
		v.Bytes += size
	}
}

// judge says what is wrong with the blob of a path, if anything is.
func judge(ctx context.Context, path string) (size int64, reason string, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, "", err
	}
	if !info.Mode().IsRegular() {
		return 0, "is no regular file", nil
	}
	sum, n, err := hashOf(ctx, path, info.Size())
	if err == nil && sum != filepath.Base(path) {
		reason = "its bytes do not have the hash that it is named by"
	}
	return n, reason, err
}

func (v *verifier) record(folder, name string) {
	k, slot, ok := splitRecordName(folder, name)
	if !ok {
		return
	}
	path := filepath.Join(folder, name)
	rec, err := v.store.readRecord(k, slot)
	switch code := fault.CodeOf(err); {
	case err == nil && rec == nil: // it was removed meanwhile
	case err == nil:
		v.picture(path, k, rec)
	case code == fault.Corrupt:
		v.Problems = append(v.Problems, Problem{
			Path: path, Reason: strings.TrimPrefix(fault.From(err).Detail, "the record "+path+": "),
			File: v.store.fileOf(k), Slot: slot, kind: damagedRecord, key: k,
		})
	case code == fault.Unsupported:
		v.Records++ // of a newer apsync, which can read it
	default:
		v.unreadable(path, errors.New(strings.TrimPrefix(fault.From(err).Detail, "the record "+path+": ")))
	}
}

// picture looks whether a record's blob is good.
func (v *verifier) picture(path string, k key, rec *record) {
	v.Records++
	reason := v.store.lacks(rec)
	if what := v.damaged[rec.Blob]; what != "" && !isIntact(v.ctx, v.store.blobPath(rec.Blob), rec.Bytes, rec.Blob) {
		reason = "its blob is damaged: " + what
	}
	if reason == "" {
		return
	}
	if now, err := v.store.readRecord(k, rec.Slot); err != nil || now == nil || now.ID != rec.ID {
		return // attached anew, or moved
	}
	v.Records--
	v.Problems = append(v.Problems, Problem{
		Path: path, Reason: reason, File: v.store.fullPath(rec.Path), Slot: rec.Slot,
		kind: lacking, key: k, record: rec,
	})
}

// lacks says what is wrong with the blob of a record at first sight.
func (s *Store) lacks(rec *record) string {
	path := s.blobPath(rec.Blob)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && len(s.taken(rec.Blob)) > 0 {
		return "" // a collector will bring it back
	}
	if errors.Is(err, fs.ErrNotExist) {
		info, err = os.Stat(path) // as one may just have done
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "its blob " + rec.Blob + " is missing"
	case err == nil && info.Size() != rec.Bytes:
		return fmt.Sprintf("its blob %s is of %d bytes, not %d", rec.Blob, info.Size(), rec.Bytes)
	}
	return ""
}

func (v *verifier) note(folder, name string) {
	digits, isNote := strings.CutSuffix(name, ".json")
	if !isNote || !isHex(digits, 32) || filepath.Base(folder) != digits[:2] {
		return
	}
	_, err := v.store.readNote(key(digits))
	if fault.CodeOf(err) != fault.Corrupt {
		return
	}
	v.Problems = append(v.Problems, Problem{
		Path: filepath.Join(folder, name), Reason: fault.From(err).Detail, kind: damagedNote, key: key(digits),
	})
}

// fileOf returns the path of the file of that key, if it was noted.
func (s *Store) fileOf(k key) string {
	n, err := s.readNote(k)
	if err != nil {
		return ""
	}
	return s.fullPath(n.Path)
}

// fullPath returns a path as a person knows it that the store has written down.
func (s *Store) fullPath(path wirepath.Path) string {
	if s.own {
		return filepath.Join(s.config.Project.Root, filepath.FromSlash(string(path)))
	}
	return string(path)
}

// splitRecordName returns what recordPath was given.
func splitRecordName(folder, name string) (key, Slot, bool) {
	stem, isJSON := strings.CutSuffix(name, ".json")
	digits, slot, _ := strings.Cut(stem, "-")
	ok := isJSON && isHex(digits, 32) && digits[:2] == filepath.Base(folder) && (Slot(slot) == Preview || Slot(slot) == Detail)
	return key(digits), Slot(slot), ok
}
