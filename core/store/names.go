package store

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"apsync/core/atomicfile"
	"apsync/core/project"
	"apsync/core/wirepath"
)

// key is the name that a file has in the store: 32 hexadecimal digits.
type key string

// key returns the file's key in this store.
func (s *Store) key(file project.Place) key {
	if s.own {
		return keyOf(file.Relative)
	}
	return keyOf(file.Key)
}

func keyOf(name string) key {
	sum := sha256.Sum256([]byte(name))
	return key(hex.EncodeToString(sum[:16]))
}

// pathOf returns the file's path as this store writes it down: relative to the root
// in a project's own.
func (s *Store) pathOf(file project.Place) wirepath.Path {
	if !s.own {
		return wirepath.Path(file.Path)
	}
	relative, err := filepath.Rel(s.config.Project.Root, file.Path)
	if err != nil {
		relative = file.Path
	}
	return wirepath.Path(filepath.ToSlash(relative))
}

func (s *Store) blobPath(sum string) string {
	return filepath.Join(s.config.Folder, "blobs", sum[:2], sum)
}

func (s *Store) recordPath(k key, slot Slot) string {
	return filepath.Join(s.config.Folder, "records", string(k[:2]), string(k)+"-"+string(slot)+".json")
}

func (s *Store) filePath(k key) string {
	return filepath.Join(s.config.Folder, "files", string(k[:2]), string(k)+".json")
}

// contentsPath returns the folder of the contents of files of that size.
func (s *Store) contentsPath(size int64) string {
	shard := hex.EncodeToString([]byte{byte(size)})
	return filepath.Join(s.config.Folder, "contents", shard, strconv.FormatInt(size, 10))
}

func (s *Store) contentPath(size int64, content string, k key) string {
	return filepath.Join(s.contentsPath(size), content+"-"+string(k))
}

func (s *Store) temporary() string { return filepath.Join(s.config.Folder, "temporary") }

// sweep removes what was being written when a process was killed.
func (s *Store) sweep() {
	atomicfile.Sweep(s.temporary())
	if s.user != nil {
		s.user.sweep()
	}
}

// durable and hint are the degrees of safety of what the store needs and of what it
// can make again.
const (
	durable = atomicfile.SyncFolder
	hint    = atomicfile.SyncNone
)

// create makes a file that will be published in the folder, which it makes too.
func (s *Store) create(folder string, opt atomicfile.Options) (*atomicfile.File, error) {
	if err := s.makeRoot(); err != nil {
		return nil, err
	}
	folders, files := modes(s.config.Folder)
	for _, path := range []string{s.temporary(), folder} {
		if err := atomicfile.MkdirAll(path, atomicfile.Options{Sync: opt.Sync, Mode: folders}); err != nil {
			return nil, err
		}
	}
	opt.Mode = files
	return atomicfile.Create(s.temporary(), opt)
}

// write puts data into a file of the store.
func (s *Store) write(path string, data []byte, opt atomicfile.Options) error {
	f, err := s.create(filepath.Dir(path), opt)
	if err != nil {
		return err
	}
	defer f.Abandon()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Publish(path)
}

// makeRoot makes the store's folder: a project's with the permissions of the
// .apsync folder that it lies in, another with those of the user's umask.
func (s *Store) makeRoot() error {
	var mode fs.FileMode
	if s.own {
		mode, _ = modes(s.config.Project.Folder)
	}
	return atomicfile.MkdirAll(s.config.Folder, atomicfile.Options{Sync: durable, Mode: mode})
}

// modes returns the permissions of folders and files that are made in the folder:
// its own, so that what a group shares stays shared and what is private stays so,
// whatever the umask of the one who attaches.
func modes(folder string) (folders, files fs.FileMode) {
	info, err := os.Stat(folder)
	if err != nil {
		return 0, 0
	}
	mode := info.Mode().Perm()
	return mode | 0o700 | info.Mode()&fs.ModeSetgid, mode&0o666 | 0o600
}
