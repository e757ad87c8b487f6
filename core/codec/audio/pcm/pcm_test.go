package pcm_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/audio"
	"apsync/core/codec/audio/audiotest"
	"apsync/core/codec/audio/pcm"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// ramp goes from -0.75 to 0.75 in one channel, and is a constant quarter in the other.
func ramp(write func(v float64) []byte) []byte {
	var data []byte
	for i := range 257 {
		data = append(data, write(1.5*float64(i)/256-0.75)...)
		data = append(data, write(0.25)...)
	}
	return data
}

func integer(order binary.AppendByteOrder, size int) func(v float64) []byte {
	return func(v float64) []byte {
		b := order.AppendUint64(nil, uint64(int64(v*math.MaxInt64)))
		if order == binary.AppendByteOrder(binary.BigEndian) {
			return b[:size]
		}
		return b[8-size:]
	}
}

func unsigned(v float64) []byte { return []byte{byte(int(math.Floor(v*128)) + 128)} }

func single(order binary.AppendByteOrder) func(v float64) []byte {
	return func(v float64) []byte { return order.AppendUint32(nil, math.Float32bits(float32(v))) }
}

func double(order binary.AppendByteOrder) func(v float64) []byte {
	return func(v float64) []byte { return order.AppendUint64(nil, math.Float64bits(v)) }
}

// coded returns a writer that searches the code of which expand is the nearest.
func coded(expand func(code byte) float64) func(v float64) []byte {
	return func(v float64) []byte {
		best := byte(0)
		for code := range 256 {
			if math.Abs(expand(byte(code))-v) < math.Abs(expand(best)-v) {
				best = byte(code)
			}
		}
		return []byte{best}
	}
}

// muLaw and aLaw expand by the segments of G.711: chords that double in length.
func muLaw(code byte) float64 {
	code = ^code
	v := math.Ldexp(float64(code&15)+16.5, int(code>>4&7)) - 16.5
	if code >= 128 {
		v = -v
	}
	return v / 4096
}

func aLaw(code byte) float64 {
	code ^= 0x55
	v := float64(code&15) + 0.5
	if chord := int(code >> 4 & 7); chord > 0 {
		v = math.Ldexp(v+16, chord-1)
	}
	if code < 128 {
		v = -v
	}
	return v / 2048
}

func chunk(order binary.AppendByteOrder, id string, data []byte) []byte {
	b := append(order.AppendUint32([]byte(id), uint32(len(data))), data...)
	return append(b, make([]byte, len(data)&1)...)
}

// wave returns a file of two channels at 8000 Hz.
func wave(tag, width int, extra, data []byte) []byte {
	le := binary.LittleEndian
	format := le.AppendUint16(nil, uint16(tag))
	format = le.AppendUint16(format, 2)
	format = le.AppendUint32(format, 8000)
	format = le.AppendUint32(format, uint32(8000*2*width/8))
	format = le.AppendUint16(format, uint16(2*width/8))
	format = le.AppendUint16(format, uint16(width))
	format = le.AppendUint16(format, uint16(len(extra)))
	body := append([]byte("WAVE"), chunk(le, "fmt ", append(format, extra...))...)
	body = append(body, chunk(le, "LIST", []byte("odd"))...)
	return chunk(le, "RIFF", append(body, chunk(le, "data", data)...))
}

func aiff(coding string, width int, data []byte) []byte {
	be := binary.BigEndian
	common := be.AppendUint16(nil, 2)
	common = be.AppendUint32(common, 257)
	common = be.AppendUint16(common, uint16(width))
	common = be.AppendUint64(be.AppendUint16(common, 0x400b), 0xfa00000000000000) // 8000
	form := "AIFF"
	if coding != "" {
		form, common = "AIFC", append(append(common, coding...), 0, 0)
	}
	sound := chunk(be, "SSND", append(make([]byte, 8), data...))
	return chunk(be, "FORM", append(append([]byte(form), chunk(be, "COMM", common)...), sound...))
}

var (
	little = binary.LittleEndian
	big    = binary.BigEndian
)

// extensible is what follows the format of a sound in 24 bits that is 20 bits wide.
var extensible = append([]byte{20, 0, 3, 0, 0, 0, 1, 0}, "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"...)

var files = []struct {
	name      string
	open      audiotest.Open
	data      []byte
	tolerance float64
}{
	{"wave 8", pcm.OpenWave, wave(1, 8, nil, ramp(unsigned)), 1. / 128},
	{"wave 16", pcm.OpenWave, wave(1, 16, nil, ramp(integer(little, 2))), 1e-4},
	{"wave 24", pcm.OpenWave, wave(1, 24, nil, ramp(integer(little, 3))), 1e-6},
	{"wave 32", pcm.OpenWave, wave(1, 32, nil, ramp(integer(little, 4))), 1e-6},
	{"wave 64", pcm.OpenWave, wave(1, 64, nil, ramp(integer(little, 8))), 1e-6},
	{"wave float", pcm.OpenWave, wave(3, 32, nil, ramp(single(little))), 1e-6},
	{"wave double", pcm.OpenWave, wave(3, 64, nil, ramp(double(little))), 1e-6},
	{"wave A-law", pcm.OpenWave, wave(6, 8, nil, ramp(coded(aLaw))), 0.02},
	{"wave µ-law", pcm.OpenWave, wave(7, 8, nil, ramp(coded(muLaw))), 0.02},
	{"wave extensible", pcm.OpenWave, wave(0xfffe, 24, extensible, ramp(integer(little, 3))), 1e-6},
	{"aiff 8", pcm.OpenAIFF, aiff("", 8, ramp(integer(big, 1))), 1. / 64},
	{"aiff 16", pcm.OpenAIFF, aiff("", 16, ramp(integer(big, 2))), 1e-4},
	{"aiff 20", pcm.OpenAIFF, aiff("", 20, ramp(integer(big, 3))), 1e-6},
	{"aiff 32", pcm.OpenAIFF, aiff("", 32, ramp(integer(big, 4))), 1e-6},
	{"aifc twos", pcm.OpenAIFF, aiff("twos", 16, ramp(integer(big, 2))), 1e-4},
	{"aifc sowt", pcm.OpenAIFF, aiff("sowt", 16, ramp(integer(little, 2))), 1e-4},
	{"aifc raw", pcm.OpenAIFF, aiff("raw ", 8, ramp(unsigned)), 1. / 128},
	{"aifc fl32", pcm.OpenAIFF, aiff("fl32", 32, ramp(single(big))), 1e-6},
	{"aifc fl64", pcm.OpenAIFF, aiff("fl64", 64, ramp(double(big))), 1e-6},
	{"aifc alaw", pcm.OpenAIFF, aiff("alaw", 8, ramp(coded(aLaw))), 0.02},
	{"aifc ulaw", pcm.OpenAIFF, aiff("ulaw", 8, ramp(coded(muLaw))), 0.02},
}

func TestEveryCoding(t *testing.T) {
	t.Parallel()
	for _, c := range files {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, e, err := audiotest.Measure(t, c.open, c.data)
			require.NoError(t, err)
			require.Equal(t, []int{8000, 2, 257}, []int{info.Rate, info.Channels, int(info.Length)})
			bins := e.Bins()
			require.Len(t, bins, 257)
			for i, b := range bins {
				v := 1.5*float64(i)/256 - 0.75
				require.InDelta(t, min(v, 0.25), b.Min, c.tolerance, "sample %d", i)
				require.InDelta(t, max(v, 0.25), b.Max, c.tolerance, "sample %d", i)
			}
			audiotest.Run(t, c.open, c.data)
		})
	}
}

// TestADPCM decodes blocks of codes that rise by full steps and then stay.
func TestADPCM(t *testing.T) {
	t.Parallel()
	ima := wave(0x11, 4, nil, append([]byte{0xe8, 3, 40, 0, 0, 0, 0, 0}, 0x77, 0x77, 0xff, 0xff, 0, 0, 0, 0))
	binary.LittleEndian.PutUint16(ima[32:], 16)
	// Of index 40 the step is 337: a code of 7 adds 1+1/2+1/4+1/8 of it, and 8 to the index.
	want := []float64{1000, 1000 + 41 + 84 + 168 + 337}
	_, e, err := audiotest.Measure(t, pcm.OpenWave, ima)
	require.NoError(t, err)
	bins := e.Bins()
	require.Len(t, bins, 9, "one in the head of a block, and two in each byte")
	require.InDelta(t, want[0]/(1<<15), bins[0].Max, 1e-3)
	require.InDelta(t, (want[1]+1)/(1<<15), bins[1].Max, 1e-3)
	require.Greater(t, bins[4].Max, bins[1].Max)
	require.Less(t, bins[8].Max, bins[4].Max, "codes with the sign bit fall")
	audiotest.Run(t, pcm.OpenWave, ima)

	head := []byte{0, 0, 16, 0, 16, 0, 0xe8, 3, 0xe8, 3, 0xd0, 7, 0xd0, 7}
	ms := wave(2, 4, nil, append(head, 0x11, 0x00, 0xff, 0x00))
	binary.LittleEndian.PutUint16(ms[32:], 18)
	_, e, err = audiotest.Measure(t, pcm.OpenWave, ms)
	require.NoError(t, err)
	var levels []int
	for _, b := range e.Bins() {
		levels = append(levels, int(math.Round(float64(b.Max)*(1<<15))))
	}
	// The head has the later sample first. The first predictor repeats it; codes are of
	// a step of 16, which 230/256 does not lessen.
	require.Equal(t, []int{2000, 1000, 1016, 1016, 1000, 1000}, levels)
	audiotest.Run(t, pcm.OpenWave, ms)
}

func TestIMAOfAIFF(t *testing.T) {
	t.Parallel()
	packet := append([]byte{0x40, 0x00 | 20}, make([]byte, 32)...)
	file := aiff("ima4", 16, append(packet, packet...))
	info, e, err := audiotest.Measure(t, pcm.OpenAIFF, file)
	require.NoError(t, err)
	require.EqualValues(t, 64, info.Length)
	require.InDelta(t, 0.5, e.Bins()[0].Max, 0.01)
	audiotest.Run(t, pcm.OpenAIFF, file)
}

func TestLargeFilesKeepTheirSizesElsewhere(t *testing.T) {
	t.Parallel()
	file := wave(1, 16, nil, ramp(integer(little, 2)))
	for _, id := range []string{"RF64", "BW64"} {
		large := append([]byte(id+"\xff\xff\xff\xffWAVE"), chunk(little, "ds64", binary.LittleEndian.AppendUint64(make([]byte, 8), 400))...)
		large = append(large, file[12:]...)
		at := bytes.Index(large, []byte("data"))
		copy(large[at+4:], "\xff\xff\xff\xff")
		info, _, err := audiotest.Measure(t, pcm.OpenWave, append(large, "what follows"...))
		require.NoError(t, err)
		require.EqualValues(t, 100, info.Length, id)
	}
}

func TestSizesThatWereNeverWrittenStandForAll(t *testing.T) {
	t.Parallel()
	for _, size := range []uint32{0, math.MaxUint32} {
		file := wave(1, 16, nil, ramp(integer(little, 2)))
		binary.LittleEndian.PutUint32(file[4:], size)
		binary.LittleEndian.PutUint32(file[bytes.Index(file, []byte("data"))+4:], size)
		info, _, err := audiotest.Measure(t, pcm.OpenWave, file)
		require.NoError(t, err)
		require.EqualValues(t, 257, info.Length)
	}
}

func TestLongSoundsAreReadInWindows(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte{0, 0x40, 0, 0xc0}, 20<<20)
	info, e, err := audiotest.Measure(t, pcm.OpenWave, wave(1, 16, nil, data))
	require.NoError(t, err)
	require.EqualValues(t, 20<<20, info.Length)
	require.EqualValues(t, 20<<20, e.Length())
	require.InDelta(t, 64<<20/2, e.Seen(), 1<<20, "64 MiB")
	low, high, squares := audiotest.Peaks(e)
	require.Equal(t, []float64{-0.5, 0.5, 0.25}, []float64{low, high, squares})
	seen := 0
	for i := 0; i+4 <= len(e.Bins()); i += 4 {
		if e.Bins()[i].Count+e.Bins()[i+1].Count+e.Bins()[i+2].Count+e.Bins()[i+3].Count > 0 {
			seen++
		}
	}
	require.InDelta(t, len(e.Bins())/4, seen, 8, "in every part")
}

func TestRefused(t *testing.T) {
	t.Parallel()
	good := wave(1, 16, nil, ramp(integer(little, 2)))
	edit := func(at int, with string) []byte {
		b := bytes.Clone(good)
		copy(b[at:], with)
		return b
	}
	for _, c := range []struct {
		name string
		open audiotest.Open
		data []byte
		code fault.Code
	}{
		{"no samples", pcm.OpenWave, wave(1, 16, nil, nil), fault.NoPicture},
		{"no samples of aiff", pcm.OpenAIFF, aiff("", 16, nil), fault.NoPicture},
		{"no format", pcm.OpenWave, edit(12, "fm_ "), fault.Corrupt},
		{"no channels", pcm.OpenWave, edit(22, "\x00\x00"), fault.Corrupt},
		{"too many channels", pcm.OpenWave, edit(22, "\x41\x00"), fault.Corrupt},
		{"no rate", pcm.OpenWave, edit(24, "\x00\x00\x00\x00"), fault.Corrupt},
		{"unknown coding", pcm.OpenWave, edit(20, "\x55\x00"), fault.Unsupported},
		{"big-endian", pcm.OpenWave, edit(0, "RIFX"), fault.Unsupported},
		{"unknown coding of aiff", pcm.OpenAIFF, aiff("QDM2", 16, ramp(unsigned)), fault.Unsupported},
		{"another form", pcm.OpenAIFF, chunk(big, "FORM", []byte("ILBM")), fault.Corrupt},
		{"nothing", pcm.OpenWave, nil, fault.Truncated},
		{"short blocks", pcm.OpenWave, wave(0x11, 16, nil, ramp(unsigned)), fault.Corrupt},
	} {
		_, _, err := audiotest.Measure(t, c.open, c.data)
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
	}
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	lengths := map[string]int64{"file-type__fixture.aif": 23493, "tika__testWAV.wav": 960, "ufbx__plonk.wav": 14412}
	for folder, open := range map[string]audiotest.Open{"wav": pcm.OpenWave, "aiff": pcm.OpenAIFF} {
		for _, c := range loadertest.CorpusCases(t, folder) {
			info, e, err := audiotest.Measure(t, open, c.Data)
			if length, ok := lengths[c.Name]; ok {
				require.NoError(t, err, c.Name)
				require.Equal(t, length, info.Length, c.Name)
				require.Equal(t, length*int64(info.Channels), e.Seen(), c.Name)
			}
		}
	}
	for _, c := range loadertest.CorpusCases(t, "hostile/audio") {
		_, _, _ = audiotest.Measure(t, pcm.OpenWave, c.Data)
	}
}

// fuzzed opens either format.
func fuzzed() audiotest.Open {
	return func(src *picture.Source) (audio.Track, error) {
		if bytes.HasPrefix(src.Head(), []byte("FORM")) {
			return pcm.OpenAIFF(src)
		}
		return pcm.OpenWave(src)
	}
}

func FuzzMeasure(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("wav"), loadertest.CorpusSeeds("aiff")...)
	for _, c := range files {
		seeds = append(seeds, c.data)
	}
	audiotest.Fuzz(f, fuzzed(), append(seeds, wave(0x11, 16, nil, make([]byte, 64)), wave(2, 16, nil, make([]byte, 64)))...)
}
