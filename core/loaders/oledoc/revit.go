package oledoc

import (
	"bytes"
	"io"

	"apsync/core/codec/png"
	"apsync/core/picture"
)

// maxHeader is how far into the stream a PNG file may begin, in bytes.
const maxHeader = 4096

// openRevit opens the PNG file behind the header of Revit's preview. It returns nil
// where there is none.
func openRevit(r io.ReaderAt, size int64) (picture.Picture, error) {
	head := make([]byte, min(size, maxHeader))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return nil, err
	}
	at := int64(bytes.Index(head, []byte(png.Signature)))
	if at < 0 {
		return nil, nil
	}
	return openWhole(io.NewSectionReader(r, at, size-at), size-at)
}
