package dicom

import (
	"math"
	"strconv"
	"strings"

	"apsync/core/fault"
)

// The elements that describe pixels (PS3.3 C.7.6.3, C.11.1, C.11.2, C.7.6.6).
const (
	tagSamples        tag = 0x00280002
	tagPhotometric    tag = 0x00280004
	tagPlanar         tag = 0x00280006
	tagFrames         tag = 0x00280008
	tagRows           tag = 0x00280010
	tagColumns        tag = 0x00280011
	tagAllocated      tag = 0x00280100
	tagStored         tag = 0x00280101
	tagHighBit        tag = 0x00280102
	tagSigned         tag = 0x00280103
	tagPadding        tag = 0x00280120
	tagCentre         tag = 0x00281050
	tagWidth          tag = 0x00281051
	tagIntercept      tag = 0x00281052
	tagSlope          tag = 0x00281053
	tagFunction       tag = 0x00281056
	tagRedLUT         tag = 0x00281101
	tagRedData        tag = 0x00281201
	tagICC            tag = 0x00282000
	tagRepresentative tag = 0x00286010
	tagShape          tag = 0x20500020
)

// colours is what samples mean.
type colours uint8

const (
	grey colours = iota
	rgb
	ybr     // YBR_FULL: full-range BT.601
	ybr422  // YBR_FULL_422: two Y, then the Cb and Cr of both
	indexed // PALETTE COLOR
)

// image is what is known of the pixels.
type image struct {
	width, height int
	samples       int // of a pixel
	planar        bool
	colours       colours
	inverted      bool // MONOCHROME1
	allocated     int  // bits of a sample in the file
	stored        int  // bits of a sample that count
	shift         int  // of these from the lowest
	signed        bool
	frames, frame int
	window        window
	palette       [3][]uint8
	icc           []byte
}

// newImage reads the description.
func newImage(d *dataset) (image, error) {
	m := image{
		width: d.short(tagColumns, 0), height: d.short(tagRows, 0), samples: d.short(tagSamples, 1),
		planar: d.short(tagPlanar, 0) == 1, allocated: d.short(tagAllocated, 8), signed: d.short(tagSigned, 0) == 1,
		frames: max(1, int(d.number(tagFrames, 1))), icc: d.values[tagICC],
	}
	m.stored = d.short(tagStored, m.allocated)
	m.shift = max(0, d.short(tagHighBit, m.stored-1)+1-m.stored)
	m.frame = min(max(0, int(d.number(tagRepresentative, 1))-1), m.frames-1)
	if m.width == 0 || m.height == 0 {
		return m, fault.New(fault.Corrupt, "size of %d×%d pixels", m.width, m.height)
	}
	if err := m.setColours(d); err != nil {
		return m, err
	}
	if err := m.checkDepth(d); err != nil {
		return m, err
	}
	m.window = newWindow(d)
	m.window.inverted = m.inverted
	return m, nil
}

// setColours reads what the samples mean.
func (m *image) setColours(d *dataset) error {
	photometric := strings.ToUpper(d.text(tagPhotometric))
	samples := 3
	switch photometric {
	case "MONOCHROME1", "MONOCHROME2", "":
		m.inverted = photometric == "MONOCHROME1" || d.text(tagShape) == "INVERSE" && photometric == "MONOCHROME2"
		samples = 1
		if m.samples == 3 && photometric == "" {
			m.colours, samples = rgb, 3
		}
	case "RGB":
		m.colours = rgb
	case "YBR_FULL", "YBR_ICT", "YBR_RCT":
		m.colours = ybr
	case "YBR_FULL_422":
		m.colours = ybr422
		if d.data.encapsulated {
			m.colours = ybr // decompressors give all samples
		}
	case "PALETTE COLOR":
		m.colours, samples = indexed, 1
		return m.setPalette(d)
	default:
		return fault.New(fault.Unsupported, "photometric interpretation %q", photometric)
	}
	if m.samples != samples {
		return fault.New(fault.Corrupt, "%d samples of photometric interpretation %q", m.samples, photometric)
	}
	return nil
}

// checkDepth refuses bits that no sample of the kind has.
func (m *image) checkDepth(d *dataset) error {
	if d.data.tag != tagPixels {
		m.allocated = map[tag]int{tagFloatPixels: 32, tagDoublePixels: 64}[d.data.tag]
		m.stored, m.shift = m.allocated, 0
	}
	wide := m.colours == grey && (m.allocated == 1 || m.allocated == 32 || d.data.tag == tagDoublePixels)
	if m.allocated != 8 && m.allocated != 16 && !wide {
		return fault.New(fault.Unsupported, "samples of %d bits, of which %d count", m.allocated, m.stored)
	}
	if m.stored < 1 || m.stored+m.shift > m.allocated {
		return fault.New(fault.Corrupt, "%d bits that count, %d up, of samples of %d bits", m.stored, m.shift, m.allocated)
	}
	if m.colours == ybr422 && (m.allocated != 8 || m.width%2 != 0) {
		return fault.New(fault.Unsupported, "YBR_FULL_422 of %d columns and %d bits", m.width, m.allocated)
	}
	return nil
}

// setPalette reads the lookup tables of red, green and blue as 8 bits (C.7.6.3.1.5).
func (m *image) setPalette(d *dataset) error {
	for i := range m.palette {
		descriptor := d.values[tagRedLUT+tag(i)]
		data := d.values[tagRedData+tag(i)]
		if len(descriptor) < 6 || len(data) == 0 {
			return fault.New(fault.Unsupported, "a palette that is missing or segmented")
		}
		entries := int(d.order.Uint16(descriptor))
		if entries == 0 {
			entries = 1 << 16
		}
		first, bits := int(d.order.Uint16(descriptor[2:])), int(d.order.Uint16(descriptor[4:]))
		m.palette[i] = make([]uint8, 1<<16)
		for value := range m.palette[i] {
			at := min(max(value-first, 0), entries-1)
			switch {
			case bits == 8 && len(data) < 2*entries && at < len(data):
				m.palette[i][value] = data[at]
			case 2*at+1 < len(data):
				v := d.order.Uint16(data[2*at:])
				if bits == 16 {
					v >>= 8
				}
				m.palette[i][value] = uint8(v)
			}
		}
	}
	return nil
}

// frameBits returns how many bits a frame of native pixel data has.
func (m *image) frameBits() int64 {
	samples := int64(m.samples)
	if m.colours == ybr422 {
		samples = 2
	}
	return int64(m.width) * int64(m.height) * samples * int64(m.allocated)
}

// short returns an element of two bytes.
func (d *dataset) short(t tag, missing int) int {
	if b := d.values[t]; len(b) >= 2 {
		return int(d.order.Uint16(b))
	}
	return missing
}

// number returns the first of the decimal numbers of an element (VR DS, IS), or one of
// two bytes.
func (d *dataset) number(t tag, missing float64) float64 {
	first, _, _ := strings.Cut(d.text(t), `\`)
	v, err := strconv.ParseFloat(strings.TrimSpace(first), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		if len(d.values[t]) == 2 {
			return float64(d.short(t, 0))
		}
		return missing
	}
	return min(max(v, -math.MaxInt32), math.MaxInt32)
}
