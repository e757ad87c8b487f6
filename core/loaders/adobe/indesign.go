package adobe

import (
	"bytes"
	"encoding/binary"
	"io"

	"apsync/core/container/xmp"
	"apsync/core/container/zip"
	"apsync/core/fault"
	"apsync/core/picture"
)

// SignatureInDesign begins the databases of InDesign.
const SignatureInDesign = "\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7\xfe\x74\xb7\x1d"

const (
	pageSize     = 4096
	sequenceAt   = 264 // in a master page, of eight bytes
	pagesAt      = 280 // in a master page, of four
	objectMark   = "\xde\x39\x39\x79\x51\x88\x4b\x6c\x8e\x63\xee\xf8\xae\xe0\xdd\x38"
	objectHeader = 32
	lengthAt     = 24 // in an object's header, of four bytes
	maxObjects   = 1024
	maxPackets   = 16
)

const adviceInDesign = "in InDesign's preferences, under File Handling, tick Always Save Preview Images with Documents, and save it anew"

// OpenInDesign opens the largest preview of an InDesign document. Behind the pages of its
// database lie objects, one of which is the XMP packet (XMP part 3, "InDesign").
func OpenInDesign(src *picture.Source) (picture.Picture, error) {
	off, err := contiguous(src)
	if err != nil {
		return nil, err
	}
	var c choice
	packets := 0
	for range maxObjects {
		head, err := src.Bytes(off, max(0, min(objectHeader, src.Size()-off)))
		if err != nil {
			return nil, err
		}
		if len(head) < objectHeader || string(head[:len(objectMark)]) != objectMark {
			break
		}
		stream := off + objectHeader
		length := int64(binary.LittleEndian.Uint32(head[lengthAt:]))
		if c.addStream(src, stream, min(length, src.Size()-stream)) {
			packets++
		}
		off = stream + length + objectHeader
		if off > src.Size() || packets == maxPackets {
			break
		}
	}
	return c.preview(adviceInDesign)
}

// contiguous returns where the database's pages end, which the newer of the two master
// pages tells.
func contiguous(src *picture.Source) (int64, error) {
	masters, err := src.Bytes(0, min(2*pageSize, src.Size()))
	if err != nil {
		return 0, err
	}
	if len(masters) < 2*pageSize || !bytes.HasPrefix(masters, []byte(SignatureInDesign)) {
		return 0, fault.New(fault.Corrupt, "the file has no two master pages")
	}
	master := masters[:pageSize]
	if second := masters[pageSize:]; binary.LittleEndian.Uint64(second[sequenceAt:]) > binary.LittleEndian.Uint64(master[sequenceAt:]) {
		master = second
	}
	pages := int64(binary.LittleEndian.Uint32(master[pagesAt:]))
	if pages > src.Size()/pageSize {
		return 0, fault.New(fault.Truncated, "a database of %d pages in a file of %d bytes", pages, src.Size())
	}
	return pages * pageSize, nil
}

// addStream offers the thumbnail of the stream of an object, if that is a length and an
// XMP packet, which it reports.
func (c *choice) addStream(src *picture.Source, off, size int64) bool {
	const prefix = 4
	if size < prefix+int64(len(xmp.Begin)) {
		return false
	}
	begin, err := src.Bytes(off+prefix, int64(len(xmp.Begin)))
	if err != nil || string(begin) != xmp.Begin {
		return false
	}
	c.addPacket(io.NewSectionReader(src, off+prefix, size-prefix))
	return true
}

// MatchIDML reports whether a file that begins so is an IDML package.
func MatchIDML(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) &&
		bytes.Contains(head[:min(len(head), 128)], []byte("mimetypeapplication/vnd.adobe.indesign-idml-package"))
}

// OpenIDML opens the largest thumbnail of an IDML package.
func OpenIDML(src *picture.Source) (picture.Picture, error) {
	archive, err := zip.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	var c choice
	if member, ok := archive.Find("META-INF/metadata.xml"); ok {
		r, size, err := member.Open()
		if err != nil {
			return nil, err
		}
		c.addPacket(io.NewSectionReader(r, 0, size))
	}
	return c.preview("save it as an InDesign document: " + adviceInDesign)
}
