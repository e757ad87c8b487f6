package artwork

import (
	"encoding/binary"
	"io"
	"strings"

	"apsync/core/bits"
	"apsync/core/fault"
)

const (
	// maxComments is how many comments are looked at.
	maxComments = 1 << 16
	// maxKey is how much of a comment is read to tell its key, in bytes.
	maxKey = 32
)

// ReadComments returns the pictures of Vorbis comments, which begin with the length of
// the vendor's name. What cannot be read as a picture is passed over; those found before
// an error are returned with it.
func ReadComments(comments *io.SectionReader) ([]Picture, error) {
	var head [4 + maxKey]byte
	if err := bits.ReadFull(comments, head[:4], 0); err != nil {
		return nil, err
	}
	off := 4 + int64(binary.LittleEndian.Uint32(head[:]))
	if err := bits.ReadFull(comments, head[:4], off); err != nil {
		return nil, err
	}
	count := binary.LittleEndian.Uint32(head[:])
	off += 4
	var pictures []Picture
	for i := uint32(0); i < count && len(pictures) < MaxPictures; i++ {
		if i == maxComments {
			return pictures, fault.New(fault.LimitCount, "%d comments", count)
		}
		n := max(4, min(int64(len(head)), comments.Size()-off))
		if err := bits.ReadFull(comments, head[:n], off); err != nil {
			return pictures, err
		}
		length := int64(binary.LittleEndian.Uint32(head[:]))
		off += 4
		if length > comments.Size()-off {
			return pictures, fault.New(fault.Truncated, "comment %d: %d bytes, %d are left", i, length, comments.Size()-off)
		}
		key, _, found := strings.Cut(string(head[4:min(n, 4+length)]), "=")
		if found {
			begin := int64(len(key)) + 1
			pictures = appendField(pictures, key, io.NewSectionReader(comments, off+begin, length-begin))
		}
		off += length
	}
	return pictures, nil
}

// appendField appends the picture that a comment of that key holds, if any.
func appendField(pictures []Picture, key string, value *io.SectionReader) []Picture {
	switch strings.ToUpper(key) {
	case "METADATA_BLOCK_PICTURE":
		if p, err := ReadBlock(unbase64(value)); err == nil {
			return append(pictures, p)
		}
	case "COVERART":
		return append(pictures, Picture{FrontCover, "", unbase64(value)})
	}
	return pictures
}
