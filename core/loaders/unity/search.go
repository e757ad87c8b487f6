package unity

import (
	"archive/tar"
	"errors"
	"io"
	"path"
	"strings"

	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// ranks of assets: the lower, the more a package is about them.
const (
	ownRank = iota
	prefabRank
	modelRank
	materialRank
	textureRank
	otherRank
)

// rank returns that of an asset by its path.
func rank(name string) int {
	switch strings.ToLower(path.Ext(name)) {
	case ".prefab", ".unity":
		return prefabRank
	case ".fbx", ".obj", ".dae", ".blend", ".max", ".ma", ".mb", ".3ds", ".c4d", ".dxf", ".glb", ".gltf", ".skp", ".spm", ".st":
		return modelRank
	case ".mat":
		return materialRank
	case ".png", ".jpg", ".jpeg", ".tga", ".psd", ".tif", ".tiff", ".exr", ".hdr", ".bmp", ".gif", ".cubemap":
		return textureRank
	}
	return otherRank
}

// asset is one of the package.
type asset struct {
	folder  string // its GUID
	path    string // in the project
	preview []byte // not opened yet
	picture picture.Picture
}

func (a *asset) rank() int {
	if a.folder == "" {
		return ownRank
	}
	return rank(a.path)
}

// search looks through a package.
type search struct {
	archive *tar.Reader
	counter *counter
	assets  int
	current asset // whose members come
	best    asset
}

// run ends where the best is found, or at the end of the package.
func (s *search) run() error {
	for range maxMembers {
		member, err := s.archive.Next()
		if errors.Is(err, io.EOF) {
			s.finish()
			return nil
		}
		if err == nil {
			err = s.take(member)
		}
		if err != nil {
			s.finish()
			return damaged(err)
		}
		if s.done() {
			return nil
		}
	}
	return fault.New(fault.LimitCount, "more than %d members", maxMembers)
}

// done reports whether what was found will do.
func (s *search) done() bool {
	return s.best.picture != nil && (s.best.rank() <= prefabRank || s.counter.n > enough)
}

// take looks at a member, whose content follows.
func (s *search) take(member *tar.Header) error {
	folder, base, ok := split(member.Name)
	if !ok || member.Typeflag != tar.TypeReg {
		return nil
	}
	if folder != s.current.folder {
		s.finish()
		s.current = asset{folder: folder}
		s.assets++
	}
	var err error
	switch {
	case folder == "" && base == ownPicture:
		s.finish()
		s.current.preview, err = s.read(member, maxPreview)
		s.finish()
	case folder == "":
	case base == previewName:
		s.current.preview, err = s.read(member, maxPreview)
	case base == pathnameName:
		var text []byte
		text, err = s.read(member, maxPath)
		// a second line, "00", is in packages of old versions
		line, _, _ := strings.Cut(string(text), "\n")
		s.current.path = strings.TrimSpace(line)
	}
	return err
}

// read returns the content of a member; nothing of one that is too large.
func (s *search) read(member *tar.Header, limit int64) ([]byte, error) {
	if member.Size > limit {
		return nil, nil
	}
	return io.ReadAll(io.LimitReader(s.archive, limit))
}

// finish compares the current asset with the best, when all its members were seen.
func (s *search) finish() {
	a := s.current
	s.current.preview = nil
	if a.preview == nil || s.best.picture != nil && a.rank() > s.best.rank() {
		return
	}
	opened, err := embedded.OpenBytes(a.preview, "the preview of "+a.path)
	if err != nil {
		return
	}
	if s.best.picture == nil || a.rank() < s.best.rank() || embedded.Pixels(opened) > embedded.Pixels(s.best.picture) {
		a.picture, a.preview = opened, nil
		s.best = a
	}
}
