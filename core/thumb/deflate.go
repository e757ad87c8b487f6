package thumb

import (
	"bytes"
	"encoding/binary"
	"hash/adler32"
	"image"

	"github.com/klauspost/compress/flate"

	"apsync/core/fault"
)

const (
	// bandBytes is about how much of a picture is compressed in one way. Parts of one
	// picture differ: a photograph on a page of text wants both.
	bandBytes = 256 << 10
	// sampleBytes is how much of a band is compressed to find out which way it wants.
	sampleBytes = 12 << 10
	// matchLevel is of klauspost/compress: for what repeats, such as screenshots.
	matchLevel = 4
	// repeatLevel is for what repeats so much that a thorough search has little to
	// do, such as drawings.
	repeatLevel = 7
)

// deflated returns the filtered rows of the picture as a zlib stream (RFC 1950).
// It consists of bands, each compressed either by matches or by its symbols'
// frequencies alone: photographs have next to no matches, and looking for them takes
// five times as long to find a larger result.
func deflated(img *image.NRGBA, colourType byte) ([]byte, error) {
	n := channelsOf(colourType)
	width := img.Rect.Dx() * n
	perBand := max(1, bandBytes/(width+1))
	f := newFilter(n, width)
	sum := adler32.New()
	d := deflater{out: bytes.NewBuffer(make([]byte, 0, width*img.Rect.Dy()/2+1024))}
	d.out.WriteString("\x78\x01")
	for y := 0; y < img.Rect.Dy(); y += perBand {
		band := f.band(img, colourType, y, min(y+perBand, img.Rect.Dy()))
		sum.Write(band)
		if err := d.add(band); err != nil {
			return nil, fault.New(fault.Internal, "deflate: %w", err)
		}
	}
	if err := d.w.Close(); err != nil {
		return nil, fault.New(fault.Internal, "deflate: %w", err)
	}
	return binary.BigEndian.AppendUint32(d.out.Bytes(), sum.Sum32()), nil
}

// deflater makes one deflate stream (RFC 1951) of parts compressed at different
// levels.
type deflater struct {
	out   *bytes.Buffer
	w     *flate.Writer
	level int
}

// add compresses a band at the level that suits it. Where that is another than
// before, the stream so far ends at a byte and goes on from there.
func (d *deflater) add(band []byte) error {
	level := levelFor(band)
	if d.w == nil || level != d.level {
		if d.w != nil {
			if err := d.w.Flush(); err != nil {
				return err
			}
		}
		w, err := flate.NewWriter(d.out, level)
		if err != nil {
			return err
		}
		d.w, d.level = w, level
	}
	_, err := d.w.Write(band)
	return err
}

// levelFor returns the level that suits a band, by a sample of it.
func levelFor(band []byte) int {
	middle := max(0, len(band)-sampleBytes) / 2
	sample := band[middle:min(len(band), middle+sampleBytes)]
	matched, counted := deflatedSize(sample, matchLevel), deflatedSize(sample, flate.HuffmanOnly)
	switch {
	case matched < counted/2:
		return repeatLevel
	case matched < counted:
		return matchLevel
	default:
		return flate.HuffmanOnly
	}
}

// deflatedSize returns how large data becomes, or a size beyond its own when it
// cannot be told.
func deflatedSize(data []byte, level int) int {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, level)
	if err != nil {
		return 2 * len(data)
	}
	if _, err := w.Write(data); err != nil || w.Close() != nil {
		return 2 * len(data)
	}
	return out.Len()
}
