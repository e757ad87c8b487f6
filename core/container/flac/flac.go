// Package flac reads the metadata blocks of FLAC files and finds the pictures in them.
//
// Specification: RFC 9639 §8. An ID3v2 tag in front of a file is for its caller to skip.
// Blocks are walked by their headers; pictures are read when they are decoded. Limits:
// 65536 blocks, and those of package artwork.
package flac

import (
	"io"
	"iter"

	"apsync/core/bits"
	"apsync/core/container/artwork"
	"apsync/core/fault"
)

// Signature begins every file.
const Signature = "fLaC"

const maxBlocks = 1 << 16

// Block is a metadata block.
type Block struct {
	// Type is its kind by §8.1: 0 has the properties of the sound.
	Type uint8
	Data *io.SectionReader
}

// Blocks yields the metadata blocks behind the signature at off. An error is yielded
// last.
func Blocks(r io.ReaderAt, off int64) iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) {
		var head [4]byte
		if err := bits.ReadFull(r, head[:], off); err != nil {
			yield(Block{}, err)
			return
		}
		if string(head[:]) != Signature {
			yield(Block{}, fault.New(fault.Corrupt, "flac: signature %q at offset %d", head[:], off))
			return
		}
		off := off + int64(len(head))
		for range maxBlocks {
			if err := bits.ReadFull(r, head[:], off); err != nil {
				yield(Block{}, err)
				return
			}
			off += int64(len(head))
			size := int64(head[1])<<16 | int64(head[2])<<8 | int64(head[3])
			block := Block{head[0] & 0x7f, io.NewSectionReader(r, off, size)}
			if last := head[0]&0x80 != 0; !yield(block, nil) || last {
				return
			}
			off += size
		}
		yield(Block{}, fault.New(fault.LimitCount, "flac: more than %d blocks", maxBlocks))
	}
}

// Pictures returns the pictures of the file whose signature is at off. Those that were
// found before an error are returned with it. Of several blocks of comments the first
// counts (§8.6: there is no more than one).
func Pictures(r io.ReaderAt, off int64) ([]artwork.Picture, error) {
	var pictures []artwork.Picture
	commented := false
	for block, err := range Blocks(r, off) {
		if err != nil {
			return pictures, err
		}
		if block.Type == artwork.BlockComments {
			if commented {
				continue
			}
			commented = true
		}
		more, err := artwork.ReadMetadata(block.Type, block.Data)
		if err != nil {
			return pictures, err
		}
		if pictures = append(pictures, more...); len(pictures) >= artwork.MaxPictures {
			break
		}
	}
	return pictures, nil
}
