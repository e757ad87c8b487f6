package psd

import (
	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// mode is a colour mode (File Header Section).
type mode uint16

// The colour modes.
const (
	modeBitmap       mode = 0
	modeGrey         mode = 1
	modeIndexed      mode = 2
	modeRGB          mode = 3
	modeCMYK         mode = 4
	modeMultichannel mode = 7
	modeDuotone      mode = 8
	modeLab          mode = 9
)

// header is the File Header Section.
type header struct {
	large         bool // PSB: lengths of 8 bytes, more pixels
	channels      int
	width, height int
	depth         int
	mode          mode
}

const headerBytes = 26

func readHeader(src *picture.Source) (header, error) {
	data, err := src.Bytes(0, headerBytes)
	if err != nil {
		return header{}, err
	}
	r := bits.Big(data)
	if string(r.Bytes(4)) != Signature {
		return header{}, fault.New(fault.Corrupt, "not a Photoshop header")
	}
	version := r.U16()
	r.Skip(6)
	h := header{large: version == 2, channels: int(r.U16())}
	height, width := r.U32(), r.U32()
	h.depth, h.mode = int(r.U16()), mode(r.U16())
	if version != 1 && version != 2 {
		return h, fault.New(fault.Unsupported, "version %d of the format", version)
	}
	const maxSide = 300_000
	if width < 1 || height < 1 || width > maxSide || height > maxSide {
		return h, fault.New(fault.Corrupt, "a picture of %d×%d pixels, of at most %d on a side", width, height, maxSide)
	}
	h.width, h.height = int(width), int(height)
	return h, h.check()
}

// check refuses modes and depths that do not exist.
func (h header) check() error {
	switch {
	case h.channels > maxChannels:
		return fault.New(fault.LimitCount, "%d channels of at most %d", h.channels, maxChannels)
	case h.mode.layout(1) > raster.LabA:
		return fault.New(fault.Unsupported, "colour mode %d", h.mode)
	case h.channels < h.mode.colours(h.channels):
		return fault.New(fault.Corrupt, "%d channels in colour mode %d", h.channels, h.mode)
	case h.depth != 1 && h.depth != 8 && h.depth != 16 && h.depth != 32:
		return fault.New(fault.Corrupt, "%d bits per sample", h.depth)
	case (h.mode == modeBitmap) != (h.depth == 1), h.mode == modeIndexed && h.depth != 8:
		return fault.New(fault.Corrupt, "%d bits per sample in colour mode %d", h.depth, h.mode)
	case h.depth == 32 && h.mode != modeGrey && h.mode != modeRGB:
		return fault.New(fault.Unsupported, "32 bits per sample in colour mode %d", h.mode)
	}
	return nil
}

// layout returns the layout that a mode is shown in, beyond LabA for modes that there
// are not.
func (m mode) layout(channels int) raster.Layout {
	switch m {
	case modeBitmap, modeGrey, modeDuotone:
		return raster.Grey
	case modeIndexed, modeRGB:
		return raster.RGB
	case modeCMYK:
		return raster.CMYK
	case modeLab:
		return raster.Lab
	case modeMultichannel:
		if channels == 1 {
			return raster.Grey
		}
		return raster.CMYK
	}
	return raster.LabA + 1
}

// colours returns how many of the channels are colours.
func (m mode) colours(channels int) int {
	switch m {
	case modeIndexed:
		return 1
	case modeMultichannel:
		return max(1, min(channels, 4))
	}
	return m.layout(channels).Channels()
}

// ink reports whether samples of the mode are light where inks are wanted.
func (h header) ink() bool { return h.mode.layout(h.channels) == raster.CMYK }

// sampleBytes returns the size of a sample as decoded.
func (h header) sampleBytes() int64 { return max(1, int64(h.depth)/8) }

// rowBytes returns the size of a row of so many samples of one channel.
func (h header) rowBytes(width int) int { return (width*h.depth + 7) / 8 }

// withAlpha returns a layout with alpha.
func withAlpha(l raster.Layout) raster.Layout {
	if l.HasAlpha() {
		return l
	}
	return l + 1 // each is followed by itself with alpha
}

// span is a part of the file.
type span struct{ off, size int64 }

func (s span) end() int64 { return s.off + s.size }

// sections is where the parts of the file lie.
type sections struct {
	colours, resources, layers span
	merged                     int64 // offset of the Image Data Section
}

func readSections(src *picture.Source, large bool) (s sections, err error) {
	at := int64(headerBytes)
	for _, section := range []*span{&s.colours, &s.resources, &s.layers} {
		w := newWalker(src, at, src.Size())
		size := w.length(large && section == &s.layers)
		if w.err != nil {
			return s, w.err
		}
		if size > src.Size()-w.at {
			return s, fault.New(fault.Truncated, "a section of %d bytes at offset %d of a file of %d", size, w.at, src.Size())
		}
		*section = span{w.at, size}
		at = section.end()
	}
	s.merged = at
	return s, nil
}
