package mp3

import (
	"math"
	"sync"
)

// granule is how many samples of a channel are coded at a time.
const granule = 576

// maxReservoir is how many bytes of frames before it a frame may use.
const maxReservoir = 511

// decoderBytes is what a decoder takes.
const decoderBytes = 64 << 10

// decoder decodes one frame after the other.
type decoder struct {
	bands    *bands
	buffer   [maxReservoir + maxFrame + padding]byte
	main     []byte // main data: the reservoir and the frame's own, in buffer
	channels [2]channel
	lines    [granule]int32
	out      [2][2 * granule]float32 // the samples of the last frame
}

// channel is the state of a channel.
type channel struct {
	spectrum [granule]float32
	used     int // lines of the spectrum beyond which all are 0
	scale    scalefactors
	overlap  [granule]float32 // the second half of the last block
	synth    synthesis
}

func newDecoder(h header) *decoder { return &decoder{bands: bandsOf(h)} }

// reset forgets all that was decoded.
func (d *decoder) reset() {
	d.main = d.main[:0]
	d.channels = [2]channel{}
}

// decode decodes a frame. It is false, and the frame silent, where frames that it needs
// were not there.
func (d *decoder) decode(frame []byte, h header) bool {
	at := headerSize
	if h.checked {
		at += 2
	}
	d.out = [2][2 * granule]float32{}
	if len(frame) < at+h.sideSize() {
		return false
	}
	s := readSide(frame[at:at+h.sideSize()], h)
	whole := s.mainDataBegin <= len(d.main)
	own := frame[at+h.sideSize():]
	n := copy(d.buffer[:], d.main[max(0, len(d.main)-maxReservoir):])
	n += copy(d.buffer[n:n+maxFrame], own)
	clear(d.buffer[n:])
	d.main = d.buffer[:n]
	if whole {
		r := &bitReader{data: d.buffer[:n+padding], pos: 8 * (n - len(own) - s.mainDataBegin)}
		for g := range h.granules() {
			d.granule(r, h, &s, g)
		}
	}
	return whole
}

// granule decodes the granule of a number.
func (d *decoder) granule(r *bitReader, h header, s *side, g int) {
	for c := range h.channels {
		info, ch := &s.info[g][c], &d.channels[c]
		end := r.pos + info.part23Length
		if h.mpeg1 {
			ch.scale.read1(r, info, s.scfsi[c], g)
		} else {
			ch.scale.read2(r, info, c == 1 && h.mode&intensity != 0)
		}
		n := readSpectrum(r, &d.lines, info, d.bands, end)
		ch.requantise(d.lines[:n], info, d.bands)
		r.pos = end
	}
	if h.mode != 0 && h.channels == 2 {
		d.joinStereo(h, &s.info[g][1])
	}
	for c := range h.channels {
		info, ch := &s.info[g][c], &d.channels[c]
		reorder(&ch.spectrum, info, d.bands)
		smooth(&ch.spectrum, info)
		ch.transform(info)
		ch.synth.run(&ch.spectrum, d.out[c][g*granule:])
	}
}

// powers has the numbers to the power of 4/3.
var powers = sync.OnceValue(func() *[8207]float32 {
	var p [8207]float32
	for i := range p {
		p[i] = float32(math.Pow(float64(i), 4.0/3))
	}
	return &p
})

// requantise makes the spectrum of its quantised lines (ISO/IEC 11172-3 §2.4.3.4.7).
func (c *channel) requantise(lines []int32, i *channelInfo, b *bands) {
	clear(c.spectrum[len(lines):])
	c.used = len(lines)
	table := powers()
	at := 0
	for band := range c.scale.spans(i, b) {
		if at >= len(lines) {
			break
		}
		// In quarters of a power of 2.
		exponent := i.globalGain - 210 - (2<<i.scalefacScale)*band.scale
		if band.window >= 0 {
			exponent -= 8 * i.subblockGain[band.window]
		}
		gain := float32(math.Exp2(float64(exponent) / 4))
		for end := min(at+band.size, len(lines)); at < end; at++ {
			if v := lines[at]; v < 0 {
				c.spectrum[at] = -table[-v] * gain
			} else {
				c.spectrum[at] = table[v] * gain
			}
		}
	}
}
