// Package rhino reads the preview that Rhino keeps in a model, a 3dm file.
//
// Specification: McNeel's openNURBS 8, opennurbs_3dm.h for the codes of chunks and the
// reading of ON_BinaryArchive and ON_WindowsBitmap for what is in them. A file is 32
// bytes of title and version, then chunks, each a code and a length of 4 bytes, or of 8
// since version 5. The preview is a Windows bitmap: in version 1 a chunk of the file, from
// 2 on one of the properties, plain or packed. A packed one is the bitmap's header and one
// or two buffers, palette and rows together or apart, each with its length, a checksum and
// either the bytes or a stream of zlib in a chunk of its own.
//
// Read are the headers of at most 1024 chunks, up to the settings, which follow the
// properties, and the preview, of at most 64 MiB. Checksums of buffers are not looked at,
// zlib's is. A model without a preview, as other programs and SaveSmall write it, fails
// with no-picture.
package rhino

import (
	"io"
	"strconv"
	"strings"

	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signature begins every file.
const Signature = "3D Geometry File Format "

const headerBytes = 32

// Codes of chunks.
const (
	bitmapPreview     = 0x02000014 // of version 1
	propertiesTable   = 0x10000014
	settingsTable     = 0x10000015
	previewImage      = 0x20008023
	compressedPreview = 0x20008025
	anonymous         = 0x40008000
)

// Open finds the preview and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	a, err := open(src)
	if err != nil {
		return nil, err
	}
	c, err := a.find(headerBytes, src.Size(), bitmapPreview, propertiesTable, settingsTable)
	if err == nil && c.code == propertiesTable {
		c, err = a.find(c.off, c.end, previewImage, compressedPreview)
	}
	if err != nil {
		return nil, err
	}
	opened, err := a.openPreview(c)
	if err != nil {
		return nil, err
	}
	if opened == nil {
		return nil, fault.New(fault.NoPicture, "the model holds no preview").
			Advise("save the model in Rhino itself, and not with SaveSmall")
	}
	return embedded.NewPreview(opened, "model"), nil
}

// openPreview returns nil where the chunk is no preview.
func (a *archive) openPreview(c chunk) (picture.Picture, error) {
	switch c.code {
	case bitmapPreview, previewImage:
		return embedded.OpenBitmap(io.NewSectionReader(a.src, c.off, c.end-c.off))
	case compressedPreview:
		return a.openPacked(c)
	}
	return nil, nil
}

// archive is an opened file.
type archive struct {
	src   *picture.Source
	width int64 // of a chunk's length, in bytes
}

func open(src *picture.Source) (*archive, error) {
	head := src.Head()
	if len(head) < headerBytes || string(head[:len(Signature)]) != Signature {
		return nil, fault.New(fault.Truncated, "a header of %d bytes, less than %d", len(head), headerBytes)
	}
	version, err := strconv.Atoi(strings.TrimSpace(string(head[len(Signature):headerBytes])))
	if err != nil || version < 1 {
		return nil, fault.New(fault.Corrupt, "version %q", head[len(Signature):headerBytes])
	}
	a := &archive{src: src, width: 4}
	if version >= 50 { // 5.0; up to 4 they count by ones
		a.width = 8
	}
	return a, nil
}
