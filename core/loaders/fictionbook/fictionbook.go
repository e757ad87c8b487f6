// Package fictionbook shows the covers of FictionBook's books.
//
// Specification: FictionBook 2.1 (http://www.fictionbook.org/index.php/XML_Schema_Fictionbook_2.1):
// XML whose description names, in coverpage, the binary element in which the cover is
// written in base64. Binaries come behind the text, so that it is searched for them, and
// nothing else of it is read.
//
// Read are encodings in which ASCII stays ASCII; books in UTF-16 are unsupported, and so
// is version 3. Limits: 64 MiB searched, the description in the first MiB, 4 KiB
// behind coverpage, covers of 16 MiB in base64.
package fictionbook

import (
	"bytes"
	"encoding/base64"
	"regexp"

	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

const (
	maxDescription = 1 << 20
	maxSearched    = 64 << 20
	maxCover       = 16 << 20
	maxPage        = 4 << 10 // of the cover, in bytes
	maxTag         = 4 << 10
	step           = 256 << 10 // bytes searched at a time
)

// Match reports whether head begins a book.
func Match(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, "\xef\xbb\xbf \r\n\t"), []byte("<")) && bytes.Contains(head, []byte("<FictionBook"))
}

// Open finds the cover and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	name, err := coverName(src)
	if err != nil {
		return nil, err
	}
	off, err := findBinary(src, name)
	if err != nil {
		return nil, err
	}
	data, err := readBase64(src, off)
	if err != nil {
		return nil, err
	}
	opened, err := embedded.OpenBytes(data, name)
	if err != nil {
		return nil, err
	}
	return &embedded.Preview{Picture: opened, Pages: 1, Memory: int64(len(data))}, nil
}

// How the description names the cover, and what a tag calls itself.
var (
	coverLink = regexp.MustCompile(`href\s*=\s*["']#([^"']+)["']`)
	tagID     = regexp.MustCompile(`\sid\s*=\s*["']([^"']*)["']`)
)

func idOf(tag []byte) string {
	if found := tagID.FindSubmatch(tag); found != nil {
		return string(found[1])
	}
	return ""
}

// coverName returns what the description calls the cover.
func coverName(src *picture.Source) (string, error) {
	text, err := src.Bytes(0, min(src.Size(), maxDescription))
	if err != nil {
		return "", err
	}
	_, page, _ := bytes.Cut(text, []byte("<coverpage>"))
	found := coverLink.FindSubmatch(page[:min(len(page), maxPage)])
	if found == nil {
		return "", fault.New(fault.NoPicture, "the book names no cover").
			Advise("add a cover in the program that made the book, calibre for example")
	}
	return string(found[1]), nil
}

// findBinary returns where the contents of the binary of that name begin.
func findBinary(src *picture.Source, name string) (int64, error) {
	element := []byte("<binary")
	size := min(src.Size(), maxSearched)
	for off := int64(0); off < size; off += step {
		// A tag that begins in a step is all in what is read with it.
		text, err := src.Bytes(off, min(step+maxTag, size-off))
		if err != nil {
			return 0, err
		}
		for at := bytes.Index(text, element); at >= 0 && at < step; {
			tag := text[at:min(at+maxTag, len(text))]
			// A tag ends before the next: each byte is looked at once.
			end := 1 + bytes.IndexAny(tag[1:], "<>")
			if end > 0 && tag[end] == '>' && idOf(tag[:end]) == name {
				return off + int64(at+end+1), nil
			}
			next := bytes.Index(text[at+1:], element)
			if next < 0 {
				break
			}
			at += 1 + next
		}
	}
	return 0, fault.New(fault.Truncated, "the cover %q is not in the first %d bytes of the book", name, size)
}

// readBase64 decodes what is from off to the next tag.
func readBase64(src *picture.Source, off int64) ([]byte, error) {
	text, err := src.Bytes(off, min(src.Size()-off, maxCover))
	if err != nil {
		return nil, err
	}
	text, _, closed := bytes.Cut(text, []byte("<"))
	if !closed && len(text) == maxCover {
		return nil, fault.New(fault.LimitMemory, "a cover of more than %d bytes of base64", maxCover)
	}
	text = bytes.Join(bytes.Fields(text), nil)
	data := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(data, text)
	if err != nil && n == 0 {
		return nil, fault.New(fault.Corrupt, "the cover: %v", err)
	}
	return data[:n], nil
}
