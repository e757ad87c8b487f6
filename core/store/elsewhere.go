package store

import (
	"context"
	"os"
	"path/filepath"

	"apsync/core/atomicfile"
	"apsync/core/project"
	"apsync/core/wirepath"
)

// elsewhere returns what another store has of the file itself, or nil: the user's
// store, from before the file's project had its own, or the store of a project
// around the file's. The latter keeps it for those who work on that project.
func (s *Store) elsewhere(file project.Place, slot Slot) *lender {
	users, k := s.users(), keyOf(file.Key)
	n, err := users.readNote(k)
	if err != nil {
		n = nil // as of small files
	}
	if users != s {
		if rec, err := users.readRecord(k, slot); err == nil && rec != nil {
			return &lender{record: rec, store: users, key: k, note: n, evident: true, same: true}
		}
	}
	other := users.hinted(n)
	if other == nil || other.config.Folder == s.config.Folder || string(n.Path) != file.Path {
		return nil
	}
	rec, err := other.readRecord(n.Key, slot)
	if err != nil || rec == nil {
		return nil
	}
	return &lender{record: rec, store: other, key: n.Key, note: n, same: true}
}

// users returns the user's store.
func (s *Store) users() *Store {
	if s.user != nil {
		return s.user
	}
	return s
}

// hint leaves a note in the user's store of where a project's own store has a file,
// by which it is found when it has left the project. That it fails does no harm now.
func (s *Store) hint(file project.Place, n note, k key) {
	if s.user == nil {
		return
	}
	n.place(file)
	n.Store, n.Key = wirepath.Path(s.config.Folder), k
	_ = s.user.writeNote(keyOf(file.Key), n)
}

// hintOf returns the hint in the user's store to a file that was noted, or nil.
func (s *Store) hintOf(n *note) *lender {
	if s.user == nil || n == nil {
		return nil
	}
	file, err := project.Locate(filepath.Join(s.config.Project.Root, filepath.FromSlash(string(n.Path))))
	if err != nil {
		return nil
	}
	return &lender{store: s.user, key: keyOf(file.Key)}
}

// isHinted reports whether the user's store has the hint to a file of that note.
func (s *Store) isHinted(file project.Place, n *note) bool {
	if s.user == nil {
		return true
	}
	_, err := os.Lstat(s.user.contentPath(n.Size, n.Content, keyOf(file.Key)))
	return err == nil
}

// hinted returns the project's own store that a note of the user's store leads to,
// or nil. Notes of a project, which may come from strangers, lead nowhere.
func (s *Store) hinted(n *note) *Store {
	if s.own || n == nil || !filepath.IsAbs(string(n.Store)) || !isHex(string(n.Key), 32) {
		return nil
	}
	folder := filepath.Dir(string(n.Store))
	p := project.Project{Root: filepath.Dir(folder), Folder: folder}
	other, err := Open(Config{Folder: string(n.Store), Project: p})
	if err != nil || !other.own {
		return nil
	}
	return other
}

// adopt puts the blob of another store's record into this one.
func (s *Store) adopt(ctx context.Context, rec *record) error {
	path := s.blobPath(rec.Blob)
	f, err := s.create(filepath.Dir(path), atomicfile.Options{Sync: durable})
	if err != nil {
		return err
	}
	defer f.Abandon()
	if err := rec.home.read(ctx, f, rec); err != nil {
		return err
	}
	return f.Publish(path)
}
