// Package unity reads the pictures that Unity saves with a package of assets: a tar
// archive in gzip with a folder for every asset, named by its GUID, that holds the asset,
// its path in the project (pathname) and mostly a preview (preview.png); packages of the
// Asset Store may hold a picture of their own (.icon.png).
//
// Described by Unity's manual ("Create and export asset packages"); the archive by
// POSIX.1-2001 pax, as archive/tar of the standard library reads it.
//
// Shown is the package's own picture, else the preview of what a person would call its
// content: a prefab before a model, a material, a texture and anything else; of several
// the larger, then the first. A note names the asset. Members are unpacked as they come,
// none is kept but the previews that are better than those before.
//
// Limits: the first prefab's preview is taken, and else the best within the first 64 MiB
// unpacked; where there is none, the first after that, within 256 MiB. Previews of 1 MiB,
// paths of 4096 bytes.
package unity

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"

	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signature begins every package, as any file in gzip (RFC 1952 §2.3).
const Signature = "\x1f\x8b\x08"

const (
	readSize     = 64 << 10 // of the file at once, in bytes
	enough       = 64 << 20 // unpacked, after which the best that was found is taken
	maxUnpacked  = 256 << 20
	maxPreview   = 1 << 20
	maxPath      = 4096
	maxMembers   = 1 << 20
	ownPicture   = ".icon.png"
	previewName  = "preview.png"
	pathnameName = "pathname"
)

// Open looks for the best preview and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	file := bufio.NewReaderSize(io.NewSectionReader(src, 0, src.Size()), readSize)
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, damaged(err)
	}
	s := search{counter: &counter{r: unpacked}}
	s.archive = tar.NewReader(s.counter)
	err = s.run()
	if s.best.picture == nil {
		if err != nil {
			return nil, err
		}
		return nil, fault.New(fault.NoPicture, "none of the package's %d assets has a preview", s.assets).
			Advise("open the project in Unity so that it draws the previews, and export the package again")
	}
	preview := embedded.NewPreview(s.best.picture, "package")
	if s.best.path != "" {
		preview.Notes = append(preview.Notes, fmt.Sprintf("the preview is that of %q", s.best.path))
	}
	if err != nil {
		preview.Notes = append(preview.Notes, "the package is damaged behind its preview")
	}
	preview.Pages = 1
	return preview, nil
}

// counter counts what is unpacked.
type counter struct {
	r io.Reader
	n int64
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	if c.n > maxUnpacked {
		return 0, fault.New(fault.LimitExpansion, "no preview within the first %d bytes unpacked", maxUnpacked)
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// damaged returns an error of gzip or tar as one of the file's.
func damaged(err error) error {
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Truncated, "the package ends too early")
	}
	return fault.New(fault.Corrupt, "package: %v", err)
}

// split returns the folder of a member and its name in it; false for a member deeper
// down, and for one that leads elsewhere.
func split(name string) (folder, base string, ok bool) {
	name = strings.TrimPrefix(name, "./")
	folder, base, ok = strings.Cut(name, "/")
	if !ok {
		return "", name, name != ""
	}
	return folder, base, folder != "" && base != "" && !strings.Contains(base, "/")
}
