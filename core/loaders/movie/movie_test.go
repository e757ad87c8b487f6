package movie_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/movie"
	"apsync/core/picture"
)

func big(n int) string    { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
func little(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }
func zeros(n int) string  { return strings.Repeat("\x00", n) }

// grey returns a picture of that size, dark above and light below.
func grey(width, height int) image.Image {
	img := image.NewGray(image.Rect(0, 0, width, height))
	for y := height / 2; y < height; y++ {
		for x := range width {
			img.SetGray(x, y, color.Gray{Y: 200})
		}
	}
	return img
}

func jpegOf(width, height int) string {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, grey(width, height), nil)
	return b.String()
}

func pngOf(width, height int) string {
	var b bytes.Buffer
	_ = png.Encode(&b, grey(width, height))
	return b.String()
}

func box(kind string, data ...string) string {
	all := strings.Join(data, "")
	return big(len(all)+8) + kind + all
}

// track returns a track of a film whose first sample is at off.
func track(handler, codec string, off, size, samples int, turned bool) string {
	matrix := big(1<<16) + zeros(12) + big(1<<16) + zeros(16)
	if turned {
		matrix = big(0) + big(1<<16) + zeros(4) + big(-1<<16) + zeros(20)
	}
	return box("trak", box("tkhd", zeros(40), matrix, zeros(8)),
		box("mdia", box("hdlr", zeros(8), handler, zeros(13)), box("minf", box("stbl",
			box("stsd", big(0), big(1), box(codec, zeros(78))),
			box("stsz", zeros(8), big(samples), strings.Repeat(big(size), samples)),
			box("stco", big(0), big(1), big(off))))))
}

// film returns an MP4 file that has sample in its middle.
func film(sample string, boxes ...string) string {
	return box("ftyp", "isom") + box("mdat", sample) + box("moov", boxes...)
}

const firstSample = 12 + 8

func covr(pictures ...string) string {
	s := ""
	for _, p := range pictures {
		s += box("data", big(13), big(0), p)
	}
	return box("udta", box("meta", big(0), box("hdlr", zeros(24)), box("ilst", box("\xa9nam", zeros(20)), box("covr", s))))
}

func element(id, data string) string {
	return id + "\x08" + big(len(data)) + data
}

// matroska returns a file of those elements of a segment, whose sizes have five bytes.
func matroska(elements ...string) string {
	return element("\x1a\x45\xdf\xa3", "") + "\x18\x53\x80\x67\xff" + strings.Join(elements, "")
}

func attached(name, mediaType, data string) string {
	return element("\x61\xa7", element("\x46\x6e", name)+element("\x46\x60", mediaType)+element("\x46\x5c", data))
}

func attachments(files ...string) string { return element("\x19\x41\xa4\x69", strings.Join(files, "")) }

func tracks(codec, more string) string {
	entry := element("\xd7", "\x02") + element("\x83", "\x01") + element("\x86", codec) + more
	return element("\x16\x54\xae\x6b", element("\xae", element("\xd7", "\x01")+element("\x83", "\x02")+element("\x86", "A_AAC"))+element("\xae", entry))
}

func cluster(blocks ...string) string { return element("\x1f\x43\xb6\x75", strings.Join(blocks, "")) }

func block(number byte, frame string) string {
	return "\xa3" + element("", string([]byte{0x80 | number})+"\x00\x00\x80"+frame)
}

// index returns an index that says where attachments are behind the segment's beginning.
func index(position int) string {
	return element("\x11\x4d\x9b\x74", element("\x4d\xbb", element("\x53\xab", "\x19\x41\xa4\x69")+element("\x53\xac", big(position))))
}

func chunk(id, data string) string { return id + little(len(data)) + data + zeros(len(data)&1) }

func list(kind string, chunks ...string) string { return chunk("LIST", kind+strings.Join(chunks, "")) }

// avi returns a film of that codec, whose second stream are the pictures.
func avi(codec string, width, height int, frames ...string) string {
	format := little(40) + little(width) + little(height) + "\x01\x00\x18\x00" + codec + zeros(20)
	header := func(kind string) string { return chunk("strh", kind+codec+zeros(24)+little(len(frames))+zeros(20)) }
	return chunk("RIFF", "AVI "+list("hdrl", chunk("avih", zeros(56)),
		list("strl", header("auds"), chunk("strf", zeros(18))),
		list("strl", header("vids"), chunk("strf", format)))+
		chunk("JUNK", "padding")+list("movi", frames...))
}

// bitmapOf returns the rows of a bitmap of 24 bits, the lowest first.
func bitmapOf(width, height int) string {
	row := (3*width + 3) / 4 * 4
	return strings.Repeat("\xc8", row*height/2) + zeros(row*height/2)
}

var made = []struct {
	name        string
	open        loadertest.Open
	data        string
	w, h, pages int
	orientation picture.Orientation
	note        string
}{
	{
		"the cover of MP4", movie.OpenMP4,
		film("frames", track("vide", "avc1", firstSample, 6, 1, false), covr("broken", pngOf(30, 20))), 30, 20, 1, 0, "the cover of 30 by 20",
	},
	{
		"Motion JPEG of QuickTime", movie.OpenMP4,
		film(jpegOf(40, 20), track("soun", "sowt", 0, 1, 1, false), track("vide", "jpeg", firstSample, len(jpegOf(40, 20)), 3, true)), 40, 20, 3, picture.RotateClockwise, "first frame",
	},
	{
		"a poster beside the frames", movie.OpenMP4,
		film(pngOf(40, 20), track("vide", "avc1", 0, 9, 9, false), track("vide", "png ", firstSample, len(pngOf(40, 20)), 1, false)), 40, 20, 1, 0, "kept as a track",
	},
	{
		"the thumbnail of a camera", movie.OpenMP4,
		film("", track("vide", "avc1", 0, 9, 9, false), box("udta", box("CNTH", box("CNDA", jpegOf(24, 16))))), 24, 16, 0, 0, "the preview of 24 by 16",
	},
	{
		"the cover of Matroska", movie.OpenMatroska,
		matroska(attachments(attached("font.ttf", "font/ttf", "x"), attached("small_cover.png", "image/png", pngOf(9, 9)), attached("cover.png", "image/png", pngOf(30, 20)), attached("big.png", "image/png", pngOf(300, 300))), tracks("V_VP9", "")), 30, 20, 1, 0, "cover",
	},
	{
		"a cover behind the frames", movie.OpenMatroska,
		matroska(tracks("V_VP9", ""), cluster(block(2, "x")), attachments(attached("x", "image/png", pngOf(30, 20)))), 30, 20, 1, 0, "cover",
	},
	{
		"Motion JPEG of Matroska", movie.OpenMatroska,
		matroska(tracks("V_MJPEG", ""), cluster(block(1, "sound"), block(2, jpegOf(40, 20)))), 40, 20, 1, 0, "first frame",
	},
	{
		"Motion JPEG in a group of blocks", movie.OpenMatroska,
		matroska(tracks("V_MJPEG", ""), cluster(element("\xa0", "\xa1"+block(2, jpegOf(40, 20))[1:]))), 40, 20, 1, 0, "first frame",
	},
	{
		"Motion JPEG without what all frames begin with", movie.OpenMatroska,
		matroska(tracks("V_MJPEG", element("\x6d\x80", element("\x62\x40", element("\x50\x34", element("\x42\x54", "\x03")+element("\x42\x55", "\xff\xd8\xff"))))), cluster(block(2, jpegOf(40, 20)[3:]))), 40, 20, 1, 0, "first frame",
	},
	{
		"Motion JPEG of AVI", movie.OpenAVI,
		avi("MJPG", 40, 20, chunk("00wb", "sound"), chunk("01dc", ""), list("rec ", chunk("01dc", jpegOf(40, 20)))), 40, 20, 3, 0, "first frame",
	},
	{"PNG of AVI", movie.OpenAVI, avi("MPNG", 40, 20, chunk("01dc", pngOf(40, 20)), chunk("01dc", "")), 40, 20, 2, 0, "first frame"},
	{
		"bitmaps of AVI", movie.OpenAVI,
		avi(zeros(4), 40, 20, chunk("01db", bitmapOf(40, 20)), chunk("01db", bitmapOf(40, 20))), 40, 20, 2, 0, "first frame",
	},
}

func TestPicturesThatLieReady(t *testing.T) {
	t.Parallel()
	for _, c := range made {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, frame, err := loadertest.Decode(t, c.open, []byte(c.data), picture.Want{})
			require.NoError(t, err)
			require.Equal(t, []int{c.w, c.h, c.pages}, []int{info.Width, info.Height, info.Pages})
			if c.orientation != 0 {
				require.Equal(t, c.orientation, info.Orientation)
			}
			require.Contains(t, frame.Notes[0], c.note)
			pixels := loadertest.Pixels(t, c.open, []byte(c.data))
			require.Less(t, pixels[0].G, uint8(10), "dark above")
			require.InDelta(t, 200, pixels[len(pixels)-1].G, 4, "light below")
		})
	}
}

func TestAnIndexTellsWhereTheCoverIs(t *testing.T) {
	t.Parallel()
	front := tracks("V_VP9", "") + cluster(block(2, "frame")) + strings.Repeat(cluster(), 500)
	entry := len(index(0))
	data := matroska(index(entry+len(front)), front, attachments(attached("cover.png", "image/png", pngOf(30, 20))))
	info, _, err := loadertest.Decode(t, movie.OpenMatroska, []byte(data), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, 30, info.Width)
	data = matroska(front, attachments(attached("cover.png", "image/png", pngOf(30, 20))))
	_, err = movie.OpenMatroska(loadertest.Source(t, []byte(data), "a.mkv"))
	require.ErrorContains(t, err, "VP9", "it is not looked for behind all of the film")
	data = matroska(index(1<<30), front)
	_, err = movie.OpenMatroska(loadertest.Source(t, []byte(data), "a.mkv"))
	require.ErrorContains(t, err, "VP9", "an index may be wrong")
}

// clips are those of the corpus without a picture, with what their reasons say.
var clips = map[string]string{
	"taglib__no-tags.3g2": "no track of pictures", "exiftool__Pentax.avi": "ends before the first frame",
	"small__AudioVideoInterleave.avi": "MPEG-4 video", "exiftool__Flash.flv": "VP6", "exiftool__Matroska.mkv": "H.264",
	"filetype__sample.mkv": "H.264", "taglib__optimized.mkv": "H.265", "filetype__sample.mov": "Sorenson Video 1",
	"music-metadata__sample_640x360.mov": "H.264", "tika__testMP4_StillImageTimeZero.mov": "no track of pictures",
	"file-type__fixture-mp4v2.mp4": "no track of pictures", "filetype__sample.mp4": "MPEG-4 video", "moviepy__example.mp4": "H.264",
	"muxjs__test-webvtt-init.mp4": "no track of pictures", "small__mp4-with-audio.mp4": "no track of pictures",
	"taglib__blank_video.m4v": "H.264", "tika__testVideoMp4.mp4": "H.264", "ImageMagick__input.m2v": "MPEG-2",
	"file-type__fixture-raw.mts": "H.264", "file-type__fixture.mxf": "MPEG video", "music-metadata__short.ogv": "Theora",
	"file-type__fixture-null.webm": "VP8", "moviepy__no_duration.webm": "VP9", "small__webm.webm": "VP8", "tika__testWEBM.webm": "VP8",
	"small__WindowsMediaVideo.wmv": "MPEG-4 video of Microsoft",
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	for folder, open := range map[string]loadertest.Open{
		"mp4": movie.OpenMP4, "mov": movie.OpenMP4, "3gp": movie.OpenMP4, "mkv": movie.OpenMatroska, "webm": movie.OpenMatroska,
		"avi": movie.OpenAVI, "wmv": movie.OpenASF, "ogv": movie.OpenOgg, "flv": movie.OpenFlash, "mxf": movie.OpenMXF, "mpg": mpeg,
	} {
		var cases []loadertest.Case
		for _, c := range loadertest.CorpusCases(t, folder) {
			reason, ok := clips[c.Name]
			if !ok {
				cases = append(cases, c)
				continue
			}
			_, err := open(loadertest.Source(t, c.Data, c.Name))
			require.ErrorContains(t, err, reason, c.Name)
		}
		loadertest.Run(t, loadertest.Spec{Name: "movie", Open: open, Cases: cases})
	}
}

func mpeg(src *picture.Source) (picture.Picture, error) {
	if movie.MatchTransport(src.Head()) {
		return movie.OpenTransport(src)
	}
	return movie.OpenMPEG(src)
}

func TestClipsWithoutAPictureSayWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		open   loadertest.Open
		data   string
		code   fault.Code
		reason string
	}{
		{"no moov", movie.OpenMP4, box("ftyp", "isom") + box("mdat", "x"), fault.Truncated, "moov"},
		{"compressed moov", movie.OpenMP4, film("", box("cmov")), fault.Unsupported, "compressed"},
		{"only sound", movie.OpenMP4, film("", track("soun", "mp4a", 0, 0, 0, false)), fault.NoPicture, "no track of pictures"},
		{"a codec without a name", movie.OpenMP4, film("", track("vide", "zzzz", 0, 0, 0, false)), fault.Unsupported, `the codec "zzzz"`},
		{"a broken cover", movie.OpenMP4, film("", track("vide", "avc1", 0, 0, 0, false), covr("broken")), fault.Unsupported, "the cover begins with"},
		{"two fields", movie.OpenAVI, avi("MJPG", 40, 40, chunk("01dc", jpegOf(40, 20))), fault.Unsupported, "interlaced"},
		{"a cut frame", movie.OpenAVI, avi("MJPG", 40, 20, "01dc"+little(5000)+"x"), fault.Truncated, "first frame"},
		{"no frames", movie.OpenAVI, avi("MJPG", 40, 20), fault.Truncated, "first frame"},
		{"Xvid", movie.OpenAVI, avi("XVID", 40, 20, chunk("01dc", "frame")), fault.Unsupported, "Xvid"},
		{"the codec of AVI in Matroska", movie.OpenMatroska, matroska(tracks("V_MS/VFW/FOURCC", element("\x63\xa2", zeros(16)+"XVID"))), fault.Unsupported, "Xvid"},
		{"Matroska without a segment", movie.OpenMatroska, element("\x1a\x45\xdf\xa3", ""), fault.Truncated, "segment"},
		{"Matroska without tracks", movie.OpenMatroska, matroska(), fault.NoPicture, "no track"},
		{"Flash", movie.OpenFlash, "FLV\x01\x01\x00\x00\x00\x09\x00\x00\x00\x00" + "\x09\x00\x00\x05" + zeros(7) + "\x17" + zeros(8), fault.Unsupported, "H.264"},
		{"Flash with four letters", movie.OpenFlash, "FLV\x01\x01\x00\x00\x00\x09\x00\x00\x00\x00" + "\x09\x00\x00\x05" + zeros(7) + "\x91av01" + zeros(4), fault.Unsupported, "AV1"},
		{"Flash with sound", movie.OpenFlash, "FLV\x01\x01\x00\x00\x00\x09\x00\x00\x00\x00", fault.NoPicture, ""},
		{"MPEG-1", movie.OpenMPEG, "\x00\x00\x01\xb3" + zeros(8) + "\x00\x00\x01\xb8", fault.Unsupported, "MPEG-1 video"},
	} {
		_, err := c.open(loadertest.Source(t, []byte(c.data), "clip"))
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
		require.ErrorContains(t, err, c.reason, c.name)
	}
}

func TestFilmsAreToldFromPictures(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]bool{
		"\x00\x00\x00\x18ftypisom": true, "\x00\x00\x00\x18ftypqt  ": true, "\x00\x00\x00\x08wide\x00\x00\x00\x00": true,
		"\x12\x34\x56\x78mdat\x00\x00\x00\x00": true, "\x00\x00\x00\x18ftypheic": false, "\x00\x00\x00\x18ftypavif": false,
		"\x00\x00\x00\x18ftypcrx ": false, "a lot of free words": false, "\x00\x00\x00\x08": false,
	} {
		require.Equal(t, want, movie.MatchMP4([]byte(head)), "%q", head)
	}
	require.True(t, movie.MatchMPEG([]byte("\x00\x00\x01\xba")))
	require.True(t, movie.MatchTransport([]byte(strings.Repeat("\x47"+zeros(187), 20))))
	require.True(t, movie.MatchTransport([]byte(strings.Repeat("time\x47"+zeros(187), 20))))
	require.False(t, movie.MatchTransport([]byte(strings.Repeat("\x47"+zeros(186), 20))))
}

func TestALongFilmCostsNoMoreThanAShortOne(t *testing.T) {
	t.Parallel()
	front := box("ftyp", "isom") + big(1) + "mdat" + big(1) + big(16)
	back := box("moov", track("vide", "avc1", 0, 0, 0, false), covr(pngOf(30, 20)))
	file := loadertest.NewSparse([]byte(front), 1<<32, []byte(back))
	opened, err := movie.OpenMP4(file.Source(t, "long.mp4"))
	require.NoError(t, err)
	require.Equal(t, 30, opened.Info().Width)
	require.Less(t, file.Read(), int64(16<<10), "bytes read")
}

// sniffed opens a film by what it begins with.
func sniffed(src *picture.Source) (picture.Picture, error) {
	head := src.Head()
	switch {
	case bytes.HasPrefix(head, []byte("\x1a\x45\xdf\xa3")):
		return movie.OpenMatroska(src)
	case bytes.HasPrefix(head, []byte("RIFF")):
		return movie.OpenAVI(src)
	case bytes.HasPrefix(head, []byte("\x30\x26\xb2\x75")):
		return movie.OpenASF(src)
	case bytes.HasPrefix(head, []byte("OggS")):
		return movie.OpenOgg(src)
	case bytes.HasPrefix(head, []byte("FLV")):
		return movie.OpenFlash(src)
	case bytes.HasPrefix(head, []byte("\x06\x0e")):
		return movie.OpenMXF(src)
	case movie.MatchTransport(head):
		return movie.OpenTransport(src)
	}
	return movie.OpenMP4(src)
}

func FuzzOpen(f *testing.F) {
	for _, c := range made {
		f.Add([]byte(c.data))
	}
	var seeds [][]byte
	for _, folder := range []string{"mp4", "mov", "mkv", "webm", "avi", "wmv", "flv", "mpg"} {
		seeds = append(seeds, loadertest.CorpusSeeds(folder)...)
	}
	loadertest.Fuzz(f, sniffed, seeds...)
}
