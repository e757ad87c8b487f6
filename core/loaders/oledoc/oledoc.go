// Package oledoc reads the preview that a program left in a document which it keeps in
// an OLE compound file: Word, Excel, PowerPoint, Visio, Project and Publisher up to 2003,
// 3ds Max, Revit and SolidWorks up to 2014.
//
// Most keep it in their property set, SummaryInformation ([MS-OLEPS] §3.1,
// PIDSI_THUMBNAIL), in a clipboard format of Windows: a bitmap, or a metafile,
// which 3ds Max and PowerPoint make of a bitmap, and which Word and Excel draw. A PNG or
// JPEG file in place of a clipboard format is read, the Macintosh's PICT is unsupported. Revit
// keeps a PNG file in the stream RevitPreview4.0 behind a header of its own, SolidWorks
// one in PreviewPNG; both are known from what these programs write.
//
// What program wrote a document is told from the names of its streams, not from the
// file's extension. A document without a preview fails with no-picture, which says what
// that program must be told. Only the directory, the property set and the preview are
// read; see package ole for limits.
package oledoc

import (
	"io"

	"apsync/core/container/ole"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signature begins every file.
const Signature = ole.Signature

// document is an opened file.
type document struct {
	*embedded.Preview
	mimetype string
}

// Info implements picture.Picture.
func (d document) Info() picture.Info {
	info := d.Preview.Info()
	info.Mimetype = d.mimetype
	return info
}

// Open finds the preview and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	file, err := ole.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	p := programOf(file)
	opened, err := open(file)
	if err != nil {
		return nil, err
	}
	if opened == nil {
		return nil, fault.New(fault.NoPicture, "the %s holds no preview", p.noun).Advise("%s", p.advice)
	}
	preview := embedded.NewPreview(opened, p.noun)
	preview.Pages = 1
	return document{preview, p.mimetype}, nil
}

// open returns the preview, or nil where there is none.
func open(file *ole.File) (picture.Picture, error) {
	for _, s := range streams {
		e, ok := file.Find(s.name)
		if !ok || e.Storage || e.Size() == 0 {
			continue
		}
		opened, err := s.open(e.Open(), e.Size())
		if opened != nil || err != nil {
			return opened, err
		}
	}
	return nil, nil
}

// streams are where previews are looked for.
var streams = []struct {
	name string
	open func(r io.ReaderAt, size int64) (picture.Picture, error)
}{
	{"RevitPreview4.0", openRevit},
	{"PreviewPNG", openWhole},
	{ole.SummaryInformation, openSummary},
}

func openWhole(r io.ReaderAt, size int64) (picture.Picture, error) {
	return embedded.Open(r, size, "the preview")
}
