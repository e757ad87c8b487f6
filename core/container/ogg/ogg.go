// Package ogg reads the header packets of the streams in an Ogg file: what they are coded
// with, and their comments, which may carry pictures.
//
// Specification: RFC 3533 (pages and packets); "Vorbis I" §4.2 and §5, RFC 7845 §5
// (Opus), RFC 5334 and the mappings of FLAC, Speex and Theora (Xiph.Org) for the headers.
// Read are the first packets of each stream at the beginning of the file, several streams
// side by side included; checksums are not compared. Of chained files the first counts.
//
// A packet is the pieces of its pages, which are read where they are, so that comments
// with pictures are not held. Limits: 64 streams, 4096 pages or 64 MiB of a packet, 16384
// pages in all.
package ogg

import (
	"encoding/binary"
	"errors"
	"io"
	"sort"

	"apsync/core/fault"
)

// Signature begins every page.
const Signature = "OggS"

const (
	headerBytes = 27 // of a page, without its table of segments (RFC 3533 §6)
	maxSegments = 255
	maxStreams  = 64
	maxPages    = 1 << 14
	maxPieces   = 1 << 12
	maxPacket   = 64 << 20
	// maxHeaders is how many packets of a stream are looked at.
	maxHeaders = 64

	flagContinued = 1
	flagBegin     = 2
)

// Packet is a packet whose bytes lie in the pages of a file.
type Packet struct {
	r      io.ReaderAt
	pieces []piece
	size   int64
}

// piece is what a page has of a packet.
type piece struct{ at, off, size int64 } // at in the packet, off in the file

// Size returns the packet's length in bytes.
func (p *Packet) Size() int64 { return p.size }

// ReadAt implements io.ReaderAt.
func (p *Packet) ReadAt(b []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, io.EOF
	}
	i := sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].at+p.pieces[i].size > off })
	for ; i < len(p.pieces) && n < len(b); i++ {
		piece := p.pieces[i]
		skip := off + int64(n) - piece.at
		part := b[n:min(len(b), n+int(piece.size-skip))]
		got, err := p.r.ReadAt(part, piece.off+skip)
		n += got
		if got < len(part) {
			return n, err
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// Section returns what is behind the first n bytes.
func (p *Packet) Section(n int64) *io.SectionReader {
	return io.NewSectionReader(p, n, max(0, p.size-n))
}

// page is a page's header.
type page struct {
	serial   uint32
	flags    byte
	segments []byte
	data     int64 // where the segments begin
	end      int64
}

// readPage reads the header of the page at off.
func readPage(r io.ReaderAt, off int64) (page, error) {
	var head [headerBytes + maxSegments]byte
	n, err := r.ReadAt(head[:], off)
	if err != nil && !errors.Is(err, io.EOF) {
		return page{}, err
	}
	if n < headerBytes || n < headerBytes+int(head[headerBytes-1]) {
		return page{}, fault.New(fault.Truncated, "ogg: %d bytes of a page at offset %d", n, off)
	}
	if string(head[:4]) != Signature {
		return page{}, fault.New(fault.Corrupt, "ogg: no page at offset %d", off)
	}
	p := page{serial: binary.LittleEndian.Uint32(head[14:]), flags: head[5]}
	p.segments = append(p.segments, head[headerBytes:headerBytes+int(head[headerBytes-1])]...)
	p.data = off + headerBytes + int64(len(p.segments))
	p.end = p.data
	for _, size := range p.segments {
		p.end += int64(size)
	}
	return p, nil
}
