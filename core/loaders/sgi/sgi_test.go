package sgi_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/sgi"
	"apsync/core/picture"
	"apsync/core/raster"
)

// sample is what every picture of these tests shows.
func sample(x, y, c int) int { return (x*3 + y*5 + c*40 + (x/4+y/6)%2*60) & 255 }

// image is a file that a test makes.
type image struct {
	w, h, channels, size int
	encoded              bool
	colours              uint32
	value                func(x, y, c int) int
}

func (p image) bytes() []byte {
	be := binary.BigEndian
	if p.value == nil {
		p.value = sample
	}
	head := make([]byte, 512)
	head[0], head[1], head[3] = 0x01, 0xda, byte(p.size)
	if p.encoded {
		head[2] = 1
	}
	for i, v := range []int{3, p.w, p.h, p.channels} {
		be.PutUint16(head[4+2*i:], uint16(v))
	}
	be.PutUint32(head[104:], p.colours)
	var starts, lengths, data []byte
	base := 512 + 8*p.h*p.channels
	for c := range p.channels {
		for y := range p.h {
			row := p.row(y, c)
			starts, lengths = be.AppendUint32(starts, uint32(base+len(data))), be.AppendUint32(lengths, uint32(len(row)))
			data = append(data, row...)
		}
	}
	if p.encoded {
		head = append(append(head, starts...), lengths...)
	}
	return append(head, data...)
}

func (p image) append(b []byte, v int) []byte {
	if p.size == 2 {
		return binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return append(b, byte(v))
}

// row returns a row of a channel; encoded, runs of one and of several in turns.
func (p image) row(y, c int) (b []byte) {
	for x := 0; x < p.w; {
		if !p.encoded {
			b = p.append(b, p.value(x, y, c))
			x++
			continue
		}
		n := 1
		for x+n < p.w && n < 127 && p.value(x+n, y, c) == p.value(x, y, c) {
			n++
		}
		if n > 1 {
			b = p.append(p.append(b, n), p.value(x, y, c))
			x += n
			continue
		}
		n = min(5, p.w-x)
		b = p.append(b, 0x80|n)
		for range n {
			b = p.append(b, p.value(x, y, c))
			x++
		}
	}
	if p.encoded {
		b = p.append(b, 0)
	}
	return b
}

func encodings() map[string]image {
	steps := func(x, y, c int) int { return (x/9*20 + y*2 + c*30) & 255 }
	return map[string]image{
		"grey":          {w: 70, h: 50, channels: 1, size: 1},
		"grey, runs":    {w: 70, h: 50, channels: 1, size: 1, encoded: true, value: steps},
		"grey, alpha":   {w: 70, h: 50, channels: 2, size: 1, encoded: true},
		"rgb":           {w: 70, h: 50, channels: 3, size: 1},
		"rgba, runs":    {w: 70, h: 50, channels: 4, size: 1, encoded: true, value: steps},
		"16 bits":       {w: 70, h: 50, channels: 3, size: 2, value: func(x, y, c int) int { return 700*x + y + c }},
		"16 bits, runs": {w: 70, h: 50, channels: 4, size: 2, encoded: true, value: func(x, y, c int) int { return 7000*(x/20) + y + c }},
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "sgi")
	for i := range cases {
		cases[i].Orientation = picture.FlipVertical
	}
	for name, p := range encodings() {
		cases = append(cases, loadertest.Case{Name: name, Data: p.bytes(), Width: p.w, Height: p.h, Orientation: picture.FlipVertical, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "sgi", Open: sgi.Open, Cases: cases})
}

func TestEverySampleComesOut(t *testing.T) {
	t.Parallel()
	for name, p := range encodings() {
		_, frame, err := loadertest.Decode(t, sgi.Open, p.bytes(), picture.Want{})
		require.NoError(t, err, name)
		value := p.value
		if value == nil {
			value = sample
		}
		for y := range p.h {
			for i := range p.w * p.channels {
				want := value(i/p.channels, y, i%p.channels)
				if img, ok := frame.Image.(*raster.Pixels[uint8]); ok {
					require.Equal(t, uint8(want), img.Row(y)[i], "%s at %d, %d", name, i, y)
				} else {
					require.Equal(t, uint16(want), frame.Image.(*raster.Pixels[uint16]).Row(y)[i], "%s at %d, %d", name, i, y)
				}
			}
		}
	}
}

func TestTheWidestRows(t *testing.T) {
	t.Parallel()
	value := func(x, _, _ int) int { return x * 40503 & 0xffff }
	data := image{w: 65535, h: 1, channels: 1, size: 2, encoded: true, value: value}.bytes()
	_, frame, err := loadertest.Decode(t, sgi.Open, data, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, uint16(value(65534, 0, 0)), frame.Image.(*raster.Pixels[uint16]).Pix[65534])
	_, _, err = loadertest.Decode(t, sgi.Open, data[:len(data)-100], picture.Want{})
	require.Equal(t, fault.Truncated, fault.CodeOf(err))
}

func TestDitheredSamplesHoldThreeColours(t *testing.T) {
	t.Parallel()
	p := image{w: 1, h: 1, channels: 1, size: 1, colours: 1, value: func(int, int, int) int { return 0b10_000_111 }}
	_, frame, err := loadertest.Decode(t, sgi.Open, p.bytes(), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []uint8{252, 0, 170}, frame.Image.(*raster.Pixels[uint8]).Pix)
}

func TestOfManyChannelsFourAreShown(t *testing.T) {
	t.Parallel()
	_, frame, err := loadertest.Decode(t, sgi.Open, image{w: 3, h: 2, channels: 6, size: 1, encoded: true}.bytes(), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, raster.RGBA, frame.Image.(*raster.Pixels[uint8]).Layout)
	require.Len(t, frame.Notes, 1)
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	plain, runs := image{w: 9, h: 9, channels: 3, size: 1}.bytes(), image{w: 9, h: 9, channels: 3, size: 1, encoded: true}.bytes()
	change := func(data []byte, at int, values ...byte) []byte {
		data = append([]byte(nil), data...)
		copy(data[at:], values)
		return data
	}
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
	}{
		"no header":          {plain[:100], fault.Truncated},
		"no rows":            {plain[:520], fault.Truncated},
		"no tables":          {runs[:520], fault.Truncated},
		"no width":           {change(plain, 6, 0, 0), fault.Corrupt},
		"3 bytes":            {change(plain, 3, 3), fault.Corrupt},
		"4 dimensions":       {change(plain, 5, 4), fault.Corrupt},
		"a palette":          {change(plain, 107, 3), fault.NoPicture},
		"huge":               {change(plain, 6, 0xff, 0xff, 0xff, 0xff), fault.LimitPixels},
		"huge, runs":         {change(runs, 6, 0xff, 0xff, 0xff, 0xff), fault.LimitPixels},
		"a row beyond":       {change(runs, 512, 0xff), fault.Truncated},
		"a row that is over": {change(runs, 512+8*27, 0), fault.Corrupt},
	} {
		_, _, err := loadertest.Decode(t, sgi.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", name, err)
	}
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, filepath.Join("hostile", "sgi")) {
		_, _, err := loadertest.Decode(t, sgi.Open, c.Data, picture.Want{})
		require.Equal(t, fault.Corrupt, fault.CodeOf(err), c.Name)
	}
}

func FuzzOpen(f *testing.F) {
	seeds := [][]byte{}
	for _, p := range encodings() {
		p.w, p.h = 9, 4
		seeds = append(seeds, p.bytes())
	}
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "sgi", "*.sgi"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, sgi.Open, seeds...)
}
