// Package apetag finds the pictures in APE tags, which Monkey's Audio, WavPack, Musepack,
// OptimFROG, TAK and MP3 carry.
//
// Specification: "APEv2 specification" and "APE key" of the Hydrogenaudio knowledge base.
// Read are versions 1 and 2, at the end of a file, before an ID3v1 tag and Lyrics3 there,
// and at its beginning. A picture is an item whose key begins with "Cover Art", as
// "Cover Art (Front)": a name of a file, a zero byte, the picture.
//
// Items are walked by their headers; pictures are read when they are decoded. Limits:
// 65536 items, 1024 pictures, 256 bytes of a key and 1 KiB of a file's name.
package apetag

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"

	"apsync/core/bits"
	"apsync/core/container/artwork"
	"apsync/core/fault"
)

const (
	signature  = "APETAGEX"
	edgeBytes  = 32 // of a header, and of a footer
	itemBytes  = 8  // of an item in front of its key
	id3v1Bytes = 128
	maxItems   = 1 << 16
	maxKey     = 256
	maxName    = 1024
	// flagHeader is set in the flags of a header, not in those of a footer.
	flagHeader = 1 << 29
	// linkType is set in the flags of an item whose value is an address.
	linkType = 2 << 1
)

// Pictures returns the pictures of the tag of a file of that size, none where it has no
// tag. Those that were found before an error are returned with it.
func Pictures(r io.ReaderAt, size int64) ([]artwork.Picture, error) {
	for _, end := range ends(r, size) {
		items, ok := itemsBefore(r, end)
		if ok {
			return pictures(items)
		}
	}
	head, ok := edgeAt(r, 0)
	if ok && head.flags&flagHeader != 0 {
		return pictures(io.NewSectionReader(r, edgeBytes, max(0, min(head.size, size)-edgeBytes)))
	}
	return nil, nil
}

// ends returns where a tag may end.
func ends(r io.ReaderAt, size int64) []int64 {
	ends := []int64{size}
	end := size
	if begins(r, end-id3v1Bytes, "TAG") {
		end -= id3v1Bytes
		ends = append(ends, end)
	}
	// Lyrics3 version 2 ends with its size without what says so.
	const mark, digits = "LYRICS200", 6
	at := end - int64(len(mark))
	if !begins(r, at, mark) {
		return ends
	}
	var length [digits]byte
	if n, err := r.ReadAt(length[:], at-digits); n == digits && (err == nil || errors.Is(err, io.EOF)) {
		if n, err := strconv.ParseUint(string(length[:]), 10, 32); err == nil {
			ends = append(ends, at-digits-int64(n))
		}
	}
	return ends
}

func begins(r io.ReaderAt, off int64, mark string) bool {
	b := make([]byte, len(mark))
	return off >= 0 && bits.ReadFull(r, b, off) == nil && string(b) == mark
}

// edge is a header or a footer.
type edge struct {
	size  int64 // of the items and the footer
	flags uint32
}

func edgeAt(r io.ReaderAt, off int64) (edge, bool) {
	var b [edgeBytes]byte
	if off < 0 || bits.ReadFull(r, b[:], off) != nil || string(b[:8]) != signature {
		return edge{}, false
	}
	return edge{int64(binary.LittleEndian.Uint32(b[12:])), binary.LittleEndian.Uint32(b[20:])}, true
}

// itemsBefore returns the items of the tag whose footer ends at end.
func itemsBefore(r io.ReaderAt, end int64) (*io.SectionReader, bool) {
	foot, ok := edgeAt(r, end-edgeBytes)
	if !ok || foot.flags&flagHeader != 0 || foot.size < edgeBytes || foot.size > end {
		return nil, false
	}
	return io.NewSectionReader(r, end-foot.size, foot.size-edgeBytes), true
}

func pictures(items *io.SectionReader) ([]artwork.Picture, error) {
	var found []artwork.Picture
	off := int64(0)
	for range maxItems {
		var head [itemBytes + maxKey]byte
		n := min(int64(len(head)), items.Size()-off)
		if n < itemBytes {
			return found, nil
		}
		if err := bits.ReadFull(items, head[:n], off); err != nil {
			return found, err
		}
		size := int64(binary.LittleEndian.Uint32(head[:]))
		flags := binary.LittleEndian.Uint32(head[4:])
		key, _, ok := bytes.Cut(head[itemBytes:n], []byte{0})
		if !ok {
			return found, fault.New(fault.Corrupt, "ape tag: an item at %d without an end of its key", off)
		}
		off += itemBytes + int64(len(key)) + 1
		if size > items.Size()-off {
			return found, fault.New(fault.Truncated, "ape tag: item %q: %d bytes, the tag has %d left", key, size, items.Size()-off)
		}
		if kind, ok := kindOf(string(key)); ok && len(found) < artwork.MaxPictures {
			if p, ok := picture(io.NewSectionReader(items, off, size), flags); ok {
				p.Kind = kind
				found = append(found, p)
			}
		}
		off += size
	}
	return found, fault.New(fault.LimitCount, "ape tag: more than %d items", maxItems)
}

// kindOf returns what the picture of a key shows.
func kindOf(key string) (artwork.Kind, bool) {
	name, ok := strings.CutPrefix(strings.ToLower(key), "cover art")
	switch {
	case !ok:
		return 0, false
	case strings.Contains(name, "front"):
		return artwork.FrontCover, true
	case strings.Contains(name, "back"):
		return artwork.BackCover, true
	case strings.Contains(name, "icon"):
		return artwork.FileIcon, true
	}
	return artwork.Other, true
}

// picture returns the picture of an item, which a file's name may precede.
func picture(value *io.SectionReader, flags uint32) (artwork.Picture, bool) {
	front := make([]byte, min(maxName, value.Size()))
	if bits.ReadFull(value, front, 0) != nil {
		return artwork.Picture{}, false
	}
	if flags&(3<<1) == linkType {
		return artwork.Picture{Type: "-->", Data: value}, true
	}
	name, _, found := bytes.Cut(front, []byte{0})
	if !found || bytes.HasPrefix(front, []byte("\xff\xd8\xff")) || bytes.HasPrefix(front, []byte("\x89PNG")) {
		return artwork.Picture{Data: value}, true
	}
	skip := int64(len(name)) + 1
	return artwork.Picture{Data: io.NewSectionReader(value, skip, value.Size()-skip)}, true
}
