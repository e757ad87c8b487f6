// Package adobe reads the pictures that stand for a document in the files of Adobe's
// programs and in what others write alike: Encapsulated PostScript, Illustrator,
// InDesign, and the projects of After Effects and Premiere.
//
// Specifications: "Encapsulated PostScript File Format Specification" 3.0 (Adobe 5002),
// §5.2 for the DOS header, §6 for the preview in hexadecimal; "PostScript Language
// Document Structuring Conventions" 3.0 (5001); XMP part 3 (ISO 16684), "InDesign", for
// the objects behind a database; Photoshop's "Image Resources". Illustrator's own
// thumbnail, %AI7_Thumbnail, is not published: 256 colours, "RLE", indices of which FD
// begins a run or stands, doubled, for itself.
//
// Of PostScript (EPS, and Illustrator's up to version 8) the TIFF or the metafile of the
// DOS header, if that is nothing but a bitmap, the preview in hexadecimal, the thumbnail
// among Photoshop's resources, Illustrator's thumbnail and those of the XMP packet are
// looked for, and the largest in colour or grey is taken, else one of black and white.
// Later Illustrator documents are PDF files with an XMP packet; neither they nor
// PostScript programs are drawn. InDesign's previews of pages are in the XMP packet
// behind its database, or in that of IDML; of those of one size the first page's is
// taken. Projects of After Effects may have a thumbnail in XMP, which the program does
// not write, those of Premiere have none.
//
// A file without a picture fails with no-picture. Limits: the first 4 MiB are searched
// of PostScript and PDF, once; resources of 1 MiB, previews of 4 MiB, 1024 objects
// and 16 packets behind a database; packets as package xmp says.
package adobe

import (
	"bufio"
	"io"

	"apsync/core/container/xmp"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// choice is the best of the pictures that were found in a file.
type choice struct {
	found   picture.Picture
	bilevel bool // it is black and white
	failed  error
}

// add offers a picture, or tells why one cannot be read.
func (c *choice) add(p picture.Picture, err error, bilevel bool) {
	switch {
	case err != nil:
		if c.failed == nil {
			c.failed = err
		}
	case c.found == nil || c.bilevel && !bilevel || c.bilevel == bilevel && embedded.Pixels(p) > embedded.Pixels(c.found):
		c.found, c.bilevel = p, bilevel
	}
}

// preview returns the picture that was chosen. Where there is none it fails with the
// first error, or with no-picture and that advice.
func (c *choice) preview(advice string) (picture.Picture, error) {
	switch {
	case c.found != nil:
		return embedded.NewPreview(c.found, "document"), nil
	case c.failed != nil:
		return nil, c.failed
	}
	return nil, fault.New(fault.NoPicture, "the document holds no preview").Advise("%s", advice)
}

// addPacket offers the first thumbnail that can be read of the XMP packet with which r
// begins, and reports whether there is one.
func (c *choice) addPacket(r io.Reader) bool {
	for _, thumbnail := range xmp.Thumbnails(bufio.NewReaderSize(r, 64<<10)) {
		p, err := embedded.OpenBytes(thumbnail.Data, "the thumbnail")
		c.add(p, err, false)
		if err == nil {
			return true
		}
	}
	return false
}
