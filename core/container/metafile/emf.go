package metafile

import (
	"encoding/binary"
	"io"

	"apsync/core/fault"
)

const (
	emfHeader       = 44 // of EMR_HEADER, up to its signature (MS-EMF §2.2.9)
	emfRecordHeader = 8
	emfEnd          = 14 // EMR_EOF
)

// emf is a metafile of 32 bits, whose sizes count bytes.
type emf struct {
	r    io.ReaderAt
	size int64
}

// emfBitmaps are the records that show a bitmap, with where they say where its header
// and its rows are (MS-EMF §2.3.1).
var emfBitmaps = map[uint32]int64{
	76: 84, // EMR_BITBLT
	77: 84, // EMR_STRETCHBLT
	80: 48, // EMR_SETDIBITSTODEVICE
	81: 48, // EMR_STRETCHDIBITS
}

// emfDraws are the other records that draw (MS-EMF §2.1.1).
var emfDraws = map[uint32]bool{
	2: true, 3: true, 4: true, 5: true, 6: true, 7: true, 8: true, 15: true, 41: true,
	42: true, 43: true, 44: true, 45: true, 46: true, 47: true, 53: true, 54: true,
	55: true, 56: true, 62: true, 63: true, 64: true, 71: true, 72: true, 73: true,
	74: true, 78: true, 79: true, 83: true, 84: true, 85: true, 86: true, 87: true,
	88: true, 89: true, 90: true, 91: true, 92: true, 96: true, 97: true, 108: true,
	114: true, 116: true, 118: true,
}

func (e emf) record(off int64) (uint32, action, int64, error) {
	head, err := read(e.r, e.size, off, emfRecordHeader)
	if err != nil {
		return 0, end, 0, err
	}
	function, length := binary.LittleEndian.Uint32(head), int64(binary.LittleEndian.Uint32(head[4:]))
	if length < emfRecordHeader || length > e.size-off {
		return 0, end, 0, fault.New(fault.Corrupt, "emf record %d at %d: %d bytes of %d", function, off, length, e.size)
	}
	_, shows := emfBitmaps[function]
	switch {
	case function == emfEnd:
		return function, end, length, nil
	case emfDraws[function]:
		return function, draw, length, nil
	case shows:
		return function, bitmap, length, nil
	}
	return function, setUp, length, nil
}

// bitmap returns where the bitmap is of a record, which says so in four numbers.
func (e emf) bitmap(function uint32, off, length int64) (span, error) {
	numbers, err := read(e.r, min(e.size, off+length), off+emfBitmaps[function], 16)
	if err != nil {
		return span{}, err
	}
	var n [4]int64
	for i := range n {
		n[i] = int64(binary.LittleEndian.Uint32(numbers[4*i:]))
	}
	header, headerBytes, rows, rowBytes := n[0], n[1], n[2], n[3]
	switch {
	case rowBytes == 0:
		return span{}, nil
	case rows != header+headerBytes:
		return span{}, fault.New(fault.Unsupported, "emf record at %d: a bitmap whose rows lie apart from its header", off)
	case rows+rowBytes > length:
		return span{}, fault.New(fault.Corrupt, "emf record at %d: a bitmap of %d bytes at %d of %d", off, headerBytes+rowBytes, header, length)
	}
	return span{off + header, headerBytes + rowBytes}, nil
}
