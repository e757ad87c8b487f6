package mp3

import (
	"encoding/binary"
)

const headerSize = 4

// header is what a frame says of itself (ISO/IEC 11172-3 §2.4.1.3).
type header struct {
	mpeg1     bool // else MPEG-2 or 2.5
	low       bool // MPEG-2.5
	frequency int  // 0 to 2, within the version
	checked   bool // a checksum follows
	rate      int  // samples a second
	channels  int
	mode      int // how channels are joined, below
	size      int // of the whole frame, in bytes
}

// Bits of mode, of joint stereo.
const (
	intensity = 1
	midSide   = 2
)

// Bit rates of layer III, in kbit/s.
var (
	rates1 = [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0}
	rates2 = [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0}
)

// readHeader reads the four bytes at the front of a frame. It is false for what is no
// header, for other layers and for the free format.
func readHeader(b []byte) (header, bool) {
	v := binary.BigEndian.Uint32(b)
	version, layer := v>>19&3, v>>17&3
	bitrate, frequency := v>>12&15, v>>10&3
	const reservedVersion, layer3 = 1, 1
	if v>>21 != 1<<11-1 || version == reservedVersion || layer != layer3 || frequency == 3 {
		return header{}, false
	}
	h := header{
		mpeg1: version == 3, low: version == 0,
		frequency: int(frequency), checked: v>>16&1 == 0, channels: 2,
		rate: [3]int{44100, 48000, 32000}[frequency],
	}
	kilobits, perFrame := rates1[bitrate], 144000
	if !h.mpeg1 {
		kilobits, perFrame = rates2[bitrate], 72000
		h.rate /= 2
	}
	if h.low {
		h.rate /= 2
	}
	if kilobits == 0 {
		return header{}, false
	}
	const joint, single = 1, 3
	switch v >> 6 & 3 {
	case joint:
		h.mode = int(v >> 4 & 3)
	case single:
		h.channels = 1
	}
	h.size = perFrame*kilobits/h.rate + int(v>>9&1)
	return h, h.size > headerSize+2+h.sideSize()
}

// samples returns how many samples of one channel a frame has.
func (h header) samples() int { return h.granules() * granule }

func (h header) granules() int {
	if h.mpeg1 {
		return 2
	}
	return 1
}

// sideSize returns the size of the side information, in bytes.
func (h header) sideSize() int {
	switch {
	case h.mpeg1 && h.channels == 2:
		return 32
	case !h.mpeg1 && h.channels == 1:
		return 9
	}
	return 17
}

// like reports whether two frames may be of one sound.
func (h header) like(other header) bool {
	return h.mpeg1 == other.mpeg1 && h.rate == other.rate && h.channels == other.channels
}

// table is what an encoder says of the whole sound in its first frame.
type table struct {
	frames    int64 // 0 if unknown
	delay     int   // samples in front that the encoder added
	padding   int   // and at the end
	hasPlaces bool
	places    [101]float64 // where each hundredth of the time begins, as a share of the file
}

// readTable reads the description that a first frame may hold in place of sound: Xing's
// and LAME's, or Fraunhofer's, of which only the count of frames is taken.
func readTable(frame []byte, h header) (*table, bool) {
	const vbri = headerSize + 32
	if len(frame) >= vbri+18 && string(frame[vbri:][:4]) == "VBRI" {
		return &table{frames: int64(binary.BigEndian.Uint32(frame[vbri+14:]))}, true
	}
	off := headerSize + h.sideSize()
	if len(frame) < off+8 || (string(frame[off:][:4]) != "Xing" && string(frame[off:][:4]) != "Info") {
		return nil, false
	}
	const hasFrames, hasBytes, hasPlaces = 1, 2, 4
	flags, b := binary.BigEndian.Uint32(frame[off+4:]), frame[off+8:]
	t := &table{}
	t.readDelay(frame[off:])
	if flags&hasFrames != 0 && len(b) >= 4 {
		t.frames, b = int64(binary.BigEndian.Uint32(b)), b[4:]
	}
	if flags&hasBytes != 0 && len(b) >= 4 {
		b = b[4:]
	}
	if flags&hasPlaces != 0 && len(b) >= 100 {
		t.hasPlaces = true
		for i, v := range b[:100] {
			t.places[i] = float64(v) / 256
		}
		t.places[100] = 1
	}
	return t, true
}

// decoderDelay is how many samples a decoder is late, those of its filters.
const decoderDelay = 529

// readDelay reads what LAME, and what writes like it, says behind Xing's part.
func (t *table) readDelay(b []byte) {
	const program, delays = 120, 141
	if len(b) < delays+3 || b[program] == 0 {
		return
	}
	t.delay = int(b[delays])<<4 + int(b[delays+1])>>4 + decoderDelay
	t.padding = max(0, int(b[delays+1]&15)<<8+int(b[delays+2])-decoderDelay)
}

// place returns where in the file a moment is, both as shares of the whole.
func (t *table) place(moment float64) float64 {
	x := min(max(moment, 0), 1) * 100
	i := min(int(x), 99)
	return t.places[i] + (t.places[i+1]-t.places[i])*(x-float64(i))
}
