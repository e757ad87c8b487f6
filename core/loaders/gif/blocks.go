package gif

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"apsync/core/fault"
)

// Introducers of blocks (§20, §23, §27) and the label of the one extension that
// matters here.
const (
	extension      = 0x21
	imageSeparator = 0x2c
	trailer        = 0x3b
	graphicControl = 0xf9
)

// maxExtensions bounds the bytes of extensions in front of one frame.
const maxExtensions = 16 << 20

// errNoFrame says that the file ended properly.
var errNoFrame = errors.New("no more frames")

// palette holds red, green, blue and alpha of each index; alpha is 255 here.
type palette [256][4]uint8

// blocks reads a file block by block.
type blocks struct {
	r   *bufio.Reader
	off int64 // of the next byte
	buf [9]byte
}

// screen is the logical screen descriptor (§18).
type screen struct {
	width, height int
	palette       *palette // nil where there is none
}

// frame is an image descriptor (§20) with what a graphic control extension (§23)
// said in front of it.
type frame struct {
	left, top     int
	width, height int
	interlaced    bool
	transparent   int      // index; -1 where none is
	palette       *palette // nil where there is none
	data          int64    // offset of the compressed data
}

// read fills p.
func (b *blocks) read(p []byte) error {
	n, err := io.ReadFull(b.r, p)
	b.off += int64(n)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Truncated, "%d bytes wanted at offset %d, the file's end", len(p)-n, b.off)
	}
	return err
}

// screen reads the signature, the screen descriptor and the global palette.
func (b *blocks) screen() (*screen, error) {
	if err := b.read(b.buf[:6]); err != nil {
		return nil, err
	}
	if string(b.buf[:3]) != "GIF" {
		return nil, fault.New(fault.Corrupt, "signature %q is not GIF", b.buf[:3])
	}
	if err := b.read(b.buf[:7]); err != nil {
		return nil, err
	}
	s := &screen{
		width:  int(binary.LittleEndian.Uint16(b.buf[0:])),
		height: int(binary.LittleEndian.Uint16(b.buf[2:])),
	}
	var err error
	s.palette, err = b.palette(b.buf[4])
	return s, err
}

// palette reads the palette that a descriptor's flags announce, or none.
func (b *blocks) palette(flags byte) (*palette, error) {
	if flags&0x80 == 0 {
		return nil, nil
	}
	var data [3 * 256]byte
	n := 2 << (flags & 7)
	if err := b.read(data[:3*n]); err != nil {
		return nil, err
	}
	var p palette
	for i := range p {
		p[i] = [4]uint8{data[3*i], data[3*i+1], data[3*i+2], 255}
	}
	return &p, nil
}

// frame reads up to the data of the next frame. It returns errNoFrame at the
// trailer.
func (b *blocks) frame(global *palette) (*frame, error) {
	f := &frame{transparent: -1}
	for limit := b.off + maxExtensions; b.off < limit; {
		if err := b.read(b.buf[:1]); err != nil {
			return nil, err
		}
		switch introducer := b.buf[0]; introducer {
		case 0: // a terminator too many
		case trailer:
			return nil, errNoFrame
		case extension:
			if err := b.extension(f); err != nil {
				return nil, err
			}
		case imageSeparator:
			return f, b.descriptor(f, global)
		default:
			return nil, fault.New(fault.Corrupt, "block of unknown kind %#02x at offset %d", introducer, b.off-1)
		}
	}
	return nil, fault.New(fault.LimitCount, "more than %d bytes of extensions in front of a frame", maxExtensions)
}

// extension reads a graphic control extension into f and passes over others.
func (b *blocks) extension(f *frame) error {
	if err := b.read(b.buf[:1]); err != nil {
		return err
	}
	if b.buf[0] == graphicControl {
		if err := b.read(b.buf[:1]); err != nil {
			return err
		}
		n := int(b.buf[0])
		if n == 0 {
			return nil
		}
		used := min(n, 4)
		if err := b.read(b.buf[:used]); err != nil {
			return err
		}
		if used == 4 {
			f.transparent = -1
			if b.buf[0]&1 != 0 {
				f.transparent = int(b.buf[3])
			}
		}
		if err := b.discard(n - used); err != nil {
			return err
		}
	}
	return b.skip()
}

// descriptor reads an image descriptor and the local palette.
func (b *blocks) descriptor(f *frame, global *palette) error {
	if err := b.read(b.buf[:9]); err != nil {
		return err
	}
	f.left, f.top = int(binary.LittleEndian.Uint16(b.buf[0:])), int(binary.LittleEndian.Uint16(b.buf[2:]))
	f.width, f.height = int(binary.LittleEndian.Uint16(b.buf[4:])), int(binary.LittleEndian.Uint16(b.buf[6:]))
	flags := b.buf[8]
	f.interlaced = flags&0x40 != 0
	local, err := b.palette(flags)
	if err != nil {
		return err
	}
	f.palette = global
	if local != nil {
		f.palette = local
	}
	f.data = b.off
	return nil
}

// skip passes over sub-blocks up to and with their terminator.
func (b *blocks) skip() error {
	for {
		if err := b.read(b.buf[:1]); err != nil {
			return err
		}
		if b.buf[0] == 0 {
			return nil
		}
		if err := b.discard(int(b.buf[0])); err != nil {
			return err
		}
	}
}

func (b *blocks) discard(n int) error {
	got, err := b.r.Discard(n)
	b.off += int64(got)
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Truncated, "%d bytes wanted at offset %d, the file's end", n-got, b.off)
	}
	return err
}

// subBlock returns the data of the next sub-block, valid until the next read. It
// is empty at the terminator; what is there of a block that the file cuts comes
// without error.
func (b *blocks) subBlock() ([]byte, error) {
	if err := b.read(b.buf[:1]); err != nil {
		return nil, err
	}
	data, err := b.r.Peek(int(b.buf[0]))
	if err != nil && (len(data) == 0 || !errors.Is(err, io.EOF)) {
		return nil, err
	}
	return data, b.discard(len(data))
}
