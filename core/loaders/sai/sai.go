// Package sai reads the thumbnail of documents of PaintTool SAI, versions 1 and 2.
//
// The layout was never published; what is known was found by others:
// https://github.com/Wunkolo/libsai (README.md; include/sai2.hpp, source/sai2.cpp).
// Numbers are little-endian.
//
// Documents of version 1 are pages of 4096 bytes, all of them enciphered, the same way in
// every document. Each 512th is a table of checksums, which also decipher, and of the
// pages that follow the others. Page 2 is the folder of the files within, one of which is
// the thumbnail.
//
// Of version 2, a header of 64 bytes tells the number of entries that follow it, each of
// which has the kind of a chunk, a layer's number and where the chunk lies. The chunk
// "thum" of canvases of 512 pixels and more is a size, "jssf" and a JPEG of which only
// what differs is kept: width, height, components, quantisation tables, and for each row
// of blocks its length and its codes.
//
// That JPEG is put together again and shown. Smaller canvases have the whole picture in
// "intg": "dpcm", the sizes of tiles of 256 pixels a side, and the tiles, whose rows are
// differences from what the pixels around suggest. Where alpha is kept, colours are
// taken to be multiplied by it if all of them may be. A tile that does not come out to
// the byte is corrupt.
//
// Layers are not composed. A document without a thumbnail fails with no-picture. Limits:
// 65536 entries, thumbnails of 16 MiB, 4 Mi pixels in tiles; of version 1 folders of 64
// pages and thumbnails of 4096 pixels a side.
package sai

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signature begins every document.
const Signature = "SAI-CANVAS-TYPE0"

const (
	headerSize   = 64
	backgroundAt = 17 // flags of the canvas: whether alpha is kept
	widthAt      = 20
	heightAt     = 24
	countAt      = 32
	entrySize    = 16
	maxEntries   = 1 << 16
	maxThumbnail = 16 << 20
)

// Open finds the thumbnail and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	entries, err := readEntries(src)
	if err != nil {
		return nil, err
	}
	if found, ok := entries.find(src.Size(), "thum"); ok {
		return openThumbnail(src, found)
	}
	if found, ok := entries.find(src.Size(), "intg"); ok {
		return openCanvas(src, found)
	}
	return nil, fault.New(fault.NoPicture, "the document holds no thumbnail").Advise("open it in PaintTool SAI and save it anew")
}

// openThumbnail opens the thumbnail of a chunk.
func openThumbnail(src *picture.Source, chunk chunk) (picture.Picture, error) {
	data, err := src.Bytes(chunk.off, min(chunk.size, maxThumbnail))
	if err != nil {
		return nil, err
	}
	stream, err := assemble(data)
	if err != nil {
		return nil, err
	}
	p, err := embedded.OpenBytes(stream, "the thumbnail")
	if err != nil {
		return nil, err
	}
	return embedded.NewPreview(p, "document"), nil
}

// entries are the kinds of chunks and where they lie.
type entries []byte

func readEntries(src *picture.Source) (entries, error) {
	head := src.Head()
	if len(head) < headerSize {
		return nil, fault.New(fault.Truncated, "a header of %d bytes", len(head))
	}
	n := binary.LittleEndian.Uint32(head[countAt:])
	if n > maxEntries {
		return nil, fault.New(fault.LimitCount, "%d entries, more than %d", n, maxEntries)
	}
	return src.Bytes(headerSize, entrySize*int64(n))
}

type chunk struct{ off, size int64 }

// find returns the first chunk of that kind. It ends where the next begins, or the file.
func (e entries) find(size int64, kind string) (chunk, bool) {
	for i := 0; i+entrySize <= len(e); i += entrySize {
		off := e.offset(i)
		if string(e[i:i+4]) != kind || off < headerSize || off >= size {
			continue
		}
		end := size
		for j := 0; j+entrySize <= len(e); j += entrySize {
			if next := e.offset(j); next > off {
				end = min(end, next)
			}
		}
		return chunk{off, end - off}, true
	}
	return chunk{}, false
}

func (e entries) offset(i int) int64 { return int64(binary.LittleEndian.Uint64(e[i+8:])) }

const (
	jssf       = "jssf"
	tableBytes = 64
	blockSide  = 8
)

// assemble makes a JPEG of a thumbnail's chunk: with the Huffman tables that everybody
// has when a stream brings none (T.81 §K.3), components that are all sampled alike, and
// an interval of restart of one row of blocks.
func assemble(data []byte) ([]byte, error) {
	c := bits.Little(data)
	c.Skip(8) // width and height
	format := string(c.Bytes(4))
	width, height, components := c.U16(), c.U16(), c.U16()
	if err := c.Err(); err != nil {
		return nil, err
	}
	if format != jssf {
		return nil, fault.New(fault.Unsupported, "a thumbnail of kind %q", format)
	}
	if width == 0 || height == 0 || components != 1 && components != 3 {
		return nil, fault.New(fault.Corrupt, "a thumbnail of %d×%d pixels and %d components", width, height, components)
	}
	stream := []byte{0xff, 0xd8}
	for i := range min(components, 2) {
		stream = append(stream, 0xff, 0xdb, 0, 3+tableBytes, byte(i))
		stream = append(stream, c.Bytes(tableBytes)...)
	}
	stream = frame(stream, width, height, int(components))
	rows := (int(height) + blockSide - 1) / blockSide
	for row := range rows {
		stream = append(stream, c.Bytes(int(c.U16()))...)
		if err := c.Err(); err != nil {
			return nil, fault.New(fault.Truncated, "row %d of %d rows of a thumbnail's blocks: %v", row, rows, err)
		}
		if row+1 < rows {
			stream = append(stream, 0xff, 0xd0|byte(row&7))
		}
	}
	return append(stream, 0xff, 0xd9), nil
}

// frame appends the headers of the frame, the interval and the scan.
func frame(stream []byte, width, height uint16, components int) []byte {
	stream = append(stream, 0xff, 0xc0, 0, byte(8+3*components), 8)
	stream = binary.BigEndian.AppendUint16(stream, height)
	stream = binary.BigEndian.AppendUint16(stream, width)
	stream = append(stream, byte(components))
	for i := range components {
		stream = append(stream, byte(i+1), 0x11, byte(min(i, 1)))
	}
	stream = append(stream, 0xff, 0xdd, 0, 4)
	stream = binary.BigEndian.AppendUint16(stream, (width-1)/blockSide+1)
	stream = append(stream, 0xff, 0xda, 0, byte(6+2*components), byte(components))
	for i := range components {
		stream = append(stream, byte(i+1), 0x11*byte(min(i, 1)))
	}
	return append(stream, 0, 63, 0)
}
