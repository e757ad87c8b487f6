package tiff

import (
	"context"
	"encoding/binary"
	"io"

	"apsync/core/codec/jpeg"
	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// maxJPEGTables bounds the JPEGTables field, in bytes: eight tables have some
// thousand.
const maxJPEGTables = 64 << 10

// jpegBlock is the side of a block of JPEG, in pixels: to what part of its size a
// segment can be decoded at once.
const jpegBlock = 8

// jpegSegments decodes segments that are JPEG streams, whose tables may stand once
// for all in the page's JPEGTables (TIFF Technical Note 2). The samples come out
// as those of an uncompressed segment, without subsampling, and YCbCr remains.
type jpegSegments struct {
	p *page
	// open opens the stream of a segment. recolour changes a row of planes in place; it
	// is nil where they stay what they are.
	open     func(src *picture.Source) (picture.Picture, error)
	recolour func(row []uint8)
	tables   []byte
	image    raster.Image
	y        int    // the next row
	row      []byte // as it is handed out
	left     []byte // of row, still to be handed out
	err      error  // of reading the tables
}

func newJPEG(p *page) decompressor {
	z := &jpegSegments{p: p, row: make([]byte, p.lineBytes())}
	if e, ok := p.dir.Find(ifd.TagJPEGTables); ok {
		z.tables, z.err = p.dir.Bytes(e, maxJPEGTables)
	}
	z.open = func(src *picture.Source) (picture.Picture, error) {
		return jpeg.OpenStream(src, jpeg.Options{Tables: z.tables, Model: z.model()})
	}
	return z
}

// jpegBytes bounds what decoding a segment takes: the coefficients of a
// progressive one at full size, and its planes twice and its pixels once at the
// size that is decoded.
func (p *page) jpegBytes() int64 {
	if p.compression != compressionJPEG {
		return 0
	}
	const padding = 64 // of blocks of four times four
	stored := int64((p.grid.width+1)*p.scale+padding) * int64((p.grid.height+1)*p.scale+padding)
	decoded := int64(p.grid.width+padding) * int64(p.grid.height+padding)
	if p.deep {
		return int64(p.storedSamples())*(stored*8+decoded*8) + 3*maxJPEGTables + 1<<20
	}
	return int64(p.storedSamples())*(stored*9/4+decoded*3) + 3*maxJPEGTables
}

func (z *jpegSegments) reset(ctx context.Context, r *io.SectionReader) error {
	if z.err != nil {
		return z.err
	}
	z.image, z.y, z.left = nil, 0, nil
	src, err := picture.NewSource(r, r.Size(), "")
	if err != nil {
		return err
	}
	pic, err := z.open(src)
	if err != nil {
		return err
	}
	info := pic.Info()
	if err := z.check(info); err != nil {
		return err
	}
	w, h := max(1, info.Width/z.p.scale), max(1, info.Height/z.p.scale)
	frame, err := pic.Decode(ctx, picture.Want{Width: w, Height: h, Budget: picture.NewBudget(z.p.streamsBytes())})
	if err != nil {
		return err
	}
	gotW, gotH := frame.Image.Size()
	z.image = raster.Shrink(frame.Image, raster.Factor(gotW, gotH, w, h))
	return z.checkChannels()
}

// model returns what the page says of the stream's components.
func (z *jpegSegments) model() jpeg.Model {
	switch {
	case z.p.storedSamples() == 4:
		return jpeg.CMYK
	case z.p.photometric == photoYCbCr, z.p.deepYCbCr:
		return jpeg.YCbCr
	}
	return jpeg.RGB
}

// check compares the stream's size with the segment's. The last strip may be
// lower, and tiles are padded by some writers to whole blocks.
func (z *jpegSegments) check(info picture.Info) error {
	const padding = 32
	w, h := z.p.grid.width*z.p.scale, z.p.grid.height*z.p.scale
	if info.Width/z.p.scale < z.p.grid.width || info.Width > w+padding || info.Height > h+padding {
		return fault.New(fault.Corrupt, "%s picture of %d×%d pixels in a segment of %d×%d", z.p.method.name, info.Width, info.Height, w, h)
	}
	return nil
}

func (z *jpegSegments) checkChannels() error {
	n := 3
	switch pix := z.image.(type) {
	case *raster.Pixels[uint8]:
		n = pix.Layout.Channels()
	case *raster.Pixels[uint16]:
		n = pix.Layout.Channels()
	}
	if _, deep := z.image.(*raster.Pixels[uint16]); deep != z.p.deep {
		return fault.New(fault.Corrupt, "%s picture of another depth than the page's", z.p.method.name)
	}
	if want := z.p.storedSamples(); n != want && (z.p.compression != compressionWebP || min(n, want) < 3) {
		return fault.New(fault.Corrupt, "%s picture of %d components where pixels have %d samples", z.p.method.name, n, want)
	}
	return nil
}

// Read hands out the rows of the segment.
func (z *jpegSegments) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(z.left) == 0 && !z.nextRow() {
			return n, io.EOF
		}
		k := copy(p[n:], z.left)
		z.left = z.left[k:]
		n += k
	}
	return n, nil
}

func (z *jpegSegments) nextRow() bool {
	if z.image == nil {
		return false
	}
	if _, h := z.image.Size(); z.y >= h {
		return false
	}
	switch img := z.image.(type) {
	case *raster.Pixels[uint8]:
		z.copyRow(img.Row(z.y), img.Layout.Channels())
	case *raster.Pixels[uint16]:
		for i, v := range img.Row(z.y)[:min(len(z.row)/2, len(img.Row(z.y)))] {
			binary.BigEndian.PutUint16(z.row[2*i:], v)
		}
	case *raster.YCbCr:
		spreadRow(z.row, img, z.y, z.p.storedSamples())
		if z.recolour != nil {
			z.recolour(z.row)
		}
	default:
		return false
	}
	z.y++
	z.left = z.row
	return true
}

// copyRow takes a row of pixels of n channels; alpha that they do not have is full.
func (z *jpegSegments) copyRow(row []uint8, n int) {
	stored := z.p.storedSamples()
	if n == stored {
		copy(z.row, row)
		return
	}
	for dst := z.row; len(dst) >= stored && len(row) >= n; dst, row = dst[stored:], row[n:] {
		dst[stored-1] = 0xff
		copy(dst[:stored], row[:min(n, stored)])
	}
}

// spreadRow writes a row of planes as pixels of so many samples, of which those behind
// the third are full.
func spreadRow(dst []byte, img *raster.YCbCr, y, samples int) {
	for i := 3; i < samples; i++ {
		for at := i; at < len(dst); at += samples {
			dst[at] = 0xff
		}
	}
	w, h := img.Size()
	for c, plane := range []*raster.Plane{&img.Y, &img.Cb, &img.Cr} {
		row := plane.Row(y * plane.Height / h)
		n := min(w, len(dst)/samples)
		if plane.Width == w {
			for x, v := range row[:n] {
				dst[samples*x+c] = v
			}
			continue
		}
		for x := range n {
			dst[samples*x+c] = row[x*plane.Width/w]
		}
	}
}

// scaled returns the page as it is when its segments are decoded to a part of
// their size, for a want that this satisfies; else the page itself. Segments must
// come to whole pixels where others follow; at the right and at the bottom what is
// less than a pixel is left out.
func (p *page) scaled(want picture.Want) *page {
	if p.compression != compressionJPEG {
		return p
	}
	for s := jpegBlock; s > 1; s /= 2 {
		q := *p
		q.scale = s
		q.width, q.height = p.width/s, p.height/s
		q.grid.width, q.grid.height = p.grid.width/s, p.grid.height/s
		whole := (p.grid.cols == 1 || p.grid.width%s == 0) && (p.grid.rows == 1 || p.grid.height%s == 0)
		if whole && q.width >= max(1, want.Width) && q.height >= max(1, want.Height) {
			return &q
		}
	}
	return p
}
