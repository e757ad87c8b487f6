package dpx_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/dpx"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// encodings are pictures of 62×41 in many ways of storing them.
func encodings() map[string]image {
	all := map[string]image{}
	for _, little := range []bool{false, true} {
		for _, bits := range []int{1, 8, 10, 12, 16, 32, 64} {
			for packing := range 3 {
				name := fmt.Sprintf("%d bits, packing %d, little %v", bits, packing, little)
				all[name] = image{w: 62, h: 41, little: little, transfer: 6, elements: []element{{descriptor: 50, bits: bits, packing: packing}}}
			}
		}
	}
	rgb := func(elements ...element) image { return image{w: 62, h: 41, transfer: 6, elements: elements} }
	all["luma"] = rgb(element{descriptor: 6, bits: 10, packing: 1})
	all["rgba"] = rgb(element{descriptor: 51, bits: 10, packing: 1})
	all["abgr"] = rgb(element{descriptor: 52, bits: 8})
	all["planes"] = rgb(element{descriptor: 1, bits: 10, packing: 1}, element{descriptor: 2, bits: 8}, element{descriptor: 3, bits: 16}, element{descriptor: 4, bits: 12, packing: 2})
	all["rgb and alpha"] = rgb(element{descriptor: 50, bits: 16}, element{descriptor: 4, bits: 16})
	all["padding"] = rgb(element{descriptor: 50, bits: 8, padding: 10})
	all["tight lines"] = rgb(element{descriptor: 50, bits: 8, tight: true})
	all["filled, not said"] = rgb(element{descriptor: 50, bits: 10, packing: 1, silent: true})
	all["12 filled, not said"] = rgb(element{descriptor: 50, bits: 12, packing: 1, silent: true})
	for _, bits := range []int{8, 10, 12, 16} {
		all[fmt.Sprintf("runs of %d bits", bits)] = rgb(element{descriptor: 50, bits: bits, packing: 1, runs: true})
	}
	all["packed runs"] = rgb(element{descriptor: 50, bits: 10, runs: true})
	return all
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for name, p := range encodings() {
		cases = append(cases, loadertest.Case{Name: name, Data: p.bytes(), Width: 62, Height: 41, Orientation: picture.Upright, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "dpx", Open: dpx.Open, Cases: cases})
}

func TestEverySampleComesOut(t *testing.T) {
	t.Parallel()
	for name, p := range encodings() {
		_, frame, err := loadertest.Decode(t, dpx.Open, p.bytes(), picture.Want{})
		require.NoError(t, err, name)
		require.Empty(t, frame.Notes, name)
		for y := range p.h {
			want := p.expected(y)
			var got []float64
			if img, ok := frame.Image.(*raster.Pixels[float32]); ok {
				for _, v := range img.Row(y) {
					got = append(got, float64(v))
				}
			} else {
				for _, v := range frame.Image.(*raster.Pixels[uint16]).Row(y) {
					got = append(got, float64(v)/math.MaxUint16)
				}
			}
			require.InDeltaSlice(t, want, got, 1e-4, "%s, row %d", name, y)
		}
	}
}

func TestColourDifferencesBecomeRGB(t *testing.T) {
	t.Parallel()
	// Red of BT.709, of BT.601 and white, in 8 bits.
	for name, c := range map[string]struct {
		colorimetric byte
		elements     []element
		values       []int // luma, Cb, Cr, alpha
		want         []float64
	}{
		"709, 4:4:4":   {6, []element{{descriptor: 102, bits: 8}}, []int{63, 102, 240}, []float64{1, 0, 0}},
		"601, 4:2:2":   {8, []element{{descriptor: 100, bits: 8}}, []int{81, 90, 240}, []float64{1, 0, 0}},
		"white, 4444":  {6, []element{{descriptor: 103, bits: 8}}, []int{235, 128, 128, 51}, []float64{1, 1, 1, 0.2}},
		"white, 4224":  {6, []element{{descriptor: 101, bits: 8}}, []int{235, 128, 128, 51}, []float64{1, 1, 1, 0.2}},
		"two elements": {6, []element{{descriptor: 6, bits: 8}, {descriptor: 7, bits: 8}}, []int{63, 102, 240}, []float64{1, 0, 0}},
	} {
		for _, w := range []int{4, 5} {
			p := image{w: w, h: 2, colorimetric: c.colorimetric, transfer: 6, elements: c.elements, constant: c.values}
			_, frame, err := loadertest.Decode(t, dpx.Open, p.bytes(), picture.Want{})
			require.NoError(t, err, name)
			row := frame.Image.(*raster.Pixels[uint16]).Row(1)
			require.Len(t, row, w*len(c.want))
			for i, v := range row {
				require.InDelta(t, c.want[i%len(c.want)], float64(v)/math.MaxUint16, 0.012, "%s, sample %d", name, i)
			}
		}
	}
}

func TestTransfer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		transfer, colorimetric byte
		want                   colour.Transfer
	}{
		{1, 0, colour.TransferFilmLog},
		{3, 0, colour.TransferFilmLog},
		{0, 1, colour.TransferFilmLog},
		{255, 1, colour.TransferFilmLog},
		{2, 0, colour.TransferLinear},
		{6, 6, colour.TransferBT709},
		{0, 0, colour.TransferBT709},
	} {
		p := image{w: 2, h: 2, transfer: c.transfer, colorimetric: c.colorimetric, elements: []element{{descriptor: 50, bits: 10, packing: 1}}}
		_, frame, err := loadertest.Decode(t, dpx.Open, p.bytes(), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, c.want, frame.Space.Transfer, "%+v", c)
	}
}

func TestOrientations(t *testing.T) {
	t.Parallel()
	for code, want := range []picture.Orientation{1, 2, 4, 3, 5, 6, 8, 7, 1} {
		p := image{w: 2, h: 2, orientation: code, elements: []element{{descriptor: 50, bits: 8}}}
		info, _, err := loadertest.Decode(t, dpx.Open, p.bytes(), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, want, info.Orientation)
	}
}

func TestOfSeveralPicturesTheFirstIsTaken(t *testing.T) {
	t.Parallel()
	p := image{w: 4, h: 3, elements: []element{{descriptor: 50, bits: 8}, {descriptor: 50, bits: 8}, {descriptor: 8, bits: 16}}}
	_, frame, err := loadertest.Decode(t, dpx.Open, p.bytes(), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, raster.RGB, frame.Image.(*raster.Pixels[uint16]).Layout)
	require.Len(t, frame.Notes, 1)
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	with := func(change func(p *image)) []byte {
		p := image{w: 9, h: 9, elements: []element{{descriptor: 50, bits: 10, packing: 1}}}
		change(&p)
		return p.bytes()
	}
	sound := with(func(*image) {})
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
	}{
		"cut":            {sound[:1000], fault.Truncated},
		"a line missing": {sound[:len(sound)-30], fault.Truncated},
		"no element":     {with(func(p *image) { p.elements = nil }), fault.Corrupt},
		"no width":       {with(func(p *image) { p.w = 0 }), fault.Corrupt},
		"huge":           {with(func(p *image) { p.claimed = 60_000_000 }), fault.Truncated},
		"larger":         {with(func(p *image) { p.claimed = 4_000_000_000 }), fault.Corrupt},
		"14 bits":        {with(func(p *image) { p.elements[0].bits = 14 }), fault.Unsupported},
		"kind 77":        {with(func(p *image) { p.elements[0].descriptor = 77 }), fault.Unsupported},
		"chroma alone":   {with(func(p *image) { p.elements[0].descriptor = 7 }), fault.Unsupported},
		"float chroma":   {with(func(p *image) { p.elements[0].descriptor, p.elements[0].bits = 102, 32 }), fault.Unsupported},
		"float runs":     {with(func(p *image) { p.elements[0].runs, p.elements[0].bits = true, 32 }), fault.Unsupported},
		"mixed":          {with(func(p *image) { p.elements = []element{{descriptor: 50, bits: 8}, {descriptor: 4, bits: 32}} }), fault.Unsupported},
	} {
		_, _, err := loadertest.Decode(t, dpx.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", name, err)
	}
	runs := image{w: 9, h: 9, elements: []element{{descriptor: 50, bits: 8, runs: true}}}.bytes()
	_, _, err := loadertest.Decode(t, dpx.Open, runs[:len(runs)-3], picture.Want{})
	require.Equal(t, fault.Truncated, fault.CodeOf(err))
	runs[2048] = 0xff
	_, _, err = loadertest.Decode(t, dpx.Open, runs, picture.Want{})
	require.Equal(t, fault.Corrupt, fault.CodeOf(err))
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "dpx") { // a header alone
		_, _, err := loadertest.Decode(t, dpx.Open, c.Data, picture.Want{})
		require.Equal(t, fault.Truncated, fault.CodeOf(err), c.Name)
	}
	for _, c := range loadertest.CorpusCases(t, "cin") { // damaged
		_, _, err := loadertest.Decode(t, dpx.OpenCineon, c.Data, picture.Want{})
		require.Equal(t, fault.Unsupported, fault.CodeOf(err), c.Name)
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, p := range encodings() {
		p.w, p.h = 5, 3
		seeds = append(seeds, p.bytes())
	}
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "dpx", "*.dpx"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, dpx.Open, seeds...)
}

func FuzzOpenCineon(f *testing.F) {
	for interleave := range byte(3) {
		f.Add(cineon(5, 3, 3, interleave))
	}
	loadertest.Fuzz(f, dpx.OpenCineon, cineon(4, 4, 1, 0))
}

func BenchmarkDecode(b *testing.B) {
	for _, bits := range []int{10, 16} {
		data := image{w: 4096, h: 2160, transfer: 1, elements: []element{{descriptor: 50, bits: bits, packing: 1}}}.bytes()
		for name, w := range map[string]int{"preview": 480, "detail": 2048} {
			b.Run(fmt.Sprintf("%d bits/%s", bits, name), func(b *testing.B) {
				b.SetBytes(4096 * 2160)
				for b.Loop() {
					pic, err := dpx.Open(loadertest.Source(b, data, "b.dpx"))
					require.NoError(b, err)
					_, err = pic.Decode(context.Background(), picture.Want{Width: w, Height: w / 2})
					require.NoError(b, err)
				}
			})
		}
	}
}
