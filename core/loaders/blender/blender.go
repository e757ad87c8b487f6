// Package blender reads the preview that Blender saves with a scene: block TEST of a
// .blend file, which stands before the scene's own data, so that a file of any size
// costs a few reads.
//
// Described by Blender's sources: blenloader_core/BLO_core_blend_header.hh and
// BLO_core_bhead.hh for the headers of file and blocks, blenkernel/BKE_main.hh for the
// preview, and blenloader/intern/writefile.cc for what is written in which order.
//
// Read are files since 2.5: plain, compressed with gzip (up to 2.93) and Zstandard
// (since 3.0), pointers of 4 and 8 bytes, both byte orders, and the headers of 17 bytes
// that 5.0 began. The preview is RGBA from the bottom row up, as a display shows it.
// Those of 2.6 to 2.9 have colours multiplied by alpha, older ones have not: where a
// colour exceeds its alpha it cannot be multiplied. Previews of single materials and
// assets, which lie among the scene's data, are not looked for.
//
// Limits: 64 blocks before the preview, which may lie within the first MiB of what a
// compressed file holds; sides of 2048 pixels.
package blender

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

const (
	// Signature begins every file that is not compressed.
	Signature = "BLENDER"
	// GzipSignature and ZstdSignature begin the others (RFC 1952 §2.3, RFC 8878 §3.1.1).
	GzipSignature = "\x1f\x8b\x08"
	ZstdSignature = "\x28\xb5\x2f\xfd"
)

const (
	maxBlocks = 64
	maxSide   = 2048 // pixels
)

// Match reports whether a file begins as one of Blender's, plain or compressed with
// gzip. Zstandard's blocks are larger than a head.
func Match(head []byte) bool {
	if bytes.HasPrefix(head, []byte(GzipSignature)) {
		r, err := gzip.NewReader(bytes.NewReader(head))
		if err != nil {
			return false
		}
		head = make([]byte, len(Signature))
		if _, err := io.ReadFull(r, head); err != nil {
			return false
		}
	}
	return bytes.HasPrefix(head, []byte(Signature))
}

// Open finds the preview and reads its size.
func Open(src *picture.Source) (picture.Picture, error) {
	s := newStream(src)
	defer s.Close()
	h, err := readHeader(s)
	if err != nil {
		return nil, err
	}
	for range maxBlocks {
		b, err := h.readBlock(s)
		if err != nil {
			return nil, ended(err, s)
		}
		switch b.code {
		case "TEST":
			p, err := openPreview(src, s, h, b)
			if err != nil {
				return nil, err
			}
			return embedded.NewPreview(p, "scene"), nil
		case "GLOB", "DNA1", "ENDB":
			return nil, noPreview("the file of Blender %s holds no preview", h.version)
		}
		if err := s.skip(b.size); err != nil {
			return nil, ended(err, s)
		}
	}
	return nil, noPreview("the first %d blocks of the file of Blender %s hold no preview", maxBlocks, h.version)
}

func noPreview(format string, args ...any) error {
	return fault.New(fault.NoPicture, format, args...).
		Advise(`in Blender, set Preferences > Save & Load > File Preview Type to Auto ("Save Preview Images" before 2.93) and save the file`)
}

// ended says where a file ends that has no data behind its header.
func ended(err error, s *stream) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Truncated, "the file ends at offset %d, before its preview and its data", s.off)
	}
	return err
}
