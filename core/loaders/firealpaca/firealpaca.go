// Package firealpaca reads the thumbnail of documents of FireAlpaca and MediBang Paint
// (MDP).
//
// The layout was never published; what is known was found by others, and read alike by
// two programs (TagStudio, Mundam). A file is "mdipack", a zero, three little-endian
// numbers of four bytes, the second of which is the size of the XML document that
// follows, and blocks: "PAC", a zero, the block's size, whether its data are compressed
// with zlib, their size as stored and as they are, 48 bytes, a name of 64, the data. The
// XML's element Thumb tells the thumbnail's width, its height and the name of its block,
// rows of blue, green, red and alpha.
//
// Layers are not composed. Only the XML, the headers of the blocks in front of the
// thumbnail and the thumbnail itself are read. A document without a thumbnail fails with
// no-picture. Limits: XML of 4 MiB, 65536 blocks, thumbnails of 4096 pixels a side.
package firealpaca

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/xml"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature begins every document.
const Signature = "mdipack\x00"

const (
	headerSize  = 20
	maxXML      = 4 << 20
	maxBlocks   = 1 << 16
	maxSide     = 4096
	blockMark   = "PAC\x00"
	blockHeader = 132
	blockName   = 68 // where a block's name begins
	pixelBytes  = 4
)

// thumbnail is what the XML tells.
type thumbnail struct {
	Width  int    `xml:"width,attr"`
	Height int    `xml:"height,attr"`
	Bin    string `xml:"bin,attr"`
}

// block is where a block's data lie.
type block struct {
	off, size  int64
	compressed bool
}

// Open reads the XML and finds the thumbnail's block.
func Open(src *picture.Source) (picture.Picture, error) {
	head := src.Head()
	if len(head) < headerSize {
		return nil, fault.New(fault.Truncated, "a header of %d bytes", len(head))
	}
	size := int64(binary.LittleEndian.Uint32(head[12:]))
	if size > maxXML {
		return nil, fault.New(fault.LimitExpansion, "xml of %d bytes, more than %d", size, maxXML)
	}
	text, err := src.Bytes(headerSize, size)
	if err != nil {
		return nil, err
	}
	var document struct{ Thumb thumbnail }
	if err := xml.Unmarshal(text, &document); err != nil {
		return nil, fault.New(fault.Corrupt, "the document's xml: %v", err)
	}
	t := document.Thumb
	if t.Width == 0 || t.Height == 0 {
		return nil, noPicture()
	}
	if t.Width < 0 || t.Height < 0 || t.Width > maxSide || t.Height > maxSide {
		return nil, fault.New(fault.Corrupt, "a thumbnail of %d×%d pixels", t.Width, t.Height)
	}
	data, err := find(src, headerSize+size, t.Bin)
	if err != nil {
		return nil, err
	}
	return t.open(src, data)
}

func noPicture() error {
	return fault.New(fault.NoPicture, "the document holds no thumbnail").
		Advise("open it in FireAlpaca or MediBang Paint and save it anew")
}

// find returns the data of the block of that name.
func find(src *picture.Source, off int64, name string) (block, error) {
	for range maxBlocks {
		if off > src.Size()-blockHeader {
			break
		}
		head, err := src.Bytes(off, blockHeader)
		if err != nil {
			return block{}, err
		}
		if string(head[:len(blockMark)]) != blockMark {
			return block{}, fault.New(fault.Corrupt, "no block at %d but % x", off, head[:len(blockMark)])
		}
		b := block{off: off + blockHeader, size: int64(binary.LittleEndian.Uint32(head[12:])), compressed: head[8] == 1}
		if found, _, _ := bytes.Cut(head[blockName:], []byte{0}); string(found) == name {
			return b, nil
		}
		off = b.off + b.size
	}
	return block{}, noPicture()
}

// open returns the picture of a thumbnail's block.
func (t thumbnail) open(src *picture.Source, b block) (picture.Picture, error) {
	stride := pixelBytes * int64(t.Width)
	size := stride * int64(t.Height)
	if b.size > src.Size()-b.off {
		return nil, fault.New(fault.Truncated, "a thumbnail of %d bytes at %d of a file of %d", b.size, b.off, src.Size())
	}
	if !b.compressed && b.size < size || b.compressed && b.size < size/inflate.MaxExpansion {
		return nil, fault.New(fault.Truncated, "a thumbnail of %d×%d pixels in %d bytes", t.Width, t.Height, b.size)
	}
	header := bands.Header{Width: t.Width, Height: t.Height, Layout: raster.RGBA, Stored: stride, Fixed: bands.ReaderBytes}
	if b.compressed {
		header.Fixed = size + min(b.size, 2*size+1024) + 256<<10 // the decoder's tables
	}
	p := bands.New(header, func(ctx context.Context) (bands.Rows[uint8], error) {
		if !b.compressed {
			return bands.Apart(bands.Full(src.Reader(ctx, b.off)), swap), nil
		}
		packed, err := src.Bytes(b.off, min(b.size, 2*size+1024))
		if err != nil {
			return bands.Rows[uint8]{}, err
		}
		data := make([]byte, size)
		if n, err := inflate.Inflate(data, packed, inflate.Unchecked); err != nil || int64(n) < size {
			return bands.Rows[uint8]{}, fault.New(fault.Corrupt, "%d of the thumbnail's %d bytes: %v", n, size, err)
		}
		return bands.Apart(bands.Full(bytes.NewReader(data)), swap), nil
	})
	return embedded.NewPreview(p, "document"), nil
}

// swap makes a row of what is stored as blue, green, red and alpha.
func swap(row []uint8, stored []byte) {
	for i := 0; i < len(row); i += pixelBytes {
		row[i], row[i+1], row[i+2], row[i+3] = stored[i+2], stored[i+1], stored[i], stored[i+3]
	}
}
