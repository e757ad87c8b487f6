package hdr

import (
	"bytes"
	"strconv"
	"strings"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
)

// maxHeader is how much of a file is searched for the end of its header.
const maxHeader = 64 << 10

type header struct {
	width, height int // of rows as stored
	orientation   picture.Orientation
	primaries     *colour.Primaries
	pixels        int64 // offset
}

// readHeader reads lines up to an empty one, and the resolution behind it.
func readHeader(src *picture.Source) (*header, error) {
	data, err := src.Bytes(0, min(src.Size(), maxHeader))
	if err != nil {
		return nil, err
	}
	h, xyz := &header{}, false
	for rest := data; ; {
		line, after, ok := bytes.Cut(rest, []byte("\n"))
		if !ok {
			return nil, noEnd(src.Size(), "the header")
		}
		rest = after
		text := strings.TrimSpace(string(line))
		if text == "" {
			line, rest, ok = bytes.Cut(rest, []byte("\n"))
			if !ok {
				return nil, noEnd(src.Size(), "the resolution")
			}
			h.pixels = int64(len(data) - len(rest))
			if xyz {
				h.primaries = &colour.CIEXYZ
			}
			return h, h.resolve(string(line))
		}
		switch key, value, _ := strings.Cut(text, "="); strings.TrimSpace(key) {
		case "FORMAT":
			if xyz, err = isXYZ(strings.TrimSpace(value)); err != nil {
				return nil, err
			}
		case "PRIMARIES":
			h.primaries = parsePrimaries(value)
		}
	}
}

func noEnd(size int64, what string) error {
	if size < maxHeader {
		return fault.New(fault.Truncated, "header: %s does not end within the file", what)
	}
	return fault.New(fault.Corrupt, "header: %s does not end within %d bytes", what, maxHeader)
}

// isXYZ reports which of the two formats is named.
func isXYZ(format string) (bool, error) {
	switch format {
	case "32-bit_rle_rgbe":
		return false, nil
	case "32-bit_rle_xyze":
		return true, nil
	}
	return false, fault.New(fault.Unsupported, "header: pixels of format %.40q", format)
}

// parsePrimaries reads x and y of red, green, blue and white; nil where the line
// does not hold them.
func parsePrimaries(line string) *colour.Primaries {
	var v [8]float64
	fields := strings.Fields(line)
	if len(fields) != len(v) {
		return nil
	}
	for i, field := range fields {
		value, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return nil
		}
		v[i] = value
	}
	at := func(i int) colour.Chromaticity { return colour.Chromaticity{X: v[i], Y: v[i+1]} }
	return &colour.Primaries{Red: at(0), Green: at(2), Blue: at(4), White: at(6)}
}

// orientations are those of the orders in which a picture is stored: the first axis
// is that of rows. X grows to the right and Y upwards.
var orientations = map[string]picture.Orientation{
	"-Y+X": picture.Upright, "-Y-X": picture.FlipHorizontal,
	"+Y-X": picture.Rotate180, "+Y+X": picture.FlipVertical,
	"+X-Y": picture.Transpose, "-X-Y": picture.RotateClockwise,
	"-X+Y": picture.Transverse, "+X+Y": picture.RotateCounter,
}

// resolve parses a resolution such as "-Y 512 +X 768".
func (h *header) resolve(line string) error {
	fields := strings.Fields(line)
	if len(fields) < 4 {
		return fault.New(fault.Corrupt, "header: resolution %.60q", line)
	}
	var ok bool
	if h.orientation, ok = orientations[fields[0]+fields[2]]; !ok {
		return fault.New(fault.Corrupt, "header: resolution %.60q", line)
	}
	height, err := strconv.Atoi(fields[1])
	width, err2 := strconv.Atoi(fields[3])
	if err != nil || err2 != nil || width < 1 || height < 1 {
		return fault.New(fault.Corrupt, "header: resolution %.60q", line)
	}
	h.width, h.height = width, height
	return nil
}
