package png_test

import (
	"encoding/binary"
	"hash/adler32"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/png"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// small is the picture that the tests of this file damage.
var small = spec{w: 8, h: 6, depth: 8, colourType: trueColor, filter: mixedFilters}

// build writes small with other chunks.
func build(chunks ...[]byte) []byte {
	return join([]byte(png.Signature), join(chunks...))
}

// spoiled returns a chunk whose checksum is wrong.
func spoiled(c []byte) []byte {
	c = append([]byte(nil), c...)
	c[len(c)-1] ^= 1
	return c
}

func header(w, h uint32, rest ...byte) []byte {
	data := binary.BigEndian.AppendUint32(nil, w)
	return chunk("IHDR", append(binary.BigEndian.AppendUint32(data, h), rest...))
}

func TestDamageThatIsAnError(t *testing.T) {
	t.Parallel()
	var (
		data    = small.data(small.pack(small.rows()))
		end     = chunk("IEND", nil)
		indexes = spec{w: 2, h: 2, depth: 8, colourType: indexed}
		indices = indexes.data(indexes.pack(indexes.rows()))
	)
	badFilter := small.rows()
	badFilter[25*3] = 5
	cases := []struct {
		name string
		file []byte
		code fault.Code
	}{
		{"empty", nil, fault.Corrupt},
		{"only a signature", build(), fault.Truncated},
		{"another signature", append([]byte("\x89PNG\n\x1a\n\x00"), small.header()...), fault.Corrupt},
		{"no header", build(data, end), fault.Corrupt},
		{"palette before the header", build(chunk("PLTE", colours(2)), small.header(), data, end), fault.Corrupt},
		{"two headers", build(small.header(), small.header(), data, end), fault.Corrupt},
		{"header with a wrong checksum", build(spoiled(small.header()), data, end), fault.Corrupt},
		{"header of 12 bytes", build(chunk("IHDR", make([]byte, 12)), data, end), fault.Corrupt},
		{"no width", build(header(0, 6, 8, 2, 0, 0, 0), data, end), fault.Corrupt},
		{"no height", build(header(8, 0, 8, 2, 0, 0, 0), data, end), fault.Corrupt},
		{"width above 31 bits", build(header(1<<31, 6, 8, 2, 0, 0, 0), data, end), fault.Corrupt},
		{"depth of 3", build(header(8, 6, 3, 2, 0, 0, 0), data, end), fault.Corrupt},
		{"palette of 16 bits", build(header(8, 6, 16, 3, 0, 0, 0), data, end), fault.Corrupt},
		{"colour type 1", build(header(8, 6, 8, 1, 0, 0, 0), data, end), fault.Corrupt},
		{"compression method 1", build(header(8, 6, 8, 2, 1, 0, 0), data, end), fault.Unsupported},
		{"filter method 64", build(header(8, 6, 8, 2, 0, 64, 0), data, end), fault.Unsupported},
		{"interlace method 2", build(header(8, 6, 8, 2, 0, 0, 2), data, end), fault.Unsupported},
		{"no palette", build(indexes.header(), indices, end), fault.Corrupt},
		{"palette of 5 bytes", build(indexes.header(), chunk("PLTE", make([]byte, 5)), indices, end), fault.Corrupt},
		{"palette of 257 colours", build(indexes.header(), chunk("PLTE", colours(257)), indices, end), fault.Corrupt},
		{"palette with a wrong checksum", build(indexes.header(), spoiled(chunk("PLTE", colours(256))), indices, end), fault.Corrupt},
		{"two palettes", build(indexes.header(), chunk("PLTE", colours(2)), chunk("PLTE", colours(2)), indices, end), fault.Corrupt},
		{"unknown critical chunk", build(small.header(), chunk("ABCD", nil), data, end), fault.Unsupported},
		{"chunk type with a digit", build(small.header(), chunk("tE3t", nil), data, end), fault.Corrupt},
		{"chunk length above 31 bits", build(small.header(), []byte("\xff\xff\xff\xfftEXt1234"), data, end), fault.Corrupt},
		{"no data", build(small.header(), end), fault.Corrupt},
		{"data with a wrong checksum", build(small.header(), spoiled(data), end), fault.Corrupt},
		{"data that is no zlib stream", build(small.header(), chunk("IDAT", []byte("no zlib stream")), end), fault.Corrupt},
		{"zlib stream with a dictionary", build(small.header(), chunk("IDAT", []byte{0x78, 0xbb, 0, 0, 0, 0, 1, 2}), end), fault.Corrupt},
		{"data that does not inflate", build(small.header(), chunk("IDAT", []byte{0x78, 0x9c, 0xff, 0xff, 0xff, 0, 0}), end), fault.Corrupt},
		{"empty data", build(small.header(), chunk("IDAT", nil), end), fault.Truncated},
		{"too few rows", build(small.header(), small.data(small.pack(small.rows()[:100])), end), fault.Truncated},
		{"filter type 5", build(small.header(), small.data(small.pack(badFilter)), end), fault.Corrupt},
		{"the data's second part after another chunk", build(small.header(),
			chunk("IDAT", small.pack(small.rows())[:60]), chunk("tEXt", nil), chunk("IDAT", small.pack(small.rows())[60:]), end), fault.Truncated},
		{"a header that claims more than deflate can make", build(header(30_000, 30_000, 8, 6, 0, 0, 0), data, end), fault.Truncated},
		{"a header that claims all there is", build(header(1<<31-1, 1<<31-1, 16, 6, 0, 0, 0), data, end), fault.LimitPixels},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := failure(t, c.file)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestDamageThatIsANote(t *testing.T) {
	t.Parallel()
	var (
		packed   = small.pack(small.rows())
		data     = small.data(packed)
		end      = chunk("IEND", nil)
		head     = small.header()
		checksum = adler32.Checksum(small.rows())
		unsummed = binary.BigEndian.AppendUint32(packed[:len(packed)-4:len(packed)-4], checksum+1)
	)
	cases := []struct {
		name string
		file []byte
		note string
	}{
		{"ancillary chunk with a wrong checksum", build(head, spoiled(gamma(50000)), data, end), "chunk gAMA at offset 33: checksum"},
		{"ancillary chunk that is too large", build(head, chunk("gAMA", make([]byte, 5000)), data, end), "chunk gAMA has 5000 bytes"},
		{"Exif that is too large", build(head, chunk("eXIf", make([]byte, 2<<20)), data, end), "chunk eXIf has 2097152 bytes"},
		{"tRNS that does not fit", build(head, chunk("tRNS", []byte{1, 2}), data, end), "the transparency does not fit"},
		{"wrong checksum of the pixels", build(head, chunk("IDAT", unsummed), end), "the checksum of the compressed data is stated as"},
		{"no checksum of the pixels", build(head, chunk("IDAT", packed[:len(packed)-4]), end), "the checksum of the compressed data is missing"},
		{"compressed data without an end", build(head, chunk("IDAT", endless(packed, small.rows())), end), "the compressed data ends at its byte"},
		{"more rows than there are", build(head, small.data(small.pack(append(small.rows(), 0, 0, 0))), end), "more data than the picture has rows"},
		{"no end", build(head, data), "the end chunk is missing"},
		{"a cut end", build(head, data, end[:7]), "after the picture's data: 7 bytes"},
		{"rubbish after the data", build(head, data, []byte("12345678")), `after the picture's data: chunk at offset`},
	}
	_, want := decoded(t, small.file())
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, frame := decoded(t, c.file)
			require.Equal(t, want.Image, frame.Image)
			require.Len(t, frame.Notes, 1)
			require.Contains(t, frame.Notes[0], c.note)
		})
	}
}

// endless returns a zlib stream of stored blocks whose last is missing.
func endless(packed, rows []byte) []byte {
	out := append([]byte(nil), packed[:2]...)
	out = append(out, 0, byte(len(rows)), byte(len(rows)>>8), ^byte(len(rows)), ^byte(len(rows)>>8))
	return append(out, rows...)
}

func TestWhatIsHarmlessGoesUnnoticed(t *testing.T) {
	t.Parallel()
	data := small.data(small.pack(small.rows()))
	end := chunk("IEND", nil)
	_, want := decoded(t, small.file())
	for name, file := range map[string][]byte{
		"suggested palette":         build(small.header(), chunk("PLTE", colours(9)), data, end),
		"text with a wrong sum":     build(small.header(), spoiled(chunk("tEXt", []byte("x\x00y"))), data, end),
		"private chunks everywhere": build(small.header(), chunk("abCd", nil), data, chunk("abCd", make([]byte, 9000)), end),
		"bytes after the end":       build(small.header(), data, end, make([]byte, 10_000)),
		"two gammas":                build(small.header(), gamma(45455), gamma(0), data, end),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, frame := decoded(t, file)
			require.Equal(t, want.Image, frame.Image)
			require.Empty(t, frame.Notes)
			require.Equal(t, want.Space, frame.Space)
		})
	}
}

// Palettes shorter than the depth allows are usual; an index beyond shows black.
func TestIndicesBeyondThePaletteAreBlack(t *testing.T) {
	t.Parallel()
	s := spec{
		w: 4, h: 1, depth: 8, colourType: indexed, palette: colours(2), trns: []byte{10},
		at: func(x, _, _ int) int { return x },
	}
	_, frame := decoded(t, s.file())
	require.Equal(t, [4]uint16{0, 0, 0, 0xffff}, pixelAt(frame.Image, 2, 0))
	require.Equal(t, uint16(10*257), pixelAt(frame.Image, 0, 0)[3])
}

// A cut anywhere gives an error, or the whole picture where only its frame is cut.
func TestCutAnywhere(t *testing.T) {
	t.Parallel()
	for _, s := range []spec{
		small,
		{w: 9, h: 7, depth: 4, colourType: indexed, interlaced: true, trns: []byte{0}, split: 5},
		{w: 5, h: 4, depth: 16, colourType: greyAlpha, apple: true},
	} {
		data := s.file()
		_, want := decoded(t, data)
		for n := range len(data) {
			_, frame, err := loadertest.Decode(t, png.Open, data[:n], picture.Want{})
			if err != nil {
				require.Contains(t, []fault.Code{fault.Truncated, fault.Corrupt}, fault.CodeOf(err), "cut at %d: %v", n, err)
				continue
			}
			require.Equal(t, want.Image, frame.Image, "cut at %d", n)
			require.NotEmpty(t, frame.Notes, "cut at %d", n)
		}
	}
}

// Very many chunks cost time in proportion to the file, and no more notes than a
// person reads.
func TestManyAncillaryChunks(t *testing.T) {
	t.Parallel()
	one := spoiled(gamma(45455))
	var many []byte
	for range 50_000 {
		many = append(many, one...)
	}
	s := small
	s.before = many
	_, frame := decoded(t, s.file())
	require.NotEmpty(t, frame.Notes)
	require.Less(t, len(frame.Notes), 20)
	s.before = append(append(many, many...), many...)
	_, err := png.Open(loadertest.Source(t, s.file(), "many.png"))
	require.Equal(t, fault.LimitCount, fault.CodeOf(err))
}

// Rows end when the picture does, however much more inflates.
func TestAnExpansionBombAfterTheRowsIsNotInflated(t *testing.T) {
	t.Parallel()
	bomb := append(small.rows(), make([]byte, 64<<20)...)
	_, frame := decoded(t, build(small.header(), small.data(small.pack(bomb)), chunk("IEND", nil)))
	_, want := decoded(t, small.file())
	require.Equal(t, want.Image, frame.Image)
	require.Len(t, frame.Notes, 1)
}
