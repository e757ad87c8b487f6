package epub

import (
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"

	"apsync/core/container/zip"
	"apsync/core/fault"
)

// packageDocument is what an OPF file says of covers and pages.
type packageDocument struct {
	place string
	Meta  []struct {
		Name    string `xml:"name,attr"`
		Content string `xml:"content,attr"`
	} `xml:"metadata>meta"`
	Items []item `xml:"manifest>item"`
	Spine []struct {
		Ref string `xml:"idref,attr"`
	} `xml:"spine>itemref"`
	Guide []struct {
		Type string `xml:"type,attr"`
		Link string `xml:"href,attr"`
	} `xml:"guide>reference"`
}

// item is a file of the book.
type item struct {
	ID         string `xml:"id,attr"`
	Link       string `xml:"href,attr"`
	Type       string `xml:"media-type,attr"`
	Properties string `xml:"properties,attr"`
}

func (i item) isPicture() bool { return strings.HasPrefix(i.Type, "image/") }

// candidate is where a cover may be.
type candidate struct{ place, note string }

// readPackage reads the package document that the container names, or the first that
// there is.
func readPackage(archive *zip.Archive) (*packageDocument, error) {
	var container struct {
		Roots []struct {
			Place string `xml:"full-path,attr"`
		} `xml:"rootfiles>rootfile"`
	}
	var places []string
	if member, ok := archive.Find("META-INF/container.xml"); ok {
		if readXML(member, &container) == nil {
			for _, root := range container.Roots[:min(len(container.Roots), maxRoots)] {
				places = append(places, root.Place)
			}
		}
	}
	for _, member := range archive.Members() {
		if strings.EqualFold(path.Ext(member.Name()), ".opf") && !strings.HasPrefix(member.Name(), "__MACOSX/") {
			places = append(places, member.Name())
		}
	}
	member, ok := archive.Find(places...)
	if !ok {
		return nil, fault.New(fault.Corrupt, "the book has no package document")
	}
	opf := &packageDocument{place: member.Name()}
	return opf, readXML(member, opf)
}

func readXML(member zip.Member, into any) error {
	data, err := member.Bytes(maxDocument)
	if err != nil {
		return err
	}
	if err := decoder(data).Decode(into); err != nil {
		return fault.New(fault.Corrupt, "%s: %v", member.Name(), err)
	}
	return nil
}

// decoder returns a decoder that forgives what browsers do.
func decoder(data []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return d
}

// Limits of what is looked at of a book that names more than any does.
const (
	maxRoots      = 16
	maxCandidates = 16
	maxDepth      = 256 // of elements in front of a picture
)

// covers returns where the cover may be, the likeliest first.
func (p *packageDocument) covers() []candidate {
	var all []candidate
	add := func(link, note string) {
		if link != "" {
			all = append(all, candidate{resolve(p.place, link), note})
		}
	}
	for _, i := range p.Items {
		if slices.Contains(strings.Fields(i.Properties), "cover-image") {
			add(i.Link, "")
		}
	}
	named := 0
	for _, meta := range p.Meta {
		if meta.Name == "cover" && named < maxCandidates {
			named++
			add(p.item(meta.Content).Link, "")
		}
	}
	for _, reference := range p.Guide {
		if strings.Contains(strings.ToLower(reference.Type), "cover") {
			add(reference.Link, "")
		}
	}
	for _, i := range p.Items {
		if name := strings.ToLower(i.ID + path.Base(i.Link)); i.isPicture() && strings.Contains(name, "cover") {
			add(i.Link, "")
		}
	}
	if len(p.Spine) > 0 {
		add(p.item(p.Spine[0].Ref).Link, "the book names no cover; the first picture on its first page is shown")
	}
	return all[:min(len(all), maxCandidates)]
}

// item returns the item of that ID, or of that link, which some books put there.
func (p *packageDocument) item(id string) item {
	for _, i := range p.Items {
		if i.ID == id || i.Link == id {
			return i
		}
	}
	return item{}
}

// firstPicture returns the link of the first picture in a page or a drawing.
func firstPicture(document []byte) string {
	d := decoder(document)
	d.AutoClose = xml.HTMLAutoClose
	for depth := 0; depth <= maxDepth; {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		if _, ok := token.(xml.EndElement); ok {
			depth--
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		depth++
		var attribute string
		switch strings.ToLower(element.Name.Local) {
		case "img":
			attribute = "src"
		case "image":
			attribute = "href"
		default:
			continue
		}
		for _, a := range element.Attr {
			if a.Name.Local == attribute && a.Value != "" {
				return a.Value
			}
		}
	}
	return ""
}
