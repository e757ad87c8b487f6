package jpeg_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// decoded decodes data at a scale of side/8.
func decoded(t *testing.T, data []byte, side int) (picture.Info, *picture.Frame) {
	t.Helper()
	pic, err := jpeg.Open(loadertest.Source(t, data, "case.jpg"))
	require.NoError(t, err)
	info := pic.Info()
	want := picture.Want{Width: (info.Width*side + 4) / 8, Height: (info.Height*side + 4) / 8}
	_, frame, err := loadertest.Decode(t, jpeg.Open, data, want)
	require.NoError(t, err)
	w, h := frame.Image.Size()
	require.Equal(t, []int{want.Width, want.Height}, []int{w, h})
	return info, frame
}

// planes returns the planes of a picture, or its channels, each of its own size.
func planes(img raster.Image) []raster.Plane {
	switch img := img.(type) {
	case *raster.YCbCr:
		return []raster.Plane{img.Y, img.Cb, img.Cr}
	case *raster.Pixels[uint8]:
		list := make([]raster.Plane, img.Layout.Channels())
		for c := range list {
			list[c] = raster.Plane{Width: img.Width, Height: img.Height, Stride: img.Width}
			for y := range img.Height {
				for x := range img.Width {
					list[c].Pix = append(list[c].Pix, img.Row(y)[x*len(list)+c])
				}
			}
		}
		return list
	case *raster.Pixels[uint16]: // high and low bytes as channels
		n := 2 * img.Layout.Channels()
		list := make([]raster.Plane, n)
		for c := range list {
			list[c] = raster.Plane{Width: img.Width, Height: img.Height, Stride: img.Width}
			for y := range img.Height {
				for x := range img.Width {
					list[c].Pix = append(list[c].Pix, uint8(img.Row(y)[x*n/2+c/2]>>(8-c%2*8)))
				}
			}
		}
		return list
	}
	panic("no planes")
}

// requireBoxes checks that every sample of component i is the mean of the box that
// it stands for, of the exact inverse transform of what was encoded of coefficients that
// count. Subsampled
// components may be decoded finer than side.
func requireBoxes(t *testing.T, e *encoder, i int, got raster.Plane, side int, tolerance float64) {
	t.Helper()
	var wrong string
	for finer := side; finer <= 8; finer *= 2 {
		if wrong = compareBoxes(e, i, got, side, finer, tolerance); wrong == "" {
			return
		}
	}
	t.Fatalf("component %d at %d/8: %s", i, side, wrong)
}

// compareBoxes says what is wrong if the plane, of a picture with side pixels to a
// block's side, has finer samples to that of component i.
func compareBoxes(e *encoder, i int, got raster.Plane, side, finer int, tolerance float64) string {
	last := map[int]int{1: 0, 2: 4, 4: 24, 8: 63}[finer]
	samples, stride := e.plane(i, last)
	hMax, vMax := e.factors()
	c := &e.comps[i]
	w, h := (e.width*side+4)/8, (e.height*side+4)/8
	box := 8 / finer
	for y := range got.Height {
		for x, v := range got.Row(y) {
			// A component that is not shown at its own size has its samples repeated.
			bx, by := x, y
			if got.Width == w && got.Height == h {
				bx, by = x*c.h*finer/(hMax*side), y*c.v*finer/(vMax*side)
			}
			if (bx+1)*box > c.bw*8 || (by+1)*box > c.bh*8 {
				return "too large"
			}
			var sum float64
			for p := range box * box {
				sum += samples[(by*box+p/box)*stride+bx*box+p%box]
			}
			want := min(255, max(0, sum/float64(box*box)))
			if math.Abs(want-float64(v)) > tolerance {
				return fmt.Sprintf("%d,%d of %d×%d is %d, should be %.2f", x, y, got.Width, got.Height, v, want)
			}
		}
	}
	return ""
}

// TestColourIsAsFineAsWanted checks that subsampled colour is decoded finer than light
// where otherwise it had less than three quarters of the samples wanted, as long as it
// stays within the picture.
func TestColourIsAsFineAsWanted(t *testing.T) {
	t.Parallel()
	cases := []struct {
		sampling, want int
		luma, chroma   [2]int
	}{
		{0x22, 80, [2]int{80, 64}, [2]int{80, 64}},
		{0x22, 40, [2]int{80, 64}, [2]int{40, 32}},
		{0x22, 53, [2]int{80, 64}, [2]int{40, 32}},
		{0x22, 54, [2]int{80, 64}, [2]int{80, 64}},
		{0x44, 80, [2]int{80, 64}, [2]int{60, 48}},
		{0x44, 160, [2]int{160, 128}, [2]int{120, 96}},
		{0x21, 80, [2]int{80, 64}, [2]int{40, 64}},
		{0x41, 320, [2]int{320, 256}, [2]int{80, 256}},
		{0x22, 640, [2]int{640, 512}, [2]int{320, 256}},
		{0x11, 80, [2]int{80, 64}, [2]int{80, 64}},
	}
	for _, c := range cases {
		data := newEncoder(640, 512, c.sampling, 0x11, 0x11).bytes()
		_, frame, err := loadertest.Decode(t, jpeg.Open, data, picture.Want{Width: c.want, Height: c.want * 4 / 5})
		require.NoError(t, err)
		img := frame.Image.(*raster.YCbCr)
		require.Equal(t, c.luma, [2]int{img.Y.Width, img.Y.Height}, "luma of %02x for %d", c.sampling, c.want)
		require.Equal(t, c.chroma, [2]int{img.Cb.Width, img.Cb.Height}, "chroma of %02x for %d", c.sampling, c.want)
		require.Equal(t, c.chroma, [2]int{img.Cr.Width, img.Cr.Height}, "chroma of %02x for %d", c.sampling, c.want)
	}
}

// TestSampling decodes every combination of sampling factors that three components
// can have between a full one and a smaller one, and some of those whose samples do
// not nest, at every scale.
func TestSampling(t *testing.T) {
	t.Parallel()
	samplings := [][]int{{0x11}, {0x22}, {0x41, 0x11, 0x11}, {0x42, 0x11, 0x11}, {0x44, 0x11, 0x11}, {0x14, 0x12, 0x11}}
	for _, y := range []int{0x11, 0x12, 0x21, 0x22} {
		for _, c := range []int{0x11, 0x12, 0x21, 0x22} {
			samplings = append(samplings, []int{y, c, c}, []int{y, c, 0x11}, []int{y, 0x11, 0x11, c})
		}
	}
	samplings = append(samplings, []int{0x31, 0x11, 0x11}, []int{0x32, 0x21, 0x13}, []int{0x23, 0x32, 0x11}, []int{0x33, 0x22, 0x44, 0x11})
	for _, s := range samplings {
		t.Run(fmt.Sprintf("%02x", s), func(t *testing.T) {
			t.Parallel()
			for _, size := range [][2]int{{61, 45}, {32, 64}, {17, 8}, {1, 1}} {
				e := newEncoder(size[0], size[1], s...)
				data := e.bytes()
				for _, side := range []int{8, 4, 2, 1} {
					if min(size[0], size[1]) < 8/side {
						break
					}
					info, frame := decoded(t, data, side)
					require.Equal(t, size, [2]int{info.Width, info.Height})
					require.Empty(t, frame.Notes)
					for i, plane := range planes(frame.Image) {
						requireBoxes(t, e, i, plane, side, 1.01)
					}
				}
			}
		})
	}
}

// TestCodings encodes the same coefficients in every way that the decoder reads,
// and expects the same pixels of each as of a baseline scan.
func TestCodings(t *testing.T) {
	t.Parallel()
	for _, c := range codings() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plain := newEncoder(77, 51, 0x22, 0x11, 0x11)
			coded := newEncoder(77, 51, 0x22, 0x11, 0x11)
			c.change(coded)
			for _, side := range []int{1, 2, 4, 8} {
				_, want := decoded(t, plain.bytes(), side)
				_, got := decoded(t, coded.bytes(), side)
				require.Empty(t, got.Notes)
				for i, plane := range planes(got.Image) {
					for y := range plane.Height {
						require.Equal(t, planes(want.Image)[i].Row(y), plane.Row(y), "component %d, row %d, at %d/8", i, y, side)
					}
				}
			}
		})
	}
}

type coding struct {
	name   string
	change func(e *encoder)
}

func codings() []coding {
	separate := []encScan{{comps: []int{0}, last: 63}, {comps: []int{1}, last: 63}, {comps: []int{2}, last: 63}}
	return []coding{
		{"restart every MCU", func(e *encoder) { e.restart = 1 }},
		{"restart every 7 MCUs", func(e *encoder) { e.restart = 7 }},
		{"restart beyond the end", func(e *encoder) { e.restart = 1000 }},
		{"16-bit quantisation", func(e *encoder) { e.wide = true }},
		{"a scan for each component", func(e *encoder) { e.scans = separate }},
		{"a scan for each component, restarts", func(e *encoder) { e.scans, e.restart = separate, 3 }},
		{"chroma first", func(e *encoder) {
			e.scans = []encScan{{comps: []int{1, 2}, last: 63}, {comps: []int{0}, last: 63}}
		}},
		{"spectral selection", func(e *encoder) { e.progressive, e.scans = true, selection(3) }},
		{"successive approximation", func(e *encoder) { e.progressive, e.scans = true, approximation(3) }},
		{"progressive with restarts", func(e *encoder) { e.progressive, e.scans, e.restart = true, approximation(3), 5 }},
		{"many bits", func(e *encoder) { e.progressive, e.scans = true, bitByBit(3, 6) }},
		{"DC of each component", func(e *encoder) {
			e.progressive = true
			e.scans = append([]encScan{{comps: []int{2}}, {comps: []int{0}}, {comps: []int{1}}}, selection(3)[1:]...)
		}},
	}
}

// selection is a script that sends all bits of DC and then bands of AC.
func selection(n int) []encScan {
	scans := []encScan{{comps: upTo(n)}}
	for i := range n {
		scans = append(scans, encScan{comps: []int{i}, first: 1, last: 5}, encScan{comps: []int{i}, first: 6, last: 63})
	}
	return scans
}

// approximation is a script like libjpeg's.
func approximation(n int) []encScan {
	scans := []encScan{{comps: upTo(n), low: 1}}
	for i := range n {
		scans = append(scans, encScan{comps: []int{i}, first: 1, last: 5, low: 2}, encScan{comps: []int{i}, first: 6, last: 63, low: 2})
	}
	scans = append(scans, encScan{comps: upTo(n), hi: 1})
	for i := range n {
		scans = append(scans, encScan{comps: []int{i}, first: 1, last: 63, hi: 2, low: 1}, encScan{comps: []int{i}, first: 1, last: 63, hi: 1})
	}
	return scans
}

// bitByBit is a script that sends a bit at a time.
func bitByBit(n, bits int) []encScan {
	scans := []encScan{{comps: upTo(n), low: bits}}
	for i := range n {
		scans = append(scans, encScan{comps: []int{i}, first: 1, last: 63, low: bits})
	}
	for low := bits - 1; low >= 0; low-- {
		scans = append(scans, encScan{comps: upTo(n), hi: low + 1, low: low})
		for i := range n {
			scans = append(scans, encScan{comps: []int{i}, first: 1, last: 20, hi: low + 1, low: low})
			scans = append(scans, encScan{comps: []int{i}, first: 21, last: 63, hi: low + 1, low: low})
		}
	}
	return scans
}
