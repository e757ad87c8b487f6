// Package zbrush reads the thumbnail with which ZBrush begins its files: tools, projects,
// documents, brushes and materials.
//
// The format is not published. Known are Pixologic's routine that reads thumbnails, as it
// went around among makers of plug-ins, and JensRestemeier/zbrformat on GitHub, which
// describes the blocks of a document: a mark, a version, a length, data and an end mark.
// Within the first kilobyte is the block of the thumbnail, always 96 by 96 pixels of four
// channels: its size, then by its version the lengths of four parts in 16 bits or of two
// in 32, then the parts. A part is a run of rows as four planes, blue, green, red and
// one that is not looked at, in a run-length encoding. Versions 4 to 6 are read, earlier
// ones are unsupported.
//
// Only the first kilobyte and the thumbnail, of at most 80 KiB, are read. A file without
// the block fails with no-picture.
package zbrush

import (
	"bytes"
	"context"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signature begins every file.
const Signature = "ZBrush File."

const (
	side     = 96
	channels = 4
	size     = side * side * channels
	// block marks the thumbnail's: its size, its channels and the bytes of a row.
	block      = "\x00\x90\x00\x00\x04\x00\x80\x01"
	mark       = "\x03\x80\x01\x00"
	markBytes  = len(mark) + 2 + 4 // with version and length
	searched   = 1024
	maxParts   = 4
	oldest     = 4 // version of the block
	partHeader = 6 // version since which a part begins with four bytes more
	maxPart    = 2*size + 16
)

// thumbnail is an opened file.
type thumbnail struct {
	src   *picture.Source
	parts []part
}

// part is a run of rows: so many bytes at off.
type part struct{ off, length int64 }

// Open finds the thumbnail.
func Open(src *picture.Source) (picture.Picture, error) {
	head := src.Head()[:min(len(src.Head()), searched)]
	at := bytes.Index(head, []byte(block))
	if at < markBytes || string(head[at-markBytes:at-markBytes+len(mark)]) != mark {
		return nil, fault.New(fault.NoPicture, "the file begins with no thumbnail").
			Advise("save the file in ZBrush itself")
	}
	c := bits.Little(head)
	c.Seek(at - markBytes + len(mark))
	version := int(c.U16())
	if version < oldest || version > partHeader {
		return nil, fault.New(fault.Unsupported, "a thumbnail of version %d", version)
	}
	c.Seek(at + len(block))
	t := &thumbnail{src: src}
	return t, t.locate(c, version)
}

// locate reads where the parts are.
func (t *thumbnail) locate(c *bits.Cursor, version int) error {
	lengths := make([]int64, 0, maxParts)
	if version > oldest {
		c.Skip(12)
		lengths = append(lengths, int64(c.U32()), int64(c.U32()))
	} else {
		for range maxParts {
			lengths = append(lengths, int64(c.U16()))
		}
	}
	skip := int64(0)
	if version >= partHeader {
		skip = 4
	}
	off := int64(c.Offset())
	for _, n := range lengths {
		if n == 0 {
			break
		}
		if n < skip || n > maxPart || n > t.src.Size()-off {
			return fault.New(fault.Truncated, "a part of the thumbnail of %d bytes at %d of %d", n, off, t.src.Size())
		}
		t.parts = append(t.parts, part{off + skip, n - skip})
		off += n
	}
	return c.Err()
}

// Info implements picture.Picture.
func (t *thumbnail) Info() picture.Info {
	return picture.Info{Width: side, Height: side, Need: func(picture.Want) int64 { return need }}
}

// need is what decoding takes: the planes, the picture, and a part as it is stored.
const need = 2*size + maxPart

// Decode implements picture.Picture.
func (t *thumbnail) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := want.Budget.Take(need); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	img := raster.New[uint8](side, side, raster.RGB)
	pixels := img.Pix
	for _, p := range t.parts {
		stored, err := t.src.Bytes(p.off, p.length)
		if err != nil {
			return nil, err
		}
		planes := unpack(stored, channels*len(pixels)/3)
		pixels = interleave(pixels, planes)
	}
	if len(pixels) > 0 {
		return nil, fault.New(fault.Truncated, "the thumbnail has %d of %d pixels", side*side-len(pixels)/3, side*side)
	}
	return &picture.Frame{Image: img, Notes: []string{"shown is the thumbnail of 96 by 96 pixels that was saved with the file"}}, nil
}

// unpack returns at most limit bytes of what is run-length encoded: after a number below
// 128 one byte, to be repeated, after another as many bytes as it lacks to 256; 0 ends it.
func unpack(stored []byte, limit int) []byte {
	out := make([]byte, 0, limit)
	for len(stored) > 1 && stored[0] != 0 && len(out) < limit {
		n := int(stored[0])
		if n < 128 {
			out = append(out, bytes.Repeat(stored[1:2], n)...)
			stored = stored[2:]
			continue
		}
		n = min(256-n, len(stored)-1)
		out = append(out, stored[1:1+n]...)
		stored = stored[1+n:]
	}
	return out[:min(len(out), limit)]
}

// interleave makes the first pixels of the planes and returns those that follow.
func interleave(pixels []uint8, planes []byte) []uint8 {
	n := len(planes) / channels
	for i := range n {
		pixels[3*i], pixels[3*i+1], pixels[3*i+2] = planes[2*n+i], planes[n+i], planes[i]
	}
	return pixels[3*n:]
}
