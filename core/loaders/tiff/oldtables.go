package tiff

import (
	"slices"

	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
)

// tables returns the header of a stream for a page that has bare tables (TIFF 6.0 §22):
// quantisation and Huffman tables for each component, and codes in its strips.
func (o *oldJPEG) tables() ([]byte, error) {
	n := o.p.samples
	if n != 1 && n != 3 && n != 4 {
		return nil, fault.New(fault.Unsupported, "old-style JPEG of %d samples", n)
	}
	b := []byte{0xff, markerSOI}
	for _, kind := range []struct {
		tag     uint16
		marker  byte
		class   byte
		huffman bool
	}{
		{ifd.TagJPEGQTables, markerDQT, 0, false},
		{ifd.TagJPEGDCTables, markerDHT, 0, true},
		{ifd.TagJPEGACTables, markerDHT, 0x10, true},
	} {
		places, err := o.p.dir.Values(kind.tag, n)
		if err != nil {
			return nil, err
		}
		if places.Len() < n {
			return nil, fault.New(fault.Corrupt, "old-style JPEG with %d tables for %d components", places.Len(), n)
		}
		for i := range n {
			table, err := o.table(places.Uint(i), kind.huffman)
			if err != nil {
				return nil, err
			}
			size := 3 + len(table)
			b = append(b, 0xff, kind.marker, byte(size>>8), byte(size), kind.class|byte(i))
			b = append(b, table...)
		}
	}
	return o.frame(b, n), nil
}

// table reads a table: 64 bytes of quantisation, or how many codes there are of each
// length and what they stand for.
func (o *oldJPEG) table(place uint64, huffman bool) ([]byte, error) {
	off := int64(min(place, uint64(o.src.Size())))
	if !huffman {
		return o.src.Bytes(off, 64)
	}
	counts, err := o.src.Bytes(off, 16)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, c := range counts {
		n += int(c)
	}
	if n > 256 {
		return nil, fault.New(fault.Corrupt, "JPEG table of %d codes", n)
	}
	symbols, err := o.src.Bytes(off+16, int64(n))
	return slices.Concat(counts, symbols), err
}

// frame appends the headers of the frame and of its scan; each component has tables of
// its own.
func (o *oldJPEG) frame(b []byte, n int) []byte {
	w, h := o.p.width, o.p.height
	subX, subY := 1, 1
	if n == 3 && o.p.photometric == photoYCbCr {
		subX, subY = o.p.subX, o.p.subY
	}
	b = append(b, o.restarts(subX, subY)...)
	b = append(b, 0xff, markerSOF0, 0, byte(8+3*n), 8, byte(h>>8), byte(h), byte(w>>8), byte(w), byte(n))
	for i := range n {
		factors := byte(0x11)
		if i == 0 {
			factors = byte(subX<<4 | subY)
		}
		b = append(b, byte(i+1), factors, byte(i))
	}
	b = append(b, 0xff, markerSOS, 0, byte(6+2*n), byte(n))
	for i := range n {
		b = append(b, byte(i+1), byte(i<<4|i))
	}
	return append(b, 0, 63, 0)
}
