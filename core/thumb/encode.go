package thumb

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
)

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
	binary.BigEndian.PutUint32(header, uint32(img.Rect.Dx()))
	binary.BigEndian.PutUint32(header[4:], uint32(img.Rect.Dy()))
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
	binary.BigEndian.PutUint32(word[:], uint32(len(data)))
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

// channelsOf returns how many samples a pixel of the colour type has.
func channelsOf(colourType byte) int {
	switch colourType {
	case colourGrey:
		return 1
	case colourGreyAlpha:
		return 2
	case colourRGB:
		return 3
	default:
		return 4
	}
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
