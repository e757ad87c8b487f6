package id3

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"apsync/core/bits"
	"apsync/core/container/artwork"
	"apsync/core/fault"
	"apsync/core/inflate"
)

// walker goes through the frames of a tag.
type walker struct {
	tag      Tag
	r        *io.SectionReader // what is behind the tag's header
	pictures []artwork.Picture
	held     int64 // bytes of frames that were undone in memory
}

// frame is what a frame's header says.
type frame struct {
	id    string
	flags byte // of its format
	off   int64
	size  int64
}

// Flags of a frame's format, by version (2.3 §3.3.1, 2.4 §4.1.2).
const (
	flag3Compressed = 0x80
	flag3Encrypted  = 0x40
	flag3Grouped    = 0x20

	flag4Grouped        = 0x40
	flag4Compressed     = 0x08
	flag4Encrypted      = 0x04
	flag4Unsynchronised = 0x02
	flag4Length         = 0x01
)

func (w *walker) walk() error {
	off, err := w.extended()
	if err != nil {
		return err
	}
	for range maxFrames {
		f, ok, err := w.header(off)
		if err != nil || !ok {
			return err
		}
		off = f.off + f.size
		if f.id != "APIC" && f.id != "PIC" {
			continue
		}
		data, err := w.data(f)
		if err != nil {
			return err
		}
		if data == nil {
			continue
		}
		p, err := w.picture(data)
		if err != nil {
			return err
		}
		if w.pictures = append(w.pictures, p); len(w.pictures) == artwork.MaxPictures {
			return nil
		}
	}
	return fault.New(fault.LimitCount, "id3: more than %d frames", maxFrames)
}

// header reads the header of the frame at off. It returns false at the end of the tag and
// where padding begins.
func (w *walker) header(off int64) (frame, bool, error) {
	n := int64(headerBytes)
	if w.tag.version == 2 {
		n = 6
	}
	if off < 0 || off > w.r.Size()-n {
		return frame{}, false, nil
	}
	var head [headerBytes]byte
	if err := bits.ReadFull(w.r, head[:n], off); err != nil {
		return frame{}, false, err
	}
	f := frame{off: off + n}
	if w.tag.version == 2 {
		f.id = string(head[:3])
		f.size = int64(head[3])<<16 | int64(head[4])<<8 | int64(head[5])
	} else {
		f.id, f.flags = string(head[:4]), head[9]
		f.size = int64(binary.BigEndian.Uint32(head[4:]))
		if w.tag.version == 4 {
			f.size = w.size(f.off, head[4:8])
		}
	}
	if !isID(f.id) {
		return frame{}, false, nil
	}
	if f.size > w.r.Size()-f.off {
		return frame{}, false, fault.New(fault.Truncated, "id3: frame %s: %d bytes, the tag has %d left", f.id, f.size, w.r.Size()-f.off)
	}
	return f, true, nil
}

// size returns the size of a frame of version 2.4, whose data begin at off: four times
// seven bits, but a plain number where that alone leads to a next frame, since some
// writers knew no better.
func (w *walker) size(off int64, field []byte) int64 {
	plain := int64(binary.BigEndian.Uint32(field))
	safe, ok := syncsafe(field)
	if !ok || plain != safe && !w.continues(off+safe) && w.continues(off+plain) {
		return plain
	}
	return safe
}

// continues reports whether a frame, padding or the end of the tag is at off.
func (w *walker) continues(off int64) bool {
	if off >= w.r.Size()-headerBytes {
		return off <= w.r.Size()
	}
	var id [4]byte
	return bits.ReadFull(w.r, id[:], off) == nil && (isID(string(id[:])) || id == [4]byte{})
}

func isID(id string) bool {
	for _, c := range []byte(id) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// data returns the data of a frame as they were before it was written; nil where it is
// encrypted.
func (w *walker) data(f frame) (*io.SectionReader, error) {
	switch w.tag.version {
	case 3:
		return w.data3(f)
	case 4:
		return w.data4(f)
	}
	return io.NewSectionReader(w.r, f.off, f.size), nil
}

func (w *walker) data3(f frame) (*io.SectionReader, error) {
	if f.flags&flag3Encrypted != 0 {
		return nil, nil
	}
	skip, size := int64(0), int64(0)
	if f.flags&flag3Compressed != 0 {
		var field [4]byte
		if err := bits.ReadFull(w.r, field[:], f.off); err != nil {
			return nil, err
		}
		size = int64(binary.BigEndian.Uint32(field[:]))
		skip += int64(len(field))
	}
	if f.flags&flag3Grouped != 0 {
		skip++
	}
	data := io.NewSectionReader(w.r, f.off+skip, max(0, f.size-skip))
	if f.flags&flag3Compressed != 0 {
		return w.unpacked(data, size)
	}
	return data, nil
}

func (w *walker) data4(f frame) (*io.SectionReader, error) {
	if f.flags&flag4Encrypted != 0 {
		return nil, nil
	}
	skip, size := int64(0), int64(maxHeld)
	if f.flags&flag4Grouped != 0 {
		skip++
	}
	if f.flags&flag4Length != 0 {
		var field [4]byte
		if err := bits.ReadFull(w.r, field[:], f.off+skip); err != nil {
			return nil, err
		}
		if length, ok := syncsafe(field[:]); ok {
			size = length
		}
		skip += int64(len(field))
	}
	data := io.NewSectionReader(w.r, f.off+skip, max(0, f.size-skip))
	if f.flags&flag4Unsynchronised != 0 || w.tag.flags&flagUnsynchronised != 0 {
		bytes, err := held(data)
		if err != nil {
			return nil, err
		}
		if err := w.hold(int64(len(bytes))); err != nil {
			return nil, err
		}
		// Some writers set the flag and leave the data as they were.
		if isUnsynchronised(bytes) {
			bytes = resynchronised(bytes)
		}
		data = section(bytes)
	}
	if f.flags&flag4Compressed != 0 {
		return w.unpacked(data, size)
	}
	return data, nil
}

// unpacked returns what is compressed with zlib in data, at most size bytes of it.
func (w *walker) unpacked(data *io.SectionReader, size int64) (*io.SectionReader, error) {
	if size > maxHeld {
		return nil, fault.New(fault.LimitExpansion, "id3: a frame of %d bytes when it is unpacked, more than %d", size, maxHeld)
	}
	all, err := io.ReadAll(io.LimitReader(inflate.NewReader(data, inflate.Zlib), size))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Corrupt, "id3: a compressed frame: %v", err)
	}
	return section(all), w.hold(int64(len(all)))
}

// hold counts n bytes that are held, of which there may be so many in all frames.
func (w *walker) hold(n int64) error {
	if w.held += n; w.held > maxHeld {
		return fault.New(fault.LimitMemory, "id3: frames of more than %d bytes that are unsynchronised or compressed", maxHeld)
	}
	return nil
}

func section(data []byte) *io.SectionReader {
	return io.NewSectionReader(bytes.NewReader(data), 0, int64(len(data)))
}
