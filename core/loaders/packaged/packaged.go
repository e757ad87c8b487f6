// Package packaged reads the preview that a program left in a document which it keeps
// in a ZIP archive, at a place that its format names: Office Open XML and XPS (Open
// Packaging Conventions, ECMA-376 part 2 §11, "thumbnail" relationships of the
// package), OpenDocument (1.3 part 2 §3.7, Thumbnails/thumbnail.png), 3MF (core
// specification 1.3 §6.1), Sketch (previews/preview.png), Procreate
// (QuickLook/Thumbnail.png), Figma (thumbnail.png), Pages, Keynote and Numbers
// (preview.jpg or QuickLook), and comic books (CBZ), of which the first page counts in
// the order in which people number them.
//
// The preview is a PNG, JPEG, WebP, GIF, TIFF or BMP; Windows metafiles are
// unsupported. A document without one fails with no-picture, which says what its
// program must be told.
package packaged

import (
	"encoding/xml"
	"path"
	"slices"
	"strings"

	"apsync/core/container/zip"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Kind is how one format keeps its preview.
type Kind struct {
	// Members are the places where it may be, the largest first.
	Members []string
	// Related says that the package's relationships name it.
	Related bool
	// Pages says that the document is its pictures, in natural order.
	Pages bool
	// Advice says how to have the program save one.
	Advice string
}

// Open finds the preview and reads its headers.
func (k *Kind) Open(src *picture.Source) (picture.Picture, error) {
	archive, err := zip.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	names := k.names(archive)
	var failed error
	for _, name := range names {
		member, ok := archive.Find(name)
		if !ok {
			continue
		}
		opened, err := open(member)
		if err == nil {
			return k.document(opened, names), nil
		}
		if failed == nil {
			failed = err
		}
	}
	if failed != nil {
		return nil, failed
	}
	return nil, fault.New(fault.NoPicture, "the document holds no preview").Advise("%s", k.Advice)
}

// names returns where to look, in that order.
func (k *Kind) names(archive *zip.Archive) []string {
	if k.Pages {
		return pageNames(archive)
	}
	names := slices.Clone(k.Members)
	if k.Related {
		names = append(related(archive), names...)
	}
	return names
}

// document returns what was opened of the names.
func (k *Kind) document(opened picture.Picture, names []string) picture.Picture {
	if k.Pages {
		return &embedded.Preview{Picture: opened, Pages: len(names)}
	}
	preview := embedded.NewPreview(opened, "document")
	preview.Pages = 1
	return preview
}

func open(member zip.Member) (picture.Picture, error) {
	name := strings.ToLower(member.Name())
	if ext := path.Ext(name); ext == ".wmf" || ext == ".emf" {
		return nil, fault.New(fault.Unsupported, "the preview %s is a Windows metafile", member.Name())
	}
	r, size, err := member.Open()
	if err != nil {
		return nil, err
	}
	return embedded.Open(r, size, member.Name())
}

const (
	relationships = "_rels/.rels"
	maxRelations  = 1 << 20 // bytes
)

// related returns the parts that the package calls its thumbnail (ECMA-376 part 2
// §11.1.2).
func related(archive *zip.Archive) []string {
	member, ok := archive.Find(relationships)
	if !ok {
		return nil
	}
	data, err := member.Bytes(maxRelations)
	if err != nil {
		return nil
	}
	var parsed struct {
		Relationships []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if xml.Unmarshal(data, &parsed) != nil {
		return nil
	}
	var names []string
	for _, r := range parsed.Relationships {
		if strings.HasSuffix(strings.ToLower(r.Type), "/metadata/thumbnail") {
			names = append(names, strings.TrimPrefix(r.Target, "/"))
		}
	}
	return names
}
