package develop

import (
	"io"
	"math"

	"apsync/core/bits"
	"apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Compressions.
const (
	compressionNone     = 1
	compressionLossless = 7 // lossless JPEG (DNG 1.7, Compression)
	compressionDeflate  = 8
	compressionLossy    = 34892
	compressionJPEGXL   = 52546
)

const (
	maxSide     = 1 << 17
	minTile     = 16      // pixels; those of a narrower picture are as narrow
	maxSegments = 1 << 18 // tiles or strips
)

// data is how the sensor's values are stored: in segments, which are tiles or strips,
// row by row of segments.
type data struct {
	src                 *picture.Source
	little              bool
	width, height       int
	samples             int // of a pixel
	bits                int // of a sample
	lossless            bool
	segmentW, segmentH  int
	columns             int // of segments
	offsets, byteCounts []int64
}

func readData(src *picture.Source, file *tiff.File, dir *tiff.Directory) (data, error) {
	d := data{src: src, little: file.Order().Uint16([]byte{1, 0}) == 1, samples: 1}
	w, _ := dir.Uint(tiff.TagImageWidth)
	h, _ := dir.Uint(tiff.TagImageLength)
	if w < 1 || h < 1 || w > maxSide || h > maxSide {
		return d, fault.New(fault.Corrupt, "sensor data of %d×%d pixels", w, h)
	}
	d.width, d.height = int(w), int(h)
	if v, ok := dir.Uint(tiff.TagSamplesPerPixel); ok {
		d.samples = int(min(v, 1<<16))
	}
	if err := d.coding(dir); err != nil {
		return d, err
	}
	return d, d.segments(dir)
}

// coding reads depth and compression.
func (d *data) coding(dir *tiff.Directory) error {
	if d.samples < 1 || d.samples > 4 {
		return fault.New(fault.Unsupported, "sensor data of %d samples", d.samples)
	}
	depth, _ := dir.Uint(tiff.TagBitsPerSample)
	if format, ok := dir.Uint(tiff.TagSampleFormat); ok && format != 1 {
		return fault.New(fault.Unsupported, "sensor data of sample format %d", format)
	}
	if planar, ok := dir.Uint(tiff.TagPlanar); ok && planar != 1 && d.samples > 1 {
		return fault.New(fault.Unsupported, "sensor data in planes")
	}
	if depth < 8 || depth > 16 {
		return fault.New(fault.Unsupported, "sensor data of %d bits", depth)
	}
	d.bits = int(depth)
	switch compression, _ := dir.Uint(tiff.TagCompression); compression {
	case compressionNone:
	case compressionLossless:
		d.lossless = true
	case compressionLossy:
		return fault.New(fault.Unsupported, "it is in JPEG with losses")
	case compressionJPEGXL:
		return fault.New(fault.Unsupported, "it is in JPEG XL")
	case compressionDeflate:
		return fault.New(fault.Unsupported, "it is deflated")
	default:
		return fault.New(fault.Unsupported, "it has compression %d", compression)
	}
	return nil
}

// segments reads where tiles or strips lie, and checks that they lie in the file.
func (d *data) segments(dir *tiff.Directory) error {
	offsets, counts := uint16(tiff.TagStripOffsets), uint16(tiff.TagStripByteCounts)
	d.segmentW, d.segmentH = d.width, d.height
	if v, ok := dir.Uint(tiff.TagTileWidth); ok {
		offsets, counts = tiff.TagTileOffsets, tiff.TagTileByteCounts
		h, _ := dir.Uint(tiff.TagTileLength)
		if int64(v) < min(minTile, int64(d.width)) || h < 1 || v > maxSide || h > maxSide {
			return fault.New(fault.Corrupt, "tiles of %d×%d pixels", v, h)
		}
		d.segmentW, d.segmentH = int(v), int(h)
	} else if v, ok := dir.Uint(tiff.TagRowsPerStrip); ok && v > 0 {
		d.segmentH = int(min(int64(v), int64(d.height)))
	}
	d.columns = (d.width + d.segmentW - 1) / d.segmentW
	n := d.columns * ((d.height + d.segmentH - 1) / d.segmentH)
	if n > maxSegments {
		return fault.New(fault.LimitCount, "%d segments of sensor data, more than %d", n, maxSegments)
	}
	places, err := dir.Values(offsets, n)
	if err != nil {
		return err
	}
	sizes, err := dir.Values(counts, n)
	if err != nil {
		return err
	}
	if places.Len() < n || sizes.Len() < n {
		return fault.New(fault.Corrupt, "%d segments of sensor data have %d offsets and %d sizes", n, places.Len(), sizes.Len())
	}
	d.offsets, d.byteCounts = make([]int64, n), make([]int64, n)
	for i := range n {
		off, size := places.Uint(i), sizes.Uint(i)
		if off > math.MaxInt64/2 || size > math.MaxInt64/2 || int64(off+size) > d.src.Size() {
			return fault.New(fault.Truncated, "the sensor data ends at byte %d of a file of %d", off+size, d.src.Size())
		}
		d.offsets[i], d.byteCounts[i] = int64(off), int64(size)
	}
	return d.checkFirst()
}

// checkFirst reads the headers of the first segment in lossless JPEG: what is said of the
// whole holds for all or for none.
func (d *data) checkFirst() error {
	if !d.lossless {
		return d.checkBytes()
	}
	if _, err := d.segment(io.NewSectionReader(d.src, d.offsets[0], d.byteCounts[0])); err != nil {
		e := fault.From(err)
		return fault.New(e.Code, "its lossless JPEG has %s", e.Detail)
	}
	return nil
}

// checkBytes compares the size of uncompressed segments with what their pixels take; the
// last strip may be lower.
func (d *data) checkBytes() error {
	for i, size := range d.byteCounts {
		rows := min(d.segmentH, d.height-i/d.columns*d.segmentH)
		if want := int64(rows) * d.rowBytes(); size < want {
			return fault.New(fault.Truncated, "segment %d of the sensor data has %d bytes of %d", i, size, want)
		}
	}
	return nil
}

// rowBytes returns the bytes of a row of an uncompressed segment.
func (d *data) rowBytes() int64 {
	return (int64(d.segmentW)*int64(d.samples)*int64(d.bits) + 7) / 8
}

// bytes bounds what reading takes: of the segments beside each other each has its
// window, and rows.
func (d *data) bytes() int64 {
	const windows = 160 << 10
	rows, ok := bits.Mul(int64(d.segmentW), int64(d.samples), 16*longest)
	if total, fits := bits.Mul(int64(d.columns), rows+windows); ok && fits {
		return total
	}
	return math.MaxInt64
}
