package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"apsync/core/project"
)

const (
	// maxNames bounds how many hints for files of one size are read.
	maxNames = 1 << 16
	// maxAlike bounds how many files of one content are looked at.
	maxAlike = 1 << 8
)

// lender is a record whose file is gone and has the content of another, or is that
// other file in another store.
type lender struct {
	*record
	store *Store
	key   key
	note  *note
	// evident is false where the record stays: its file may only be out of reach, on a
	// volume that is not mounted or on another machine that has the same store.
	evident bool
	same    bool    // it is of the very file; there may be no note
	via     *lender // what led to it in the user's store; has no record; may be nil
}

// moved returns the record that the file has in another store, or that of a file
// which had the same content and whose own path is gone, the newest if there are
// several, and makes it the record of the file; nil where there is none. A copy gets
// nothing, since the original's path is there.
func (s *Store) moved(ctx context.Context, file project.Place, info fs.FileInfo, slot Slot) (*record, error) {
	if l := s.elsewhere(file, slot); l != nil {
		return s.take(ctx, file, l)
	}
	if !hasContent(info) {
		return nil, nil
	}
	content := sync.OnceValue(func() string {
		content, _ := contentOf(file.Path, info) // a file that may not be read has none
		return content
	})
	best := s.newest(info.Size(), content, slot)
	if best == nil && s.user != nil {
		best = s.user.newest(info.Size(), content, slot)
	}
	if best == nil {
		return nil, nil
	}
	return s.take(ctx, file, best)
}

// newest returns the newest lender to a file of that size and content, or nil.
func (s *Store) newest(size int64, content func() string, slot Slot) *lender {
	var best *lender
	for _, k := range s.alike(size, content) {
		l := s.lender(k, slot)
		if l != nil && (best == nil || l.Attached.After(best.Attached)) {
			best = l
		}
	}
	return best
}

// alike returns the keys of files that had that size and content. The content is
// asked for only when a file of that size is known.
func (s *Store) alike(size int64, content func() string) []key {
	d, err := os.Open(s.contentsPath(size))
	if err != nil {
		return nil
	}
	defer d.Close()
	names, _ := d.Readdirnames(maxNames) // what is read will do
	if len(names) == 0 || content() == "" {
		return nil
	}
	var keys []key
	for _, name := range names {
		k, found := strings.CutPrefix(name, content()+"-")
		if !found || !isHex(k, 32) {
			continue
		}
		if len(keys) == maxAlike {
			break
		}
		// The hint may be of an earlier content.
		if n, err := s.readNote(key(k)); err == nil && n.Content == content() && n.Size == size {
			keys = append(keys, key(k))
		}
	}
	return keys
}

// lender returns the record of a key in the slot, if its file is gone. A key of the
// user's store may lead to the record in a project's own.
func (s *Store) lender(k key, slot Slot) *lender {
	n, err := s.readNote(k)
	if err != nil {
		return nil
	}
	if rec, err := s.readRecord(k, slot); err == nil && rec != nil {
		gone, evident := s.isGone(n)
		if !gone {
			return nil
		}
		return &lender{record: rec, store: s, key: k, note: n, evident: evident}
	}
	other := s.hinted(n)
	if other == nil {
		return nil
	}
	l := other.lender(n.Key, slot)
	if l == nil || l.note.Content != n.Content || l.note.Size != n.Size {
		return nil
	}
	l.via = &lender{store: s, key: k, note: n}
	return l
}

// take makes a lender's record that of the file, which has none, and removes the
// lender's. Whoever removes it has the right to it: of two files that both look
// moved one gets the thumbnail. The record's place is made before the old one is
// given up, and is never taken from somebody who attaches at the same time. A store
// that cannot be written still serves.
func (s *Store) take(ctx context.Context, file project.Place, l *lender) (*record, error) {
	k := s.key(file)
	rec := *l.record
	rec.Path, rec.home = s.pathOf(file), s
	if err := s.see(file, k); err != nil {
		return l.record, nil
	}
	if n, err := s.readNote(k); !l.same && (err != nil || n.Content != l.note.Content) {
		return nil, nil
	}
	if l.store == s {
		s.refresh(rec.Blob)
	} else if s.adopt(ctx, l.record) != nil {
		return l.record, nil
	}
	err := s.writeRecord(ctx, k, &rec, true)
	if errors.Is(err, fs.ErrExist) {
		return s.readRecord(k, rec.Slot)
	}
	if err != nil {
		return l.record, nil
	}
	s.restore(rec.Blob) // where a collector took it that has not seen the record
	if !l.evident {
		return &rec, nil
	}
	if !l.giveUp() {
		_ = s.removeRecord(k, &rec) // if that fails, a copy has a thumbnail too many
		return nil, nil
	}
	if l.via == nil {
		l.via = l.store.hintOf(l.note)
	}
	l.forget()
	return &rec, nil
}

// giveUp removes a lender's record, and reports whether it still could be lent.
func (l *lender) giveUp() bool {
	if !l.same {
		if gone, _ := l.store.isGone(l.note); !gone {
			return false
		}
	}
	return !errors.Is(l.store.removeRecord(l.key, l.record), fs.ErrNotExist)
}

// forget removes the hints of a lender that has nothing more to lend.
func (l *lender) forget() {
	// What is noted may have changed: of the same file in the user's store there is by
	// now a hint to where it went.
	n, err := l.store.readNote(l.key)
	if err == nil && !l.store.holds(l.key) && !l.store.hinted(n).holds(n.Key) {
		_ = os.Remove(l.store.contentPath(n.Size, n.Content, l.key))
		_ = os.Remove(l.store.filePath(l.key))
	}
	if l.via != nil {
		l.via.forget()
	}
}

// holds reports whether the store, which may be nil, has a record of a key.
func (s *Store) holds(k key) bool {
	if s == nil {
		return false
	}
	for _, slot := range []Slot{Preview, Detail} {
		if _, err := os.Lstat(s.recordPath(k, slot)); err == nil {
			return true
		}
	}
	return false
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
