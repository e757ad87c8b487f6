// Package tar finds the members of tape archives and reads them where they lie.
//
// Specification: POSIX.1-2017, pax, "pax Interchange Format" and "ustar Interchange
// Format", with GNU tar's long names, as archive/tar of the standard library reads
// them. Members that are not files, and sparse ones, are passed over. What comes before
// damage counts; an archive that begins with it is corrupt.
//
// Limits: 65536 members, of which only the headers are read.
package tar

import (
	"archive/tar"
	"errors"
	"io"

	"apsync/core/fault"
)

// Signature is in the first header, behind 257 bytes of its name and numbers.
const Signature = "ustar"

// SignatureOffset is where the signature is, in bytes.
const SignatureOffset = 257

// maxMembers is how many members are looked at.
const maxMembers = 1 << 16

// Member is a file in an archive.
type Member struct {
	name string
	data *io.SectionReader
}

// Members returns the files of an archive of that size, in the order in which they
// lie there.
func Members(r io.ReaderAt, size int64) ([]Member, error) {
	section := io.NewSectionReader(r, 0, size)
	reader := tar.NewReader(section)
	var members []Member
	for range maxMembers {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return members, nil
		}
		if err != nil && len(members) > 0 {
			return members, nil
		}
		if err != nil {
			return nil, fault.New(fault.Corrupt, "tar header: %v", err)
		}
		off, err := section.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, fault.New(fault.Internal, "tar: %v", err)
		}
		if header.Typeflag == tar.TypeReg && !sparse(header) {
			members = append(members, Member{header.Name, io.NewSectionReader(r, off, header.Size)})
		}
	}
	return nil, fault.New(fault.LimitCount, "tar: more than %d members", maxMembers)
}

// sparse reports whether a file lies there without its holes (GNU tar manual, "PAX 1"
// of "Storing Sparse Files").
func sparse(header *tar.Header) bool {
	_, major := header.PAXRecords["GNU.sparse.major"]
	_, blocks := header.PAXRecords["GNU.sparse.map"]
	return major || blocks
}

// Name returns the member's name with slashes.
func (m Member) Name() string { return m.name }

// Open returns the bytes of the member, which may be read from several goroutines, and
// how many there are.
func (m Member) Open() (io.ReaderAt, int64, error) { return m.data, m.data.Size(), nil }

// Before returns how many bytes are unpacked before the member's first: none.
func (m Member) Before() int64 { return 0 }

// Memory returns how much reading the member takes, in bytes.
func (m Member) Memory() int64 { return 0 }
