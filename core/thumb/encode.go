package thumb

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"io"

	"github.com/klauspost/compress/zlib"

	"apsync/core/fault"
)

// deflateLevel is of klauspost/compress: of its levels the one whose files are
// about as large as zlib's default, in a fraction of the time.
const deflateLevel = 3

const pngSignature = "\x89PNG\r\n\x1a\n"

// PNG colour types (PNG 3rd edition §11.2.1).
const (
	colourGrey      = 0
	colourRGB       = 2
	colourGreyAlpha = 4
	colourRGBA      = 6
)

// encode returns the picture as a PNG file that says it is sRGB and carries the
// keys. What the picture does not use, colour or alpha, is not stored.
func encode(img *image.NRGBA, keys []key) ([]byte, error) {
	colourType := usedChannels(img)
	var out bytes.Buffer
	out.WriteString(pngSignature)
	header := make([]byte, 13)
	binary.BigEndian.PutUint32(header, uint32(img.Rect.Dx()))     //nolint:gosec // at most a size setting
	binary.BigEndian.PutUint32(header[4:], uint32(img.Rect.Dy())) //nolint:gosec // likewise
	header[8], header[9] = 8, colourType
	writeChunk(&out, "IHDR", header)
	writeChunk(&out, "sRGB", []byte{0})
	for _, k := range keys {
		writeChunk(&out, "tEXt", []byte(k.name+"\x00"+k.value))
	}
	data, err := deflated(img, colourType)
	if err != nil {
		return nil, err
	}
	writeChunk(&out, "IDAT", data)
	writeChunk(&out, "IEND", nil)
	return out.Bytes(), nil
}

func writeChunk(out *bytes.Buffer, kind string, data []byte) {
	var word [4]byte
	binary.BigEndian.PutUint32(word[:], uint32(len(data))) //nolint:gosec // a picture of bounded size
	out.Write(word[:])
	start := out.Len()
	out.WriteString(kind)
	out.Write(data)
	binary.BigEndian.PutUint32(word[:], crc32.ChecksumIEEE(out.Bytes()[start:]))
	out.Write(word[:])
}

// usedChannels returns the smallest colour type that holds the picture.
func usedChannels(img *image.NRGBA) byte {
	grey, opaque := true, true
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:img.Rect.Dx()*4]
		for x := 0; x < len(row) && (grey || opaque); x += 4 {
			grey = grey && row[x] == row[x+1] && row[x] == row[x+2]
			opaque = opaque && row[x+3] == 0xff
		}
	}
	switch {
	case grey && opaque:
		return colourGrey
	case grey:
		return colourGreyAlpha
	case opaque:
		return colourRGB
	default:
		return colourRGBA
	}
}

// deflated returns the filtered rows as a zlib stream.
func deflated(img *image.NRGBA, colourType byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := zlib.NewWriterLevel(&out, deflateLevel)
	if err != nil {
		return nil, fault.New(fault.Internal, "deflate: %w", err)
	}
	if err := writeRows(w, img, colourType); err != nil {
		return nil, fault.New(fault.Internal, "deflate: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fault.New(fault.Internal, "deflate: %w", err)
	}
	return out.Bytes(), nil
}

func writeRows(w io.Writer, img *image.NRGBA, colourType byte) error {
	n := map[byte]int{colourGrey: 1, colourGreyAlpha: 2, colourRGB: 3, colourRGBA: 4}[colourType]
	width := img.Rect.Dx() * n
	row, above := make([]byte, width), make([]byte, width)
	filter := newFilter(n, width)
	for y := range img.Rect.Dy() {
		pack(row, img.Pix[y*img.Stride:][:img.Rect.Dx()*4], colourType)
		if _, err := w.Write(filter.best(row, above)); err != nil {
			return err
		}
		row, above = above, row
	}
	return nil
}

// pack copies the channels that are stored.
func pack(dst, src []byte, colourType byte) {
	switch colourType {
	case colourGrey:
		for i := range dst {
			dst[i] = src[4*i]
		}
	case colourGreyAlpha:
		for i := 0; i < len(dst); i += 2 {
			dst[i], dst[i+1] = src[2*i], src[2*i+3]
		}
	case colourRGB:
		for i, j := 0, 0; i < len(dst); i, j = i+3, j+4 {
			dst[i], dst[i+1], dst[i+2] = src[j], src[j+1], src[j+2]
		}
	default:
		copy(dst, src)
	}
}
