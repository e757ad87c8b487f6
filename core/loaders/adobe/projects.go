package adobe

import (
	"encoding/binary"
	"io"

	"apsync/core/container/xmp"
	"apsync/core/fault"
	"apsync/core/picture"
)

// How projects begin: those of After Effects, and those of Premiere, which are compressed
// XML.
const (
	SignatureAfterEffects = "RIFX????Egg!"
	SignatureGzip         = "\x1f\x8b"
)

// OpenAfterEffects opens the thumbnail of the XMP packet behind a project's chunks, if
// there is one.
func OpenAfterEffects(src *picture.Source) (picture.Picture, error) {
	const header = 8
	head := src.Head()
	if len(head) < header {
		return nil, fault.New(fault.Truncated, "a header of %d bytes", len(head))
	}
	var c choice
	behind := header + int64(binary.BigEndian.Uint32(head[4:]))
	err := marks{
		xmp.Begin: func(off int64) bool {
			return c.addPacket(io.NewSectionReader(src, off, src.Size()-off))
		},
	}.search(src, behind, behind+blockSize)
	if err != nil {
		return nil, err
	}
	return c.preview("After Effects saves none; save a frame beside the project, with Composition, Save Frame As")
}

// OpenPremiere says that projects of Premiere hold no picture.
func OpenPremiere(*picture.Source) (picture.Picture, error) {
	return nil, fault.New(fault.NoPicture, "projects of Premiere hold no picture").
		Advise("export a frame beside the project, with Export Frame below the programme monitor")
}
