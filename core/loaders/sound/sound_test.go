package sound_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/sound"
	"apsync/core/picture"
)

// covers are the files of the corpus that have one, with its size.
var covers = map[string][2]int{
	"tika__testFLAC_twoCovers.flac": {64, 40},
	"tinytag__flac_with_image.flac": {586, 600},
	"tika__testMP4_coverArt.m4a":    {1, 1},
}

func TestCoversOfTheCorpus(t *testing.T) {
	t.Parallel()
	for kind, folder := range map[sound.Kind]string{sound.FLAC: "flac", sound.M4A: "m4a"} {
		var cases []loadertest.Case
		for _, c := range loadertest.CorpusCases(t, folder) {
			if size, ok := covers[c.Name]; ok {
				c.Width, c.Height = size[0], size[1]
				cases = append(cases, c)
			}
		}
		loadertest.Run(t, loadertest.Spec{Name: "sound", Open: kind.Open, Cases: cases})
	}
}

func TestHostileTags(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "hostile/audio", "hostile/mp3") {
		opened, err := sound.MP3.Open(loadertest.Source(t, c.Data, c.Name))
		switch c.Name {
		case "taglib__duplicate_id3v2.mp3":
			require.NoError(t, err)
			require.Equal(t, 70, opened.Info().Width, "the second tag has a cover")
		case "tika__testMP3truncated.mp3":
			require.Equal(t, fault.Truncated, fault.CodeOf(err), "%v", err)
		}
	}
}

func big(n int) string    { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
func little(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

// drawn returns a PNG file of that width.
func drawn(width int) string {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 10)))
	return b.String()
}

// id3 returns a tag of version 2.3 with pictures whose kinds are 3, 4 and so on.
func id3(pictures ...string) string {
	frames := ""
	for i, p := range pictures {
		p = "\x00image/png\x00" + string([]byte{byte(3 + i)}) + "\x00" + p
		frames = "APIC" + big(len(p)) + "\x00\x00" + p + frames
	}
	n := len(frames)
	return "ID3\x03\x00\x00" + string([]byte{0, 0, byte(n >> 7), byte(n & 127)}) + frames
}

func ape(picture string) string {
	item := little(len(picture)+2) + little(2) + "Cover Art (Front)\x00n\x00" + picture
	return item + "APETAGEX" + little(2000) + little(len(item)+32) + little(1) + little(0) + strings.Repeat("\x00", 8)
}

func flac(picture string) string {
	p := big(3) + big(0) + big(0) + strings.Repeat("\x00", 16) + big(len(picture)) + picture
	return "fLaC\x86" + big(len(p))[1:] + p
}

func opus(picture string) string {
	field := "COVERART=" + base64.StdEncoding.EncodeToString([]byte(picture))
	tags := "OpusTags" + little(0) + little(1) + little(len(field)) + field
	page := func(flags byte, data string) string {
		segments := append(bytes.Repeat([]byte{255}, len(data)/255), byte(len(data)%255))
		return "OggS\x00" + string([]byte{flags}) + strings.Repeat("\x00", 20) + string([]byte{byte(len(segments))}) + string(segments) + data
	}
	return page(2, "OpusHead") + page(0, tags)
}

func box(kind string, data ...string) string {
	all := strings.Join(data, "")
	return big(len(all)+8) + kind + all
}

func m4a(picture string) string {
	return box("ftyp", "M4A ") + box("mdat", "sound") +
		box("moov", box("udta", box("meta", big(0), box("ilst", box("covr", box("data", big(14), big(0), picture))))))
}

func chunk(id string, size func(int) string, data string) string {
	return id + size(len(data)) + data + strings.Repeat("\x00", len(data)&1)
}

func asf(picture string) string {
	long := func(n int) string { return little(n) + little(0) }
	value := "\x03" + little(len(picture)) + "\x00\x00\x00\x00" + picture
	name := "W\x00M\x00/\x00P\x00i\x00c\x00t\x00u\x00r\x00e\x00\x00\x00"
	content := "\x01\x00" + "\x16\x00" + name + "\x01\x00" + little(len(value))[:2] + value
	object := "\x40\xa4\xd0\xd2\x07\xe3\xd2\x11\x97\xf0\x00\xa0\xc9\x5e\xa8\x50" + long(len(content)+24) + content
	return "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c" + long(len(object)+30) + little(1) + "\x01\x02" + object
}

// made are files with a front cover 30 pixels wide.
var made = []struct {
	name string
	kind sound.Kind
	data string
}{
	{"the front cover of an ID3 tag", sound.MP3, id3(drawn(30), drawn(20)) + "sound"},
	{"the second of two ID3 tags", sound.MP3, id3() + id3(drawn(30)) + "sound"},
	{"an APE tag behind an ID3 tag without a picture", sound.MP3, id3() + "sound" + ape(drawn(30))},
	{"AAC", sound.AAC, id3(drawn(30)) + "\xff\xf1"},
	{"FLAC", sound.FLAC, flac(drawn(30))},
	{"FLAC behind an ID3 tag", sound.FLAC, id3(drawn(20)) + flac(drawn(30))},
	{"FLAC whose cover is in the ID3 tag", sound.FLAC, id3(drawn(30)) + "fLaC\x80\x00\x00\x00"},
	{"M4A", sound.M4A, m4a(drawn(30))},
	{"Opus", sound.Ogg, opus(drawn(30))},
	{"WMA", sound.WMA, asf(drawn(30))},
	{"AIFF", sound.AIFF, chunk("FORM", big, "AIFF"+chunk("SSND", big, "sound")+chunk("ID3 ", big, id3(drawn(30))))},
	{"WAVE", sound.WAV, chunk("RIFF", little, "WAVE"+chunk("data", little, "sound")+chunk("id3 ", little, id3(drawn(30))))},
	{"WAVE in front", sound.WAV, chunk("RIFF", little, "WAVE"+chunk("ID3 ", little, id3(drawn(30)))+chunk("data", little, "sound"))},
	{
		"RF64", sound.WAV,
		"RF64\xff\xff\xff\xffWAVE" + chunk("ds64", little, strings.Repeat("\x00", 8)+little(6)+little(0)+strings.Repeat("\x00", 12)) +
			"data\xff\xff\xff\xffsounds" + chunk("id3 ", little, id3(drawn(30))),
	},
	{"DSF", sound.DSF, "DSD " + strings.Repeat("\x00", 16) + little(33) + little(0) + "sound" + id3(drawn(30))},
	{"Monkey's Audio", sound.APE, "MAC sound" + ape(drawn(30))},
	{"a broken cover is passed over", sound.MP3, id3("\x89PNG broken", drawn(30)) + "sound"},
}

func TestTheCoverIsShown(t *testing.T) {
	t.Parallel()
	for _, c := range made {
		info, frame, err := loadertest.Decode(t, c.kind.Open, []byte(c.data), picture.Want{})
		require.NoError(t, err, c.name)
		require.Equal(t, 30, info.Width, c.name)
		require.Contains(t, frame.Notes[0], "the cover of 30 by 10 pixels", c.name)
	}
}

func TestSoundsWithoutACoverSayWhy(t *testing.T) {
	t.Parallel()
	link := "\x00-->\x00\x03\x00http://"
	for _, c := range []struct {
		name   string
		kind   sound.Kind
		data   string
		code   fault.Code
		detail string
	}{
		{"no tag", sound.APE, "MAC sound", fault.NoPicture, "no cover"},
		{"a link", sound.APE, "ID3\x03\x00\x00" + big(len(link)+10) + "APIC" + big(len(link)) + "\x00\x00" + link, fault.NoPicture, "link"},
		{"no picture", sound.APE, id3("<html>"), fault.Unsupported, "begins with 3c 68 74"},
		{"a tag that is cut", sound.APE, id3(drawn(30))[:70], fault.Truncated, ""},
		{"a chunk without a tag", sound.DSF, "DSD " + strings.Repeat("\x00", 16) + little(4) + little(0), fault.Corrupt, "no tag"},
	} {
		_, err := c.kind.Open(loadertest.Source(t, []byte(c.data), "a sound"))
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
		require.ErrorContains(t, err, c.detail, c.name)
	}
}

func TestALongSoundCostsNoMoreThanAShortOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		kind sound.Kind
		data string
		at   int
	}{
		{"MP3", sound.MP3, "\xff\xfb" + ape(drawn(30)), 2},
		{"M4A", sound.M4A, box("ftyp", "M4A ") + big(1) + "mdat" + big(1) + big(16) + m4a(drawn(30))[12+13:], 12 + 16},
	} {
		file := loadertest.NewSparse([]byte(c.data[:c.at]), 1<<32, []byte(c.data[c.at:]))
		opened, err := c.kind.Open(file.Source(t, "long"))
		require.NoError(t, err, c.name)
		require.Equal(t, 30, opened.Info().Width)
		require.Less(t, file.Read(), int64(16<<10), "%s: bytes read", c.name)
	}
}

// sniffed opens a sound by what it begins with.
func sniffed(src *picture.Source) (picture.Picture, error) {
	head := string(src.Head())
	for _, c := range made {
		if len(head) >= 4 && strings.HasPrefix(c.data, head[:4]) {
			return c.kind.Open(src)
		}
	}
	return sound.APE.Open(src)
}

func FuzzOpen(f *testing.F) {
	for _, c := range made {
		f.Add([]byte(c.data))
	}
	var seeds [][]byte
	for _, folder := range []string{"mp3", "flac", "m4a", "ogg", "wma", "aiff", "wav"} {
		seeds = append(seeds, loadertest.CorpusSeeds(folder)...)
	}
	loadertest.Fuzz(f, sniffed, seeds...)
}

func TestMatches(t *testing.T) {
	t.Parallel()
	frame := "\xff\xfb\x90\x00" + strings.Repeat("x", 413)
	adts := "\xff\xf1\x50\x80\x01\x00\xfcx"
	require.True(t, sound.MatchMP3([]byte("ID3\x03")))
	require.True(t, sound.MatchMP3([]byte(frame+frame)))
	require.False(t, sound.MatchMP3([]byte(frame+"x"+frame)))
	require.False(t, sound.MatchMP3([]byte("\xff\xfb")))
	require.True(t, sound.MatchAAC([]byte(adts+adts)))
	require.False(t, sound.MatchAAC([]byte(adts+"x"+adts)))
	require.False(t, sound.MatchAAC(nil))
}
