package dicom

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"math"

	"apsync/core/bits"
	"apsync/core/codec/bands"
	"apsync/core/codec/jpeg"
	"apsync/core/codec/packbits"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// maxFragments bounds the items of encapsulated pixel data.
const maxFragments = 1 << 16

// fragment is an item of encapsulated pixel data.
type fragment struct{ off, size int64 }

// fragments returns the items behind the table of offsets, which is the first (PS3.5
// annex A.4), up to those of the frame, and the table.
func (f *file) fragments(ctx context.Context) ([]fragment, []byte, error) {
	var found []fragment
	var table []byte
	for off := f.data.off; ctx.Err() == nil; {
		var head [8]byte
		if err := bits.ReadFull(f.src, head[:], off); err != nil {
			break
		}
		if len(found) > maxFragments && f.image.frames > 1 {
			break // the frame's own may be among them
		}
		if len(found) > maxFragments {
			return nil, nil, fault.New(fault.LimitCount, "pixel data of more than %d fragments", maxFragments)
		}
		t := tag(binary.LittleEndian.Uint16(head[:]))<<16 | tag(binary.LittleEndian.Uint16(head[2:]))
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		if off += 8; t != tagItem || size > f.src.Size()-off {
			break
		}
		if table == nil {
			table = make([]byte, min(size, 4*int64(f.image.frame+2)))
			if _, err := f.src.ReadAt(table, off); err != nil {
				return nil, nil, err
			}
		} else {
			found = append(found, fragment{off, size})
		}
		off += size
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if len(found) == 0 {
		return nil, nil, fault.New(fault.Truncated, "encapsulated pixel data without a whole fragment")
	}
	return found, table, nil
}

// packed returns the bytes of the frame: the fragments from its place in the table to
// that of the next; without a table a fragment for each frame, or all for one.
func (f *file) packed(ctx context.Context) ([]byte, error) {
	found, table, err := f.fragments(ctx)
	if err != nil {
		return nil, err
	}
	frame := f.image.frame
	from, to := 0, len(found)
	switch {
	case len(table) >= 4*(frame+1):
		from, to = within(found, table, frame)
	case f.image.frames > 1 && frame < len(found):
		from, to = frame, frame+1
	}
	if from >= to {
		return nil, fault.New(fault.Corrupt, "frame %d has no fragment", frame+1)
	}
	var data []byte
	for _, part := range found[from:to] {
		b, err := f.src.Bytes(part.off, part.size)
		if err != nil {
			return nil, err
		}
		data = append(data, b...)
	}
	return data, nil
}

// within returns which fragments begin between the offsets of a frame and of the next.
func within(found []fragment, table []byte, frame int) (from, to int) {
	start := int64(binary.LittleEndian.Uint32(table[4*frame:]))
	end := int64(1) << 62
	if len(table) >= 4*(frame+2) {
		end = int64(binary.LittleEndian.Uint32(table[4*frame+4:]))
	}
	base := found[0].off // of the data, behind the item's head
	for from < len(found) && found[from].off-base < start {
		from++
	}
	for to = from; to < len(found) && found[to].off-base < end; {
		to++
	}
	return from, to
}

// A frame has at most so many segments of run lengths (PS3.5 annex G.5), each of which
// is read through a buffer.
const (
	maxSegments  = 15
	segmentBytes = 4 << 10
)

// runLengths returns the reader of a frame in run lengths. Each byte of each sample is
// a segment, the highest first.
func (f *file) runLengths(ctx context.Context) (rowReader, error) {
	data, err := f.packed(ctx)
	if err != nil {
		return nil, err
	}
	m := &f.image
	each := m.allocated / 8
	planes := m.samples * each
	if len(data) < 64 || m.allocated < 8 || int(binary.LittleEndian.Uint32(data)) != planes {
		return nil, fault.New(fault.Corrupt, "run lengths of a frame with %d samples of %d bits: no %d segments", m.samples, m.allocated, planes)
	}
	if planes > maxSegments {
		return nil, fault.New(fault.Corrupt, "run lengths of %d segments", planes)
	}
	runs := make([]*packbits.Reader, planes)
	for i := range runs {
		from := int64(binary.LittleEndian.Uint32(data[4+4*i:]))
		if from < 64 || from > int64(len(data)) {
			return nil, fault.New(fault.Corrupt, "segment %d begins at %d of %d bytes", i+1, from, len(data))
		}
		runs[i] = packbits.NewReader(bufio.NewReaderSize(bytes.NewReader(data[from:]), segmentBytes))
	}
	line := make([]byte, m.width)
	m.planar = m.samples > 1 // which is how the rows come
	return func(row []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		for i, run := range runs {
			if err := run.Fill(line); err != nil {
				return err
			}
			out := row[i/each*m.width*each:]
			at := each - 1 - i%each // in little endian
			for x, v := range line {
				out[x*each+at] = v
			}
		}
		return nil
	}, nil
}

// jpeg reports whether the frame is a JPEG.
func (f *file) jpeg() bool {
	return f.data.encapsulated && f.data.syntax != syntaxRLE && !f.lossless()
}

// frame returns the frame's bytes as a file of their own.
func (f *file) frame(ctx context.Context) (*picture.Source, error) {
	data, err := f.packed(ctx)
	if err != nil {
		return nil, err
	}
	return picture.NewSource(bytes.NewReader(data), int64(len(data)), "a frame")
}

// openJPEG opens the frame, whose colours the data set tells where the stream does not.
func (f *file) openJPEG(ctx context.Context) (picture.Picture, error) {
	src, err := f.frame(ctx)
	if err != nil {
		return nil, err
	}
	options := jpeg.Options{}
	if f.image.colours == rgb && !bytes.Contains(src.Head(), []byte("JFIF")) {
		options.Model = jpeg.RGB
	}
	pic, err := jpeg.OpenStream(src, options)
	if err != nil {
		return nil, err
	}
	info := pic.Info()
	if info.Width != f.image.width || info.Height != f.image.height {
		return nil, fault.New(fault.Corrupt, "a JPEG of %d×%d pixels as a frame of %d×%d", info.Width, info.Height, f.image.width, f.image.height)
	}
	return pic, nil
}

// jpegNeed bounds what decodeJPEG takes.
func (f *file) jpegNeed(want picture.Want) int64 {
	pic, err := f.openJPEG(context.Background())
	if err != nil {
		return f.data.size // and decodeJPEG fails likewise
	}
	info := pic.Info()
	shown := int64(0)
	if f.image.colours == grey {
		shown = int64(info.Width) * int64(info.Height)
	}
	return info.Need(want) + f.data.size + bands.ReaderBytes + shown
}

// decodeJPEG decodes the frame and applies the window to grey.
func (f *file) decodeJPEG(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := want.Budget.Take(f.data.size); err != nil {
		return nil, err
	}
	pic, err := f.openJPEG(ctx)
	if err != nil {
		return nil, err
	}
	if f.image.colours == grey {
		want.Fitter = nil // which makes bytes of what the window is for
	}
	frame, err := pic.Decode(ctx, want)
	if err != nil {
		return nil, err
	}
	if img, ok := frame.Image.(*raster.Pixels[uint8]); ok && img.Layout == raster.Grey {
		f.applyWindow(img)
	} else if img, ok := frame.Image.(*raster.Pixels[uint16]); ok && img.Layout == raster.Grey {
		if err := want.Budget.Take(int64(img.Width) * int64(img.Height)); err != nil {
			return nil, err
		}
		frame.Image = f.windowed(img)
	}
	if len(f.image.icc) > 0 {
		frame.Space.ICC = f.image.icc
	}
	return frame, nil
}

func (f *file) applyWindow(img *raster.Pixels[uint8]) {
	w := f.image.window
	if w.width == 0 {
		w.slope, w.intercept = 1, 0
		w.span(0, 255)
	}
	var levels [256]uint8
	for v := range levels {
		levels[v] = w.grey(float64(v))
	}
	for y := range img.Height {
		row := img.Row(y)
		for x, v := range row {
			row[x] = levels[v]
		}
	}
}

// windowed applies the window to grey of 12 bits, which was decoded as 16.
func (f *file) windowed(img *raster.Pixels[uint16]) raster.Image {
	const most = 1<<12 - 1
	value := func(v uint16) uint32 { return (uint32(v)*most + 1<<15) / (1<<16 - 1) }
	out := raster.New[uint8](img.Width, img.Height, raster.Grey)
	w := f.image.window
	if w.width == 0 {
		low, high := math.Inf(1), math.Inf(-1)
		for y := range img.Height {
			for _, v := range img.Row(y) {
				n := f.image.number(value(v))
				low, high = min(low, n), max(high, n)
			}
		}
		w.span(low, high)
	}
	var levels [most + 1]uint8
	for v := range levels {
		levels[v] = w.grey(f.image.number(uint32(v)))
	}
	for y := range img.Height {
		dst := out.Row(y)
		for x, v := range img.Row(y) {
			dst[x] = levels[value(v)]
		}
	}
	return out
}
