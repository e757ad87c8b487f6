// Package dicom reads the pictures of DICOM files: what scanners, ultrasound machines
// and microscopes of medicine write.
//
// Specification: DICOM PS3.3 (C.7.6.3 Image Pixel, C.11.1 and C.11.2 modality and
// window), PS3.5 (encoding of data sets, pixel data in annexes A.4 and G) and PS3.10
// (files), edition 2024e.
//
// Read are files with or without their preamble, in implicit and explicit little
// endian, explicit big endian, and with pixel data that are native, run lengths (RLE)
// or JPEG: in 8 and 12 bits, and lossless in up to 16; grey of 1, 8, 16 and 32 bits, signed or not, float and double,
// RGB, YBR_FULL and palettes. One frame is shown: the one that the file calls
// representative, else the first. Grey is shown by the file's window, linear or
// sigmoid, after the rescale of its modality; without a window from the least value of
// the frame to the greatest, but for padding. MONOCHROME1 is inverted.
//
// Lookup tables of modality and of interest (VOI LUT) and overlays are not applied.
// JPEG-LS, JPEG 2000, video and deflated data sets are unsupported.
//
// Limits: 65,536 elements before the pixel data, sequences nested 16 deep, elements of
// 64 KiB that are kept, 65,536 fragments.
package dicom

import (
	"context"
	"strings"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
)

// preamble is what files begin with before their signature.
const preamble = 128

// Match reports whether a file that begins so is in the DICOM file format, or a data
// set without preamble whose first element is one of the file meta information or of
// the identifying group.
func Match(head []byte) bool {
	if len(head) >= preamble+4 && string(head[preamble:preamble+4]) == "DICM" {
		return true
	}
	return bare(head)
}

// bare reports whether head begins with an element of group 2 or 8, whose value
// representation is spelled out.
func bare(head []byte) bool {
	if len(head) < 8 || head[1] != 0 || head[0] != 2 && head[0] != 8 || head[3] != 0 {
		return false
	}
	vr := string(head[4:6])
	return vr == "UL" || vr == "OB" || vr == "UI" || vr == "CS" || vr == "SH" || vr == "DA"
}

// file is an opened file.
type file struct {
	src   *picture.Source
	image image
	data  pixelData
}

// Open reads all elements up to the pixel data.
func Open(src *picture.Source) (picture.Picture, error) {
	set, err := read(context.Background(), src)
	if err != nil {
		return nil, err
	}
	if set.data.tag == 0 {
		return nil, fault.New(fault.NoPicture, "the data set holds no pixel data").
			Advise("it is a report, a directory or another object that is no picture")
	}
	f := &file{src: src, data: set.data}
	if f.image, err = newImage(set); err != nil {
		return nil, err
	}
	return f, f.check()
}

// check refuses what cannot be shown.
func (f *file) check() error {
	m := &f.image
	if f.data.encapsulated {
		switch f.data.syntax {
		case syntaxRLE, syntaxJPEG, syntaxJPEGExtended, syntaxLossless, syntaxLossless1:
			return nil
		}
		return fault.New(fault.Unsupported, "pixel data in transfer syntax %s (%s)", f.data.syntax, named(f.data.syntax)).
			Advise("save the file uncompressed or with RLE")
	}
	size, ok := bits.Mul(m.frameBits(), int64(m.frame+1))
	if !ok || (size+7)/8 > f.data.size {
		return picture.Short(m.width, m.height, "%d×%d pixels of %d samples of %d bits, frame %d, in %d bytes of pixel data",
			m.width, m.height, m.samples, m.allocated, m.frame+1, f.data.size)
	}
	return nil
}

// Info says what the elements told.
func (f *file) Info() picture.Info {
	info := f.shown().Info()
	if f.jpeg() {
		info.Need = f.jpegNeed
	}
	return info
}

// named names transfer syntaxes that are not read (PS3.6 table A-1).
func named(syntax string) string {
	switch {
	case syntax == "1.2.840.10008.1.2.1.99":
		return "deflated"
	case strings.HasPrefix(syntax, "1.2.840.10008.1.2.4.8"):
		return "JPEG-LS"
	case strings.HasPrefix(syntax, "1.2.840.10008.1.2.4.9"):
		return "JPEG 2000"
	case strings.HasPrefix(syntax, "1.2.840.10008.1.2.4.10"):
		return "video"
	}
	return "not known"
}
