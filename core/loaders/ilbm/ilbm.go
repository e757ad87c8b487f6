// Package ilbm reads the pictures of the Amiga: ILBM of planes, and Deluxe Paint's
// PBM of bytes.
//
// Specification: Jerry Morrison, "ILBM IFF Interleaved Bitmap", Electronic Arts 1986,
// and the Amiga ROM Kernel Reference Manual: Devices, appendix B.
//
// Read are one to eight planes with a palette or as grey, 24 and 32 as RGB and RGBA,
// stored as they are or by ByteRun1; HAM of five to eight planes, with palettes of
// its own for every row (SHAM, CTBL) ignored; Extra Half-Brite; masks of a plane and
// transparent colours. Palettes of 12 bits are widened. Pixels that the mode of
// display or, lacking that, the header makes half or a quarter as wide as high are
// averaged in twos and fours, and so are those half as high as wide; finer differences
// from squares are left.
//
// Atari's compression by columns, DEEP, RGB8 and RGBN are unsupported. A body that
// ends early is an error. Of an animation the first frame is shown.
package ilbm

import (
	"context"

	"apsync/core/codec/bands"
	"apsync/core/container/iff"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Signatures are those of the two forms, and of an animation that holds such.
var Signatures = []string{"FORM????ILBM", "FORM????PBM ", "FORM????ANIMFORM????ILBM"}

// Values of BMHD's masking and compression.
const (
	maskPlane       = 1
	maskTransparent = 2
	byteRun1        = 1
)

// Bits of CAMG.
const (
	camgHAM       = 0x800
	camgEHB       = 0x80
	camgHires     = 0x8000
	camgSuperHigh = 0x20
	camgLace      = 4
)

// file is an opened file.
type file struct {
	src           *picture.Source
	header        bands.Header
	chunky        bool // of bytes: PBM
	planes        int
	masking       byte
	compression   byte
	transparent   int
	palette       [256][4]uint8
	colours       int // of the palette
	camg          uint32
	aspect        float64 // width of a pixel over its height, of BMHD; 0 for none
	across, down  int     // pixels that become one
	body          iff.Chunk
	rowBytes      int // of a plane
	width, height int
}

// Open reads the chunks in front of the body.
func Open(src *picture.Source) (picture.Picture, error) {
	form, whole, err := iff.Form(src, src.Size())
	if err != nil {
		return nil, err
	}
	if form == "ANIM" {
		if form, whole, err = firstFrame(src, whole); err != nil {
			return nil, err
		}
	}
	if form != "ILBM" && form != "PBM " {
		return nil, fault.New(fault.Unsupported, "a form of type %q", form)
	}
	f := &file{src: src, chunky: form == "PBM "}
	if err := f.readChunks(whole); err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	f.finishPalette()
	f.chooseAspect()
	f.header = bands.Header{
		Width: (f.width + f.across - 1) / f.across, Height: (f.height + f.down - 1) / f.down, Layout: f.layout(),
		Stored: f.lineBytes() * int64(f.down), Fixed: bands.ReaderBytes + bodyBytes + bands.MaxLanes*(8+4+4*4)*8*int64(f.rowBytes),
	}
	return bands.New(f.header, func(ctx context.Context) (bands.Rows[uint8], error) {
		return bands.Rows[uint8]{Read: f.newReader(ctx).groups(f.height, f.lineBytes()), Converter: f.converter}, nil
	}), nil
}

// firstFrame returns the first form of an animation.
func firstFrame(src *picture.Source, animation iff.Chunk) (string, iff.Chunk, error) {
	for c, err := range animation.Chunks(src) {
		if err != nil {
			return "", iff.Chunk{}, err
		}
		return c.Form(src)
	}
	return "", iff.Chunk{}, fault.New(fault.NoPicture, "an animation without frames")
}

// maxChunks bounds the chunks in front of the body.
const maxChunks = 4096

func (f *file) readChunks(whole iff.Chunk) error {
	seen, n := false, 0
	for c, err := range whole.Chunks(f.src) {
		if err != nil {
			return err
		}
		if n++; n > maxChunks {
			return fault.New(fault.LimitCount, "more than %d chunks in front of the body", maxChunks)
		}
		switch c.ID {
		case "BMHD":
			seen = true
			err = f.readHeader(c)
		case "CMAP":
			err = f.readPalette(c)
		case "CAMG":
			err = f.readMode(c)
		case "BODY":
			if !seen {
				return fault.New(fault.Corrupt, "no BMHD chunk in front of the body")
			}
			f.body = c
			return nil
		}
		if err != nil {
			return err
		}
	}
	return fault.New(fault.NoPicture, "no BODY chunk in %d", n)
}

// check refuses what the header cannot mean.
func (f *file) check() error {
	switch {
	case f.width < 1 || f.height < 1:
		return fault.New(fault.Corrupt, "BMHD: %d×%d pixels", f.width, f.height)
	case f.chunky && f.planes != 8:
		return fault.New(fault.Unsupported, "BMHD: PBM of %d planes", f.planes)
	case f.planes < 1 || f.planes > 8 && f.planes != 24 && f.planes != 32:
		return fault.New(fault.Unsupported, "BMHD: %d planes", f.planes)
	case f.compression > byteRun1:
		return fault.New(fault.Unsupported, "BMHD: compression %d", f.compression)
	}
	f.rowBytes = (f.width + 15) / 16 * 2
	if f.chunky {
		f.rowBytes = (f.width + 1) &^ 1
		if f.compression != byteRun1 && f.body.Size == int64(f.width)*int64(f.height) {
			f.rowBytes = f.width
		}
		f.masking &^= maskPlane
	}
	size := int64(f.rowBytes) * int64(f.storedPlanes()) * int64(f.height)
	if f.compression == byteRun1 {
		size /= 64 // the most that two bytes say is 128
	}
	if size > f.body.Size {
		return picture.Short(f.width, f.height, "BODY: %d bytes of at least %d", f.body.Size, size)
	}
	return nil
}

// storedPlanes counts what is stored of a row: a line for every plane and the mask.
func (f *file) storedPlanes() int {
	switch {
	case f.chunky:
		return 1
	case f.masking == maskPlane:
		return f.planes + 1
	}
	return f.planes
}

// lineBytes returns what is stored of a row.
func (f *file) lineBytes() int64 { return int64(f.storedPlanes()) * int64(f.rowBytes) }

func (f *file) layout() raster.Layout {
	if f.masking == maskPlane || f.masking == maskTransparent && f.planes <= 8 || f.planes == 32 {
		return raster.RGBA
	}
	return raster.RGB
}

// ham reports whether pixels modify those left of them.
func (f *file) ham() bool {
	return f.camg&camgHAM != 0 && f.planes >= 5 && f.planes <= 8 && !f.chunky
}
