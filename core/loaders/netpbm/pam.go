package netpbm

import (
	"fmt"
	"strconv"
	"strings"

	"apsync/core/fault"
	"apsync/core/raster"
)

// maxChannels bounds the depth of PAM, of which four are of use.
const maxChannels = 64

// readPAM reads lines of a name and a value up to ENDHDR.
func (h *header) readPAM(s *scanner) error {
	var tupleType []string
	for {
		line, ok := s.line()
		if !ok {
			return fault.New(fault.Truncated, "the header does not end within %d bytes", len(s.data))
		}
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name == "ENDHDR" {
			return h.settle(strings.Join(tupleType, " "))
		}
		value = strings.TrimSpace(value)
		if name == "TUPLTYPE" {
			tupleType = append(tupleType, value)
			continue
		}
		if err := h.readField(name, value); err != nil {
			return err
		}
	}
}

// readField reads a number of the header. Unknown names are passed over.
func (h *header) readField(name, value string) error {
	fields := map[string]*int{"WIDTH": &h.width, "HEIGHT": &h.height, "DEPTH": &h.channels, "MAXVAL": &h.top}
	field, known := fields[name]
	if !known {
		return nil
	}
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil {
		return fault.New(fault.Corrupt, "header: %s is %q", name, value)
	}
	*field = int(n)
	return nil
}

// settle chooses the layout for a tuple type.
func (h *header) settle(tupleType string) error {
	if h.channels < 1 || h.channels > maxChannels {
		return fault.New(fault.Unsupported, "header: %d channels are not in 1..%d", h.channels, maxChannels)
	}
	h.layout = [...]raster.Layout{raster.Grey, raster.GreyAlpha, raster.RGB, raster.RGBA}[min(h.channels, 4)-1]
	switch tupleType {
	case "BLACKANDWHITE", "GRAYSCALE":
		h.layout = raster.Grey
	case "RGB":
		h.layout = h.atMost(raster.RGB)
	case "CMYK":
		h.layout = h.atMost(raster.CMYK)
	}
	if n := h.layout.Channels(); h.channels > n {
		h.notes = append(h.notes, fmt.Sprintf("the first %d of %d channels are shown", n, h.channels))
	}
	return nil
}

// atMost returns the layout where the file has its channels.
func (h *header) atMost(layout raster.Layout) raster.Layout {
	if layout.Channels() <= h.channels {
		return layout
	}
	return h.layout
}
