package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"apsync/core/atomicfile"
	"apsync/core/project"
	"apsync/core/regular"
	"apsync/core/wirepath"
)

const (
	// minContent is the size in bytes below which files are not told by content: too
	// many small ones are alike.
	minContent = 1 << 10
	// part is how much is read of a file's head, middle and tail each, in bytes.
	part = 64 << 10
	// settled is how old a file's last change must be for its time to tell later
	// changes: the coarsest file systems count in steps of two seconds.
	settled = 3 * time.Second
)

// note is what a file was like when it was last seen.
type note struct {
	Version  int           `json:"version"`
	Path     wirepath.Path `json:"path"` // relative to the root in a project's own store
	Size     int64         `json:"size"`
	Modified int64         `json:"modified"` // nanoseconds since 1970; 0 when it tells nothing
	Content  string        `json:"content"`  // see contentOf
	// Host and Mount say where Path is: which machine it is on, and the folder that
	// its volume is mounted at. They are empty in a project's own store.
	Host  string        `json:"host,omitempty"`
	Mount wirepath.Path `json:"mount,omitempty"`
	// Store and Key say, in the user's store only, which project's own store has the
	// file, and under which key.
	Store wirepath.Path `json:"store,omitempty"`
	Key   key           `json:"key,omitempty"`
}

// place notes where on this machine the file is.
func (n *note) place(file project.Place) {
	n.Path, n.Host = wirepath.Path(file.Path), host()
	n.Mount = wirepath.Path(mountOf(filepath.Dir(file.Path)))
}

// see notes what a file is like, so that its thumbnail is found when it moves.
// Folders and files that are small or may not be read are not noted: what was noted
// of them before no longer holds.
func (s *Store) see(file project.Place, k key) error {
	info, err := os.Stat(file.Path)
	if err != nil {
		return named(absent(err), file.Called())
	}
	content, err := contentOf(file.Path, info)
	if err != nil {
		_ = os.Remove(s.filePath(k))
		return nil
	}
	n := note{
		Version: version, Path: s.pathOf(file),
		Size: info.Size(), Modified: modified(info), Content: content,
	}
	if !s.own {
		n.place(file)
	}
	if err := s.writeNote(k, n); err != nil {
		return err
	}
	s.hint(file, n, k)
	return nil
}

// writeNote makes n the note of a key.
func (s *Store) writeNote(k key, n note) error {
	data, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	// The hint first: one that leads to no note is harmless.
	if err := s.write(s.contentPath(n.Size, n.Content, k), nil, atomicfile.Options{Sync: hint}); err != nil {
		return err
	}
	return s.write(s.filePath(k), append(data, '\n'), atomicfile.Options{Sync: hint})
}

// seeAgain notes what a file is like if that has changed. A store that cannot be
// written still serves.
func (s *Store) seeAgain(file project.Place, info fs.FileInfo, k key) {
	n, err := s.readNote(k)
	switch {
	case err != nil && !hasContent(info):
		return
	case err == nil && n.tells(info) && n.Path == s.pathOf(file):
		if _, err := os.Lstat(s.contentPath(n.Size, n.Content, k)); err == nil {
			if !s.isHinted(file, n) {
				s.hint(file, *n, k)
			}
			return
		}
	}
	_ = s.see(file, k)
}

// tells reports whether a file is as it was noted.
func (n *note) tells(info fs.FileInfo) bool {
	return n.Size == info.Size() && n.Modified == modified(info) && n.Modified != 0
}

// readNote returns the note of a key.
func (s *Store) readNote(k key) (*note, error) {
	var n note
	if _, err := readJSON(s.filePath(k), &n); err != nil {
		return nil, err
	}
	if n.Version != version || !isHex(n.Content, 32) || n.Path == "" {
		return nil, fs.ErrNotExist
	}
	return &n, nil
}

// hasContent reports whether a file is told by its content.
func hasContent(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && info.Size() >= minContent
}

// modified returns the time of a file's last change, or 0 when the change is so
// recent that another one might have the same time.
func modified(info fs.FileInfo) int64 {
	if time.Since(info.ModTime()) < settled {
		return 0
	}
	return info.ModTime().UnixNano()
}

// contentOf returns 32 hexadecimal digits that tell a file by its size and the 64
// KiB at its head, middle and tail. Info is the file's: nothing else is opened than
// regular files, and no small ones.
func contentOf(path string, info fs.FileInfo) (string, error) {
	if !hasContent(info) {
		return "", fs.ErrInvalid
	}
	f, _, err := regular.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	size := info.Size()
	h := sha256.New()
	_ = binary.Write(h, binary.BigEndian, size) // a hash takes everything
	for _, section := range sections(size) {
		if _, err := io.Copy(h, io.NewSectionReader(f, section[0], section[1])); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// sections returns offset and length of the parts of a file that tell it.
func sections(size int64) [][2]int64 {
	if size <= 3*part {
		return [][2]int64{{0, size}}
	}
	return [][2]int64{{0, part}, {(size - part) / 2, part}, {size - part, part}}
}
