// Package rar finds the members of RAR archives and unpacks them.
//
// Specification: "RAR 5.0 archive format" (https://www.rarlab.com/technote.htm) for the
// blocks; they and the compression of versions 2 to 7 are read by
// github.com/nwaples/rardecode, which is given the archive's bytes and no names of
// files; where it panics, the archive is corrupt. Of a solid archive the members before
// the one wanted are unpacked first.
//
// Unsupported, with advice: encrypted archives, and members that go on in another
// volume. Limits: 4 MiB read of headers, dictionaries of 64 MiB, members of 256 MiB, and
// in a solid archive 64 MiB before one, 8 MiB in those before RAR 5; package unpacked
// bounds how often reads go back.
package rar

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"

	"github.com/nwaples/rardecode/v2"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/unpacked"
)

// Signature is how archives of all versions since 1.5 begin.
const Signature = "Rar!\x1a\x07"

const (
	maxHeaders    = 4 << 20   // bytes read to list the members
	maxMember     = 256 << 20 // unpacked bytes
	maxBefore     = 64 << 20  // of what comes before in a solid archive
	maxBeforeOld  = 8 << 20   // the same before RAR 5, whose model of text makes some MiB a second
	maxDictionary = 64 << 20  // bytes
	bufferSize    = 1 << 10   // bytes read at a time, of each header too
)

// archive is an opened archive.
type archive struct {
	mu     sync.Mutex // opening changes what is listed
	volume *volume
	listed []*rardecode.File
	before int64 // bytes that may be unpacked before a member
}

// Member is a file in an archive.
type Member struct {
	archive *archive
	index   int
}

// Members returns the files of an archive of that size, in their order.
func Members(r io.ReaderAt, size int64) ([]Member, error) {
	v := &volume{r: r, size: size, left: maxHeaders, limited: true}
	var listed []*rardecode.File
	err := guarded(func() (err error) {
		listed, err = rardecode.List(volumeName, v.options()...)
		return err
	})
	if err != nil {
		return nil, failed(err)
	}
	v.limited = false
	a := &archive{volume: v, listed: listed, before: maxBefore}
	var head [len(Signature) + 1]byte
	if err := bits.ReadFull(r, head[:], 0); err != nil {
		return nil, err
	}
	if head[len(Signature)] == 0 { // 1 since RAR 5
		a.before = maxBeforeOld
	}
	var members []Member
	for i, file := range listed {
		if !file.IsDir {
			members = append(members, Member{a, i})
		}
	}
	return members, nil
}

func (m Member) file() *rardecode.File { return m.archive.listed[m.index] }

// Name returns the member's name with slashes.
func (m Member) Name() string { return strings.ReplaceAll(m.file().Name, `\`, "/") }

// Before returns how many bytes are unpacked before the member's first.
func (m Member) Before() int64 {
	if !m.file().Solid {
		return 0
	}
	before := int64(0)
	for _, file := range m.archive.listed[:m.index] {
		before += max(file.UnPackedSize, 0)
	}
	return before
}

// Memory returns a bound of what reading the member takes, in bytes: its dictionary.
func (m Member) Memory() int64 {
	if file := m.file(); !file.Solid {
		return min(maxDictionary, max(file.UnPackedSize, 0))
	}
	return maxDictionary
}

// Open returns the unpacked bytes of the member, which may be read from several
// goroutines, and how many there are.
func (m Member) Open() (io.ReaderAt, int64, error) {
	file := m.file()
	switch {
	case file.Encrypted || file.HeaderEncrypted:
		return nil, 0, failed(rardecode.ErrArchivedFileEncrypted)
	case file.UnKnownSize || file.UnPackedSize < 0:
		return nil, 0, fault.New(fault.Unsupported, "rar member %q: of a size that is not told", file.Name)
	}
	if before := m.Before(); file.UnPackedSize > maxMember || before > m.archive.before {
		return nil, 0, fault.New(fault.LimitExpansion, "rar member %q: %d bytes behind %d, more than %d behind %d",
			file.Name, file.UnPackedSize, before, maxMember, m.archive.before)
	}
	name := fmt.Sprintf("rar member %q", file.Name)
	return unpacked.New(file.UnPackedSize, name, m.unpack), file.UnPackedSize, nil
}

// unpack begins to unpack the member.
func (m Member) unpack() (r io.Reader, err error) {
	m.archive.mu.Lock()
	defer m.archive.mu.Unlock()
	err = guarded(func() (err error) {
		if m.file().Solid {
			r, err = m.unpackSolid()
		} else {
			r, err = m.file().Open()
		}
		return err
	})
	if err != nil {
		return nil, failed(err)
	}
	return reader{r}, nil
}

// unpackSolid unpacks the members before it.
func (m Member) unpackSolid() (io.Reader, error) {
	opened, err := rardecode.OpenReader(volumeName, m.archive.volume.options()...)
	if err != nil {
		return nil, err
	}
	for range m.index + 1 {
		if _, err := opened.Next(); err != nil {
			return nil, err
		}
	}
	return opened, nil
}

// reader gives errors their codes.
type reader struct{ r io.Reader }

func (r reader) Read(p []byte) (n int, err error) {
	err = guarded(func() (err error) {
		n, err = r.r.Read(p)
		return err
	})
	if err != nil && !errors.Is(err, io.EOF) {
		err = failed(err)
	}
	return n, err
}

// guarded calls f, which runs the decoder; it leaves its tables on some damage, which
// is then what is wrong with the archive.
func guarded(f func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fault.New(fault.Corrupt, "rar: the decoder gave up: %v", value)
		}
	}()
	return f()
}

// failed returns a decoder's error with a code.
func failed(err error) error {
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, rardecode.ErrArchiveEncrypted), errors.Is(err, rardecode.ErrArchivedFileEncrypted):
		return fault.New(fault.Unsupported, "rar: encrypted").Advise("save the archive without a password")
	case errors.Is(err, rardecode.ErrMultiVolume), errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.Unsupported, "rar: goes on in another volume").Advise("join the volumes to one archive")
	case errors.Is(err, rardecode.ErrDictionaryTooLarge):
		return fault.New(fault.LimitMemory, "rar: a dictionary of more than %d bytes", maxDictionary)
	case errors.Is(err, rardecode.ErrUnsupportedDecoder), errors.Is(err, rardecode.ErrUnknownDecoder),
		errors.Is(err, rardecode.ErrUnknownVersion):
		return fault.New(fault.Unsupported, "%v", err)
	case errors.Is(err, rardecode.ErrShortFile), errors.Is(err, rardecode.ErrUnexpectedArcEnd),
		errors.Is(err, rardecode.ErrDecoderOutOfData), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Truncated, "%v", err)
	}
	return fault.New(fault.Corrupt, "%v", err)
}
