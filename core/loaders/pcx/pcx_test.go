package pcx_test

import (
	"encoding/binary"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/pcx"
	"apsync/core/picture"
)

var (
	black = color.NRGBA{A: 255}
	white = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
	red   = color.NRGBA{R: 255, A: 255}
	green = color.NRGBA{G: 255, A: 255}
	blue  = color.NRGBA{B: 255, A: 255}
)

// sheet describes a file that a test makes.
type sheet struct {
	version       byte
	raw           bool // without run lengths
	depth, planes byte
	width, height uint16
	lineBytes     uint16 // of a plane; 0 is the least even number
	colours       string // of the header
	rows          string // planes of rows, unencoded
	tail          string
}

func (s sheet) file() []byte {
	le := binary.LittleEndian
	head := make([]byte, 128)
	head[0], head[1], head[2], head[3] = 10, s.version, 1, s.depth
	if s.raw {
		head[2] = 0
	}
	le.PutUint16(head[8:], s.width-1)
	le.PutUint16(head[10:], s.height-1)
	copy(head[16:64], s.colours)
	head[65] = s.planes
	if s.lineBytes == 0 {
		s.lineBytes = ((s.width*uint16(s.depth)+7)/8 + 1) &^ 1
	}
	le.PutUint16(head[66:], s.lineBytes)
	if s.raw {
		return append(append(head, s.rows...), s.tail...)
	}
	for i := 0; i < len(s.rows); {
		n := 1
		for i+n < len(s.rows) && n < 63 && s.rows[i+n] == s.rows[i] {
			n++
		}
		if n > 1 || s.rows[i] >= 0xc0 {
			head = append(head, 0xc0|byte(n))
		}
		head = append(head, s.rows[i])
		i += n
	}
	return append(head, s.tail...)
}

const rgbw = "\xff\x00\x00\x00\xff\x00\x00\x00\xff\xff\xff\xff"

// vga is a palette of 256 colours of which the first are red, green, blue and white.
var vga = "\x0c" + rgbw + strings.Repeat("\x00", 3*252)

func TestPixels(t *testing.T) {
	t.Parallel()
	four := []color.NRGBA{red, green, blue, white}
	for name, c := range map[string]struct {
		sheet sheet
		want  []color.NRGBA
	}{
		"8 bits": {sheet{version: 5, depth: 8, planes: 1, width: 4, height: 1, rows: "\x00\x01\x02\x03", tail: vga}, four},
		"8 bits, grey": {
			sheet{version: 5, depth: 8, planes: 1, width: 2, height: 1, rows: "\x00\xff"},
			[]color.NRGBA{black, white},
		},
		"24 bits": {
			sheet{version: 5, depth: 8, planes: 3, width: 4, height: 1, rows: "\xff\x00\x00\xff\x00\xff\x00\xff\x00\x00\xff\xff"}, four,
		},
		"24 bits, padded rows": {
			sheet{version: 5, depth: 8, planes: 3, width: 1, height: 2, lineBytes: 4, rows: "\xffabc\x00abc\x00abc\x00abc\xffabc\x00abc"},
			[]color.NRGBA{red, green},
		},
		"32 bits": {
			sheet{version: 5, depth: 8, planes: 4, width: 2, height: 1, rows: "\xff\x00\x00\xff\x00\x00\xff\x80"},
			[]color.NRGBA{red, {G: 255, A: 128}},
		},
		"4 bits": {sheet{version: 5, depth: 4, planes: 1, width: 4, height: 1, colours: rgbw, rows: "\x01\x23"}, four},
		"4 planes": {
			sheet{version: 5, depth: 1, planes: 4, width: 4, height: 1, colours: rgbw, rows: "\x50\x00\x30\x00\x00\x00\x00\x00"}, four,
		},
		"2 planes": {sheet{version: 5, depth: 1, planes: 2, width: 4, height: 1, colours: rgbw, rows: "\x50\x00\x30\x00"}, four},
		"2 bits":   {sheet{version: 5, depth: 2, planes: 1, width: 4, height: 1, colours: rgbw, rows: "\x1b\x00"}, four},
		"cga": {
			sheet{version: 2, depth: 2, planes: 1, width: 4, height: 1, colours: "\x10\x00\x00\x60", rows: "\x1b\x00"},
			[]color.NRGBA{
				{B: 0xaa, A: 255},
				{R: 0x55, G: 255, B: 255, A: 255},
				{R: 255, G: 0x55, B: 255, A: 255},
				white,
			},
		},
		"ega, by default": {
			sheet{version: 3, depth: 4, planes: 1, width: 4, height: 1, colours: rgbw, rows: "\x01\x6f"},
			[]color.NRGBA{black, {B: 0xaa, A: 255}, {R: 0xaa, G: 0x55, A: 255}, white},
		},
		"black and white": {
			sheet{version: 5, depth: 1, planes: 1, width: 2, height: 1, rows: "\x40\x00"},
			[]color.NRGBA{black, white},
		},
		"two colours": {
			sheet{version: 5, depth: 1, planes: 1, width: 2, height: 1, colours: rgbw, rows: "\x40\x00"},
			[]color.NRGBA{red, green},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, loadertest.Pixels(t, pcx.Open, c.sheet.file()))
			c.sheet.raw = true
			require.Equal(t, c.want, loadertest.Pixels(t, pcx.Open, c.sheet.file()), "not encoded")
		})
	}
}

func TestTheFirstPageOfACollection(t *testing.T) {
	t.Parallel()
	first := sheet{version: 5, depth: 8, planes: 1, width: 4, height: 1, rows: "\x00\x01\x02\x03", tail: vga}.file()
	second := sheet{version: 5, depth: 8, planes: 1, width: 9, height: 9, rows: strings.Repeat("a", 90)}.file()
	le := binary.LittleEndian
	file := []byte("\xb1\x68\xde\x3a")
	file = le.AppendUint32(file, 16)
	file = le.AppendUint32(file, uint32(16+len(first)))
	file = append(append(le.AppendUint32(file, 0), first...), second...)
	require.Equal(t, []color.NRGBA{red, green, blue, white}, loadertest.Pixels(t, pcx.Open, file))
	pic, err := pcx.Open(loadertest.Source(t, file, "a.dcx"))
	require.NoError(t, err)
	require.Equal(t, 2, pic.Info().Pages)
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "pcx")
	for name, s := range larger() {
		cases = append(cases, loadertest.Case{Name: name, Data: s.file(), Width: 67, Height: 40, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "pcx", Open: pcx.Open, Cases: cases})
}

func larger() map[string]sheet {
	rows := strings.Repeat("aaaabbbbcd\xff\x00\xf0\x0fxyzzzzzzz", 700)
	return map[string]sheet{
		"8 bits":   {version: 5, depth: 8, planes: 1, width: 67, height: 40, rows: rows[:68*40], tail: vga},
		"24 bits":  {version: 5, depth: 8, planes: 3, width: 67, height: 40, rows: rows[:3*68*40]},
		"32 bits":  {version: 5, depth: 8, planes: 4, width: 67, height: 40, rows: rows[:4*68*40]},
		"4 planes": {version: 5, depth: 1, planes: 4, width: 67, height: 40, colours: rgbw, rows: rows[:4*10*40]},
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := sheet{version: 5, depth: 8, planes: 1, width: 4, height: 1, rows: "\x00\x01\x02\x03"}
	with := func(off int, b byte) []byte {
		file := whole.file()
		file[off] = b
		return file
	}
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"a version that is unknown": {with(1, 6), fault.Corrupt},
		"negative width":            {with(4, 9), fault.Corrupt},
		"five planes":               {with(65, 5), fault.Unsupported},
		"three bits":                {with(3, 3), fault.Unsupported},
		"a row is missing":          {whole.file()[:129], fault.Truncated},
		"huge":                      {sheet{version: 5, depth: 8, planes: 3, width: 0xffff, height: 0xffff, rows: "a"}.file(), fault.LimitPixels},
		"an empty collection":       {append([]byte("\xb1\x68\xde\x3a\x00\x00\x00\x00"), 0), fault.Corrupt},
		"a page beyond the end":     {append([]byte("\xb1\x68\xde\x3a\xff\x00\x00\x00\x00\x00\x00\x00"), 0), fault.Corrupt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, pcx.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := loadertest.CorpusSeeds("pcx")
	for _, s := range larger() {
		seeds = append(seeds, s.file())
	}
	loadertest.Fuzz(f, pcx.Open, seeds...)
}
