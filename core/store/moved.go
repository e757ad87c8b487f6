package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"apsync/core/project"
)

const (
	// maxNames bounds how many hints for files of one size are read.
	maxNames = 1 << 16
	// maxAlike bounds how many files of one content are looked at.
	maxAlike = 1 << 12
)

// lender is a record whose file is gone and has the content of another.
type lender struct {
	*record
	key  key
	note *note
	// evident is false where the file may only be out of reach: on a volume that is not
	// mounted, or on another machine that has the same store.
	evident bool
}

// moved returns the record of a file that had the same content and whose own path
// is gone, the newest if there are several, and makes it the record of the file;
// nil where there is none. A copy gets nothing, since the original's path is there.
func (s *Store) moved(file project.Place, info fs.FileInfo, slot Slot) (*record, error) {
	if !hasContent(info) {
		return nil, nil
	}
	keys := s.alike(file, info)
	var best *lender
	for _, k := range keys {
		l := s.lender(k, slot)
		if l != nil && (best == nil || l.Attached.After(best.Attached)) {
			best = l
		}
	}
	if best == nil {
		return nil, nil
	}
	return s.take(file, best)
}

// alike returns the keys of files that had the same content as the file. The file
// is read only when one of its size is known.
func (s *Store) alike(file project.Place, info fs.FileInfo) []key {
	size := info.Size()
	d, err := os.Open(s.contentsPath(size))
	if err != nil {
		return nil
	}
	defer d.Close()
	names, _ := d.Readdirnames(maxNames) // what is read will do
	if len(names) == 0 {
		return nil
	}
	content, err := contentOf(file.Path, info)
	if err != nil {
		return nil
	}
	var keys []key
	for _, name := range names {
		k, found := strings.CutPrefix(name, content+"-")
		if !found || !isHex(k, 32) {
			continue
		}
		if len(keys) == maxAlike {
			break
		}
		// The hint may be of an earlier content.
		if n, err := s.readNote(key(k)); err == nil && n.Content == content && n.Size == size {
			keys = append(keys, key(k))
		}
	}
	return keys
}

// lender returns the record of a key in the slot, if its file is gone.
func (s *Store) lender(k key, slot Slot) *lender {
	rec, err := s.readRecord(k, slot)
	if err != nil || rec == nil {
		return nil
	}
	n, err := s.readNote(k)
	if err != nil {
		return nil
	}
	gone, evident := s.isGone(n)
	if !gone {
		return nil
	}
	return &lender{rec, k, n, evident}
}

// take makes a lender's record that of the file, which has none, and removes the
// lender's. Whoever removes it has the right to it: of two files that both look
// moved one gets the thumbnail. The record's place is made before the old one is
// given up, and is never taken from somebody who attaches at the same time.
func (s *Store) take(file project.Place, l *lender) (*record, error) {
	k := s.key(file)
	rec := *l.record
	rec.Path = s.pathOf(file)
	if err := s.see(file, k); err != nil {
		return l.record, nil // the store cannot be written, and still serves
	}
	if n, err := s.readNote(k); err != nil || n.Content != l.note.Content {
		return nil, nil
	}
	err := s.writeRecord(k, &rec, true)
	if errors.Is(err, fs.ErrExist) {
		return s.readRecord(k, rec.Slot)
	}
	if err != nil {
		return l.record, nil
	}
	if !l.evident {
		return &rec, nil
	}
	gone, _ := s.isGone(l.note)
	if gone {
		err = s.removeRecord(l.key, l.record)
	}
	if !gone || errors.Is(err, fs.ErrNotExist) {
		_ = s.removeRecord(k, &rec) // if that fails, a copy has a thumbnail too many
		return nil, nil
	}
	s.forget(l)
	return &rec, nil
}

// forget removes the hints of a lender that has nothing more to lend.
func (s *Store) forget(l *lender) {
	for _, slot := range []Slot{Preview, Detail} {
		if _, err := os.Lstat(s.recordPath(l.key, slot)); err == nil {
			return
		}
	}
	_ = os.Remove(s.contentPath(l.note.Size, l.note.Content, l.key))
	_ = os.Remove(s.filePath(l.key))
}

// isGone reports whether the file that was noted is no longer at its path, and
// whether that is evident.
func (s *Store) isGone(n *note) (gone, evident bool) {
	path := string(n.Path)
	if s.own {
		local := filepath.FromSlash(path)
		if !filepath.IsLocal(local) {
			return false, false
		}
		path = filepath.Join(s.config.Project.Root, local)
	}
	if _, err := os.Lstat(path); !isMissing(err) {
		return false, false
	}
	return true, s.own || n.Host == host() && isMounted(string(n.Mount))
}

// host returns 8 hexadecimal digits that tell this machine from others.
func host() string {
	name, err := os.Hostname()
	if err != nil {
		name = "?"
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:4])
}
