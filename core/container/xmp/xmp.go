// Package xmp finds the thumbnails in XMP packets, which documents, photographs and
// projects carry.
//
// Specification: ISO 16684-1 (XMP part 1), the Thumbnail type of "XMP Specification
// Part 2" §1.2.2.6: a JPEG in base64, its width and height, in the namespace
// http://ns.adobe.com/xap/1.0/g/img/. Where in a document's properties a thumbnail
// stands does not matter: xmp:Thumbnails has one, InDesign's xmp:PageInfo one a page.
//
// Packets in UTF-8 are read, from their beginning to the processing instruction that
// ends them or to where they are no XML any more. Limits: packets of 8 MiB, of which the
// rest is passed over, and 256 levels of elements, at which a packet ends.
package xmp

import (
	"cmp"
	"encoding/base64"
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Begin is how packets begin.
const Begin = "<?xpacket begin="

const (
	namespace = "http://ns.adobe.com/xap/1.0/g/img/"
	maxPacket = 8 << 20
	maxDepth  = 256
)

// Thumbnail is a picture in a packet.
type Thumbnail struct {
	// Width and Height are what the packet says, in pixels; 0 where it does not.
	Width, Height int
	// Data is the picture's file.
	Data []byte
}

// Thumbnails returns the thumbnails of the packet with which r begins, those with the
// longest side first, else in the packet's order: of pages that were fitted into the
// same square, the first page is first.
func Thumbnails(r io.Reader) []Thumbnail {
	p := &packet{decoder: xml.NewDecoder(io.LimitReader(r, maxPacket))}
	p.decoder.Strict = false
	for p.next() {
	}
	slices.SortStableFunc(p.found, func(a, b Thumbnail) int {
		return cmp.Compare(max(b.Width, b.Height), max(a.Width, a.Height))
	})
	return p.found
}

// packet is a packet that is being read.
type packet struct {
	decoder *xml.Decoder
	depth   int             // of elements
	field   string          // of a thumbnail, whose text is being read
	text    strings.Builder // of the field
	current Thumbnail
	found   []Thumbnail
}

// next takes the next token and reports whether there may be another.
func (p *packet) next() bool {
	token, err := p.decoder.Token()
	if err != nil {
		return false
	}
	switch token := token.(type) {
	case xml.ProcInst:
		return token.Target != "xpacket" || !strings.HasPrefix(string(token.Inst), "end")
	case xml.StartElement:
		if p.depth++; p.depth > maxDepth {
			return false
		}
		p.start(token)
	case xml.CharData:
		if p.field != "" {
			p.text.Write(token)
		}
	case xml.EndElement:
		p.depth--
		p.end(token.Name)
	}
	return true
}

// start begins a field. Fields may be attributes, too.
func (p *packet) start(element xml.StartElement) {
	p.field = ""
	if element.Name.Space == namespace {
		p.field = element.Name.Local
		p.text.Reset()
	}
	for _, attribute := range element.Attr {
		if attribute.Name.Space == namespace {
			p.set(attribute.Name.Local, attribute.Value)
		}
	}
}

// end ends a field, or the thumbnail to which the fields before belong.
func (p *packet) end(name xml.Name) {
	if name.Space == namespace {
		p.set(p.field, p.text.String())
		p.field = ""
		return
	}
	if len(p.current.Data) > 0 {
		p.found = append(p.found, p.current)
	}
	p.current = Thumbnail{}
}

// set takes a field's value; one that cannot be read is left out.
func (p *packet) set(field, text string) {
	switch field {
	case "width":
		p.current.Width = number(text)
	case "height":
		p.current.Height = number(text)
	case "image":
		p.current.Data = decode(text)
	}
}

func number(text string) int {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 31)
	if err != nil {
		return 0
	}
	return int(n)
}

// decode returns what a text in base64 stands for. Its lines end in any way, and it need
// not be padded.
func decode(text string) []byte {
	text = strings.Map(func(r rune) rune {
		if r == '=' || r <= ' ' {
			return -1
		}
		return r
	}, text)
	data, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return data
}
