package tga

import (
	"context"
	"io"

	"apsync/core/picture"
)

// blockBytes is how much of the file is read at once.
const blockBytes = 256 << 10

// reader reads rows of stored pixels, encoded or not.
type reader struct {
	ctx     context.Context
	src     *picture.Source
	off     int64 // of what follows block
	block   []byte
	data    []byte // what of block is not consumed
	size    int    // bytes of a pixel
	encoded bool
	// What a packet that the last row ended in has left, in bytes.
	run, raw int
	pixel    [4]byte // of the run
}

func (f *file) newReader(ctx context.Context) *reader {
	return &reader{
		ctx: ctx, src: f.src, off: f.pixels,
		block: make([]byte, blockBytes),
		size:  f.header.pixelBytes(), encoded: f.header.encoded(),
	}
}

// row fills dst, whole pixels, with the next ones. It returns io.EOF where the file
// ends before.
func (r *reader) row(dst []byte) error {
	if !r.encoded {
		return r.copyRaw(dst)
	}
	for len(dst) > 0 {
		switch {
		case r.run > 0:
			n := min(r.run, len(dst))
			fill(dst[:n], r.pixel[:r.size])
			r.run -= n
			dst = dst[n:]
		case r.raw > 0:
			n := min(r.raw, len(dst))
			if err := r.copyRaw(dst[:n]); err != nil {
				return err
			}
			r.raw -= n
			dst = dst[n:]
		default:
			if err := r.packet(); err != nil {
				return err
			}
		}
	}
	return nil
}

// packet reads the head of a packet: 1 to 128 pixels, or one that is repeated as
// often.
func (r *reader) packet() error {
	if len(r.data) < 1+r.size {
		if err := r.refill(); err != nil {
			return err
		}
	}
	head := r.data[0]
	n := (int(head&127) + 1) * r.size
	if head < 128 {
		r.raw, r.data = n, r.data[1:]
		return nil
	}
	copy(r.pixel[:], r.data[1:1+r.size])
	r.run, r.data = n, r.data[1+r.size:]
	return nil
}

// copyRaw copies pixels that are stored as they are.
func (r *reader) copyRaw(dst []byte) error {
	for {
		n := copy(dst, r.data)
		r.data, dst = r.data[n:], dst[n:]
		if len(dst) == 0 {
			return nil
		}
		if err := r.refill(); err != nil {
			return err
		}
	}
}

// refill reads on behind what is left of the block. It returns io.EOF at the file's
// end.
func (r *reader) refill() error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	kept := copy(r.block, r.data)
	n := min(int64(len(r.block)-kept), r.src.Size()-r.off)
	if n <= 0 {
		return io.EOF
	}
	got, err := r.src.ReadAt(r.block[kept:kept+int(n)], r.off)
	if int64(got) < n {
		if err == nil {
			err = io.EOF
		}
		return err
	}
	r.off += n
	r.data = r.block[:kept+int(n)]
	return nil
}

// fill repeats the pixel over dst.
func fill(dst, pixel []byte) {
	n := copy(dst, pixel)
	for n < len(dst) {
		n += copy(dst[n:], dst[:n])
	}
}
