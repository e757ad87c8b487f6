package oledoc

import (
	"encoding/binary"
	"io"

	"apsync/core/container/ole"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Clipboard formats of Windows ([MS-OLEDS] §1.4, and the constants of its API).
const (
	cfMetafilePict = 3
	cfDIB          = 8
	cfEnhMetafile  = 14
	cfDIBV5        = 17
)

// metafilePict is the size of METAFILEPICT of 16 bits, which says how large the metafile
// behind it would be on paper.
const metafilePict = 8

// openSummary opens the preview of a property set. It returns nil where there is none.
func openSummary(r io.ReaderAt, size int64) (picture.Picture, error) {
	set, err := ole.OpenProperties(r, size)
	if err != nil {
		return nil, err
	}
	clip, ok, err := set.Clip(ole.Thumbnail)
	if !ok || err != nil || clip.Size == 0 {
		return nil, err
	}
	opened, err := embedded.Open(clip.Data, clip.Size, "the preview")
	if fault.CodeOf(err) != fault.UnknownFormat {
		return opened, err
	}
	switch {
	case clip.Family == ole.Windows && (clip.Format == cfDIB || clip.Format == cfDIBV5):
		return embedded.OpenBitmap(clip.Data)
	case clip.Family == ole.Windows && clip.Format == cfMetafilePict:
		n := min(metafilePict, clip.Size)
		return embedded.OpenMetafile(io.NewSectionReader(clip.Data, n, clip.Size-n))
	case clip.Family == ole.Windows && clip.Format == cfEnhMetafile:
		return embedded.OpenMetafile(clip.Data)
	case clip.Family == ole.Macintosh:
		var name [4]byte
		binary.BigEndian.PutUint32(name[:], clip.Format)
		return nil, fault.New(fault.Unsupported, "the preview is in the clipboard format %q of the Macintosh", name)
	}
	return nil, fault.New(fault.Unsupported, "the preview is in clipboard format %d of family %d", clip.Format, clip.Family)
}
