// Package epub shows the covers of books in EPUB 2 and 3.
//
// Specification: EPUB 3.3 (https://www.w3.org/TR/epub-33/), §4.2.6.3.1 for the container
// and appendix D.3 for the manifest's cover-image; Open Packaging Format 2.0.1 §2.6 for
// the guide. The cover is, in this order: the manifest's item with the property
// cover-image; what the metadata's "cover" names, the custom of EPUB 2; what the guide
// calls the cover; a picture that is called cover; and the first picture on the first
// page, with a note. Where one of these is a page or an SVG drawing, its first picture
// counts, also one that is written into it.
//
// Drawings and text of cover pages are not drawn: a book whose cover is made of them
// fails with no-picture. Limits: 4 MiB of each document that is read, 256 levels of the
// elements of pages, 16 covers that are tried, and those of package zip.
package epub

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"path"
	"strings"

	"apsync/core/container/zip"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

const (
	maxDocument = 4 << 20 // bytes
	zipHeader   = "PK\x03\x04"
	mimetype    = "mimetypeapplication/epub+zip"
)

// Match reports whether head begins a book: its first member, which is stored, says so
// (EPUB 3.3 §4.2.6.2).
func Match(head []byte) bool {
	return bytes.HasPrefix(head, []byte(zipHeader)) && bytes.Contains(head[:min(len(head), 128)], []byte(mimetype))
}

// book is an opened book.
type book struct {
	archive *zip.Archive
	opf     *packageDocument
}

// Open finds the cover and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	archive, err := zip.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	b := &book{archive: archive}
	if b.opf, err = readPackage(archive); err != nil {
		return nil, err
	}
	var failed error
	for _, candidate := range b.opf.covers() {
		cover, err := b.open(candidate.place)
		if cover != nil {
			preview := &embedded.Preview{Picture: cover, Pages: len(b.opf.Spine)}
			if candidate.note != "" {
				preview.Notes = []string{candidate.note}
			}
			return preview, nil
		}
		if failed == nil {
			failed = err
		}
	}
	if failed != nil {
		return nil, failed
	}
	return nil, fault.New(fault.NoPicture, "the book has no cover picture").
		Advise("add a cover in the program that made the book, calibre or Sigil for example")
}

// open opens the picture at a place, or the first of the document that is there. It
// returns nothing where there is none.
func (b *book) open(place string) (picture.Picture, error) {
	member, ok := b.archive.Find(place)
	if !ok {
		return nil, nil
	}
	if !isDocument(place) {
		return opened(member)
	}
	data, err := member.Bytes(maxDocument)
	if err != nil {
		return nil, err
	}
	link := firstPicture(data)
	if link == "" {
		return nil, nil
	}
	if written, ok := strings.CutPrefix(link, "data:"); ok {
		return openWritten(written, place)
	}
	member, ok = b.archive.Find(resolve(place, link))
	if !ok || isDocument(member.Name()) {
		return nil, nil
	}
	return opened(member)
}

func opened(member zip.Member) (picture.Picture, error) {
	r, size, err := member.Open()
	if err != nil {
		return nil, err
	}
	return embedded.Open(r, size, member.Name())
}

// openWritten opens a picture of a data URL (RFC 2397).
func openWritten(written, place string) (picture.Picture, error) {
	kind, text, _ := strings.Cut(written, ",")
	if !strings.HasSuffix(kind, ";base64") {
		return nil, nil
	}
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, fault.New(fault.Corrupt, "the picture in %s: %v", place, err)
	}
	return embedded.OpenBytes(data, place)
}

func isDocument(place string) bool {
	switch strings.ToLower(path.Ext(place)) {
	case ".xhtml", ".html", ".htm", ".xml", ".svg":
		return true
	}
	return false
}

// resolve returns the place of a link in the document at base.
func resolve(base, link string) string {
	link, _, _ = strings.Cut(link, "#")
	if plain, err := url.PathUnescape(link); err == nil {
		link = plain
	}
	return strings.TrimPrefix(path.Join("/", path.Dir(base), link), "/")
}
