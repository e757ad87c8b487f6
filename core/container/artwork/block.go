package artwork

import (
	"encoding/binary"
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
)

// The types of FLAC's metadata blocks that may hold pictures (RFC 9639 §8.1).
const (
	BlockComments = 4
	BlockPicture  = 6
)

// ReadMetadata returns the pictures in a metadata block of FLAC of that type.
func ReadMetadata(blockType uint8, block *io.SectionReader) ([]Picture, error) {
	switch blockType {
	case BlockPicture:
		p, err := ReadBlock(block)
		if err != nil {
			return nil, err
		}
		return []Picture{p}, nil
	case BlockComments:
		return ReadComments(block)
	}
	return nil, nil
}

// maxType bounds the media type of a picture, in bytes.
const maxType = 1024

// ReadBlock reads the header of a picture block of FLAC (RFC 9639 §8.8). Where the
// picture claims more than the block has, it is what is there.
func ReadBlock(block *io.SectionReader) (Picture, error) {
	var number [4]byte
	var err error
	off := int64(0)
	next := func() int64 {
		if err == nil {
			err = bits.ReadFull(block, number[:], off)
		}
		off += int64(len(number))
		return int64(binary.BigEndian.Uint32(number[:]))
	}
	kind := next()
	length := next()
	if err == nil && length > maxType {
		return Picture{}, fault.New(fault.Corrupt, "picture: a type of %d bytes", length)
	}
	name := make([]byte, min(length, maxType))
	if err == nil {
		err = bits.ReadFull(block, name, off)
	}
	off += length
	description := next()
	off += description + 4*4 // width, height, depth, colours
	size := next()
	if err != nil {
		return Picture{}, err
	}
	data := io.NewSectionReader(block, off, max(0, min(size, block.Size()-off)))
	return Picture{Kind(min(kind, 255)), string(name), data}, nil
}
