package mayaiff_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/mayaiff"
	"apsync/core/picture"
	"apsync/core/raster"
)

// image is a file that a test makes, of tiles of 16 by 16.
type image struct {
	w, h, size  int
	flags       uint32
	runs        bool
	align       int // 4 or 8
	compression uint32
	skip        int // number of a tile that is left out, from 1
	shift       int // by how much the second tile is moved up
}

const side = 16

func (p image) channels() int {
	n := 0
	if p.flags&1 != 0 {
		n = 3
	}
	if p.flags&2 != 0 {
		n++
	}
	return n
}

func (p image) value(x, y, c int) int {
	if p.size == 2 {
		return x*500 + y*300 + c*1000
	}
	return (x/3*7 + y*3 + c*20) & 255
}

func (p image) bytes() []byte {
	be := binary.BigEndian
	head := be.AppendUint32(be.AppendUint32(nil, uint32(p.w)), uint32(p.h))
	head = append(head, 0, 1, 0, 1)
	head = be.AppendUint32(head, p.flags)
	head = append(head, 0, byte(p.size-1), 0, 9)
	head = be.AppendUint32(head, p.compression)
	if p.align == 0 {
		p.align = 4
	}
	tiles, n := []byte("TBMP"), 0
	for y := 0; y < p.h; y += side {
		for x := 0; x < p.w; x += side {
			if n++; n == p.skip {
				continue
			}
			tiles = p.chunk(tiles, "RGBA", p.tile(x, y, min(side, p.w-x), min(side, p.h-y), n))
			tiles = p.chunk(tiles, "ZBUF", make([]byte, 9))
		}
	}
	form := "FOR" + string(rune('0'+p.align))
	b := p.chunk([]byte("CIMG"), "TBHD", head)
	return p.chunk(nil, form, p.chunk(b, form, tiles))
}

func (p image) chunk(b []byte, id string, data []byte) []byte {
	b = append(b, id...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	b = append(b, data...)
	return append(b, make([]byte, (p.align-len(data)%p.align)%p.align)...)
}

func (p image) tile(x0, y0, w, h, n int) (b []byte) {
	be, up := binary.BigEndian, 0
	if n == 2 {
		up = p.shift
	}
	for _, v := range []int{x0, y0 + up, x0 + w - 1, y0 + up + h - 1} {
		b = be.AppendUint16(b, uint16(v))
	}
	if packed := p.packedTile(x0, y0, w, h); p.runs && len(packed) < w*h*p.channels()*p.size {
		return append(b, packed...)
	}
	for i := range w * h {
		for c := p.channels() - 1; c >= 0; c-- {
			v := p.value(x0+i%w, y0+i/w, c)
			if p.size == 2 {
				b = append(b, byte(v>>8))
			}
			b = append(b, byte(v))
		}
	}
	return b
}

// packedTile returns planes of runs. Tiles that they do not make smaller are stored.
func (p image) packedTile(x0, y0, w, h int) (b []byte) {
	for k := p.size - 1; k >= 0; k-- {
		for c := p.channels() - 1; c >= 0; c-- {
			b = append(b, pack(w*h, func(i int) byte { return byte(p.value(x0+i%w, y0+i/w, c) >> (8 * k)) })...)
		}
	}
	return b
}

// pack encodes n bytes in runs and literals.
func pack(n int, at func(i int) byte) (b []byte) {
	for i := 0; i < n; {
		run := 1
		for run < 128 && i+run < n && at(i+run) == at(i) {
			run++
		}
		if run > 1 {
			b = append(b, byte(0x80|run-1), at(i))
			i += run
			continue
		}
		run = min(3, n-i)
		b = append(b, byte(run-1))
		for range run {
			b = append(b, at(i))
			i++
		}
	}
	return b
}

func encodings() map[string]image {
	return map[string]image{
		"rgb":           {w: 70, h: 50, size: 1, flags: 1},
		"rgba, runs":    {w: 70, h: 50, size: 1, flags: 7, runs: true, compression: 1},
		"16 bits":       {w: 70, h: 50, size: 2, flags: 3},
		"16 bits, runs": {w: 70, h: 50, size: 2, flags: 1, runs: true, compression: 1},
		"for8":          {w: 70, h: 50, size: 1, flags: 1, align: 8, runs: true, compression: 1},
		"a matte":       {w: 70, h: 50, size: 1, flags: 2},
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for name, p := range encodings() {
		cases = append(cases, loadertest.Case{Name: name, Data: p.bytes(), Width: 70, Height: 50, Orientation: picture.FlipVertical, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "mayaiff", Open: mayaiff.Open, Cases: cases})
}

// samples returns the samples of a row.
func samples(t *testing.T, p image, y int) (row []int) {
	t.Helper()
	_, frame, err := loadertest.Decode(t, mayaiff.Open, p.bytes(), picture.Want{})
	require.NoError(t, err)
	if img, ok := frame.Image.(*raster.Pixels[uint16]); ok {
		for _, v := range img.Row(y) {
			row = append(row, int(v))
		}
		return row
	}
	for _, v := range frame.Image.(*raster.Pixels[uint8]).Row(y) {
		row = append(row, int(v))
	}
	return row
}

func TestTilesMakeRows(t *testing.T) {
	t.Parallel()
	for name, p := range encodings() {
		for _, y := range []int{0, 15, 16, 49} {
			for i, v := range samples(t, p, y) {
				require.Equal(t, p.value(i/p.channels(), y, i%p.channels()), v, "%s at %d, %d", name, i, y)
			}
		}
	}
}

func TestWhatNoTileCoversIsEmpty(t *testing.T) {
	t.Parallel()
	p := encodings()["rgba, runs"]
	p.skip = 7 // the second of the second row
	row := samples(t, p, 17)
	require.Zero(t, row[4*16])
	require.NotZero(t, row[4*15])
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	with := func(change func(p *image)) []byte {
		p := encodings()["rgba, runs"]
		change(&p)
		return p.bytes()
	}
	sound := with(func(*image) {})
	damaged := append([]byte(nil), sound...)
	at := bytes.Index(damaged, []byte("RGBA"))
	for i := range 40 { // runs of 128 pixels that end in the third plane
		damaged[at+16+i] = 0xff
	}
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
	}{
		"cut":               {sound[:10], fault.Truncated},
		"no tile":           {sound[:60], fault.NoPicture},
		"another form":      {append([]byte("FOR4\x00\x00\x00\x04ABCD"), sound[12:]...), fault.Unsupported},
		"no width":          {with(func(p *image) { p.w = 0 }), fault.Corrupt},
		"way 3":             {with(func(p *image) { p.compression = 3 }), fault.Unsupported},
		"depth alone":       {with(func(p *image) { p.flags = 4 }), fault.NoPicture},
		"tiles in disorder": {with(func(p *image) { p.shift = 3 }), fault.Unsupported},
		"runs that end":     {damaged[:at+28], fault.Corrupt},
		"tiles outside":     {with(func(p *image) { p.shift = 300 }), fault.Corrupt},
	} {
		_, _, err := loadertest.Decode(t, mayaiff.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", name, err)
	}
	for _, c := range loadertest.CorpusCases(t, "iff") {
		if c.Name == "OpenImageIO__zbuffer_only.iff" {
			_, _, err := loadertest.Decode(t, mayaiff.Open, c.Data, picture.Want{})
			require.Equal(t, fault.NoPicture, fault.CodeOf(err))
		}
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, p := range encodings() {
		p.w, p.h = 18, 17
		seeds = append(seeds, p.bytes())
	}
	loadertest.Fuzz(f, mayaiff.Open, seeds...)
}
