package mp3_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/audio/audiotest"
	"apsync/core/codec/audio/mp3"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
)

// bitWriter writes numbers, the highest bit first.
type bitWriter struct {
	data []byte
	n    int // bits
}

func (w *bitWriter) write(v, width int) {
	for i := width - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.data = append(w.data, 0)
		}
		w.data[w.n/8] |= byte(v>>i&1) << (7 - w.n%8)
		w.n++
	}
}

// tone is a sound of one line of the spectrum.
type tone struct {
	version int // as in the header: 3 is MPEG-1, 2 MPEG-2, 0 MPEG-2.5
	line    int // even; -1 is silence
	gain    int // global_gain
	blocks  int // block type of all
	// position is that of intensity stereo, if there is any: then there are two channels,
	// of which the second is silent.
	position int
	stereo   bool
}

// bits returns the bits of one channel of a granule: values of table 1 as big pairs.
func (s tone) bits(second bool) *bitWriter {
	w := &bitWriter{}
	if second { // eleven scale factors of three bits
		for range 11 {
			w.write(s.position, 3)
		}
		return w
	}
	if s.line < 0 {
		return w
	}
	for range s.line / 2 {
		w.write(1, 1) // 0, 0
	}
	w.write(0b01, 2) // 1, 0
	w.write(0, 1)    // positive
	return w
}

// frame returns a frame of 44100 Hz, or half or a quarter of it. With two channels it is
// of 128 kbit/s, else of 64.
func (s tone) frame() []byte {
	channels, mode := 1, 3
	if s.stereo {
		channels, mode = 2, 1
	}
	granules, rate := 1, 8
	if s.version == 3 {
		granules, rate = 2, 5
		if s.stereo {
			rate = 9
		}
	}
	w := &bitWriter{}
	w.write(0x7ff, 11)
	w.write(s.version, 2)
	w.write(1, 2)
	w.write(1, 1)
	w.write(rate, 4)
	w.write(0, 4)
	w.write(mode, 2)
	w.write(1, 2) // intensity stereo
	w.write(0, 4)
	if s.version == 3 {
		w.write(0, 9+7-2*channels+4*channels)
	} else {
		w.write(0, 8+channels)
	}
	var main bitWriter
	for range granules {
		for c := range channels {
			s.side(w, c == 1)
			b := s.bits(c == 1)
			for i := range b.n {
				main.write(int(b.data[i/8]>>(7-i%8)&1), 1)
			}
		}
	}
	size := 144000 * 64 / 44100
	if s.stereo && s.version == 3 {
		size = 144000 * 128 / 44100
	}
	if s.version == 0 {
		size = 72000 * 64 / 11025
	}
	frame := append(w.data, main.data...)
	return append(frame, make([]byte, size-len(frame))...)
}

func (s tone) side(w *bitWriter, second bool) {
	w.write(s.bits(second).n, 12)
	if second {
		w.write(0, 9)
	} else {
		w.write((s.line+2)/2, 9)
	}
	w.write(s.gain, 8)
	compress := 0
	if second {
		compress = 4 // three bits for each of the lower factors, none for the upper
	}
	if s.version == 3 {
		w.write(compress, 4)
	} else {
		w.write(0, 9)
	}
	if s.blocks > 0 {
		w.write(1, 1)
		w.write(s.blocks, 2)
		w.write(0, 1)
		w.write(1<<5|1, 10)
		w.write(0, 9)
	} else {
		w.write(0, 1)
		w.write(1<<10|1<<5|1, 15)
		w.write(0, 7)
	}
	if s.version == 3 {
		w.write(0, 1)
	}
	w.write(0, 2)
}

// file returns n frames.
func (s tone) file(n int) []byte { return bytes.Repeat(s.frame(), n) }

// middle returns the peak and the mean of the squares of a sound, its ends apart, where
// the transforms have no neighbours.
func middle(t *testing.T, data []byte) (peak, squares float64) {
	t.Helper()
	_, e, err := audiotest.Measure(t, mp3.Open, data)
	require.NoError(t, err)
	bins := e.Bins()
	n := int64(0)
	for _, b := range bins[len(bins)/4 : len(bins)*3/4] {
		peak = max(peak, float64(b.Max), -float64(b.Min))
		squares += b.Squares
		n += b.Count
	}
	return peak, squares / float64(n)
}

// TestTones has single lines of the spectrum sound as sines. Their level is that of the
// line, since a gain of 210 is one of 1 (ISO/IEC 11172-3 §2.4.3.4.7).
func TestTones(t *testing.T) {
	t.Parallel()
	for name, version := range map[string]int{"MPEG-1": 3, "MPEG-2": 2, "MPEG-2.5": 0} {
		for _, line := range []int{4, 60, 300} {
			peak, squares := middle(t, tone{version: version, line: line, gain: 206}.file(20))
			require.InDelta(t, 0.5, peak, 0.02, "%s, line %d", name, line)
			require.InDelta(t, 0.125, squares, 0.005, "%s, line %d", name, line)
		}
		peak, squares := middle(t, tone{version: version, line: -1, gain: 206}.file(20))
		require.Zero(t, peak+squares, "silence")
	}
}

func TestShortBlocks(t *testing.T) {
	t.Parallel()
	// One of three blocks sounds, so there is no steady tone.
	peak, squares := middle(t, tone{version: 3, line: 30, gain: 206, blocks: 2}.file(20))
	require.InDelta(t, 0.5, peak, 0.1)
	require.InDelta(t, 0.125/3, squares, 0.01)
}

func TestIntensityStereo(t *testing.T) {
	t.Parallel()
	for position, want := range map[int][2]float64{
		0: {0.5, 0.0625},   // all on the right
		3: {0.25, 0.03125}, // halves
		6: {0.5, 0.0625},   // all on the left
		7: {0.5, 0.0625},   // none
	} {
		peak, squares := middle(t, tone{version: 3, line: 30, gain: 206, stereo: true, position: position}.file(20))
		require.InDelta(t, want[0], peak, 0.02, "position %d", position)
		require.InDelta(t, want[1], squares, 0.003, "position %d", position)
	}
}

func TestHarm(t *testing.T) {
	t.Parallel()
	audiotest.Run(t, mp3.Open, tone{version: 3, line: 60, gain: 206}.file(12))
	audiotest.Run(t, mp3.Open, tone{version: 2, line: 60, gain: 206, blocks: 2}.file(12))
	audiotest.Run(t, mp3.Open, tone{version: 3, line: 60, gain: 206, stereo: true}.file(12))
}

// described returns a file whose first frame is a description with LAME's part.
func described(frames, delay, padding int, sound []byte) []byte {
	first := tone{version: 3, line: -1}.frame()
	be := binary.BigEndian
	copy(first[4+17:], "Xing\x00\x00\x00\x05")
	be.PutUint32(first[4+17+8:], uint32(frames))
	for i := range 100 {
		first[4+17+12+i] = byte(i * 256 / 100)
	}
	copy(first[4+17+120:], "LAME")
	copy(first[4+17+141:], []byte{byte(delay >> 4), byte(delay<<4 | padding>>8), byte(padding)})
	return append(first, sound...)
}

func TestWhatEncodersAddIsLeftOut(t *testing.T) {
	t.Parallel()
	sound := tone{version: 3, line: 60, gain: 206}.file(20)
	info, e, err := audiotest.Measure(t, mp3.Open, described(20, 576, 1000, sound))
	require.NoError(t, err)
	require.EqualValues(t, 20*1152-576-1000, info.Length)
	require.Equal(t, info.Length, e.Length())
	require.Equal(t, info.Length, e.Seen())

	info, _, err = audiotest.Measure(t, mp3.Open, append([]byte("ID3\x04\x00\x00\x00\x00\x00\x05junk!"), sound...))
	require.NoError(t, err)
	require.EqualValues(t, 20*1152, info.Length)
}

// TestLongSounds has half an hour, of which the second half is twice as loud.
func TestLongSounds(t *testing.T) {
	t.Parallel()
	quiet, loud := tone{version: 3, line: 60, gain: 202}, tone{version: 3, line: 60, gain: 206}
	const frames = 70000
	sound := append(quiet.file(frames/2), loud.file(frames/2)...)
	for name, file := range map[string][]byte{"even": sound, "described": described(frames, 576, 576, sound)} {
		info, e, err := audiotest.Measure(t, mp3.Open, file)
		require.NoError(t, err)
		require.InDelta(t, frames*1152, info.Length, 1152, name)
		require.InDelta(t, 1024*6*1152, e.Seen(), 1024*1152, name)
		bins := e.Bins()
		for i, b := range bins[:len(bins)-1] {
			want := 0.25
			if i > len(bins)/2 {
				want = 0.5
			}
			if b.Count > 1000 && (i < len(bins)/2-8 || i > len(bins)/2+8) {
				require.InDelta(t, want, b.Max, 0.03, "%s: bin %d of %d", name, i, len(bins))
			}
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	layer2 := tone{version: 3, line: -1}.file(4)
	for i := 0; i < len(layer2); i += len(layer2) / 4 {
		layer2[i+1] = 0xfd
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "layer II": layer2, "noise": bytes.Repeat([]byte{0xff, 0xfb}, 5000),
		"only a description": described(20, 0, 0, nil),
	} {
		_, _, err := audiotest.Measure(t, mp3.Open, data)
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), name)
	}
}

// TestCorpus compares with what other decoders say of these files.
func TestCorpus(t *testing.T) {
	t.Parallel()
	known := map[string]struct {
		length int64
		peak   float64
	}{
		"IfcOpenShell__chaching.mp3":          {104832, 0.91168},
		"godot-demo-projects__item_spawn.mp3": {99229, 0.71824},
		"kio-extras__sample.mp3":              {105331, 0.79684},
		"music-metadata__sin1k0db.mp3":        {365184, 1.03399},
		"music-metadata__testcase-2star.mp3":  {44100, 0.40326},
	}
	for _, c := range loadertest.CorpusCases(t, "mp3") {
		want, ok := known[c.Name]
		_, e, err := audiotest.Measure(t, mp3.Open, c.Data)
		if !ok {
			continue
		}
		require.NoError(t, err, c.Name)
		require.Equal(t, want.length, e.Length(), c.Name)
		low, high, squares := audiotest.Peaks(e)
		require.InDelta(t, want.peak, max(high, -low), 1e-5, c.Name)
		if c.Name == "music-metadata__sin1k0db.mp3" {
			require.InDelta(t, 0.5, squares, 0.03, "a sine at full scale")
		}
	}
	for _, c := range loadertest.CorpusCases(t, "hostile/mp3", "hostile/audio") {
		_, _, _ = audiotest.Measure(t, mp3.Open, c.Data)
	}
}

func FuzzMeasure(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("mp3"), loadertest.CorpusSeeds("hostile/mp3")...)
	for _, s := range []tone{{version: 3, line: 60}, {version: 2, line: 30, blocks: 2}, {version: 0, line: 2}, {version: 3, line: 30, stereo: true}} {
		seeds = append(seeds, s.file(4), described(4, 10, 10, s.file(4)))
	}
	audiotest.Fuzz(f, mp3.Open, seeds...)
}
