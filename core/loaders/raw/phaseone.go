package raw

import (
	"apsync/core/bits"
	"apsync/core/picture"
)

// Phase One's backs write a directory of their own, whose block begins behind the TIFF
// header and from whose beginning its place is counted (ExifTool, PhaseOne tags).
const (
	phaseBlock       = 8
	phaseEntry       = 16 // tag, type, size, value: 32 bits each
	maxPhaseEntries  = 1024
	tagPhaseTurn     = 0x0100 // CameraOrientation
	tagPhaseWidth    = 0x010c // ImageWidth
	tagPhaseHeight   = 0x010d
	phaseLittle      = "IIIICwaR"
	phaseLittleTiles = "IIIITwaR"
	phaseBig         = "MMMMRawT"
)

// phaseOne reads the photograph's size, and its orientation where the first directory
// does not say.
func (r *reader) phaseOne() {
	head := r.src.Head()
	if len(head) < phaseBlock+12 {
		return
	}
	cursor := bits.Little
	switch string(head[phaseBlock : phaseBlock+8]) {
	case phaseLittle, phaseLittleTiles:
	case phaseBig:
		cursor = bits.Big
	default:
		return
	}
	off := phaseBlock + int64(cursor(head[phaseBlock+8:]).U32())
	count, err := r.src.Bytes(off, 8)
	if err != nil {
		return
	}
	n := int64(min(cursor(count).U32(), maxPhaseEntries))
	entries, err := r.src.Bytes(off+8, n*phaseEntry)
	if err != nil {
		return
	}
	for c := cursor(entries); c.Len() >= phaseEntry; {
		tag := c.U32()
		c.Skip(8)
		r.phaseEntry(tag, c.U32())
	}
}

func (r *reader) phaseEntry(tag, value uint32) {
	switch {
	case tag == tagPhaseTurn && r.about.Orientation == 0:
		r.about.Orientation = [4]picture.Orientation{1, 6, 8, 3}[value&3]
	case tag == tagPhaseWidth && value < 1<<20:
		r.about.Width = int(value)
	case tag == tagPhaseHeight && value < 1<<20:
		r.about.Height = int(value)
	}
}
