// Package pgx reads PGX, the pictures of one channel with which JPEG 2000 decoders
// are tested: a line of text and samples of one, two or four bytes.
//
// Specification: ISO/IEC 15444-4 (JPEG 2000 part 4: conformance testing), annex A.
//
// Read are both byte orders and 1 to 32 bits, signed ones with their zero as middle
// grey. Samples out of their range are black or white. Of more than eight bits the
// upper sixteen are kept. Rows are read one at a time and shrunk as they come; a
// file too short for them is refused before anything is allocated.
package pgx

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// maxLine is how long the header may be.
const maxLine = 256

// header is the line of text.
type header struct {
	order         binary.ByteOrder
	signed        bool
	depth         int
	width, height int
	pixels        int64
}

// Match reports whether head is a header.
func Match(head []byte) bool {
	_, err := readHeader(head)
	return err == nil
}

// readHeader reads "PG ML +8 640 480", its sign perhaps apart or left out.
func readHeader(head []byte) (*header, error) {
	corrupt := fault.New(fault.Corrupt, "the first line is no header")
	end := bytes.IndexByte(head[:min(len(head), maxLine)], '\n')
	if end < 0 {
		return nil, corrupt
	}
	fields := strings.Fields(string(head[:end]))
	if len(fields) == 6 && (fields[2] == "+" || fields[2] == "-") {
		fields = append(fields[:2], fields[2]+fields[3], fields[4], fields[5])
	}
	if len(fields) != 5 || fields[0] != "PG" {
		return nil, corrupt
	}
	h := &header{pixels: int64(end) + 1, signed: fields[2][0] == '-'}
	switch fields[1] {
	case "ML":
		h.order = binary.BigEndian
	case "LM":
		h.order = binary.LittleEndian
	default:
		return nil, corrupt
	}
	for i, to := range []*int{&h.depth, &h.width, &h.height} {
		n, err := strconv.ParseInt(fields[2+i], 10, 32)
		if i == 0 && n < 0 {
			n = -n
		}
		if err != nil || n <= 0 {
			return nil, fault.New(fault.Corrupt, "header: %q is no size", fields[2+i])
		}
		*to = int(n)
	}
	if h.depth > 32 {
		return nil, fault.New(fault.Unsupported, "header: %d bits are more than 32", h.depth)
	}
	return h, nil
}

// sampleBytes is the size of a stored sample.
func (h *header) sampleBytes() int {
	switch {
	case h.depth <= 8:
		return 1
	case h.depth <= 16:
		return 2
	}
	return 4
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	h, err := readHeader(src.Head())
	if err != nil {
		return nil, err
	}
	size, ok := bits.Mul(int64(h.width), int64(h.height), int64(h.sampleBytes()))
	if !ok || size > src.Size()-h.pixels {
		return nil, picture.Short(h.width, h.height, "%d×%d samples of %d bytes exceed the %d that are left of the file",
			h.width, h.height, h.sampleBytes(), src.Size()-h.pixels)
	}
	b := bands.Header{
		Width: h.width, Height: h.height, Layout: raster.Grey,
		Stored: int64(h.width) * int64(h.sampleBytes()), Fixed: bands.ReaderBytes,
	}
	return bands.New(b, func(ctx context.Context) (bands.Rows[uint16], error) {
		return bands.Apart(bands.Full(src.Reader(ctx, h.pixels)), h.convert), nil
	}), nil
}

// convert makes the samples of a stored row.
func (h *header) convert(row []uint16, stored []byte) {
	size := h.sampleBytes()
	for x := range row {
		row[x] = h.sample(stored[x*size : (x+1)*size])
	}
}

// sample puts a stored sample on the range of 16 bits.
func (h *header) sample(b []byte) uint16 {
	var v int64
	switch len(b) {
	case 1:
		v = int64(int8(b[0]))
	case 2:
		v = int64(int16(h.order.Uint16(b)))
	default:
		v = int64(int32(h.order.Uint32(b)))
	}
	if h.signed {
		v += 1 << (h.depth - 1)
	} else {
		v &= 1<<(8*len(b)) - 1
	}
	top := int64(1)<<h.depth - 1
	return uint16((min(max(v, 0), top)*math.MaxUint16 + top/2) / top)
}
