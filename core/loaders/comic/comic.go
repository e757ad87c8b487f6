// Package comic shows the first page of comic books: archives of pictures, one a page.
//
// CBZ, CBR, CB7 and CBT are ZIP, RAR, 7-Zip and tar archives under another name
// (https://wiki.mobileread.com/wiki/CBR_and_CBZ); which one it is its content says, for
// many have the wrong name. The pages are the pictures in the natural order of their
// names, in which 10 comes behind 9; what macOS and Windows leave in archives is none.
// A page that cannot be read is passed over for the next. ComicInfo.xml may name
// another cover, which is not looked for.
//
// Archives in archives are not opened. Limits: those of the archives' packages; 16
// pages are tried, and none behind the first for which more than 32 MiB would have been
// unpacked in all before they begin.
package comic

import (
	"fmt"
	"io"
	"strings"

	"apsync/core/container/rar"
	"apsync/core/container/sevenzip"
	"apsync/core/container/tar"
	"apsync/core/container/zip"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// ZIPSignature is how comic books in ZIP archives begin.
const ZIPSignature = "PK\x03\x04"

// Signatures are how comic books begin: as other archives do, which are none.
var Signatures = []string{
	ZIPSignature, rar.Signature, sevenzip.Signature,
	strings.Repeat("?", tar.SignatureOffset) + tar.Signature,
}

// member is a file in an archive.
type member interface {
	Name() string
	Open() (io.ReaderAt, int64, error)
	// Before is how many bytes are unpacked before the first.
	Before() int64
	// Memory is what reading takes, in bytes.
	Memory() int64
}

// zipped is a member of a ZIP archive, whose reader takes next to nothing.
type zipped struct{ zip.Member }

func (zipped) Before() int64 { return 0 }
func (zipped) Memory() int64 { return 0 }

// Open finds the first page and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	all, err := members(src)
	if err != nil {
		return nil, err
	}
	pages := inOrder(all)
	if len(pages) == 0 {
		return nil, fault.New(fault.NoPicture, "none of the %d files in the archive is a picture", len(all)).
			Advise("put the pages into the archive as PNG, JPEG, WebP, GIF, TIFF or BMP pictures")
	}
	var failed error
	left := int64(maxBefore)
	for i, m := range pages[:min(len(pages), maxTries)] {
		if left -= m.Before(); left < 0 && i > 0 {
			return nil, fault.New(fault.LimitExpansion, "%d pages cannot be read, and another lies behind %d bytes: %w", i, m.Before(), failed)
		}
		opened, err := open(m)
		if err == nil {
			p := &embedded.Preview{Picture: opened, Pages: len(pages), Memory: m.Memory()}
			if i > 0 {
				p.Notes = []string{fmt.Sprintf("page %d is shown; those before it cannot be read", i+1)}
			}
			return p, nil
		}
		if failed == nil {
			failed = err
		}
	}
	return nil, failed
}

func open(m member) (picture.Picture, error) {
	r, size, err := m.Open()
	if err != nil {
		return nil, err
	}
	return embedded.Open(r, size, m.Name())
}

// members lists the archive, of whatever kind it is.
func members(src *picture.Source) ([]member, error) {
	head := string(src.Head())
	switch {
	case strings.HasPrefix(head, rar.Signature):
		return listed(rar.Members(src, src.Size()))
	case strings.HasPrefix(head, sevenzip.Signature):
		return listed(sevenzip.Members(src, src.Size()))
	case strings.HasPrefix(head, ZIPSignature):
		archive, err := zip.Open(src, src.Size())
		if err != nil {
			return nil, err
		}
		var all []member
		for _, m := range archive.Members() {
			all = append(all, zipped{m})
		}
		return all, nil
	}
	return listed(tar.Members(src, src.Size()))
}

func listed[M member](members []M, err error) ([]member, error) {
	all := make([]member, len(members))
	for i, m := range members {
		all[i] = m
	}
	return all, err
}
