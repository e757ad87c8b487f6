package vorbis

import (
	"context"
	"encoding/binary"
	"slices"

	"apsync/core/codec/audio"
)

const (
	pageHead = 27
	maxPage  = pageHead + 255 + 255*255
	// maxPacket bounds a packet that goes over many pages, in bytes.
	maxPacket = 1 << 20
)

// page is a page of an Ogg file (RFC 3533 §6). Its bytes are valid until the next.
type page struct {
	flags   byte
	granule int64 // where the last packet that ends here does, -1 if none does
	serial  uint32
	lengths []byte
	body    []byte
}

const (
	continued = 1
	first     = 2
)

// nextPage goes behind the next page that begins before an offset. Damaged ones are
// passed over. It is false, too, when ctx is done.
func nextPage(ctx context.Context, r *audio.Reader, before int64) (page, bool) {
	for r.Offset() < before && ctx.Err() == nil {
		b := r.Peek(pageHead)
		if len(b) < pageHead {
			return page{}, false
		}
		if string(b[:4]) != "OggS" {
			skipTo(r)
			continue
		}
		head := pageHead + int(b[26])
		b = r.Peek(head)
		size := head
		for _, n := range b[min(pageHead, len(b)):] {
			size += int(n)
		}
		b = r.Peek(size)
		if len(b) < size || checksum(b) != binary.LittleEndian.Uint32(b[22:]) {
			r.Skip(1)
			continue
		}
		p := page{
			flags: b[5], granule: int64(binary.LittleEndian.Uint64(b[6:])),
			serial: binary.LittleEndian.Uint32(b[14:]), lengths: b[pageHead:head], body: b[head:],
		}
		r.Skip(size)
		return p, true
	}
	return page{}, false
}

// skipTo goes to what may be the beginning of a page.
func skipTo(r *audio.Reader) {
	b := r.Peek(4 << 10)
	for i := 1; i < len(b); i++ {
		if b[i] == 'O' {
			r.Skip(i)
			return
		}
	}
	r.Skip(len(b))
}

// packets puts the packets of one logical stream together.
type packets struct {
	reader  *audio.Reader
	serial  uint32
	page    page
	next    int    // the segment of the page
	at      int    // and its place in the body
	partial []byte // of a packet that goes on
	lost    bool   // what goes on has no beginning
}

// turn goes to the next page of the stream that begins before an offset.
func (p *packets) turn(ctx context.Context, before int64) bool {
	for {
		page, ok := nextPage(ctx, p.reader, before)
		if !ok {
			return false
		}
		if page.serial != p.serial {
			continue
		}
		p.page, p.next, p.at = page, 0, 0
		p.lost = page.flags&continued != 0 && len(p.partial) == 0
		if page.flags&continued == 0 {
			p.partial = p.partial[:0]
		}
		return true
	}
}

// packet returns the next packet that ends in this page. It is valid until the next.
func (p *packets) packet() ([]byte, bool) {
	for p.next < len(p.page.lengths) {
		from, n := p.at, 0
		whole := false
		for p.next < len(p.page.lengths) && !whole {
			n = int(p.page.lengths[p.next])
			p.next, p.at = p.next+1, p.at+n
			whole = n < 255
		}
		data := p.page.body[from:p.at]
		lost := p.lost
		if whole {
			p.lost = false
		}
		switch {
		case lost:
			continue
		case !whole || len(p.partial) > 0:
			if len(p.partial)+len(data) > maxPacket {
				p.partial, p.lost = p.partial[:0], !whole
				continue
			}
			p.partial = append(p.partial, data...)
			data = p.partial
		}
		if whole {
			p.partial = p.partial[:0]
			return data, true
		}
	}
	return nil, false
}

// any returns the next packet, from whichever page before an offset.
func (p *packets) any(ctx context.Context, before int64) ([]byte, bool) {
	for {
		if packet, ok := p.packet(); ok {
			return packet, true
		}
		if !p.turn(ctx, before) {
			return nil, false
		}
	}
}

// last goes on to the last packet that ends in this page and returns it.
func (p *packets) last() (last []byte, ok bool) {
	for {
		packet, more := p.packet()
		if !more {
			return last, ok
		}
		last, ok = slices.Clone(packet), true
	}
}

// checksum returns that of a page, in which its own place counts as 0 (RFC 3533 §6).
func checksum(b []byte) uint32 {
	const place, size = 22, 4
	var sum uint32
	for i, v := range b {
		if i >= place && i < place+size {
			v = 0
		}
		sum = sum<<8 ^ crc32[byte(sum>>24)^v]
	}
	return sum
}

var crc32 = makeCRC32()

func makeCRC32() (table [256]uint32) {
	for i := range table {
		sum := uint32(i) << 24
		for range 8 {
			sum = sum<<1 ^ 0x04c11db7&-(sum>>31)
		}
		table[i] = sum
	}
	return table
}
