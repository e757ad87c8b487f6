package webp

import (
	"context"
	"io"

	"apsync/core/bits"
	"apsync/core/colour"
	"apsync/core/container/exif"
	"apsync/core/container/riff"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// maxChunks is how many chunks are looked at. Longer animations are shown
	// without what follows: a count of frames, and Exif.
	maxChunks = 1 << 16
	// maxProfile and maxExif bound metadata, in bytes.
	maxProfile = 16 << 20
	maxExif    = 4 << 20
	// expansion is how many pixels of a canvas that its frame does not fill a byte
	// of the file may stand for.
	expansion = 4096
	// spare is added to the file's size then, in bytes.
	spare = 1024
	// maxSide is the largest frame, in either direction.
	maxSide = 1 << 14
)

// frame is a picture as it is stored.
type frame struct {
	left, top     int // on the canvas
	width, height int
	lossless      bool
	alphaUsed     bool // by a lossless bitstream
	bitstream     riff.Chunk
	alpha         riff.Chunk // of ALPH; without an ID where there is none
}

// hasAlpha reports whether the frame has an alpha channel.
func (fr *frame) hasAlpha() bool {
	if fr.lossless {
		return fr.alphaUsed
	}
	return fr.alpha.ID != ""
}

// chunkReader returns a reader of a chunk's data.
func chunkReader(ctx context.Context, src *picture.Source, c riff.Chunk) io.Reader {
	return io.LimitReader(src.Reader(ctx, c.Off), c.Size)
}

// container gathers what the chunks say.
type container struct {
	file
	extended bool // there is a VP8X chunk: the canvas has a size of its own
}

// readContainer walks the chunks of src.
func readContainer(src *picture.Source) (*file, error) {
	form, whole, err := riff.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	if form != "WEBP" {
		return nil, fault.New(fault.Corrupt, "riff form %q is not WEBP", form)
	}
	c := &container{file: file{src: src}}
	count := 0
	for chunk, err := range riff.Chunks(src, whole.Off, whole.End()) {
		if err == nil {
			err = c.chunk(chunk)
		}
		if err != nil {
			return nil, err
		}
		if count++; count == maxChunks {
			break
		}
	}
	if c.frame.bitstream.ID == "" {
		if whole.Cut {
			return nil, fault.New(fault.Truncated, "the file ends before its picture")
		}
		return nil, fault.New(fault.NoPicture, "a container without VP8, VP8L or ANMF")
	}
	if !c.extended {
		c.width, c.height = c.frame.width, c.frame.height
	}
	return &c.file, nil
}

// chunk takes one chunk of the file (RFC 9649 §2.7). Of several pictures the first
// counts; what is unknown is passed over.
func (c *container) chunk(chunk riff.Chunk) error {
	switch chunk.ID {
	case "VP8X":
		return c.canvas(chunk)
	case "ANMF":
		return c.animationFrame(chunk)
	case "VP8 ", "VP8L", "ALPH":
		return c.frame.add(c.src, chunk)
	case "ICCP":
		if profile, ok := c.metadata(chunk, maxProfile); ok {
			c.space = colour.Space{ICC: profile}
		}
	case "EXIF":
		if block, ok := c.metadata(chunk, maxExif); ok {
			c.orientation = exif.Parse(block).Orientation
		}
	}
	return nil
}

// metadata reads a chunk that the picture can do without.
func (c *container) metadata(chunk riff.Chunk, limit int64) ([]byte, bool) {
	if chunk.Cut || chunk.Size == 0 || chunk.Size > limit {
		return nil, false
	}
	data, err := c.src.Bytes(chunk.Off, chunk.Size)
	return data, err == nil
}

// canvas reads a VP8X chunk.
func (c *container) canvas(chunk riff.Chunk) error {
	data, err := c.src.Bytes(chunk.Off, min(chunk.Size, 10))
	if err != nil {
		return err
	}
	cur := bits.Little(data)
	cur.Skip(4) // flags, which the chunks themselves tell better
	c.width, c.height = u24(cur)+1, u24(cur)+1
	c.extended = true
	return cur.Err()
}

// animationFrame counts a frame and reads the first.
func (c *container) animationFrame(chunk riff.Chunk) error {
	const header = 16
	if c.frames++; c.frames > 1 || c.frame.bitstream.ID != "" {
		return nil
	}
	data, err := c.src.Bytes(chunk.Off, min(chunk.Size, header))
	if err != nil {
		return err
	}
	cur := bits.Little(data)
	left, top := 2*u24(cur), 2*u24(cur)
	width, height := u24(cur)+1, u24(cur)+1
	cur.Skip(4)
	if err := cur.Err(); err != nil {
		return err
	}
	fr := frame{left: left, top: top}
	for part, err := range riff.Chunks(c.src, chunk.Off+header, chunk.End()) {
		if err == nil {
			err = fr.add(c.src, part)
		}
		if err != nil {
			return err
		}
		if fr.bitstream.ID != "" {
			break
		}
	}
	if fr.bitstream.ID == "" {
		return fault.New(fault.Corrupt, "an animation whose first frame has no picture")
	}
	if fr.width != width || fr.height != height {
		return fault.New(fault.Corrupt, "frame of %d×%d holds a picture of %d×%d", width, height, fr.width, fr.height)
	}
	c.frame = fr
	return nil
}

// add takes a chunk of a frame. ALPH belongs to the bitstream behind it.
func (fr *frame) add(src *picture.Source, chunk riff.Chunk) error {
	if fr.bitstream.ID != "" {
		return nil
	}
	switch chunk.ID {
	case "ALPH":
		fr.alpha = chunk
	case "VP8 ":
		return fr.readVP8(src, chunk)
	case "VP8L":
		return fr.readVP8L(src, chunk)
	}
	return nil
}

// readVP8 reads the header of a key frame (RFC 6386 §9.1).
func (fr *frame) readVP8(src *picture.Source, chunk riff.Chunk) error {
	data, err := src.Bytes(chunk.Off, min(chunk.Size, 10))
	if err != nil {
		return err
	}
	cur := bits.Little(data)
	tag := u24(cur)
	start := u24(cur)
	width, height := cur.U16(), cur.U16()
	if err := cur.Err(); err != nil {
		return err
	}
	if tag&1 != 0 || start != 0x2a019d {
		return fault.New(fault.Corrupt, "vp8: the picture is no key frame")
	}
	// The upper two bits ask for scaling on display, which nobody does.
	fr.width, fr.height = int(width)%maxSide, int(height)%maxSide
	if fr.width == 0 || fr.height == 0 {
		return fault.New(fault.Corrupt, "vp8: size of %d×%d pixels", fr.width, fr.height)
	}
	fr.bitstream = chunk
	return nil
}

// readVP8L reads the header of a lossless picture (RFC 9649 §3.4).
func (fr *frame) readVP8L(src *picture.Source, chunk riff.Chunk) error {
	data, err := src.Bytes(chunk.Off, min(chunk.Size, 5))
	if err != nil {
		return err
	}
	cur := bits.Little(data)
	signature, header := cur.U8(), cur.U32()
	if err := cur.Err(); err != nil {
		return err
	}
	if version := header >> 29; signature != 0x2f || version != 0 {
		return fault.New(fault.Corrupt, "vp8l: signature %#02x of version %d", signature, version)
	}
	fr.lossless = true
	fr.width, fr.height = int(header%maxSide)+1, int(header>>14%maxSide)+1
	fr.alphaUsed = header>>28&1 != 0
	fr.bitstream = chunk
	return nil
}

// check compares the frame with the canvas, and that with the file.
func (f *file) check() error {
	fr := &f.frame
	if w, h := int64(f.width), int64(f.height); !f.covers() && w*h/expansion > f.src.Size()+spare {
		return fault.New(fault.LimitExpansion, "canvas of %d×%d in a file of %d bytes, more than %d for a byte",
			w, h, f.src.Size(), expansion).Advise("the header is damaged or made to harm")
	}
	if f.frames == 0 && !f.covers() || fr.left+fr.width > f.width || fr.top+fr.height > f.height {
		return fault.New(fault.Corrupt, "picture of %d×%d at %d,%d on a canvas of %d×%d",
			fr.width, fr.height, fr.left, fr.top, f.width, f.height)
	}
	return nil
}

// u24 reads three bytes.
func u24(c *bits.Cursor) int { return int(c.U16()) | int(c.U8())<<16 }
