package artwork

import (
	"encoding/base64"
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
)

// unbase64 returns what a text in base64 (RFC 4648 §4) says. It is decoded where it is
// read, four letters for three bytes, and not held.
func unbase64(text *io.SectionReader) *io.SectionReader {
	letters := text.Size()
	var end [2]byte
	if n := min(letters, 2); n > 0 && bits.ReadFull(text, end[:n], letters-n) == nil {
		for ; n > 0 && end[n-1] == '='; n-- {
			letters--
		}
	}
	size := letters/4*3 + max(0, letters%4-1)
	return io.NewSectionReader(&decoded{text, letters}, 0, size)
}

// decoded reads a text in base64 without padding at any offset of its bytes.
type decoded struct {
	text    *io.SectionReader
	letters int64
}

// ReadAt implements io.ReaderAt.
func (d *decoded) ReadAt(p []byte, off int64) (n int, err error) {
	const groups = 1 << 10
	var letters [4 * groups]byte
	var bytes [3 * groups]byte
	for n < len(p) {
		group := (off + int64(n)) / 3
		wanted := min(int64(len(letters)), int64(len(p)-n+2)/3*4+4, d.letters-4*group)
		if wanted <= 0 {
			return n, io.EOF
		}
		if err := bits.ReadFull(d.text, letters[:wanted], 4*group); err != nil {
			return n, err
		}
		made, err := base64.RawStdEncoding.Decode(bytes[:], letters[:wanted])
		if err != nil {
			return n, fault.New(fault.Corrupt, "picture in base64: %v", err)
		}
		skip := int(off + int64(n) - 3*group)
		if skip >= made {
			return n, io.EOF
		}
		n += copy(p[n:], bytes[skip:made])
	}
	return n, nil
}
