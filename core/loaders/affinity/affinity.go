// Package affinity reads the thumbnail of documents of Affinity Designer, Photo and
// Publisher, versions 1 and 2, and of the one program that followed them.
//
// The layout was never published; what is known was found by others and agrees with
// files of all versions: https://github.com/NickBeeuwsaert/AFDesignLoad for the header,
// https://github.com/SethRobinson/Patchy (docs/af-format.md) for the newest. A header of
// little-endian numbers tells at byte 24 where the record of the thumbnail lies: FF FF FF
// FF, "Thmb", a version, the record's length, the offset of the picture in the record,
// its length, a byte, and the picture, a PNG of up to 512 pixels a side.
//
// Nothing else is read: pictures that were placed in a document may lie in front of the
// thumbnail or be larger, and the document itself is compressed objects that are not
// read. A document whose header leads to no thumbnail fails with no-picture.
package affinity

import (
	"encoding/binary"
	"io"

	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Signature begins every document.
const Signature = "\x00\xffKA"

const (
	pointer    = 24 // where the header tells where the record is
	mark       = "\xff\xff\xff\xffThmb"
	recordHead = 29
)

// Open finds the thumbnail and reads its headers.
func Open(src *picture.Source) (picture.Picture, error) {
	head := src.Head()
	if len(head) < pointer+8 {
		return nil, fault.New(fault.Truncated, "a header of %d bytes", len(head))
	}
	at := binary.LittleEndian.Uint64(head[pointer:])
	if at > uint64(src.Size()) {
		return nil, fault.New(fault.Truncated, "the thumbnail lies at %d of a file of %d bytes", at, src.Size())
	}
	record, err := src.Bytes(int64(at), min(recordHead, src.Size()-int64(at)))
	if err != nil {
		return nil, err
	}
	if len(record) < recordHead || string(record[:len(mark)]) != mark {
		return nil, noPicture("the header leads to no thumbnail")
	}
	start := int64(at) + int64(binary.LittleEndian.Uint32(record[16:]))
	size := int64(binary.LittleEndian.Uint32(record[24:]))
	if size == 0 {
		return nil, noPicture("its thumbnail is empty")
	}
	if start > src.Size() || size > src.Size()-start {
		return nil, fault.New(fault.Truncated, "a thumbnail of %d bytes at %d of a file of %d", size, start, src.Size())
	}
	p, err := embedded.Open(io.NewSectionReader(src, start, size), size, "the thumbnail")
	if err != nil {
		return nil, err
	}
	return embedded.NewPreview(p, "document"), nil
}

func noPicture(why string) error {
	return fault.New(fault.NoPicture, "the document holds no preview: %s", why).
		Advise("open it in Affinity and save it anew")
}
