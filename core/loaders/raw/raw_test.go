package raw_test

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/raw"
	"apsync/core/loaders/raw/rawtest"
	"apsync/core/picture"
)

const (
	cr2Marks = "CR\x02\x00"
	exifX    = 0xa002
	exifY    = 0xa003
	maker    = 0x927c
)

// strip are the fields of a JPEG in one strip, as CR2 has it.
func strip(b *built, data []byte) []field {
	return []field{short(tiff.TagCompression, 6), long(tiff.TagStripOffsets, b.put(data)), long(tiff.TagStripByteCounts, len(data))}
}

// interchange are the fields of a JPEG, as thumbnails have it.
func interchange(b *built, data []byte) []field {
	return []field{long(tiff.TagJPEGOffset, b.put(data)), long(tiff.TagJPEGLength, len(data))}
}

// exifOf are the fields that point at an Exif directory.
func exifOf(b *built, fields ...field) field {
	return long(tiff.TagExifIFD, b.directory(0, fields...))
}

// cr2 returns a file of 1200×800 pixels, with a red JPEG of that size, a blue thumbnail
// with bars and sensor data in lossless JPEG.
func cr2(tb testing.TB, more ...field) []byte {
	tb.Helper()
	b := newBuilt(little, 16)
	sensor := lossless(1, 64, 64, 14, make([]uint16, 64*64))
	last := b.directory(0, strip(b, sensor)...)
	thumb := b.directory(last, interchange(b, rawtest.Shot(tb, 160, 120, blue))...)
	exif := exifOf(b, long(exifX, 1200), long(exifY, 800))
	first := b.directory(thumb, append(append(strip(b, rawtest.Shot(tb, 1200, 800, red)), more...), exif)...)
	return b.file("II*\x00", first, cr2Marks)
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := []loadertest.Case{
		{Name: "cr2", Data: cr2(t, short(tiff.TagOrientation, 6)), Width: 1200, Height: 800, Orientation: 6, NoGolden: true},
		{Name: "dng", Data: dng(t, sensor{}), Width: 96, Height: 64, NoGolden: true},
		{Name: "dng in lossless tiles", Data: dng(t, sensor{tiles: 32, lossless: true}), Width: 96, Height: 64, NoGolden: true},
	}
	loadertest.Run(t, loadertest.Spec{Name: "raw", Open: raw.Open, Cases: cases})
}

// Files of the corpus that are cut before all of their pictures.
var without = map[string]fault.Code{
	"exiftool__CanonRaw.cr2": fault.NoPicture, "exiftool__Nikon.nef": fault.NoPicture, "exiftool__PhaseOne.iiq": fault.NoPicture,
	"file-type__fixture.nef": fault.Truncated, "file-type__fixture3.nef": fault.Truncated,
	"file-type__fixture.orf": fault.Truncated, "file-type__fixture.rw2": fault.Truncated,
	"metadata-extractor-images__Issue_247-3.nef": fault.Corrupt, // a JPEG
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "cr2", "nef", "arw", "dng", "orf", "rw2", "pef", "iiq") {
		if code, ok := without[c.Name]; ok {
			_, err := raw.Open(loadertest.Source(t, c.Data, c.Name))
			require.Equal(t, code, fault.CodeOf(err), "%s: %v", c.Name, err)
			continue
		}
		if strings.HasPrefix(c.Name, "tika__") { // made by hand: the thumbnails are of another colour
			got := show(t, raw.Open, c.Data, picture.Want{})
			require.Equal(t, []int{64, 48}, []int{got.info.Width, got.info.Height}, c.Name)
			continue
		}
		c.Orientation = map[string]picture.Orientation{"file-type__fixture-sony-zv-e10.arw": 6, "file-type__fixture-Leica-M10.dng": 6}[c.Name]
		cases = append(cases, c)
	}
	loadertest.Run(t, loadertest.Spec{Name: "raw", Open: raw.Open, Cases: cases})
}

func TestTheLargestPreviewWithoutBarsIsTaken(t *testing.T) {
	t.Parallel()
	got := show(t, raw.Open, cr2(t), picture.Want{})
	require.Equal(t, []int{1200, 800}, []int{got.info.Width, got.info.Height})
	requireColour(t, red, got.centre(), 12)
	require.Empty(t, got.frame.Notes)
	got = show(t, raw.Open, cr2(t), picture.Want{Width: 150, Height: 100})
	requireColour(t, red, got.centre(), 12)
}

// makers are the ways in which makers keep a green preview of 640×480.
var makers = []struct {
	name  string
	marks string
	order order
	build func(b *built, jpeg []byte) []field // of the first directory
}{
	{"Olympus", "IIRO", little, func(b *built, jpeg []byte) []field {
		note := newBuilt(little, 12)
		copy(note.data, "OLYMPUS\x00II\x03\x00")
		// The directory comes first, with one field of 12 bytes, and the settings behind it.
		settings := newBuilt(little, 12+2+12+4)
		sub := settings.directory(0, long(0x0101, 12+2+12+4+2+24+4), long(0x0102, len(jpeg)))
		note.directory(0, field{0x2020, tiff.IFD, 1, func(o order) []byte { return o.AppendUint32(nil, sub) }})
		note.data = append(append(note.data, settings.data[len(note.data):]...), jpeg...)
		return []field{exifOf(b, raws(maker, note.data))}
	}},
	{"Nikon", "MM\x00*", big, func(b *built, jpeg []byte) []field {
		note := newBuilt(big, 8)
		preview := note.directory(0, interchange(note, jpeg)...)
		data := note.file("MM\x00*", note.directory(0, long(0x0011, preview)), "")
		return []field{exifOf(b, raws(maker, append([]byte("Nikon\x00\x02\x10\x00\x00"), data...)))}
	}},
	{"Pentax of the file", "MM\x00*", big, func(b *built, jpeg []byte) []field {
		off := b.put(jpeg)
		note := b.put([]byte("AOC\x00MM"))
		b.directory(0, long(0x0003, len(jpeg)), long(0x0004, off))
		return []field{exifOf(b, at(maker, note, len(b.data)-int(note)))}
	}},
	{"Pentax of the note", "II*\x00", little, func(b *built, jpeg []byte) []field {
		note := newBuilt(little, 10)
		copy(note.data, "PENTAX \x00II")
		note.directory(0, long(0x0003, len(jpeg)), long(0x0004, 10+2+24+4))
		return []field{exifOf(b, raws(maker, append(note.data, jpeg...)))}
	}},
	{"Minolta, first byte wrong", "MM\x00*", big, func(b *built, jpeg []byte) []field {
		off := b.put(append([]byte{2}, jpeg[1:]...))
		note := b.directory(0, long(0x0088, off), long(0x0089, len(jpeg)))
		return []field{exifOf(b, at(maker, note, len(b.data)-int(note)))}
	}},
	{"Sony", "II*\x00", little, func(b *built, jpeg []byte) []field {
		off := b.put(append(make([]byte, 32), jpeg...))
		note := b.put([]byte("SONY DSC \x00\x00\x00"))
		b.directory(0, at(0x2001, off, len(jpeg)+32))
		return []field{exifOf(b, at(maker, note, len(b.data)-int(note)))}
	}},
	{"Samsung", "II*\x00", little, func(b *built, jpeg []byte) []field {
		preview := b.directory(0, interchange(b, jpeg)...)
		note := b.directory(0, long(0x0035, preview), long(1, 1))
		return []field{exifOf(b, at(maker, note, len(b.data)-int(note)))}
	}},
	{"Epson", "II*\x00", little, func(b *built, jpeg []byte) []field {
		off := b.put(jpeg)
		note := b.put([]byte("EPSON\x00\x01\x00"))
		b.directory(0, at(0x0280, off, len(jpeg)))
		return []field{exifOf(b, at(maker, note, len(b.data)-int(note)))}
	}},
	{"Panasonic", "IIU\x00", little, func(b *built, jpeg []byte) []field {
		return []field{at(0x002e, b.put(jpeg), len(jpeg)), short(4, 2), short(5, 4), short(6, 482), short(7, 644)}
	}},
	{"Leaf", "MM\x00*", big, func(b *built, jpeg []byte) []field {
		packet := func(name, data string) string {
			return "PKTS\x00\x00\x00\x01" + name + strings.Repeat("\x00", 40-len(name)) + string(big.AppendUint32(nil, uint32(len(data)))) + data
		}
		data := packet("CaptProf_version", "4\n") + packet("ShootObj", packet("JPEG_preview_data", string(jpeg)))
		return []field{at(0x8606, b.put([]byte(data)), len(data))}
	}},
	{"SubIFDs", "MM\x00*", big, func(b *built, jpeg []byte) []field {
		first, second := b.directory(0, interchange(b, jpeg)...), b.directory(0, short(tiff.TagNewSubfileType, 0))
		return []field{long(tiff.TagSubIFDs, first, second)}
	}},
	{"tiles", "II*\x00", little, func(b *built, jpeg []byte) []field {
		sub := b.directory(0, short(tiff.TagCompression, 7), long(tiff.TagTileOffsets, b.put(jpeg)), long(tiff.TagTileByteCounts, len(jpeg)))
		return []field{long(tiff.TagSubIFDs, sub)}
	}},
}

func TestMakersPreviewsAreFound(t *testing.T) {
	t.Parallel()
	for _, m := range makers {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			b := newBuilt(m.order, 16)
			fields := m.build(b, rawtest.Shot(t, 640, 480, green))
			fields = append(fields, interchange(b, rawtest.Shot(t, 160, 120, blue))...)
			data := b.file(m.marks, b.directory(0, append(fields, short(tiff.TagOrientation, 8))...), "")
			got := show(t, raw.Open, data, picture.Want{})
			require.Equal(t, []int{640, 480}, []int{got.info.Width, got.info.Height})
			require.Equal(t, picture.RotateCounter, got.info.Orientation)
			requireColour(t, green, got.centre(), 12)
			got = show(t, raw.Open, data, picture.Want{Width: 160, Height: 120})
			requireColour(t, blue, got.centre(), 12)
		})
	}
}

func TestMinoltaFiles(t *testing.T) {
	t.Parallel()
	b := newBuilt(big, 8)
	fields := makers[4].build(b, rawtest.Shot(t, 640, 480, green))
	inner := b.file("MM\x00*", b.directory(0, append(fields, short(tiff.TagOrientation, 6))...), "")
	data := []byte(raw.SignatureMRW + "\x00\x00\x00\x00" + "\x00PRD\x00\x00\x00\x18" + "version." + "\x07\xb0\x0a\x40" + "\x03\xc0\x05\x00" + "\x00\x00\x00\x00\x00\x00\x00\x00")
	data = append(data, "\x00TTW"...)
	data = append(big.AppendUint32(data, uint32(len(inner))), inner...)
	got := show(t, raw.OpenMRW, data, picture.Want{})
	require.Equal(t, []int{640, 480}, []int{got.info.Width, got.info.Height})
	require.Equal(t, picture.RotateClockwise, got.info.Orientation)
	require.Contains(t, got.frame.Notes[0], "640 by 480 pixels that was saved with the photograph of 1280 by 960")
	requireColour(t, green, got.centre(), 12)
	loadertest.Run(t, loadertest.Spec{Name: "mrw", Open: raw.OpenMRW, Cases: []loadertest.Case{{Name: "mrw", Data: data, Orientation: 6, NoGolden: true}}})
	for _, c := range loadertest.CorpusCases(t, "mrw") {
		_, err := raw.OpenMRW(loadertest.Source(t, c.Data, c.Name))
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s is cut: %v", c.Name, err)
	}
}

func TestAPictureThatIsTurnedAlreadyIsNotTurnedAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		w, h        int
		orientation int
		want        picture.Orientation
	}{
		{"lying in the sensor", 1200, 800, 6, 6},
		{"turned", 800, 1200, 6, 1},
		{"turned, other aspect", 900, 1200, 6, 6},
		{"upright", 1200, 800, 1, 1},
		{"upside down", 1200, 800, 3, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBuilt(little, 16)
			fields := append(strip(b, rawtest.Shot(t, c.w, c.h, red)), short(tiff.TagOrientation, c.orientation), exifOf(b, long(exifX, 1200), long(exifY, 800)))
			got := show(t, raw.Open, b.file("II*\x00", b.directory(0, fields...), cr2Marks), picture.Want{})
			require.Equal(t, c.want, got.info.Orientation)
			require.Equal(t, []int{c.w, c.h}, []int{got.info.Width, got.info.Height})
		})
	}
}

func TestWhichAspectIsTaken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		wide, narrow [2]int // of red 16:9, of green 3:2, in a photograph of 3:2
		want         color.RGBA
		w, h         int
	}{
		{"a cropped picture that is larger", [2]int{1280, 720}, [2]int{900, 600}, green, 900, 600},
		{"nothing but a thumbnail has the aspect", [2]int{1280, 720}, [2]int{300, 200}, red, 1280, 720},
		{"DCF's thumbnail has bars", [2]int{160, 120}, [2]int{0, 0}, red, 160, 104},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBuilt(little, 16)
			next := uint32(0)
			if c.narrow[0] > 0 {
				next = b.directory(0, interchange(b, rawtest.Shot(t, c.narrow[0], c.narrow[1], green))...)
			}
			fields := append(strip(b, rawtest.Shot(t, c.wide[0], c.wide[1], red)), exifOf(b, long(exifX, 3000), long(exifY, 2000)))
			got := show(t, raw.Open, b.file("II*\x00", b.directory(next, fields...), cr2Marks), picture.Want{})
			require.Equal(t, []int{c.w, c.h}, []int{got.info.Width, got.info.Height})
			requireColour(t, c.want, got.centre(), 12)
			require.Contains(t, got.frame.Notes[0], fmt.Sprintf("%d by %d pixels that was saved with the photograph of 3000 by 2000", c.w, c.h))
		})
	}
}

func TestPhaseOne(t *testing.T) {
	t.Parallel()
	b := newBuilt(little, 20)
	first := b.directory(0, strip(b, rawtest.Shot(t, 600, 400, red))...)
	at := b.put(nil)
	for _, v := range []uint32{3, 0, 0x0100, 1, 4, 2, 0x010c, 1, 4, 1200, 0x010d, 1, 4, 800} {
		b.data = little.AppendUint32(b.data, v)
	}
	data := b.file("II*\x00", first, "IIIICwaR"+string(little.AppendUint32(nil, at-8)))
	require.True(t, raw.Match(data))
	got := show(t, raw.Open, data, picture.Want{})
	require.Equal(t, picture.RotateCounter, got.info.Orientation)
	require.Contains(t, got.frame.Notes[0], "600 by 400 pixels that was saved with the photograph of 1200 by 800")
}

func TestUncompressedPreviews(t *testing.T) {
	t.Parallel()
	const w, h, rows = 60, 40, 16
	b := newBuilt(big, 8)
	var offsets []int
	for y := 0; y < h; y += rows {
		pixels := make([]byte, 0, 3*w*rows)
		for range w * min(rows, h-y) {
			pixels = append(pixels, byte(100+y), 20, 30)
		}
		offsets = append(offsets, int(b.put(pixels)))
	}
	first := b.directory(0, long(tiff.TagImageWidth, w), long(tiff.TagImageLength, h), short(tiff.TagBitsPerSample, 8, 8, 8),
		short(tiff.TagCompression, 1), short(tiff.TagPhotometric, 2), long(tiff.TagStripOffsets, offsets...), short(tiff.TagSamplesPerPixel, 3),
		short(tiff.TagRowsPerStrip, rows), long(tiff.TagStripByteCounts, 1))
	data := b.file("MM\x00*", first, "")
	got := show(t, raw.Open, data, picture.Want{})
	require.Equal(t, []int{w, h}, []int{got.info.Width, got.info.Height})
	for _, y := range []int{0, 15, 16, 39} {
		require.Equal(t, color.NRGBA{uint8(100 + y/rows*rows), 20, 30, 255}, got.img.NRGBAAt(7, y))
	}
	loadertest.Run(t, loadertest.Spec{Name: "raw", Open: raw.Open, Cases: []loadertest.Case{{Name: "rgb", Data: data, NoGolden: true}}})
}

func TestColourSpaces(t *testing.T) {
	t.Parallel()
	const (
		previewSpace = 0xc71a
		colourSpace  = 0xa001
		interop      = 0xa005
	)
	adobe := func(b *built) []field {
		index := b.directory(0, field{1, tiff.ASCII, 4, func(order) []byte { return []byte("R03\x00") }})
		return []field{exifOf(b, short(colourSpace, 0xffff), long(interop, index))}
	}
	nikon := func(b *built) []field {
		note := newBuilt(big, 8)
		data := note.file("MM\x00*", note.directory(0, short(0x001e, 2)), "")
		return []field{exifOf(b, raws(maker, append([]byte("Nikon\x00\x02\x10\x00\x00"), data...)))}
	}
	for _, c := range []struct {
		name   string
		fields func(b *built) []field
		want   colour.Space
	}{
		{"nothing", func(*built) []field { return nil }, colour.Space{}},
		{"Exif", adobe, colour.Space{Primaries: &colour.AdobeRGB, Transfer: colour.TransferGamma, Gamma: 563.0 / 256}},
		{"Nikon's note", nikon, colour.Space{Primaries: &colour.AdobeRGB, Transfer: colour.TransferGamma, Gamma: 563.0 / 256}},
		{"DNG's preview is sRGB", func(b *built) []field { return append(adobe(b), long(previewSpace, 2)) }, colour.Space{}},
		{"DNG's preview is ProPhoto", func(*built) []field { return []field{long(previewSpace, 4)} }, colour.Space{Primaries: &colour.ProPhoto, Transfer: colour.TransferGamma, Gamma: 1.8}},
		{"a profile", func(*built) []field { return []field{raws(tiff.TagICCProfile, []byte("a profile"))} }, colour.Space{ICC: []byte("a profile")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBuilt(big, 16)
			fields := append(strip(b, rawtest.Shot(t, 64, 48, red)), c.fields(b)...)
			got := show(t, raw.Open, b.file("MM\x00*", b.directory(0, fields...), ""), picture.Want{})
			require.Equal(t, c.want, got.frame.Space)
		})
	}
}

func TestADamagedPreviewGivesWayToALargerOne(t *testing.T) {
	t.Parallel()
	b := newBuilt(little, 16)
	small := rawtest.Shot(t, 300, 200, blue)
	clear(small[len(small)/2:])
	next := b.directory(0, interchange(b, append(small[:len(small)/2], 0xff, 0xd9))...)
	data := b.file("II*\x00", b.directory(next, strip(b, rawtest.Shot(t, 1200, 800, red))...), cr2Marks)
	got := show(t, raw.Open, data, picture.Want{Width: 150, Height: 100})
	requireColour(t, red, got.centre(), 12)
	require.Contains(t, strings.Join(got.frame.Notes, " "), "preview of 300 by 200 pixels is damaged")

	p, err := raw.Open(loadertest.Source(t, data, "a.cr2"))
	require.NoError(t, err)
	want := picture.Want{Width: 150, Height: 100}
	want.Budget = picture.NewBudget(p.Info().Need(want))
	_, err = p.Decode(t.Context(), want)
	require.NoError(t, err, "what the damaged one took is free again")
}

func TestFilesWithoutAPictureSayWhatToDo(t *testing.T) {
	t.Parallel()
	b := newBuilt(little, 16)
	_, err := raw.Open(loadertest.Source(t, b.file("II*\x00", b.directory(0, short(tiff.TagOrientation, 1)), cr2Marks), "a.cr2"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
	require.NotEmpty(t, fault.From(err).Advice)
}

func TestMimetypes(t *testing.T) {
	t.Parallel()
	require.Equal(t, "image/x-canon-cr2", openNamed(t, cr2(t), "IMG_1.CR2").Info().Mimetype)
	require.Equal(t, "image/x-adobe-dng", openNamed(t, dng(t, sensor{}), "a.dng").Info().Mimetype)
}

func TestMatch(t *testing.T) {
	t.Parallel()
	require.True(t, raw.Match(cr2(t)))
	require.True(t, raw.Match(dng(t, sensor{})))
	require.True(t, raw.Match([]byte("IIRO\x08\x00\x00\x00")))
	require.True(t, raw.Match([]byte("IIU\x00\x18\x00\x00\x00")))
	b := newBuilt(little, 8)
	require.False(t, raw.Match(b.file("II*\x00", b.directory(0, short(tiff.TagOrientation, 1)), "")))
	require.False(t, raw.Match(nil))
}

func FuzzOpen(f *testing.F) {
	seeds := [][]byte{dng(f, sensor{}), dng(f, sensor{tiles: 32, lossless: true}), dng(f, sensor{bits: 12})}
	for _, m := range makers {
		b := newBuilt(m.order, 16)
		fields := m.build(b, rawtest.Shot(f, 32, 24, green))
		seeds = append(seeds, b.file(m.marks, b.directory(0, fields...), ""))
	}
	for _, folder := range []string{"cr2", "nef", "arw", "dng", "orf", "rw2", "pef", "iiq", "mrw"} {
		seeds = append(seeds, loadertest.CorpusSeeds(folder)...)
	}
	loadertest.Fuzz(f, raw.Open, seeds...)
}

func FuzzOpenMRW(f *testing.F) {
	loadertest.Fuzz(f, raw.OpenMRW, loadertest.CorpusSeeds("mrw")...)
}
