package audio

import "io"

// maxTags bounds how many ID3 tags are passed over at the front of a file.
const maxTags = 16

// SkipID3 returns the offset behind the ID3v2 tags in front of a sound (ID3v2.4.0
// structure §3.1), 0 where there are none.
func SkipID3(r io.ReaderAt) int64 {
	const head, footer = 10, 0x10
	var off int64
	for range maxTags {
		var b [head]byte
		if n, _ := r.ReadAt(b[:], off); n < head || string(b[:3]) != "ID3" {
			break
		}
		if (b[6]|b[7]|b[8]|b[9])&0x80 != 0 {
			break
		}
		off += head + int64(b[6])<<21 + int64(b[7])<<14 + int64(b[8])<<7 + int64(b[9])
		if b[5]&footer != 0 {
			off += head
		}
	}
	return off
}
