// Package metafile reads Windows metafiles as files of their own: WMF and EMF, and both
// as gzip packs them (.wmz, .emz: RFC 1952). Package codec/metafile says what of them is
// drawn, and how.
//
// A packed metafile is unpacked whole when it is opened, since its size is told by its
// first bytes and its records come one behind the other; to 16 MiB at most, and to 1000
// times its size, which fails with limit-expansion.
package metafile

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"

	"apsync/core/codec/metafile"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Gzip begins packed metafiles, and much else.
const Gzip = "\x1f\x8b\x08"

const (
	placeable = "\xd7\xcd\xc6\x9a"
	enhanced  = "\x01\x00\x00\x00"
	mark      = " EMF"
	markAt    = 40

	maxUnpacked = 16 << 20
	expansion   = 1000
	spare       = 64 << 10
)

// MatchEnhanced reports whether a file that begins so is an EMF.
func MatchEnhanced(head []byte) bool {
	return len(head) >= markAt+len(mark) && string(head[:4]) == enhanced && string(head[markAt:markAt+len(mark)]) == mark
}

// MatchPlain reports whether a file that begins so is a WMF, placeable or not: its type is
// that of memory or of a disk, its header has nine words, its version is one of two.
func MatchPlain(head []byte) bool {
	if bytes.HasPrefix(head, []byte(placeable)) {
		return true
	}
	return len(head) >= 18 && (head[0] == 1 || head[0] == 2) && head[1] == 0 && head[2] == 9 && head[3] == 0 &&
		head[4] == 0 && (head[5] == 1 || head[5] == 3)
}

// Open opens a metafile, which may be packed.
func Open(src *picture.Source) (picture.Picture, error) {
	if bytes.HasPrefix(src.Head(), []byte(Gzip)) {
		return openPacked(src)
	}
	return metafile.Open(src)
}

func openPacked(src *picture.Source) (picture.Picture, error) {
	r, err := gzip.NewReader(src.Reader(context.Background(), 0))
	if err != nil {
		return nil, damaged(err)
	}
	most := min(maxUnpacked, expansion*src.Size()+spare)
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case int64(len(data)) > most:
		return nil, fault.New(fault.LimitExpansion, "a metafile of more than %d bytes in a file of %d", most, src.Size())
	case err != nil && len(data) == 0:
		return nil, damaged(err)
	}
	inner, err := picture.NewSource(bytes.NewReader(data), int64(len(data)), src.Name())
	if err != nil {
		return nil, err
	}
	return metafile.Open(inner)
}

func damaged(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fault.New(fault.Truncated, "the packed metafile ends early")
	}
	return fault.New(fault.Corrupt, "the packed metafile: %v", err)
}
