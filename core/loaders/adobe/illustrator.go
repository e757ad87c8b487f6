package adobe

import (
	"io"
	"strings"

	"apsync/core/container/xmp"
	"apsync/core/picture"
)

// SignaturePDF begins Illustrator documents of version 9 and later, and other PDF files.
const SignaturePDF = "%PDF-"

// OpenIllustrator opens the best preview of an Illustrator document.
func OpenIllustrator(src *picture.Source) (picture.Picture, error) {
	var (
		c   choice
		err error
	)
	if strings.HasPrefix(string(src.Head()), SignaturePDF) {
		err = c.addPDF(src)
	} else {
		err = c.addPostScript(src)
	}
	if err != nil {
		return nil, err
	}
	return c.preview("open it in Illustrator and save it as an Illustrator document with Create PDF Compatible File")
}

// addPDF offers the thumbnail of the document's XMP packet, which Illustrator keeps near
// the beginning, uncompressed, else Illustrator's own.
func (c *choice) addPDF(src *picture.Source) error {
	return marks{
		"%AI7_Thumbnail:": func(off int64) bool { c.addAI7(src, off); return false },
		xmp.Begin: func(off int64) bool {
			return c.addPacket(io.NewSectionReader(src, off, src.Size()-off))
		},
	}.search(src, 0, searched)
}
