// Package pfm reads portable float maps (.pfm): raw float32 samples behind three
// lines of text.
//
// Specification: Paul Debevec, "The PFM format"; Netpbm's pfm(5).
//
// Read are grey (Pf), RGB (PF) and RGBA (PF4), in both byte orders and stored from
// the bottom row up, with comments in the header. Samples are taken for light of
// BT.709's primaries; the scale is ignored but for its sign, which is the byte order.
// What is no number is black, and so is infinity in grey, which depth and disparity
// maps have where nothing is known. The header may take 1 KiB. A file that is shorter
// than its rows is an error.
package pfm

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"strconv"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signatures are those of grey, RGB and RGBA.
var Signatures = []string{"PF\n", "PF\r", "PF ", "PF\t", "Pf\n", "Pf\r", "Pf ", "Pf\t", "PF4\n", "PF4\r", "PF4 "}

// maxHeader is the most bytes of a header.
const maxHeader = 1 << 10

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	h, order, off, err := readHeader(src.Head())
	if err != nil {
		return nil, err
	}
	size, ok := bits.Mul(h.Stored, int64(h.Height))
	if !ok || size > src.Size()-off {
		return nil, picture.Short(h.Width, h.Height, "%d×%d pixels take %d bytes at offset %d of a file of %d", h.Width, h.Height, size, off, src.Size())
	}
	unknown := float32(bands.MaxLight)
	if h.Layout == raster.Grey {
		unknown = 0
	}
	return bands.New(h, func(ctx context.Context) (bands.Rows[float32], error) {
		r := src.Reader(ctx, off)
		return bands.Rows[float32]{
			Read: bands.Full(r),
			Converter: func() func([]float32, []byte) {
				if order == binary.ByteOrder(binary.LittleEndian) {
					return func(row []float32, stored []byte) { convert(row, stored, binary.LittleEndian.Uint32, unknown) }
				}
				return func(row []float32, stored []byte) { convert(row, stored, binary.BigEndian.Uint32, unknown) }
			},
		}, nil
	}), nil
}

func convert(row []float32, stored []byte, number func([]byte) uint32, unknown float32) {
	for i := range row {
		v := math.Float32frombits(number(stored[4*i:]))
		if v > math.MaxFloat32 {
			v = unknown
		}
		row[i] = bands.Finite(v)
	}
}

// readHeader parses the words of a header and returns where pixels begin.
func readHeader(head []byte) (h bands.Header, order binary.ByteOrder, off int64, err error) {
	head = head[:min(len(head), maxHeader)]
	var words [4]string
	rest := head
	for i := range words {
		if words[i], rest, err = word(rest); err != nil {
			return h, nil, 0, err
		}
	}
	switch words[0] {
	case "PF":
		h.Layout = raster.RGB
	case "Pf":
		h.Layout = raster.Grey
	case "PF4":
		h.Layout = raster.RGBA
	default:
		return h, nil, 0, fault.New(fault.Corrupt, "header: kind %.8q", words[0])
	}
	w, err1 := strconv.ParseInt(words[1], 10, 27)
	ht, err2 := strconv.ParseInt(words[2], 10, 27)
	scale, err3 := strconv.ParseFloat(words[3], 64)
	if err1 != nil || err2 != nil || err3 != nil || w < 1 || ht < 1 {
		return h, nil, 0, fault.New(fault.Corrupt, "header: size %.20q by %.20q, scale %.20q", words[1], words[2], words[3])
	}
	h.Width, h.Height, h.Orientation = int(w), int(ht), picture.FlipVertical
	h.Space = colour.Space{Transfer: colour.TransferLinear}
	h.Stored, h.Fixed = 4*w*int64(h.Layout.Channels()), bands.ReaderBytes
	order = binary.BigEndian
	if scale < 0 {
		order = binary.LittleEndian
	}
	return h, order, int64(len(head) - len(rest)), nil
}

// word returns the next word and what follows the one space behind it. Behind the
// last word a line ends; "\r\n" ends it too.
func word(b []byte) (text string, rest []byte, err error) {
	for {
		b = bytes.TrimLeft(b, " \t\r\n")
		if len(b) == 0 || b[0] != '#' {
			break
		}
		_, b, _ = bytes.Cut(b, []byte("\n"))
	}
	end := bytes.IndexAny(b, " \t\r\n")
	if end < 0 {
		return "", nil, fault.New(fault.Truncated, "header: ends within %d bytes", maxHeader)
	}
	text, rest = string(b[:end]), b[end+1:]
	if b[end] == '\r' && len(rest) > 0 && rest[0] == '\n' {
		rest = rest[1:]
	}
	return text, rest, nil
}
