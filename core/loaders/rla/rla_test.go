package rla_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/rla"
	"apsync/core/picture"
	"apsync/core/raster"
)

// image is a file that a test makes.
type image struct {
	window, active          [4]int // left, right, bottom, top
	kind, bits              int
	colours, mattes, extras int
	gamma                   string
	order                   binary.AppendByteOrder // of floats
	value                   func(x, y, c int) uint32
}

func (p image) bytes() []byte {
	be := binary.BigEndian
	head := make([]byte, 740)
	put := func(at, v int) { be.PutUint16(head[at:], uint16(v)) }
	for i := range 4 {
		put(2*i, p.window[i])
		put(8+2*i, p.active[i])
	}
	for at, v := range map[int]int{16: 1, 18: p.kind, 20: p.colours, 22: p.mattes, 24: p.extras, 26: 0xfffe, 658: p.bits, 660: p.kind, 662: p.bits, 664: 0, 666: 8} {
		put(at, v)
	}
	copy(head[28:], p.gamma)
	w, h := p.active[1]-p.active[0]+1, p.active[3]-p.active[2]+1
	var table, rows []byte
	for y := range h {
		table = be.AppendUint32(table, uint32(740+4*h+len(rows)))
		for c := range p.colours + p.mattes + p.extras {
			channel := p.channel(w, y, c)
			rows = append(be.AppendUint16(rows, uint16(len(channel))), channel...)
		}
	}
	return append(append(head, table...), rows...)
}

// channel returns a channel of a row: planes of runs, or floats as they are.
func (p image) channel(w, y, c int) (b []byte) {
	if p.kind >= 3 {
		for x := range w {
			b = p.order.AppendUint32(b, p.value(x, y, c))
		}
		return b
	}
	for plane := (p.bits+7)/8 - 1; plane >= 0; plane-- {
		at := func(x int) byte { return byte(p.value(x, y, c) >> (8 * plane)) }
		for x := 0; x < w; {
			n := 1
			for n < 128 && x+n < w && at(x+n) == at(x) {
				n++
			}
			if n > 1 {
				b = append(b, byte(n-1), at(x))
				x += n
				continue
			}
			n = min(3, w-x)
			b = append(b, byte(-n))
			for range n {
				b = append(b, at(x))
				x++
			}
		}
	}
	return b
}

func whole(w, h int) [4]int { return [4]int{0, w - 1, 0, h - 1} }

func sample(x, y, c int) uint32 { return uint32(x*3+y*4+c*30) & 255 }

func encodings() map[string]image {
	frame := whole(60, 45)
	light := func(x, y, c int) uint32 { return math.Float32bits(float32(x+y+c) / 110) }
	return map[string]image{
		"8 bits":        {window: frame, active: frame, bits: 8, colours: 3, value: sample},
		"with matte":    {window: frame, active: frame, bits: 8, colours: 3, mattes: 1, extras: 1, value: sample},
		"grey":          {window: frame, active: frame, bits: 8, colours: 1, value: sample},
		"16 bits":       {window: frame, active: frame, kind: 1, bits: 16, colours: 3, mattes: 1, value: func(x, y, c int) uint32 { return uint32(x*900 + y*100 + c) }},
		"floats":        {window: frame, active: frame, kind: 4, bits: 32, colours: 3, value: light, order: binary.BigEndian},
		"little floats": {window: frame, active: frame, kind: 3, bits: 32, colours: 3, value: light, order: binary.LittleEndian},
		"a part":        {window: frame, active: [4]int{10, 39, -5, 20}, bits: 8, colours: 3, mattes: 1, value: sample},
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "rla")
	for i := range cases {
		cases[i].Orientation = picture.FlipVertical
	}
	for name, p := range encodings() {
		cases = append(cases, loadertest.Case{Name: name, Data: p.bytes(), Width: 60, Height: 45, Orientation: picture.FlipVertical, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "rla", Open: rla.Open, Cases: cases})
}

func words(t *testing.T, p image) (*raster.Pixels[uint16], colour.Space) {
	t.Helper()
	_, frame, err := loadertest.Decode(t, rla.Open, p.bytes(), picture.Want{})
	require.NoError(t, err)
	return frame.Image.(*raster.Pixels[uint16]), frame.Space
}

func TestIntegersFillTheirRange(t *testing.T) {
	t.Parallel()
	for bits, want := range map[int]uint16{8: 65535, 10: 65535, 16: 65535, 32: 65535, 4: 65535} {
		p := image{window: whole(4, 2), active: whole(4, 2), bits: bits, colours: 3, value: func(x, _, _ int) uint32 {
			if x == 3 {
				return uint32(1<<bits - 1)
			}
			return 0
		}}
		img, _ := words(t, p)
		require.Equal(t, []uint16{0, 0, 0, want, want, want}, img.Row(1)[6:], "%d bits", bits)
	}
}

func TestFloatsAreLightInEitherByteOrder(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"floats", "little floats"} {
		p := encodings()[name]
		_, frame, err := loadertest.Decode(t, rla.Open, p.bytes(), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, colour.TransferLinear, frame.Space.Transfer)
		require.Equal(t, float32(20+7+2)/110, frame.Image.(*raster.Pixels[float32]).Row(7)[62], name)
	}
}

func TestWhatWasRenderedLiesWithinItsFrame(t *testing.T) {
	t.Parallel()
	p := encodings()["a part"]
	img, _ := words(t, p)
	require.True(t, img.Premultiplied)
	require.Zero(t, img.Row(0)[4*9+3], "left of it")
	require.Equal(t, uint16(sample(0, 5, 0)*257), img.Row(0)[40], "its first rows are below the frame")
	require.Equal(t, uint16(sample(29, 25, 3)*257), img.Row(20)[4*39+3])
	require.Equal(t, make([]uint16, 240), img.Row(21), "above it")
}

func TestGammaIsThatOfTheHeader(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]colour.Space{
		"1.0": {}, "": {}, "nonsense": {}, " 1.8": {Transfer: colour.TransferGamma, Gamma: 1.8},
	} {
		p := encodings()["8 bits"]
		p.gamma = text
		_, space := words(t, p)
		require.Equal(t, want, space, text)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	with := func(change func(p *image)) []byte {
		p := encodings()["with matte"]
		change(&p)
		return p.bytes()
	}
	sound := with(func(*image) {})
	short := append([]byte(nil), sound...)
	short[740+4*45+1] = 3 // bytes of the first channel
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
	}{
		"cut":          {sound[:500], fault.Truncated},
		"no table":     {sound[:800], fault.Truncated},
		"no rows":      {sound[:1000], fault.Truncated},
		"nothing seen": {with(func(p *image) { p.colours, p.mattes = 0, 0 }), fault.NoPicture},
		"no bits":      {with(func(p *image) { p.bits = 0 }), fault.Corrupt},
		"short runs":   {short, fault.Corrupt},
	} {
		_, _, err := loadertest.Decode(t, rla.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", name, err)
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, p := range encodings() {
		require.True(t, rla.Match(p.bytes()[:740]))
	}
	require.False(t, rla.Match(nil))
	require.False(t, rla.Match(make([]byte, 4096)))
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, p := range encodings() {
		p.window = whole(9, 4)
		p.active = whole(9, 4)
		seeds = append(seeds, p.bytes())
	}
	loadertest.Fuzz(f, rla.Open, seeds...)
}
