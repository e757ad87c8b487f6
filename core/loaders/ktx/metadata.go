package ktx

import (
	"encoding/binary"
	"strings"

	"apsync/core/picture"
)

// maxMetadata bounds the keys and values that are read, in bytes.
const maxMetadata = 1 << 20

// metadata returns the values that lie at an offset, by their keys. What is damaged
// is left out.
func metadata(src *picture.Source, off, size int64, order binary.ByteOrder) map[string]string {
	values := map[string]string{}
	if size > maxMetadata {
		return values
	}
	data, err := src.Bytes(off, size)
	if err != nil {
		return values
	}
	for len(data) >= 4 {
		n := int64(order.Uint32(data))
		if n > int64(len(data))-4 {
			break
		}
		key, value, _ := strings.Cut(string(data[4:4+n]), "\x00")
		values[key] = strings.TrimRight(value, "\x00")
		data = data[min(int64(len(data)), 4+(n+3)/4*4):]
	}
	return values
}

// orientation returns how a picture is to be turned: "S=r,T=d" of version 1 and "rd" of
// version 2 are upright.
func orientation(value string) picture.Orientation {
	value = strings.NewReplacer("S=", "", "T=", "", "R=", "", ",", "").Replace(value)
	left, up := strings.HasPrefix(value, "l"), len(value) > 1 && value[1] == 'u'
	switch {
	case left && up:
		return picture.Rotate180
	case left:
		return picture.FlipHorizontal
	case up:
		return picture.FlipVertical
	}
	return picture.Upright
}
