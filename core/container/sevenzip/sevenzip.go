// Package sevenzip finds the members of 7-Zip archives and unpacks them.
//
// Specification: 7zFormat.txt of the LZMA SDK (Igor Pavlov), whose names are kept.
// Members that are stored or packed by LZMA, LZMA2, Deflate or BZip2 are read, also
// behind the filter for x86; other methods, chains of them and encryption are
// unsupported. Several members may be packed as one; those before the one wanted are then
// unpacked first.
//
// Limits: headers of 16 MiB, 65536 files, dictionaries of 64 MiB, members of 256 MiB, and
// 64 MiB before one in its folder; package unpacked bounds how often reads go back.
package sevenzip

import (
	"encoding/binary"
	"fmt"
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/unpacked"
)

// Signature is how every archive begins.
const Signature = "7z\xbc\xaf\x27\x1c"

const (
	signatureSize = 32 // of the header at the beginning, in bytes
	maxHeader     = 16 << 20
	maxMember     = 256 << 20
	maxBefore     = 64 << 20
	maxDictionary = 64 << 20
)

// archive is what members are read from.
type archive struct {
	r    io.ReaderAt
	size int64
}

// Member is a file in an archive.
type Member struct {
	archive *archive
	name    string
	folder  *folder
	before  int64 // bytes of the folder before it
	size    int64
}

// Members returns the files of an archive of that size, in their order.
func Members(r io.ReaderAt, size int64) ([]Member, error) {
	a := &archive{r, size}
	header, err := a.header()
	if err != nil {
		return nil, err
	}
	files, folders, err := readHeader(header)
	if err != nil {
		return nil, err
	}
	return a.members(files, folders)
}

// header returns the header, unpacked.
func (a *archive) header() ([]byte, error) {
	start, err := a.bytes(0, signatureSize)
	if err != nil {
		return nil, err
	}
	if string(start[:len(Signature)]) != Signature {
		return nil, fault.New(fault.Corrupt, "7z: no signature")
	}
	off, n := binary.LittleEndian.Uint64(start[12:]), binary.LittleEndian.Uint64(start[20:])
	if n > maxHeader {
		return nil, fault.New(fault.LimitMemory, "7z: a header of %d bytes, more than %d", n, maxHeader)
	}
	if off > uint64(a.size) {
		return nil, fault.New(fault.Truncated, "7z: the header is at byte %d of %d", off, a.size)
	}
	header, err := a.bytes(signatureSize+int64(off), int64(n))
	if err != nil || len(header) == 0 || header[0] != idEncodedHeader {
		return header, err
	}
	folders, err := readEncoded(header)
	if err != nil {
		return nil, err
	}
	if len(folders) != 1 || folders[0].size > maxHeader {
		return nil, fault.New(fault.LimitMemory, "7z: a packed header of more than %d bytes", maxHeader)
	}
	packed, err := folders[0].open(a, folders[0].size)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(packed, folders[0].size))
}

func (a *archive) bytes(off, n int64) ([]byte, error) {
	return bits.ReadPart(a.r, a.size, off, n, "7z")
}

// members says which part of which folder each file is.
func (a *archive) members(files []file, folders []*folder) ([]Member, error) {
	var members []Member
	at, part, before := 0, 0, int64(0)
	for _, f := range files {
		if f.empty {
			continue
		}
		for at < len(folders) && part == len(folders[at].parts) {
			at, part, before = at+1, 0, 0
		}
		if at == len(folders) {
			return nil, fault.New(fault.Corrupt, "7z: more files than streams")
		}
		size := folders[at].parts[part]
		members = append(members, Member{a, f.name, folders[at], before, size})
		part++
		before += size
	}
	return members, nil
}

// Name returns the member's name with slashes.
func (m Member) Name() string { return m.name }

// Before returns how many bytes are unpacked before the member's first.
func (m Member) Before() int64 {
	if m.folder.stored() {
		return 0
	}
	return m.before
}

// Memory returns a bound of what reading the member takes, in bytes: its dictionary.
func (m Member) Memory() int64 {
	if m.folder.stored() {
		return 0
	}
	return min(maxDictionary, m.before+m.size)
}

// Open returns the unpacked bytes of the member, which may be read from several
// goroutines, and how many there are.
func (m Member) Open() (io.ReaderAt, int64, error) {
	if m.folder.stored() && m.before <= m.folder.packSize && m.size <= m.folder.packSize-m.before {
		return io.NewSectionReader(m.archive.r, m.folder.packPos+m.before, m.size), m.size, nil
	}
	if m.size > maxMember || m.before > maxBefore {
		return nil, 0, fault.New(fault.LimitExpansion, "7z member %q: %d bytes behind %d, more than %d behind %d",
			m.name, m.size, m.before, maxMember, maxBefore)
	}
	return unpacked.New(m.size, fmt.Sprintf("7z member %q", m.name), m.unpack), m.size, nil
}

// unpack begins to unpack the member.
func (m Member) unpack() (io.Reader, error) {
	r, err := m.folder.open(m.archive, m.before+m.size)
	if err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, r, m.before); err != nil {
		return nil, err
	}
	return r, nil
}
