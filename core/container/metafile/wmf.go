package metafile

import (
	"encoding/binary"
	"io"

	"apsync/core/fault"
)

const (
	wmfHeader       = 18 // META_HEADER, MS-WMF §2.3.2.2
	wmfRecordHeader = 6
)

// wmf is a metafile of 16 bits, whose sizes count words of two bytes.
type wmf struct {
	r    io.ReaderAt
	size int64
}

// wmfBitmaps are the records that show a device-independent bitmap, with the bytes in
// front of it (MS-WMF §2.3.1).
var wmfBitmaps = map[uint16]int64{
	0x0940: wmfRecordHeader + 16, // META_DIBBITBLT
	0x0b41: wmfRecordHeader + 20, // META_DIBSTRETCHBLT
	0x0d33: wmfRecordHeader + 18, // META_SETDIBTODEV
	0x0f43: wmfRecordHeader + 22, // META_STRETCHDIB
	0x061d: wmfRecordHeader + 12, // META_PATBLT, which never has one
}

// wmfDraws are the other records that draw (MS-WMF §2.3.3), those of device-dependent
// bitmaps among them.
var wmfDraws = map[uint16]bool{
	0x0213: true, 0x0228: true, 0x012a: true, 0x012b: true, 0x0324: true, 0x0325: true,
	0x0418: true, 0x0419: true, 0x041b: true, 0x041f: true, 0x0429: true, 0x0521: true,
	0x0538: true, 0x0548: true, 0x061c: true, 0x0817: true, 0x081a: true, 0x0830: true,
	0x0a32: true, 0x0922: true, 0x0b23: true,
}

func (w wmf) record(off int64) (uint32, action, int64, error) {
	head, err := read(w.r, w.size, off, wmfRecordHeader)
	if err != nil {
		return 0, end, 0, err
	}
	words, function := int64(binary.LittleEndian.Uint32(head)), binary.LittleEndian.Uint16(head[4:])
	length := 2 * words
	if length < wmfRecordHeader || length > w.size-off {
		return 0, end, 0, fault.New(fault.Corrupt, "wmf record %#x at %d: %d bytes of %d", function, off, length, w.size)
	}
	_, shows := wmfBitmaps[function]
	switch {
	case function == 0:
		return 0, end, length, nil
	case wmfDraws[function]:
		return uint32(function), draw, length, nil
	case shows:
		return uint32(function), bitmap, length, nil
	}
	return uint32(function), setUp, length, nil
}

// bitmap returns where the bitmap is of a record, which may have none, but only a
// pattern (MS-WMF §2.3.1.2).
func (w wmf) bitmap(function uint32, off, length int64) (span, error) {
	before := wmfBitmaps[uint16(function)]
	if length == 2*int64(function>>8)+6 || length <= before {
		return span{}, nil
	}
	return span{off + before, length - before}, nil
}
