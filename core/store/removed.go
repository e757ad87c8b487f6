package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"apsync/core/atomicfile"
	"apsync/core/fault"
)

// A collector takes blobs away that no record names while others attach, without
// locks. Three rules keep what is needed:
//
//   - A blob is young when a record of it is written: Attach has just made it, and
//     whoever moves a record refreshes it first. Young blobs are not taken.
//   - A blob is taken by renaming it to removed/<sha256>-<random>, and removed for
//     good only if no record names it after that and it is not young. The random part
//     keeps what one collector takes from another who has looked already.
//   - Who has written a record looks for its blob afterwards, and brings it back if
//     it was taken meanwhile: either the collector sees the record, or the writer
//     sees that the blob has gone. Who reads a record brings it back as well.

// removed is the folder of blobs that are on their way out.
func (s *Store) removed() string { return filepath.Join(s.config.Folder, "removed") }

// splitRemoved returns the blob that a name in removed/ is of.
func splitRemoved(name string) (sum string, ok bool) {
	sum, random, _ := strings.Cut(name, "-")
	return sum, isHex(sum, 64) && isHex(random, 8)
}

// taken returns the paths that a collector has moved a blob to.
func (s *Store) taken(sum string) []string {
	if !isFolder(s.removed()) {
		return nil
	}
	var paths []string
	for _, name := range namesIn(s.removed()) {
		if of, ok := splitRemoved(name); ok && of == sum {
			paths = append(paths, filepath.Join(s.removed(), name))
		}
	}
	return paths
}

// restore brings a blob back if a collector has taken it, and reports whether it is
// there.
func (s *Store) restore(sum string) bool {
	for _, path := range s.taken(sum) {
		s.putBack(path, sum)
	}
	_, err := os.Lstat(s.blobPath(sum)) // somebody else may have brought it back
	return err == nil
}

// putBack moves a blob back from where a collector has taken it, unless it was
// attached again meanwhile.
func (s *Store) putBack(path, sum string) {
	if errors.Is(atomicfile.Move(path, s.blobPath(sum)), fs.ErrExist) {
		_ = os.RemoveAll(path)
	}
}

// has reports whether a blob is there, and brings it back if it was taken.
func (s *Store) has(sum string) bool {
	_, err := os.Lstat(s.blobPath(sum))
	return err == nil || s.restore(sum)
}

// refresh makes a blob young, of which a record is about to be written.
func (s *Store) refresh(sum string) {
	if !s.has(sum) {
		return
	}
	// What a stranger's project has in a blob's place may lead to any file.
	if info, err := os.Lstat(s.blobPath(sum)); err == nil && info.Mode().IsRegular() {
		now := time.Now()
		_ = os.Chtimes(s.blobPath(sum), now, now) // another user's stays as it is
	}
}

// ensure makes sure that the picture of a record that was just written is there.
func (s *Store) ensure(ctx context.Context, request *Request, p *picture) error {
	if s.has(p.sum) {
		return nil
	}
	again, err := s.stage(ctx, request)
	if err != nil {
		return err
	}
	defer again.abandon()
	if again.sum != p.sum {
		return fault.New(fault.Write, "the blob %s was removed while it was attached", s.blobPath(p.sum))
	}
	return s.publish(ctx, again)
}
