package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"apsync/core/atomicfile"
	"apsync/core/fault"
	"apsync/core/regular"
)

// maxFolders is how many folders are tried for a copy. What stands in the way of
// one is not ours to remove.
const maxFolders = 8

// copy returns the path of an intact copy of the record's blob, in a folder of its
// own in the cache, which it makes where there is none:
//
//	<cache>/thumbnails/ab/<32 digits>/detail.png
//
// The folder is told by the store, the file, the slot, the attachment and the user,
// so that nothing shares it and a new attachment has a new one; the former is left
// for a day (former.go). Scripts may do there what they like. A folder that can no longer be used, because a file has its name
// or its permissions cannot be mended, is passed over for another one.
func (s *Store) copy(ctx context.Context, k key, rec *record) (string, error) {
	if s.config.Cache == "" {
		return "", fault.New(fault.Access, "there is no home folder to keep copies in").
			Advise("name a folder in the setting cache (APSYNC_CACHE)")
	}
	folder := s.copyFolder(k, rec)
	var err error
	for i := range maxFolders {
		path := filepath.Join(folder+sibling(i), string(rec.Slot)+rec.Type)
		var isNew bool
		isNew, err = renew(ctx, path, rec)
		if isNew {
			s.grow(ctx, rec.Bytes)
		}
		if err == nil {
			s.retire(ctx, k, rec)
			return path, nil
		}
		if fault.CodeOf(err) != fault.Write {
			return "", err
		}
		_ = syscall.Rmdir(filepath.Dir(path)) // if it is a folder, and empty: made for nothing
	}
	e := *fault.From(err)
	e.Path = s.config.Cache
	e.Advice = "give the folder the permissions and the space it needs, or name another in the setting cache (APSYNC_CACHE)"
	return "", &e
}

// copyFolder returns the folder that an attachment's copy belongs in.
func (s *Store) copyFolder(k key, rec *record) string {
	return s.cachePath(string(k), string(rec.Slot), rec.Blob, rec.ID)
}

func sibling(i int) string {
	if i == 0 {
		return ""
	}
	return fmt.Sprintf("-%d", i+1)
}

// renew makes sure that path is an intact copy which may be written, in a folder
// which may be written, and says whether it made one. Write errors concern the
// folder, others the store.
func renew(ctx context.Context, path string, rec *record) (isNew bool, err error) {
	folder := filepath.Dir(path)
	if err := prepare(folder); err != nil {
		return false, err
	}
	if !isOpen(path) || !isIntact(ctx, path, rec.Bytes, rec.Blob) {
		if err := fetch(ctx, path, rec); err != nil {
			return false, err
		}
		isNew = true
	}
	if !lend(path) {
		return isNew, fault.New(fault.Write, "another process is removing the folder %s", folder)
	}
	return isNew, nil
}

// fetch makes a copy of a record's blob.
func fetch(ctx context.Context, path string, rec *record) error {
	folder := filepath.Dir(path)
	atomicfile.Sweep(folder)
	f, err := atomicfile.Create(folder, atomicfile.Options{Sync: atomicfile.SyncNone, Mode: 0o600})
	if err != nil {
		return err
	}
	defer f.Abandon()
	if err := rec.home.read(ctx, f, rec); err != nil {
		return err
	}
	return f.Publish(path)
}

// prepare makes a folder, or mends the permissions of one that is there.
func prepare(folder string) error {
	if err := atomicfile.MkdirAll(folder, atomicfile.Options{Mode: 0o700}); err != nil {
		return err
	}
	info, err := os.Lstat(folder)
	if err == nil && !info.IsDir() {
		err = errors.New("a link is in its place")
	}
	if err == nil && info.Mode().Perm()&0o700 != 0o700 {
		err = os.Chmod(folder, 0o700)
	}
	if err != nil {
		return fault.New(fault.Write, "cannot use the folder %s: %w", folder, err)
	}
	return nil
}

// isOpen reports whether path is a file that may be read and written.
func isOpen(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o600 == 0o600
}

// read copies the record's blob to dst. A blob that is missing or is not what its
// name says is a Corrupt error.
func (s *Store) read(ctx context.Context, dst io.Writer, rec *record) error {
	path := s.blobPath(rec.Blob)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && s.restore(rec.Blob) {
		info, err = os.Stat(path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.Corrupt, "the store has lost the blob %s", path).
			Advise("attach the thumbnail again, or wait until the folder is synchronised")
	case err != nil:
		return err
	case !info.Mode().IsRegular() || info.Size() != rec.Bytes:
		return damaged(path)
	}
	src, _, err := regular.Open(path)
	if errors.Is(err, regular.ErrNot) {
		return damaged(path)
	}
	if err != nil {
		return err
	}
	defer src.Close()
	return copyBlob(ctx, dst, src, rec, path)
}

// copyBlob copies the bytes of a record's blob, and fails if they are others. Path is
// that of the source.
func copyBlob(ctx context.Context, dst io.Writer, src io.Reader, rec *record, path string) error {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(dst, sum), io.LimitReader(&reader{ctx, src}, rec.Bytes+1))
	if err == nil && (n != rec.Bytes || digits(sum) != rec.Blob) {
		return damaged(path)
	}
	return err
}

func damaged(path string) error {
	return fault.New(fault.Corrupt, "the blob %s of the store is damaged", path).Advise("attach the thumbnail again")
}
