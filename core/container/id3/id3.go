// Package id3 finds the pictures in ID3v2 tags, which MP3, AAC, AIFF, WAVE, DSF, TTA and
// others carry.
//
// Specification: ID3v2.2.0, ID3v2.3.0 and ID3v2.4.0 (id3.org). Read are PIC and APIC
// frames of all three versions, extended headers, footers, unsynchronisation of tags and
// of frames, frames compressed with zlib, and sizes that were written as plain numbers in
// version 2.4. Encrypted frames are passed over.
//
// Frames are walked by their headers, and a picture is read from the file when it is
// decoded, but for what is unsynchronised or compressed: that is undone in memory, at most
// 16 MiB of a tag and 16 MiB of its frames. Limits: 65536 frames, 1024 pictures, 64 KiB in front of a picture.
package id3

import (
	"encoding/binary"
	"io"

	"apsync/core/bits"
	"apsync/core/container/artwork"
	"apsync/core/fault"
)

const (
	headerBytes = 10
	maxFrames   = 1 << 16
	maxHeld     = 16 << 20 // bytes of a tag, and of its frames, that are undone in memory
)

// Flags of the tag's header (2.4 §3.1).
const (
	flagUnsynchronised = 0x80
	flagExtended       = 0x40 // in 2.2 it says that the tag is compressed in no known way
	flagFooter         = 0x10
)

// Tag is where a tag lies.
type Tag struct {
	// Off is where its header begins, and Size how many bytes it has, headers, padding and
	// footer included. It may claim more than the file has.
	Off, Size int64

	version byte
	flags   byte
	frames  int64 // where what is behind the header begins
	length  int64 // of it
}

// End returns the offset behind the tag.
func (t Tag) End() int64 { return t.Off + t.Size }

// At returns the tag that begins at off, if any.
func At(r io.ReaderAt, off int64) (Tag, bool) {
	var head [headerBytes]byte
	if off < 0 || bits.ReadFull(r, head[:], off) != nil || string(head[:3]) != "ID3" {
		return Tag{}, false
	}
	t, ok := parse(head, off)
	t.frames = off + headerBytes
	return t, ok
}

// Before returns the tag whose footer ends at end, if any (2.4 §3.4).
func Before(r io.ReaderAt, end int64) (Tag, bool) {
	var foot [headerBytes]byte
	if end < 2*headerBytes || bits.ReadFull(r, foot[:], end-headerBytes) != nil || string(foot[:3]) != "3DI" {
		return Tag{}, false
	}
	t, ok := parse(foot, 0)
	t.Off = end - t.Size
	t.frames = t.Off + headerBytes
	return t, ok && t.Off >= 0
}

func parse(head [headerBytes]byte, off int64) (Tag, bool) {
	t := Tag{Off: off, version: head[3], flags: head[5]}
	size, ok := syncsafe(head[6:])
	t.length = size
	t.Size = headerBytes + size
	if t.flags&flagFooter != 0 && t.version >= 4 {
		t.Size += headerBytes
	}
	return t, ok && t.version >= 2 && t.version <= 4
}

// syncsafe returns a number of four times seven bits, or false where it is none.
func syncsafe(b []byte) (int64, bool) {
	n := int64(0)
	for _, v := range b[:4] {
		if v >= 0x80 {
			return 0, false
		}
		n = n<<7 | int64(v)
	}
	return n, true
}

// Pictures returns the pictures of a tag. Those that were found before an error are
// returned with it.
func (t Tag) Pictures(r io.ReaderAt) ([]artwork.Picture, error) {
	if t.version == 2 && t.flags&flagExtended != 0 {
		return nil, fault.New(fault.Unsupported, "id3: a tag of version 2.2 that is compressed")
	}
	frames := io.NewSectionReader(r, t.frames, t.length)
	if t.version < 4 && t.flags&flagUnsynchronised != 0 {
		// The whole tag was, sizes not counted, so that frames are not where they say.
		data, err := held(frames)
		if err != nil {
			return nil, err
		}
		frames = section(resynchronised(data))
	}
	w := walker{tag: t, r: frames}
	err := w.walk()
	return w.pictures, err
}

// held returns the bytes of what is to be undone.
func held(r *io.SectionReader) ([]byte, error) {
	if r.Size() > maxHeld {
		return nil, fault.New(fault.LimitMemory, "id3: %d bytes that are unsynchronised or compressed, more than %d", r.Size(), maxHeld)
	}
	data, err := io.ReadAll(r)
	if err == nil && int64(len(data)) < r.Size() {
		err = fault.New(fault.Truncated, "id3: %d of %d bytes", len(data), r.Size())
	}
	return data, err
}

// resynchronised returns data without the zero that follows each 0xff, in its place.
func resynchronised(data []byte) []byte {
	out := data[:0]
	for i, v := range data {
		if v != 0 || i == 0 || data[i-1] != 0xff {
			out = append(out, v)
		}
	}
	return out
}

// isUnsynchronised reports whether data may be: nothing in it looks like the beginning of
// a frame of sound.
func isUnsynchronised(data []byte) bool {
	for i := 1; i < len(data); i++ {
		if data[i-1] == 0xff && data[i] >= 0xe0 {
			return false
		}
	}
	return true
}

// extended returns how many bytes the extended header has (2.3 §3.2, 2.4 §3.2).
func (w *walker) extended() (int64, error) {
	if w.tag.version == 2 || w.tag.flags&flagExtended == 0 {
		return 0, nil
	}
	var head [4]byte
	if err := bits.ReadFull(w.r, head[:], 0); err != nil {
		return 0, err
	}
	if w.tag.version == 3 {
		return 4 + int64(binary.BigEndian.Uint32(head[:])), nil
	}
	size, _ := syncsafe(head[:])
	return size, nil
}
