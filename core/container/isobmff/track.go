package isobmff

import (
	"cmp"
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/fault"
)

// Track is what a trak box says of a track, as far as pictures go.
type Track struct {
	// Handler is the track's kind: "vide", "soun", "pict", "text" (§8.4.3).
	Handler string
	// Entry is the box of its first sample description, whose type is the codec:
	// "avc1", "mp4a", "CRAW" (§8.5.2). Its type is empty where there is none.
	Entry Box
	// Width and Height are those of a visual sample entry, in pixels, else 0 (§12.1.3).
	Width, Height int
	// Turns is by how many quarters it is turned clockwise for display, 0 to 3 (§8.3.2).
	Turns int
	// Samples counts them; 0 in the header of a film in fragments (§8.7.3).
	Samples uint32
	// First is where the first sample lies, its Size 0 where that is not told.
	First Extent
}

// Extent is a piece of a file.
type Extent struct{ Off, Size int64 }

const (
	// visualBytes is what a visual sample entry has in front of its boxes (§12.1.3).
	visualBytes = 78
	// visualSize is where it has its width and height.
	visualSize = 24
)

// VisualBoxes returns the part of a visual sample entry in which boxes lie.
func (t Track) VisualBoxes() Box { return t.Entry.Skip(visualBytes) }

// Track reads a trak box. What is missing in it stays zero.
func (f *File) Track(trak Box) (Track, error) {
	var t Track
	handler, ok, err := f.Find(trak, "mdia/hdlr")
	if err != nil {
		return t, err
	}
	// Version, flags, 4 bytes without meaning, the type (§8.4.3.2).
	if head, err := f.beginning(handler, 12); ok && err == nil {
		t.Handler = string(head[8:12])
	}
	if t.Turns, err = f.turns(trak); err != nil {
		return t, err
	}
	table, ok, err := f.Find(trak, "mdia/minf/stbl")
	if err != nil || !ok {
		return t, err
	}
	for box, err := range f.Boxes(table) {
		if err != nil {
			return t, err
		}
		if err := f.sampleTable(&t, box); err != nil {
			return t, err
		}
	}
	return t, nil
}

// turns reads the matrix of a track's header; what mirrors or skews is no turn.
func (f *File) turns(trak Box) (int, error) {
	const matrix0, matrix1 = 40, 52 // where versions 0 and 1 have it
	header, ok, err := f.Find(trak, "tkhd")
	if err != nil || !ok {
		return 0, err
	}
	head, err := f.beginning(header, matrix1+16)
	if err != nil {
		return 0, err
	}
	matrix := head[matrix0:]
	if head[0] == 1 {
		matrix = head[matrix1:]
	}
	sign := func(i int) int { return cmp.Compare(int32(binary.BigEndian.Uint32(matrix[4*i:])), 0) }
	// a, b, u, c of the matrix; d is a for turns.
	switch [3]int{sign(0), sign(1), sign(3)} {
	case [3]int{0, 1, -1}:
		return 1, nil
	case [3]int{-1, 0, 0}:
		return 2, nil
	case [3]int{0, -1, 1}:
		return 3, nil
	}
	return 0, nil
}

// sampleTable takes what a box of the sample table tells of the first sample.
func (f *File) sampleTable(t *Track, box Box) error {
	switch box.Type {
	case "stsd":
		return f.entry(t, box)
	case "stsz", "stz2":
		return f.sizes(t, box)
	case "stco", "co64": // Version, flags, count, offsets (§8.7.5).
		head, err := f.beginning(box, 16)
		if err != nil || binary.BigEndian.Uint32(head[4:]) == 0 {
			return err
		}
		t.First.Off = int64(binary.BigEndian.Uint32(head[8:]))
		if box.Type == "co64" {
			t.First.Off = int64(min(binary.BigEndian.Uint64(head[8:]), 1<<62))
		}
	}
	return nil
}

// entry takes the first sample description.
func (f *File) entry(t *Track, stsd Box) error {
	for box, err := range f.Boxes(stsd) {
		if err != nil {
			return err
		}
		t.Entry = box
		break
	}
	if t.Handler != "vide" || t.Entry.Size < visualBytes {
		return nil
	}
	head, err := f.beginning(t.Entry, visualBytes)
	t.Width = int(binary.BigEndian.Uint16(head[visualSize:]))
	t.Height = int(binary.BigEndian.Uint16(head[visualSize+2:]))
	return err
}

// sizes takes the count of samples and the size of the first (§8.7.3.2, §8.7.3.3).
func (f *File) sizes(t *Track, box Box) error {
	head, err := f.beginning(box, 16)
	if err != nil {
		return err
	}
	t.Samples = binary.BigEndian.Uint32(head[8:])
	first := binary.BigEndian.Uint32(head[12:])
	if box.Type == "stsz" {
		if all := binary.BigEndian.Uint32(head[4:]); all != 0 {
			first = all
		}
		t.First.Size = int64(first)
		return nil
	}
	switch fieldBits := head[7]; fieldBits {
	case 4, 8, 16:
		t.First.Size = int64(first >> (32 - fieldBits))
	default:
		return fault.New(fault.Corrupt, "box %q at offset %d: sizes of %d bits", box.Type, box.Start, fieldBits)
	}
	return nil
}

// beginning returns the first n bytes of a box's data, zeros where it has fewer.
func (f *File) beginning(b Box, n int64) ([]byte, error) {
	data := make([]byte, n)
	return data, bits.ReadFull(f.r, data[:min(n, b.Size)], b.Off)
}
