package audio

import (
	"io"

	"apsync/core/container/id3"
)

// maxTags bounds how many ID3 tags are passed over at the front of a file.
const maxTags = 16

// SkipID3 returns the offset behind the ID3 tags in front of a sound, 0 where there are
// none.
func SkipID3(r io.ReaderAt) int64 {
	var off int64
	for range maxTags {
		tag, ok := id3.At(r, off)
		if !ok {
			break
		}
		off = tag.End()
	}
	return off
}
