package tiff

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"

	"apsync/core/codec/jpeg"
	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
)

// compressionOldJPEG is the value of the Compression tag for JPEG as TIFF 6.0 §22 has
// it. Its description left so much open that every writer did something else: the whole
// stream, or its headers, may stand where JPEGInterchangeFormat says; else there are
// bare tables. The strips have the stream again, parts of it, or the codes alone.
const compressionOldJPEG = 6

// Bounds of what is put together.
const (
	maxJPEGHeader = 64 << 10 // bytes before the first scan
	maxJPEGStrips = 1 << 13
)

// The markers of JPEG that are looked for or written.
const (
	markerSOF0 = 0xc0
	markerSOF2 = 0xc2
	markerDHT  = 0xc4
	markerRST0 = 0xd0
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerDQT  = 0xdb
	markerDRI  = 0xdd
)

// oldJPEG puts the stream of a page together.
type oldJPEG struct {
	src             *picture.Source
	p               *page
	offsets, counts *ifd.Values
}

// openOldJPEG opens the stream of a page. Where each strip or tile has one of its own
// it returns nil, and the page becomes one of JPEG as it is written today.
func openOldJPEG(src *picture.Source, p *page) (picture.Picture, error) {
	o := &oldJPEG{src: src, p: p}
	var err error
	offsets, counts := p.placeTags()
	if o.offsets, err = p.dir.Values(offsets, maxJPEGStrips); err != nil {
		return nil, err
	}
	if o.counts, err = p.dir.Values(counts, maxJPEGStrips); err != nil {
		return nil, err
	}
	if p.segmentCount() > 1 && o.offsets.Len() > 1 && o.hasStreams() {
		p.compression, p.method = compressionJPEG, compressions[compressionJPEG]
		p.subX, p.subY = 1, 1
		return nil, nil
	}
	stream, err := o.stream()
	if err != nil {
		return nil, err
	}
	joined, err := picture.NewSource(stream, stream.size(), "")
	if err != nil {
		return nil, err
	}
	z := jpegSegments{p: p}
	return jpeg.OpenStream(joined, jpeg.Options{Model: z.model()})
}

// hasStreams reports whether the first two strips or tiles begin streams.
func (o *oldJPEG) hasStreams() bool {
	for i := range 2 {
		head, err := o.src.Bytes(int64(min(o.offsets.Uint(i), uint64(o.src.Size()))), 2)
		if err != nil || head[0] != 0xff || head[1] != markerSOI {
			return false
		}
	}
	return true
}

// stream returns the page's stream.
func (o *oldJPEG) stream() (*joined, error) {
	if at, ok := o.p.dir.Uint(ifd.TagJPEGOffset); ok && int64(at) < o.src.Size() {
		if head, err := o.readHeader(int64(at)); err == nil {
			return o.follow(int64(at), head)
		}
	}
	if o.offsets.Len() == 0 {
		return nil, fault.New(fault.Corrupt, "old-style JPEG without a stream or strips")
	}
	first := int64(min(o.offsets.Uint(0), uint64(o.src.Size())))
	if head, err := o.readHeader(first); err == nil && head.scans {
		return o.follow(first, head)
	}
	if o.p.grid.tiled {
		return nil, fault.New(fault.Unsupported, "old-style JPEG in tiles")
	}
	head, err := o.tables()
	if err != nil {
		return nil, err
	}
	return o.join(head)
}

// jpegHead is the beginning of a stream.
type jpegHead struct {
	bytes []byte // with the header of the first scan, or up to where the segments end
	// frame is the body of the frame header; scans and restarts tell whether there are
	// the header of a scan and a restart interval.
	frame           []byte
	scans, restarts bool
	second          bool // there are second Huffman tables
}

// readHeader reads the segments of a stream at off, up to its first scan.
func (o *oldJPEG) readHeader(off int64) (*jpegHead, error) {
	b, err := o.src.Bytes(off, min(maxJPEGHeader, o.src.Size()-off))
	if err != nil {
		return nil, err
	}
	if len(b) < 2 || b[0] != 0xff || b[1] != markerSOI {
		return nil, fault.New(fault.Corrupt, "no JPEG stream at offset %d", off)
	}
	h, at := &jpegHead{}, 2
	for !h.scans && at+4 <= len(b) && b[at] == 0xff && b[at+1] != markerEOI {
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end > len(b) || end < at+4 {
			break
		}
		h.note(b[at+1], b[at+4:end])
		at = end
	}
	h.bytes = b[:at]
	return h, nil
}

// note takes what is to be known from a segment.
func (h *jpegHead) note(marker byte, body []byte) {
	switch marker {
	case markerSOF0, markerSOF0 + 1, markerSOF2:
		h.frame = body
	case markerDHT:
		h.noteTables(body)
	case markerDRI:
		h.restarts = true
	case markerSOS:
		h.scans = true
	}
}

// noteTables looks for second tables in a segment of Huffman tables.
func (h *jpegHead) noteTables(body []byte) {
	for len(body) > 16 {
		h.second = h.second || body[0]&15 == 1
		n := 17
		for _, c := range body[1:17] {
			n += int(c)
		}
		body = body[min(n, len(body)):]
	}
}

// follow returns the stream that begins with head at off: what follows it in the file
// where it is whole, else the strips.
func (o *oldJPEG) follow(off int64, head *jpegHead) (*joined, error) {
	behind := off + int64(len(head.bytes))
	if head.scans && (o.offsets.Len() == 0 || o.continues(off, behind)) {
		s := &joined{}
		s.add(io.NewSectionReader(o.src, off, o.src.Size()-off))
		return s, nil
	}
	if head.frame == nil {
		return nil, fault.New(fault.Unsupported, "old-style JPEG whose stream has no frame")
	}
	if !head.scans {
		head.bytes = o.addScan(head)
	}
	return o.join(head.bytes)
}

// continues reports whether the first strip is a part of the stream at off whose codes
// begin behind its header.
func (o *oldJPEG) continues(off, behind int64) bool {
	first := int64(min(o.offsets.Uint(0), uint64(o.src.Size())))
	return first >= off && first <= behind || o.p.segmentCount() == 1 && first > behind && first-behind < 16
}

// addScan returns the header with a restart interval and a scan of all components.
func (o *oldJPEG) addScan(head *jpegHead) []byte {
	b, n := head.bytes, 0
	if len(head.frame) > 5 {
		n = min(int(head.frame[5]), (len(head.frame)-6)/3, 4)
	}
	if !head.restarts {
		b = append(b, o.restarts(o.p.subX, o.p.subY)...)
	}
	b = append(b, 0xff, markerSOS, 0, byte(6+2*n), byte(n))
	for i := range n {
		table := byte(0)
		if i > 0 && head.second {
			table = 0x11
		}
		b = append(b, head.frame[6+3*i], table)
	}
	return append(b, 0, 63, 0)
}

// restarts returns the segment that says that every strip begins anew, where there
// are several.
func (o *oldJPEG) restarts(subX, subY int) []byte {
	interval, ok := o.p.dir.Uint(ifd.TagJPEGRestart)
	if !ok || interval == 0 {
		if o.p.segmentCount() == 1 {
			return nil
		}
		across, down := (o.p.width+8*subX-1)/(8*subX), (o.p.grid.height+8*subY-1)/(8*subY)
		interval = uint32(across * down) // what is more than fits is no interval of JPEG
	}
	return []byte{0xff, markerDRI, 0, 4, byte(interval >> 8), byte(interval)}
}

// join returns a stream of a header and the codes of all strips. Where a strip does not
// begin with a marker, one is put between it and the one before.
func (o *oldJPEG) join(head []byte) (*joined, error) {
	s := &joined{}
	s.addBytes(head)
	size := o.src.Size()
	for i := range o.offsets.Len() {
		off, n := o.offsets.Uint(i), uint64(size)
		if i < o.counts.Len() && o.counts.Uint(i) > 0 {
			n = o.counts.Uint(i)
		}
		if off >= uint64(size) {
			return nil, fault.New(fault.Truncated, "strip %d at offset %d of %d", i, off, size)
		}
		data := io.NewSectionReader(o.src, int64(off), int64(min(n, uint64(size)-off)))
		var first [2]byte
		_, _ = data.ReadAt(first[:], 0)
		switch {
		case i == 0 && first == [2]byte{0xff, markerSOS}: // its own header of the scan
			s.pieces, s.ends = nil, nil
			s.addBytes(withoutScan(head))
		case i > 0 && (first[0] != 0xff || first[1]&^7 != markerRST0):
			s.addBytes([]byte{0xff, markerRST0 + byte((i-1)&7)})
		}
		s.add(data)
	}
	s.addBytes([]byte{0xff, markerEOI})
	return s, nil
}

// withoutScan returns a header without that of the scan, which is its last segment.
func withoutScan(head []byte) []byte {
	for at := 2; at+4 <= len(head); at += 2 + int(binary.BigEndian.Uint16(head[at+2:])) {
		if head[at+1] == markerSOS {
			return head[:at]
		}
	}
	return head
}

// joined is a stream of pieces.
type joined struct {
	pieces []*io.SectionReader
	ends   []int64
}

func (j *joined) size() int64 {
	if len(j.ends) == 0 {
		return 0
	}
	return j.ends[len(j.ends)-1]
}

func (j *joined) add(r *io.SectionReader) {
	j.pieces, j.ends = append(j.pieces, r), append(j.ends, j.size()+r.Size())
}

func (j *joined) addBytes(b []byte) {
	j.add(io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b))))
}

// ReadAt implements io.ReaderAt.
func (j *joined) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	i, _ := slices.BinarySearch(j.ends, off+1)
	for ; i < len(j.pieces) && n < len(p); i++ {
		piece := j.pieces[i]
		start := j.ends[i] - piece.Size()
		want := min(int64(len(p)-n), j.ends[i]-off)
		got, err := piece.ReadAt(p[n:n+int(want)], off-start)
		n, off = n+got, off+int64(got)
		if int64(got) < want {
			return n, err
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
