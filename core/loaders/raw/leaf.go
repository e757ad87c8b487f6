package raw

import (
	"bytes"

	"apsync/core/container/tiff"
)

const (
	tagLeaf       = 0x8606 // LeafData: packets in packets
	leafPreview   = "JPEG_preview_data"
	leafHeader    = 52 // of a packet: mark, version, name, size
	leafName      = 40
	maxLeafLevels = 3
	maxLeaf       = 512 // packets
)

// leaf takes the preview of Leaf's files, which lies in one of the packets of a field
// (ExifTool, Leaf tags).
func (r *reader) leaf(dir *tiff.Directory) {
	e, ok := dir.Find(tagLeaf)
	if !ok {
		return
	}
	if off, n, ok := dir.Offset(e); ok {
		left := maxLeaf
		r.packets(off, n, 0, &left)
	}
}

// packets reads the packets in n bytes.
func (r *reader) packets(off, n int64, level int, left *int) {
	for end := off + n; end-off >= leafHeader && level < maxLeafLevels && *left > 0; *left-- {
		head := make([]byte, leafHeader)
		if got, _ := r.section.ReadAt(head, off); got < leafHeader || string(head[:4]) != "PKTS" {
			return
		}
		size := int64(r.file.Order().Uint32(head[8+leafName:]))
		off += leafHeader
		if name, _, _ := bytes.Cut(head[8:8+leafName], []byte{0}); string(name) == leafPreview {
			r.finder.JPEG(r.base+off, size, nil)
		} else {
			r.packets(off, min(size, end-off), level+1, left)
		}
		off += size
	}
}
