package sevenzip

import (
	"strings"
	"unicode/utf16"

	"apsync/core/bits"
	"apsync/core/fault"
)

// Property IDs (7zFormat.txt, "Property IDs").
const (
	idEnd              = 0x00
	idHeader           = 0x01
	idArchive          = 0x02
	idAdditional       = 0x03
	idMainStreams      = 0x04
	idFiles            = 0x05
	idPackInfo         = 0x06
	idUnpackInfo       = 0x07
	idSubStreams       = 0x08
	idSize             = 0x09
	idDigests          = 0x0a
	idFolder           = 0x0b
	idUnpackSizes      = 0x0c
	idNumUnpackStreams = 0x0d
	idEmptyStream      = 0x0e
	idNames            = 0x11
	idEncodedHeader    = 0x17
)

// file is an entry of the header.
type file struct {
	name  string
	empty bool // without a stream
}

// reader reads a header. Its first error stays.
type reader struct {
	*bits.Cursor
	err error
}

func newReader(header []byte) *reader { return &reader{Cursor: bits.Little(header)} }

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fault.New(fault.Corrupt, "7z header: "+format, args...)
	}
}

func (r *reader) failure() error {
	if r.err != nil {
		return r.err
	}
	return r.Err()
}

// number reads a number whose first byte tells by its leading ones how many follow.
func (r *reader) number() int64 {
	first := r.U8()
	var value uint64
	mask := byte(0x80)
	for i := range 8 {
		if first&mask == 0 {
			value |= uint64(first&(mask-1)) << (8 * i)
			break
		}
		value |= uint64(r.U8()) << (8 * i)
		mask >>= 1
	}
	if value > 1<<62 {
		r.fail("a number of %d", value)
		return 0
	}
	return int64(value)
}

// maxCount is how many files, folders or parts an archive may have.
const maxCount = 1 << 16

// count reads how many things follow, each of which takes a byte at least.
func (r *reader) count() int {
	n := r.number()
	if n > int64(r.Len()) {
		r.fail("%d things in %d bytes", n, r.Len())
		return 0
	}
	if n > maxCount {
		r.err = fault.New(fault.LimitCount, "7z header: %d files or streams, more than %d", n, maxCount)
		return 0
	}
	return int(n)
}

// expect reads an ID.
func (r *reader) expect(id byte) {
	if got := r.U8(); got != id && r.failure() == nil {
		r.fail("id %#x where %#x belongs, at %d", got, id, r.Offset())
	}
}

// bools reads bits from the highest on.
func (r *reader) bools(n int) []bool {
	b := make([]bool, n)
	var bits byte
	for i := range b {
		if i%8 == 0 {
			bits = r.U8()
		}
		b[i] = bits&(0x80>>(i%8)) != 0
	}
	return b
}

// digests passes over checksums and returns which of n there are.
func (r *reader) digests(n int) []bool {
	var defined []bool
	if r.U8() == 0 {
		defined = r.bools(n)
	} else {
		defined = make([]bool, n)
		for i := range defined {
			defined[i] = true
		}
	}
	for _, is := range defined {
		if is {
			r.Skip(4)
		}
	}
	return defined
}

// readEncoded reads where the packed header is.
func readEncoded(header []byte) ([]*folder, error) {
	r := newReader(header)
	r.expect(idEncodedHeader)
	folders := r.streams()
	return folders, r.failure()
}

// readHeader reads what the archive holds.
func readHeader(header []byte) ([]file, []*folder, error) {
	r := newReader(header)
	if r.Len() == 0 {
		return nil, nil, nil
	}
	r.expect(idHeader)
	id := r.U8()
	if id == idArchive {
		for r.failure() == nil && r.U8() != idEnd {
			r.skip(r.number())
		}
		id = r.U8()
	}
	if id == idAdditional {
		r.streams()
		id = r.U8()
	}
	var folders []*folder
	if id == idMainStreams {
		folders = r.streams()
		id = r.U8()
	}
	var files []file
	if id == idFiles {
		files = r.files()
	}
	return files, folders, r.failure()
}

func (r *reader) skip(n int64) {
	if n > int64(r.Len()) {
		r.fail("%d bytes of %d", n, r.Len())
		return
	}
	r.Skip(int(n))
}

func (r *reader) files() []file {
	files := make([]file, r.count())
	for r.failure() == nil {
		id := r.U8()
		if id == idEnd {
			break
		}
		size := r.number()
		end := r.Offset() + int(min(size, int64(r.Len())))
		switch id {
		case idEmptyStream:
			for i, empty := range r.bools(len(files)) {
				files[i].empty = empty
			}
		case idNames:
			r.names(files, end)
		}
		if r.Offset() > end {
			// Else a property of no bytes would cost as many steps as there are files.
			r.fail("property %#x is longer than it says, at %d", id, end)
		}
		r.Seek(end)
	}
	return files
}

func (r *reader) names(files []file, end int) {
	if r.U8() != 0 {
		r.fail("names outside of the header")
		return
	}
	for i := range files {
		if r.Offset() >= end {
			r.fail("%d names of %d files", i, len(files))
			return
		}
		var units []uint16
		for r.Offset() < end && r.failure() == nil {
			unit := r.U16()
			if unit == 0 {
				break
			}
			units = append(units, unit)
		}
		files[i].name = strings.ReplaceAll(string(utf16.Decode(units)), `\`, "/")
	}
}
