// Package zip finds the members of ZIP archives, which many formats keep their parts
// in, and reads them at any offset without unpacking anything to disk.
//
// Specification: APPNOTE.TXT 6.3.10 (PKWARE 2022), as archive/zip of the standard
// library reads it: members that are stored, deflated or compressed by Zstandard, Zip64.
// Encrypted members and other methods fail as unsupported. Names are compared without
// regard to case, and a backslash in them is a slash; they are only ever looked up, so
// that names with ".." or a root lead nowhere.
//
// Limits: a directory of 16 MiB, 256 MiB to unpack of a member, where deflate may grow
// it by a factor of 1032, its own; Zstandard's windows of 8 MiB. Package unpacked bounds
// how often reads go back.
package zip

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"

	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/unpacked"
)

const (
	// maxDirectory is how much is read to find the members, in bytes.
	maxDirectory = 16 << 20
	// maxMember is the size of a member that is unpacked.
	maxMember = 256 << 20
	// flagEncrypted is set in the flags of an encrypted member (APPNOTE §4.4.4).
	flagEncrypted = 1
	// methodZstandard is the method of Zstandard (APPNOTE §4.4.5).
	methodZstandard = 93
	// maxWindow is how far back a Zstandard stream may refer, in bytes.
	maxWindow = 8 << 20
)

// Archive is an opened archive.
type Archive struct {
	r     io.ReaderAt
	files []*zip.File
}

// Open reads the directory of an archive of that size.
func Open(r io.ReaderAt, size int64) (*Archive, error) {
	bounded := &boundedReader{r: r, left: maxDirectory}
	opened, err := zip.NewReader(bounded, size)
	if bounded.left < 0 {
		return nil, fault.New(fault.LimitCount, "zip directory: more than %d bytes", maxDirectory)
	}
	if err != nil {
		return nil, fault.New(fault.Corrupt, "zip directory: %v", err)
	}
	return &Archive{r: r, files: opened.File}, nil
}

// boundedReader fails when more was read than it has left.
type boundedReader struct {
	r    io.ReaderAt
	left int64
}

func (b *boundedReader) ReadAt(p []byte, off int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	return b.r.ReadAt(p, off)
}

// Member is a part of an archive.
type Member struct {
	archive *Archive
	file    *zip.File
}

// Name returns the member's name with slashes.
func (m Member) Name() string { return strings.ReplaceAll(m.file.Name, `\`, "/") }

// Size returns how many bytes the member has when it is unpacked.
func (m Member) Size() int64 { return int64(min(m.file.UncompressedSize64, 1<<62)) }

// Members returns what the archive holds, in the order of its directory.
func (a *Archive) Members() []Member {
	members := make([]Member, len(a.files))
	for i, file := range a.files {
		members[i] = Member{a, file}
	}
	return members
}

// Find returns the first of the named members that there is.
func (a *Archive) Find(names ...string) (Member, bool) {
	for _, name := range names {
		for _, file := range a.files {
			m := Member{a, file}
			if strings.EqualFold(m.Name(), name) {
				return m, true
			}
		}
	}
	return Member{}, false
}

// Open returns the unpacked bytes of a member, which may be read from several
// goroutines, and how many there are.
func (m Member) Open() (io.ReaderAt, int64, error) {
	f := m.file
	if f.Flags&flagEncrypted != 0 {
		return nil, 0, fault.New(fault.Unsupported, "zip member %q: encrypted", f.Name).
			Advise("save the file without a password")
	}
	off, err := f.DataOffset()
	if err != nil {
		return nil, 0, fault.New(fault.Corrupt, "zip member %q: %v", f.Name, err)
	}
	packed := io.NewSectionReader(m.archive.r, off, int64(min(f.CompressedSize64, 1<<62)))
	switch f.Method {
	case zip.Store:
		return packed, packed.Size(), nil
	case zip.Deflate:
		size := m.Size()
		if size > maxMember || size/inflate.MaxExpansion > packed.Size() {
			return nil, 0, fault.New(fault.LimitExpansion, "zip member %q: %d bytes in %d", f.Name, size, packed.Size())
		}
		return unpacked.New(size, fmt.Sprintf("zip member %q", f.Name), inflated(packed)), size, nil
	case methodZstandard:
		size := m.Size()
		if size > maxMember {
			return nil, 0, fault.New(fault.LimitExpansion, "zip member %q: %d bytes, more than %d", f.Name, size, maxMember)
		}
		return unpacked.New(size, fmt.Sprintf("zip member %q", f.Name), decompressed(packed)), size, nil
	}
	return nil, 0, fault.New(fault.Unsupported, "zip member %q: method %d", f.Name, f.Method)
}

// inflated returns what begins to inflate packed, each time with the same decoder.
func inflated(packed *io.SectionReader) func() (io.Reader, error) {
	var r inflate.Reader
	return func() (io.Reader, error) {
		r.Reset(io.NewSectionReader(packed, 0, packed.Size()), inflate.Raw)
		return &r, nil
	}
}

// decompressed returns what begins to read packed as Zstandard. A decoder that is used
// by one goroutine needs no end.
func decompressed(packed *io.SectionReader) func() (io.Reader, error) {
	return func() (io.Reader, error) {
		return zstd.NewReader(
			io.NewSectionReader(packed, 0, packed.Size()), zstd.WithDecoderConcurrency(1),
			zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow),
		)
	}
}

// Bytes returns all of a member that has no more than limit bytes.
func (m Member) Bytes(limit int64) ([]byte, error) {
	r, size, err := m.Open()
	if err != nil {
		return nil, err
	}
	if size > limit {
		return nil, fault.New(fault.LimitExpansion, "zip member %q: %d bytes, more than %d", m.file.Name, size, limit)
	}
	data := make([]byte, size)
	if n, err := r.ReadAt(data, 0); int64(n) < size {
		return nil, fault.New(fault.Truncated, "zip member %q: %v", m.file.Name, err)
	}
	return data, nil
}
