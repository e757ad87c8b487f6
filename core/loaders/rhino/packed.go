package rhino

import (
	"context"
	"encoding/binary"
	"io"

	"apsync/core/bits"
	"apsync/core/codec/dib"
	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/picture"
)

const (
	infoHeader = 40 // BITMAPINFOHEADER
	maxBuffers = 2
	maxPreview = 64 << 20
	// headBytes is how much of the bitmap is unpacked to open it: its header and palette.
	headBytes = 4096
)

// packed is a preview whose palette and rows are in buffers.
type packed struct {
	picture.Picture
	bitmap *bitmap
}

// buffer is a part of a bitmap.
type buffer struct {
	data     *io.SectionReader
	size     int64 // when it is unpacked
	deflated bool
}

// bitmap is the bitmap as it would be in memory. Until it is unpacked it has only its
// beginning.
type bitmap struct {
	info    [infoHeader]byte
	buffers []buffer
	size    int64
	data    []byte
}

// openPacked opens a packed preview.
func (a *archive) openPacked(c chunk) (picture.Picture, error) {
	info, err := a.src.Bytes(c.off, min(infoHeader, c.end-c.off))
	if err != nil {
		return nil, err
	}
	b := &bitmap{size: infoHeader}
	copy(b.info[:], info)
	binary.LittleEndian.PutUint32(b.info[:], infoHeader) // whatever it says, as openNURBS has it
	if err := a.readBuffers(b, c.off+infoHeader, c.end); err != nil {
		return nil, err
	}
	if b.data, err = b.unpack(min(b.size, headBytes)); err != nil {
		return nil, err
	}
	src, err := picture.NewSource(b, b.size, "the preview")
	if err != nil {
		return nil, err
	}
	opened, err := dib.OpenPacked(src)
	if err != nil {
		return nil, err
	}
	return &packed{opened, b}, nil
}

// readBuffers reads where the buffers are.
func (a *archive) readBuffers(b *bitmap, off, end int64) error {
	for range maxBuffers {
		const head = 4 + 4 + 1 // length, checksum, method
		if end-off < head {
			break
		}
		data, err := a.src.Bytes(off, head)
		if err != nil {
			return err
		}
		c := bits.Little(data)
		part := buffer{size: int64(c.U32())}
		c.Skip(4)
		off += head
		length := part.size
		switch method := c.U8(); method {
		case 0:
		case 1:
			inner, err := a.chunk(off, end)
			if err != nil {
				return err
			}
			if inner.code != anonymous {
				return fault.New(fault.Corrupt, "preview: a chunk %#x in place of packed bytes", inner.code)
			}
			part.deflated = true
			off, length = inner.off, inner.end-inner.off
		default:
			return fault.New(fault.Unsupported, "preview: packed by method %d", method)
		}
		if err := part.check(length, end-off); err != nil {
			return err
		}
		part.data = io.NewSectionReader(a.src, off, length)
		b.buffers = append(b.buffers, part)
		b.size += part.size
		off += length
	}
	return nil
}

func (p buffer) check(length, rest int64) error {
	switch {
	case length > rest:
		return fault.New(fault.Truncated, "preview: %d bytes of %d", rest, length)
	case p.size > maxPreview || p.size/inflate.MaxExpansion > length:
		return fault.New(fault.LimitExpansion, "preview: %d bytes in %d", p.size, length)
	}
	return nil
}

// unpack returns the first n bytes of the bitmap.
func (b *bitmap) unpack(n int64) ([]byte, error) {
	data := make([]byte, n)
	at := int64(copy(data, b.info[:]))
	for _, part := range b.buffers {
		if at >= n {
			break
		}
		to := data[at:min(n, at+part.size)]
		if err := part.read(to); err != nil {
			return nil, err
		}
		at += int64(len(to))
	}
	return data, nil
}

// read fills p from the beginning of a buffer.
func (p buffer) read(to []byte) error {
	r := io.Reader(io.NewSectionReader(p.data, 0, p.data.Size()))
	if p.deflated {
		r = inflate.NewReader(r, inflate.Zlib)
	}
	if n, err := io.ReadFull(r, to); err != nil {
		return fault.New(fault.CodeOf(err), "preview: %d of %d bytes unpacked: %w", n, len(to), err)
	}
	return nil
}

// ReadAt implements io.ReaderAt.
func (b *bitmap) ReadAt(p []byte, off int64) (int, error) {
	if off >= int64(len(b.data)) {
		return 0, io.EOF
	}
	n := copy(p, b.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// windowBytes bounds what unpacking takes besides the bitmap.
const windowBytes = 512 << 10

// Info implements picture.Picture.
func (p *packed) Info() picture.Info {
	info := p.Picture.Info()
	need := info.Need
	info.Need = func(want picture.Want) int64 { return need(want) + p.bitmap.size + windowBytes }
	return info
}

// Decode unpacks the bitmap and decodes it.
func (p *packed) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := want.Budget.Take(p.bitmap.size + windowBytes); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := p.bitmap.unpack(p.bitmap.size)
	if err != nil {
		return nil, err
	}
	p.bitmap.data = data
	return p.Picture.Decode(ctx, want)
}
