package ilbm_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/ilbm"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// image is a file that a test makes. Its body is of rows of numbers unless given.
type image struct {
	form        string
	w, h        int
	planes      int
	masking     byte
	runs        bool
	transparent int
	x, y        byte // aspect
	camg        uint32
	palette     string
	value       func(x, y int) uint32
	body        string
}

func (p image) bytes() []byte {
	be := binary.BigEndian
	head := be.AppendUint16(nil, uint16(p.w))
	head = be.AppendUint16(head, uint16(p.h))
	head = append(head, 0, 0, 0, 0, byte(p.planes), p.masking, 0, 0)
	if p.runs {
		head[10] = 1
	}
	head = be.AppendUint16(head, uint16(p.transparent))
	head = append(head, p.x, p.y, 0, 0, 0, 0)
	if p.form == "" {
		p.form = "ILBM"
	}
	if p.body == "" {
		p.body = string(p.rows())
	}
	b := chunk([]byte(p.form), "BMHD", string(head))
	if p.palette != "" {
		b = chunk(b, "CMAP", p.palette)
	}
	if p.camg != 0 {
		b = chunk(b, "CAMG", string(be.AppendUint32(nil, p.camg)))
	}
	return chunk(nil, "FORM", string(chunk(b, "BODY", p.body)))
}

func chunk(b []byte, id, data string) []byte {
	b = append(b, id...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	b = append(b, data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// rows returns lines of planes or, of PBM, bytes.
func (p image) rows() (b []byte) {
	planes := p.planes
	if p.masking == 1 {
		planes++
	}
	for y := range p.h {
		if p.form == "PBM " {
			line := make([]byte, (p.w+1)&^1)
			for x := range p.w {
				line[x] = byte(p.value(x, y))
			}
			b = append(b, p.pack(line)...)
			continue
		}
		for plane := range planes {
			line := make([]byte, (p.w+15)/16*2)
			for x := range p.w {
				line[x/8] |= byte(p.value(x, y)>>plane&1) << (7 - x%8)
			}
			b = append(b, p.pack(line)...)
		}
	}
	return b
}

// pack encodes a line in runs and literals.
func (p image) pack(line []byte) (b []byte) {
	if !p.runs {
		return line
	}
	for i := 0; i < len(line); {
		n := 1
		for n < 128 && i+n < len(line) && line[i+n] == line[i] {
			n++
		}
		if n > 1 {
			b = append(b, byte(1-n), line[i])
		} else {
			n = min(3, len(line)-i)
			b = append(b, byte(n-1))
			b = append(b, line[i:i+n]...)
		}
		i += n
	}
	return b
}

// grey returns a palette of n steps.
func grey(n int) string {
	var b []byte
	for i := range n {
		v := byte(i * 255 / (n - 1))
		b = append(b, v, v, v)
	}
	return string(b)
}

func encodings() map[string]image {
	steps := func(x, y int) uint32 { return uint32(x/3+y/2) & 31 }
	return map[string]image{
		"5 planes":     {w: 70, h: 50, planes: 5, palette: grey(32), value: steps},
		"runs":         {w: 70, h: 50, planes: 5, palette: grey(32), value: steps, runs: true},
		"a mask":       {w: 70, h: 50, planes: 5, masking: 1, palette: grey(32), value: func(x, y int) uint32 { return steps(x, y) | uint32((x/16+y/16)%2)<<5 }},
		"transparent":  {w: 70, h: 50, planes: 5, masking: 2, transparent: 3, palette: grey(32), value: steps},
		"pbm":          {form: "PBM ", w: 71, h: 50, planes: 8, palette: grey(256), value: func(x, y int) uint32 { return uint32(x*2 + y) }},
		"pbm, runs":    {form: "PBM ", w: 71, h: 50, planes: 8, palette: grey(256), value: func(x, y int) uint32 { return uint32(x*2 + y) }, runs: true},
		"24 planes":    {w: 70, h: 50, planes: 24, value: func(x, y int) uint32 { return uint32(x*3) | uint32(y*5)<<8 | uint32(x+y)<<16 }},
		"32 planes":    {w: 70, h: 50, planes: 32, value: func(x, y int) uint32 { return uint32(x*3) | uint32(y*5)<<8 | uint32(255-x)<<24 }, runs: true},
		"half-brite":   {w: 70, h: 50, planes: 6, camg: 0x80, palette: grey(32), value: func(x, y int) uint32 { return uint32(x/2+y/2) & 63 }},
		"grey":         {w: 70, h: 50, planes: 8, value: func(x, y int) uint32 { return uint32(x*2 + y) }},
		"hold, modify": {w: 70, h: 50, planes: 6, camg: 0x800, palette: grey(16), value: func(x, y int) uint32 { return uint32(x*7+y/3*5) & 63 }, runs: true},
		"half as wide": {w: 141, h: 51, planes: 4, camg: 0x8000, palette: grey(16), value: func(x, y int) uint32 { return uint32(x/8+y/8) & 15 }},
		"half as high": {w: 70, h: 51, planes: 4, x: 20, y: 11, palette: grey(16), value: func(x, y int) uint32 { return uint32(x/4+y/8) & 15 }},
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "iff") {
		if c.Name == "TwelveMonkeys__A4000T_HAM6.IFF" {
			c.Width, c.Height = 320, 256
			cases = append(cases, c)
		}
	}
	for name, p := range encodings() {
		cases = append(cases, loadertest.Case{Name: name, Data: p.bytes(), NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "ilbm", Open: ilbm.Open, Cases: cases})
}

// pixels decodes a file at its full size.
func pixels(t *testing.T, p image) *raster.Pixels[uint8] {
	t.Helper()
	_, frame, err := loadertest.Decode(t, ilbm.Open, p.bytes(), picture.Want{})
	require.NoError(t, err)
	return frame.Image.(*raster.Pixels[uint8])
}

func TestIndicesAreLookedUp(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"5 planes", "runs", "pbm", "pbm, runs", "grey"} {
		p := encodings()[name]
		img, top := pixels(t, p), uint32(1)<<p.planes-1
		for y := range p.h {
			for x := range p.w {
				require.Equal(t, uint8(p.value(x, y)&top*255/top), img.Row(y)[3*x+1], "%s at %d, %d", name, x, y)
			}
		}
	}
}

func TestAlphaOfMasksAndTransparentColours(t *testing.T) {
	t.Parallel()
	img := pixels(t, encodings()["a mask"])
	require.Equal(t, []uint8{0, 255}, []uint8{img.Row(0)[3], img.Row(0)[4*16+3]})
	img = pixels(t, encodings()["transparent"])
	require.Equal(t, []uint8{255, 0, 255}, []uint8{img.Row(0)[4*8+3], img.Row(0)[4*9+3], img.Row(0)[4*12+3]})
}

func TestPlanesBeyondEightAreChannels(t *testing.T) {
	t.Parallel()
	require.Equal(t, []uint8{30, 100, 30}, pixels(t, encodings()["24 planes"]).Row(20)[30:33])
	require.Equal(t, []uint8{30, 100, 0, 245}, pixels(t, encodings()["32 planes"]).Row(20)[40:44])
}

func TestHalfBriteColoursAreHalfAsBright(t *testing.T) {
	t.Parallel()
	p := image{w: 2, h: 1, planes: 6, camg: 0x80, palette: strings.Repeat("\x00\x00\x00", 31) + "\xf0\x81\x40", value: func(x, _ int) uint32 { return uint32(31 + 32*x) }}
	require.Equal(t, []uint8{0xf0, 0x81, 0x40, 0x78, 0x40, 0x20}, pixels(t, p).Pix)
}

func TestHoldAndModify(t *testing.T) {
	t.Parallel()
	values := []uint32{0x2f, 0x01, 0x1a, 0x3b}
	p := image{w: 4, h: 1, planes: 6, camg: 0x800, palette: "\x10\x20\x30" + "\x40\x50\x60", value: func(x, _ int) uint32 { return values[x] }}
	require.Equal(t, []uint8{
		0xff, 0x22, 0x33, // red, of colour 0, whose palette has 12 bits
		0x44, 0x55, 0x66, // colour 1
		0x44, 0x55, 0xaa, // blue
		0x44, 0xbb, 0xaa, // green
	}, pixels(t, p).Pix)
	p.planes, p.palette = 8, "\x11\x20\x30"
	values = []uint32{0xbf, 0x00, 0x41, 0xff}
	require.Equal(t, []uint8{255, 0x20, 0x30, 0x11, 0x20, 0x30, 0x11, 0x20, 4, 0x11, 255, 4}, pixels(t, p).Pix)
}

func TestPixelsBecomeSquare(t *testing.T) {
	t.Parallel()
	img := pixels(t, encodings()["half as wide"])
	require.Equal(t, []int{71, 51}, []int{img.Width, img.Height})
	require.Equal(t, uint8(17), img.Row(0)[3*4])
	img = pixels(t, encodings()["half as high"])
	require.Equal(t, []int{70, 26}, []int{img.Width, img.Height})
	require.Equal(t, uint8(17), img.Row(4)[0])
	p := image{w: 3, h: 1, planes: 8, camg: 0x8000, palette: grey(256), value: func(x, _ int) uint32 { return uint32([]int{10, 20, 90}[x]) }}
	require.Equal(t, []uint8{15, 15, 15, 90, 90, 90}, pixels(t, p).Pix)
}

func TestTheFirstFrameOfAnAnimationIsShown(t *testing.T) {
	t.Parallel()
	p := encodings()["5 planes"]
	data := chunk(nil, "FORM", "ANIM"+string(p.bytes())+string(chunk(nil, "FORM", "ILBM")))
	_, frame, err := loadertest.Decode(t, ilbm.Open, data, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, pixels(t, p), frame.Image)
	_, _, err = loadertest.Decode(t, ilbm.Open, chunk(nil, "FORM", "ANIM"), picture.Want{})
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	with := func(change func(p *image)) []byte {
		p := encodings()["5 planes"]
		change(&p)
		return p.bytes()
	}
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
	}{
		"no width":           {with(func(p *image) { p.w = 0; p.body = "x" }), fault.Corrupt},
		"no planes":          {with(func(p *image) { p.planes = 0; p.body = "x" }), fault.Unsupported},
		"12 planes":          {with(func(p *image) { p.planes = 12 }), fault.Unsupported},
		"pbm of 4":           {with(func(p *image) { p.form, p.planes = "PBM ", 4 }), fault.Unsupported},
		"short":              {with(func(p *image) { p.body = "abcd" }), fault.Truncated},
		"huge":               {with(func(p *image) { p.w, p.h, p.body, p.runs = 65535, 65535, "abcd", true }), fault.LimitPixels},
		"an overrun":         {with(func(p *image) { p.body, p.runs = strings.Repeat("\x81a", 400), true }), fault.Corrupt},
		"runs that end":      {with(func(p *image) { p.body, p.runs = strings.Repeat("\x01ab", 100), true }), fault.Truncated},
		"a literal that end": {with(func(p *image) { p.body, p.runs = strings.Repeat("\xf7a", 249)+"\x09ab", true }), fault.Truncated},
		"no body":            {chunk(nil, "FORM", "ILBM"), fault.NoPicture},
		"a body alone":       {chunk(nil, "FORM", "ILBM"+string(chunk(nil, "BODY", "abcd"))), fault.Corrupt},
		"a short header":     {chunk(nil, "FORM", "ILBM"+string(chunk(nil, "BMHD", "abcd"))), fault.Truncated},
	} {
		_, _, err := loadertest.Decode(t, ilbm.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", name, err)
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, p := range encodings() {
		p.w, p.h = 18, 3
		seeds = append(seeds, p.bytes())
	}
	if data, err := os.ReadFile(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "iff", "serenity__incorrect-cmap-size.iff")); err == nil {
		seeds = append(seeds, data)
	}
	loadertest.Fuzz(f, ilbm.Open, seeds...)
}
