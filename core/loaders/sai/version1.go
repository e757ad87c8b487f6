package sai

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/bits"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	pageSize  = 4096
	pageWords = pageSize / 4
	span      = 512 // pages of which the first is the table of the others
	rootPage  = 2

	fileEntry   = 64 // of a folder
	filesInPage = pageSize / fileEntry
	typeFile    = 0x80
	maxFolder   = 64 // pages
	maxSide     = 4096

	thumbnailHeader = 12
	bm32            = "BM32"
)

// page is a page as it was before it was enciphered.
type page [pageWords]uint32

// words returns the words of a page that is read.
func words(data []byte) *page {
	var p page
	for i := range p {
		p[i] = binary.LittleEndian.Uint32(data[4*i:])
	}
	return &p
}

// mix is what a word hides behind, which the one before it tells.
func mix(word uint32) uint32 {
	return keys[word&0xff] + keys[word>>8&0xff] + keys[word>>16&0xff] + keys[word>>24]
}

// table deciphers a table of that number.
func (p *page) table(number uint32) {
	before := number
	for i, word := range p {
		p[i] = bits.RotateLeft32(before^word^mix(before), 16)
		before = word
	}
}

// data deciphers another page, whose checksum is known.
func (p *page) data(checksum uint32) {
	before := checksum
	for i, word := range p {
		p[i] = word - (before ^ mix(before))
		before = word
	}
}

// checksum returns the checksum of the words from the first.
func (p *page) checksum(first int) uint32 {
	sum := uint32(0)
	for _, word := range p[first:] {
		sum = bits.RotateLeft32(sum, 1) ^ word
	}
	return sum | 1
}

// bytes returns the page's bytes.
func (p *page) bytes() []byte {
	data := make([]byte, 0, pageSize)
	for _, word := range p {
		data = binary.LittleEndian.AppendUint32(data, word)
	}
	return data
}

// MatchVersion1 reports whether a file that begins so is a document of version 1: the
// first page is a table that has its own checksum.
func MatchVersion1(head []byte) bool {
	if len(head) < pageSize {
		return false
	}
	p := words(head)
	p.table(0)
	return p[0] == p.checksum(1)
}

// reader reads pages; the last table that was read is kept.
type reader struct {
	src    *picture.Source
	number uint32
	table  *page
}

// page reads a page and tells which follows it, 0 if none does.
func (r *reader) page(number uint32) (data []byte, next uint32, err error) {
	first := number - number%span
	if number == first {
		return nil, 0, fault.New(fault.Corrupt, "page %d is a table", number)
	}
	if r.table == nil || r.number != first {
		if r.table, err = r.read(first); err != nil {
			return nil, 0, err
		}
		r.number = first
		r.table.table(first)
	}
	p, err := r.read(number)
	if err != nil {
		return nil, 0, err
	}
	entry := r.table[2*(number%span):]
	p.data(entry[0])
	if p.checksum(0) != entry[0] {
		return nil, 0, fault.New(fault.Corrupt, "page %d has another checksum than its table says", number)
	}
	return p.bytes(), entry[1], nil
}

func (r *reader) read(number uint32) (*page, error) {
	data, err := r.src.Bytes(pageSize*int64(number), pageSize)
	if err != nil {
		return nil, err
	}
	return words(data), nil
}

// find returns the first page and the size of a file in the root folder.
func (r *reader) find(name string) (first, size uint32, err error) {
	number := uint32(rootPage)
	for range maxFolder {
		data, next, err := r.page(number)
		if err != nil {
			return 0, 0, err
		}
		for entry := range filesInPage {
			e := data[fileEntry*entry:]
			if binary.LittleEndian.Uint32(e) == 0 {
				return 0, 0, nil
			}
			found, _, _ := bytes.Cut(e[4:36], []byte{0})
			if string(found) == name && e[38] == typeFile {
				return binary.LittleEndian.Uint32(e[40:]), binary.LittleEndian.Uint32(e[44:]), nil
			}
		}
		if number = next; number == 0 {
			break
		}
	}
	return 0, 0, nil
}

// file returns the n bytes with which the file at a page begins.
func (r *reader) file(number uint32, n int) ([]byte, error) {
	data := make([]byte, 0, n)
	for {
		page, next, err := r.page(number)
		if err != nil {
			return nil, err
		}
		data = append(data, page[:min(pageSize, n-len(data))]...)
		if len(data) == n {
			return data, nil
		}
		if number = next; number == 0 {
			return nil, fault.New(fault.Truncated, "%d of a file's %d bytes", len(data), n)
		}
	}
}

// OpenVersion1 opens the thumbnail of a document of version 1: a file named so of a
// width, a height, "BM32" and rows of blue, green, red and alpha.
func OpenVersion1(src *picture.Source) (picture.Picture, error) {
	r := &reader{src: src}
	first, size, err := r.find("thumbnail")
	if err != nil {
		return nil, err
	}
	if size == 0 {
		return nil, fault.New(fault.NoPicture, "the document holds no thumbnail").Advise("open it in PaintTool SAI and save it anew")
	}
	head, err := r.file(first, thumbnailHeader)
	if err != nil {
		return nil, err
	}
	w, h := int(binary.LittleEndian.Uint32(head)), int(binary.LittleEndian.Uint32(head[4:]))
	if w < 1 || h < 1 || w > maxSide || h > maxSide || string(head[8:]) != bm32 {
		return nil, fault.New(fault.Corrupt, "a thumbnail of %d×%d pixels of kind %q", w, h, head[8:])
	}
	n := thumbnailHeader + 4*w*h
	if int64(n) > src.Size() {
		return nil, fault.New(fault.Truncated, "a thumbnail of %d×%d pixels in a file of %d bytes", w, h, src.Size())
	}
	header := bands.Header{Width: w, Height: h, Layout: raster.RGBA, Stored: int64(4 * w), Fixed: int64(n) + 16*pageSize}
	p := bands.New(header, func(context.Context) (bands.Rows[uint8], error) {
		data, err := (&reader{src: src}).file(first, n)
		if err != nil {
			return bands.Rows[uint8]{}, err
		}
		pixels := data[thumbnailHeader:]
		return bands.Apart(bands.Full(bytes.NewReader(pixels)), swap4(isPremultiplied(pixels))), nil
	})
	return embedded.NewPreview(p, "document"), nil
}
