package vorbis_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/audio/audiotest"
	"apsync/core/codec/audio/vorbis"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
)

// half is the level of a floor of -6 dB (Vorbis I §10.1), whose steps are of 0.546875.
const half = 255 - 11

func streams() map[string]stream {
	return map[string]stream{
		"residue 0":      {channels: 1, residue: 0, line: 100, level: half},
		"residue 1":      {channels: 1, residue: 1, line: 101, level: half},
		"residue 2":      {channels: 2, residue: 2, line: 102, level: half},
		"three channels": {channels: 3, residue: 1, line: 103, level: half},
		"low":            {channels: 1, residue: 1, line: 8, level: half},
	}
}

// TestTones has single lines of the spectrum sound.
func TestTones(t *testing.T) {
	t.Parallel()
	for name, s := range streams() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, samples := s.file(24)
			info, e, err := audiotest.Measure(t, vorbis.Open, file)
			require.NoError(t, err)
			require.Equal(t, []int{8000, s.channels, int(samples)}, []int{info.Rate, info.Channels, int(info.Length)})
			require.Equal(t, samples, e.Length())
			require.Equal(t, samples*int64(s.channels), e.Seen())
			low, high, squares := audiotest.Peaks(e)
			require.InDelta(t, 0.5, max(high, -low), 0.06)
			require.InDelta(t, 0.125, squares, 0.02)
			audiotest.Run(t, vorbis.Open, file)
		})
	}
}

// TestCoupling has magnitude and angle, which are both 1: so one channel is silent.
func TestCoupling(t *testing.T) {
	t.Parallel()
	file, _ := stream{channels: 2, residue: 2, line: 100, level: half, coupled: true}.file(24)
	_, e, err := audiotest.Measure(t, vorbis.Open, file)
	require.NoError(t, err)
	low, high, squares := audiotest.Peaks(e)
	require.InDelta(t, 0.5, max(high, -low), 0.06)
	require.InDelta(t, 0.125/2, squares, 0.01)
}

func TestSilence(t *testing.T) {
	t.Parallel()
	s := stream{channels: 1, residue: 1, level: half}
	file := s.head()
	file = append(file, page(4, 2048, serial, 2, []byte{2}, []byte{2}, []byte{2})...)
	_, e, err := audiotest.Measure(t, vorbis.Open, file)
	require.NoError(t, err)
	_, high, squares := audiotest.Peaks(e)
	require.Zero(t, high+squares)
	require.EqualValues(t, 2048, e.Seen())
}

// TestPages has packets that go over pages, and pages of another stream between them.
func TestPages(t *testing.T) {
	t.Parallel()
	s := streams()["residue 1"]
	packet := s.packet(true, true, true)
	for len(packet) < 600 {
		packet = append(packet, 0)
	}
	file := s.head()
	file = append(file, page(0, -1, serial, 2, packet)...)
	file = append(file, rawPage(0, -1, serial, 3, []byte{255}, packet[:255])...)
	file = append(file, page(0, 9999, serial+1, 0, bytes.Repeat([]byte{7}, 1000))...)
	file = append(file, "damage"...)
	rest := packet[255:]
	file = append(file, rawPage(1, 1024, serial, 4, []byte{255, byte(len(rest) - 255)}, rest)...)
	_, e, err := audiotest.Measure(t, vorbis.Open, file)
	require.NoError(t, err)
	require.EqualValues(t, 1024, e.Seen())
	low, high, _ := audiotest.Peaks(e)
	require.InDelta(t, 0.5, max(high, -low), 0.06)
}

// TestLongSounds has more than is read whole, of which the second half is louder.
func TestLongSounds(t *testing.T) {
	t.Parallel()
	quiet, loud := streams()["residue 1"], streams()["residue 1"]
	quiet.level -= 11
	var file []byte
	const pages, packets = 4000, 9
	samples := int64(-longBlock / 2)
	file = append(file, quiet.head()...)
	for i := range pages {
		s := quiet
		if i >= pages/2 {
			s = loud
		}
		samples += packets * longBlock / 2
		packet := s.packet(true, true, true)
		file = append(file, page(0, samples, serial, uint32(2+i), bytes.Split(bytes.Repeat(append(packet, "::"...), packets-1), []byte("::"))...)...)
	}
	_, e, err := audiotest.Measure(t, vorbis.Open, file)
	require.NoError(t, err)
	require.Equal(t, samples, e.Length())
	require.Less(t, e.Seen(), samples/2)
	bins := e.Bins()
	for i, b := range bins {
		want := 0.25
		if i > len(bins)/2 {
			want = 0.5
		}
		if b.Count > 1000 && (i < len(bins)/2-8 || i > len(bins)/2+8) {
			require.InDelta(t, want, b.Max, 0.03, "bin %d of %d", i, len(bins))
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	s := streams()["residue 1"]
	header := func(at int, v byte) []byte {
		b := s.header()
		b[at] = v
		return page(2, 0, serial, 0, b)
	}
	setup := func(at int, v ...byte) []byte {
		b := s.setup()
		copy(b[at:], v)
		return append(page(2, 0, serial, 0, s.header()), page(0, 0, serial, 1, []byte("\x03vorbis"), b)...)
	}
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"nothing", nil, fault.Truncated},
		{"another version", header(7, 1), fault.Unsupported},
		{"no channels", header(11, 0), fault.Corrupt},
		{"too many channels", header(11, 65), fault.Corrupt},
		{"small blocks", header(28, 1), fault.Corrupt},
		{"no setup", page(2, 0, serial, 0, s.header()), fault.Truncated},
		{"no codebook", setup(8, 0), fault.Corrupt},
		{"too many entries", setup(13, 255, 255, 255), fault.LimitCount},
		{"Opus", page(2, 0, serial, 0, []byte("OpusHead")), fault.Corrupt},
	} {
		_, _, err := audiotest.Measure(t, vorbis.Open, c.data)
		if c.name == "Opus" || c.name == "no setup" {
			require.Error(t, err)
			continue
		}
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
	}
}

// TestCorpus compares with what other decoders say of these files.
func TestCorpus(t *testing.T) {
	t.Parallel()
	known := map[string]struct {
		length int64
		peak   float64
	}{
		"file-type__fixture.ogg": {33810, 0.26466},
		"kio-extras__sample.ogg": {105331, 0.79817},
		"taglib__multiplex.ogg":  {96000, 0},
	}
	for _, c := range loadertest.CorpusCases(t, "ogg") {
		want, ok := known[c.Name]
		_, e, err := audiotest.Measure(t, vorbis.Open, c.Data)
		if !ok {
			continue
		}
		require.NoError(t, err, c.Name)
		require.Equal(t, want.length, e.Length(), c.Name)
		low, high, _ := audiotest.Peaks(e)
		if want.peak > 0 {
			require.InDelta(t, want.peak, max(high, -low), 1e-5, c.Name)
		}
	}
}

// FuzzMeasure puts what it is given into pages: of files with wrong checksums nothing is
// read.
func FuzzMeasure(f *testing.F) {
	for _, s := range streams() {
		f.Add(s.header(), s.setup(), s.packet(true, true, true), s.packet(false, false, false))
	}
	f.Fuzz(func(t *testing.T, header, setup, long, short []byte) {
		const most = 255 * 60
		if len(header) > most || len(setup) > most || len(long)+len(short) > most/4 {
			return
		}
		file := append(page(2, 0, serial, 0, header), page(0, 0, serial, 1, []byte("\x03vorbis"))...)
		file = append(file, page(0, 0, serial, 2, setup)...)
		file = append(file, page(4, 4096, serial, 3, long, long, short, short, long)...)
		_, _, _ = audiotest.Measure(t, vorbis.Open, file)
	})
}

func FuzzFile(f *testing.F) {
	file, _ := streams()["residue 2"].file(5)
	audiotest.Fuzz(f, vorbis.Open, append(loadertest.CorpusSeeds("ogg"), file)...)
}
