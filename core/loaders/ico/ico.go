// Package ico reads Windows icons and cursors (ICO, CUR) and the first frame of
// animated cursors (ANI).
//
// Specification: "Icons in Win32" (Microsoft, 1995) for the directory; [MS-WMF] for
// the bitmaps, see package dib; entries that are PNG pictures came with Windows Vista.
// "Animated cursors" in Microsoft's Multimedia Programmer's Reference for ANI.
//
// Of the entries the largest is taken, and of several in that size the one of most
// bits; where it is damaged, the next. What an entry's own header says of its size
// counts, not the directory, where 0 stands for 256. Bitmaps of all depths are read,
// with their mask; of 32 bits the fourth byte is alpha, unless it is 0 everywhere.
// Of an animated cursor the frame that its sequence shows first is taken; frames that
// are bare bitmaps are unsupported.
//
// At most 256 entries are looked at.
package ico

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"apsync/core/codec/dib"
	"apsync/core/codec/png"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Types of files.
const (
	icon   = 1
	cursor = 2
)

// Match reports whether head begins an icon, a cursor or an animated cursor.
func Match(head []byte) bool {
	if isAnimated(head) {
		return true
	}
	if len(head) < dirSize+entrySize {
		return false
	}
	le := binary.LittleEndian
	kind, count := le.Uint16(head[2:]), le.Uint16(head[4:])
	if le.Uint16(head) != 0 || kind != icon && kind != cursor || count == 0 {
		return false
	}
	first := head[dirSize:]
	off := int64(le.Uint32(first[12:]))
	if first[3] != 0 && first[3] != 255 || off < dirSize+entrySize*int64(count) {
		return false
	}
	if off+leastEntry <= int64(len(head)) {
		return isEntry(head[off:])
	}
	depth := le.Uint16(first[6:])
	return kind == cursor || slices.Contains([]uint16{0, 1, 2, 4, 8, 16, 24, 32}, depth)
}

// isEntry reports whether b begins as a PNG picture or a bitmap's header does.
func isEntry(b []byte) bool {
	size := binary.LittleEndian.Uint32(b)
	return strings.HasPrefix(string(b), png.Signature) || size >= 12 && size <= 124
}

// Open reads the directory and the headers of the entry that is taken.
func Open(src *picture.Source) (picture.Picture, error) {
	if isAnimated(src.Head()) {
		return openAnimated(src)
	}
	return openDirectory(src)
}

func openDirectory(src *picture.Source) (*embedded.Preview, error) {
	entries, kind, err := readDirectory(src)
	if err != nil {
		return nil, err
	}
	f := &embedded.Preview{Pages: len(entries), Mimetype: "image/vnd.microsoft.icon"}
	if kind == cursor {
		f.Mimetype = "image/x-win-bitmap"
	}
	var first error
	for i, e := range entries {
		f.Picture, err = e.open(src)
		if err != nil {
			if i == 0 {
				first = err
			}
			continue
		}
		if i > 0 {
			f.Notes = append(f.Notes, "the largest entry is damaged: "+fault.From(first).Detail)
		}
		if len(entries) > 1 {
			f.Notes = append(f.Notes, fmt.Sprintf("of %d entries that of %d×%d pixels and %d bits is shown",
				len(entries), e.width, e.height, e.depth))
		}
		return f, nil
	}
	return nil, first
}

// open opens the entry as a picture. Where its size in the directory is too small, what
// is left of the file counts.
func (e *entry) open(src *picture.Source) (picture.Picture, error) {
	pic, err := e.openPart(src, e.size)
	if left := src.Size() - e.off; fault.CodeOf(err) == fault.Truncated && left > e.size {
		return e.openPart(src, left)
	}
	return pic, err
}

func (e *entry) openPart(src *picture.Source, size int64) (picture.Picture, error) {
	part, err := section(src, e.off, size)
	if err != nil {
		return nil, err
	}
	if e.png {
		return png.Open(part)
	}
	return dib.OpenIcon(part, e.listed)
}
