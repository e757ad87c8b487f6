package miff

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Limits.
const (
	maxHeader  = 1 << 20
	maxProfile = 16 << 20
	maxColours = 1 << 16
	maxSide    = math.MaxInt32 / 64
)

// headerEnd stands behind the last key.
const headerEnd = ":\x1a"

// profile is a block that the header announces.
type profile struct {
	icc  bool
	size int64
}

// header is what the keys say.
type header struct {
	version       bool // there is one: deflated rows have their length before them
	width, height int
	depth         int
	colours       int
	pseudo        bool // samples are indices
	alpha         bool
	float         bool
	colourSpace   string
	compression   string
	profiles      []profile
	space         colour.Space
	data          int64 // offset of what follows
}

// readHeader reads keys and values up to the end of the header.
func readHeader(src *picture.Source) (*header, error) {
	if !bytes.HasPrefix(src.Head(), []byte(Signature)) {
		return nil, fault.New(fault.Corrupt, "the file does not begin with %s", Signature)
	}
	text, err := src.Bytes(0, min(src.Size(), maxHeader))
	if err != nil {
		return nil, err
	}
	end := bytes.Index(text, []byte(headerEnd))
	if end < 0 {
		return nil, fault.New(fault.Truncated, "the header does not end within %d bytes", len(text))
	}
	h := &header{depth: 8, colourSpace: "srgb", compression: "none", data: int64(end + len(headerEnd))}
	rest := string(text[:end])
	for rest != "" {
		var key, value string
		key, value, rest = cutPair(rest)
		h.set(strings.ToLower(key), value)
	}
	return h, h.check()
}

// cutPair returns the next key and value, which may stand in braces. A comment has
// no key.
func cutPair(s string) (key, value, rest string) {
	s = strings.TrimLeft(s, " \t\r\n\f")
	if inside, found := strings.CutPrefix(s, "{"); found {
		_, rest, _ = strings.Cut(inside, "}")
		return "", "", rest
	}
	at := strings.IndexAny(s, "= \t\r\n\f")
	if at < 0 {
		return "", "", ""
	}
	if s[at] != '=' {
		return "", "", s[at:]
	}
	key, s = s[:at], s[at+1:]
	if inside, found := strings.CutPrefix(s, "{"); found {
		value, rest, _ = strings.Cut(inside, "}")
		return key, value, rest
	}
	at = strings.IndexAny(s, " \t\r\n\f")
	if at < 0 {
		at = len(s)
	}
	return key, s[:at], s[at:]
}

// set takes a value that is of use.
func (h *header) set(key, value string) {
	number, err := strconv.ParseInt(value, 10, 32)
	if err != nil {
		number = 0
	}
	word := strings.ToLower(value)
	switch key {
	case "version":
		h.version = true
	case "columns":
		h.width = int(number)
	case "rows":
		h.height = int(number)
	case "depth":
		h.depth = int(number)
	case "colors":
		h.colours = int(number)
	case "class":
		h.pseudo = word == "pseudoclass"
	case "matte":
		h.alpha = word == "true"
	case "alpha-trait":
		h.alpha = word == "blend"
	case "quantum:format", "quantum-format":
		h.float = word == "floating-point"
	case "colorspace":
		h.colourSpace = word
	case "compression":
		h.compression = word
	case "gamma":
		h.setGamma(value)
	default:
		if strings.HasPrefix(key, "profile") && number > 0 {
			h.profiles = append(h.profiles, profile{icc: strings.HasSuffix(key, "icc") || strings.HasSuffix(key, "icm"), size: number})
		}
	}
}

// setGamma takes light for what it is. Other values are those of sRGB's curve.
func (h *header) setGamma(value string) {
	if gamma, err := strconv.ParseFloat(value, 64); err == nil && gamma == 1 {
		h.space.Transfer = colour.TransferLinear
	}
}

// check checks what the keys say together.
func (h *header) check() error {
	switch h.compression {
	case "none", "undefined", "rle", "zip":
	default:
		return fault.New(fault.Unsupported, "compression %.20q", h.compression)
	}
	switch h.colourSpace {
	case "rgb", "srgb", "gray", "lineargray", "cmyk":
	default:
		return fault.New(fault.Unsupported, "colour space %.20q", h.colourSpace)
	}
	switch {
	case h.width <= 0 || h.height <= 0 || h.width > maxSide:
		return fault.New(fault.Corrupt, "size of %d×%d pixels", h.width, h.height)
	case h.depth < 1 || h.depth > 32:
		return fault.New(fault.Unsupported, "%d bits a sample", h.depth)
	case h.pseudo && (h.colours < 1 || h.colours > maxColours):
		return fault.New(fault.Corrupt, "a palette of %d colours", h.colours)
	case h.float && h.depth != 32:
		return fault.New(fault.Unsupported, "floating-point samples of %d bits", h.depth)
	}
	return nil
}

// readProfiles reads the colour profile and passes over the others.
func (h *header) readProfiles(src *picture.Source) error {
	for _, p := range h.profiles {
		if p.icc && p.size <= maxProfile {
			data, err := src.Bytes(h.data, p.size)
			if err != nil {
				return err
			}
			h.space.ICC = data
		}
		h.data += p.size
	}
	return nil
}

func (h *header) layout() raster.Layout {
	layout := raster.RGB
	switch {
	case h.pseudo:
	case h.colourSpace == "cmyk":
		layout = raster.CMYK
	case strings.HasSuffix(h.colourSpace, "gray"):
		layout = raster.Grey
	}
	if h.alpha {
		layout++ // with alpha follows without
	}
	return layout
}

// sampleBytes is the size of a stored sample.
func (h *header) sampleBytes() int {
	switch {
	case h.depth <= 8:
		return 1
	case h.depth <= 16:
		return 2
	}
	return 4
}

// pixelBytes is the size of a stored pixel.
func (h *header) pixelBytes() int {
	if !h.pseudo {
		return h.layout().Channels() * h.sampleBytes()
	}
	n := 1
	if h.colours > 256 {
		n = 2
	}
	if h.alpha {
		n += h.sampleBytes()
	}
	return n
}
