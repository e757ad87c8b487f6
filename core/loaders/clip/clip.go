// Package clip reads the preview of Clip Studio Paint documents: the picture of the whole
// canvas that the program saves with every document.
//
// The layout was never published; what is known was found by others, above all
// https://github.com/dobrokot/clip_to_psd. A file is chunks of a name of eight letters, a
// length and data, with big-endian numbers: CHNKHead, which tells where the database
// lies, external data of layers, CHNKSQLi, an SQLite database, CHNKFoot. The database's
// table CanvasPreview holds the picture as a PNG in the column ImageData.
//
// Of several previews the largest is shown. Layers are not composed. Nothing but the
// head, the database's pages that lead to the preview and the preview itself are read,
// however large the document is. A document without a preview fails with no-picture.
//
// Limits: 65536 chunks in front of the database where CHNKHead is wrong, 64 previews, a
// preview of 64 MiB.
package clip

import (
	"cmp"
	"encoding/binary"
	"io"
	"slices"

	"apsync/core/container/sqlite"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signature begins every document.
const Signature = "CSFCHUNK"

const (
	fileHead    = 24 // the signature, the file's size, where the chunks begin
	chunkHead   = 16
	maxChunks   = 1 << 16
	maxPreviews = 64
	maxPreview  = 64 << 20
)

// Open finds the preview in the database and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	off, size, err := database(src)
	if err != nil {
		return nil, err
	}
	db, err := sqlite.Open(io.NewSectionReader(src, off, size), size)
	if err != nil {
		return nil, err
	}
	data, err := largest(db)
	if err != nil {
		return nil, err
	}
	if len(data) == 0 {
		return nil, fault.New(fault.NoPicture, "the document holds no preview of its canvas").
			Advise("open it in Clip Studio Paint and save it anew")
	}
	p, err := embedded.OpenBytes(data, "the preview")
	if err != nil {
		return nil, err
	}
	preview := embedded.NewPreview(p, "document")
	preview.Memory = int64(len(data))
	return preview, nil
}

// database returns where the database lies. The first chunk's data tell it, but for
// files of which that is not true.
func database(src *picture.Source) (off, size int64, err error) {
	const pointer = fileHead + chunkHead + 8
	head := src.Head()
	if len(head) < pointer+8 {
		return 0, 0, fault.New(fault.Truncated, "a header of %d bytes", len(head))
	}
	if off, size, err := chunk(src, int64(binary.BigEndian.Uint64(head[pointer:])), "CHNKSQLi"); err == nil {
		return off, size, nil
	}
	next := int64(fileHead)
	for range maxChunks {
		off, size, err := chunk(src, next, "CHNKSQLi")
		if err == nil || size < 0 {
			return off, size, err
		}
		next = off + size
	}
	return 0, 0, fault.New(fault.LimitCount, "no database in the first %d chunks", maxChunks)
}

// chunk returns where the data of the chunk at off lie. It fails where the chunk has
// another name; the size is negative where there is no chunk.
func chunk(src *picture.Source, off int64, name string) (data, size int64, err error) {
	head, err := src.Bytes(off, chunkHead)
	if err != nil {
		return 0, -1, err
	}
	data = off + chunkHead
	size = int64(binary.BigEndian.Uint64(head[8:]))
	if size < 0 || size > src.Size()-data {
		return 0, -1, fault.New(fault.Truncated, "chunk %q at %d: %d bytes in a file of %d", head[:8], off, size, src.Size())
	}
	if string(head[:8]) != name {
		return data, size, fault.New(fault.Corrupt, "chunk %q at %d is not %s", head[:8], off, name)
	}
	return data, size, nil
}

// preview is a row of the table of previews.
type preview struct {
	row    *sqlite.Row
	pixels int64
}

// largest returns the file of the largest preview, or nothing.
func largest(db *sqlite.Database) ([]byte, error) {
	table, ok := db.Find("CanvasPreview")
	if !ok {
		return nil, nil
	}
	var previews []preview
	for row, err := range table.Rows() {
		if err != nil {
			return nil, err
		}
		w, err := row.Int(table.Column("ImageWidth"))
		if err != nil {
			return nil, err
		}
		h, err := row.Int(table.Column("ImageHeight"))
		if err != nil {
			return nil, err
		}
		if previews = append(previews, preview{row, w * h}); len(previews) == maxPreviews {
			break
		}
	}
	slices.SortStableFunc(previews, func(a, b preview) int { return cmp.Compare(b.pixels, a.pixels) })
	for _, p := range previews {
		if data, err := p.row.Bytes(table.Column("ImageData"), maxPreview); err != nil || len(data) > 0 {
			return data, err
		}
	}
	return nil, nil
}
