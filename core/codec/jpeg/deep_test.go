package jpeg_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// deepEncoder returns an encoder of a picture of 12 bits.
func deepEncoder(w, h int, sampling ...int) *encoder {
	e := newEncoder(w, h, sampling...)
	e.precision = 12
	e.sample = func(component, x, y int) float64 { return lively(component, x, y)*15 + float64((x*5+y*3)%16) }
	for k := range e.quant {
		e.quant[k] = uint16(1 + k/8)
	}
	return e
}

// TestDeep decodes samples of 12 bits and compares each with the exact inverse
// transform of what was encoded.
func TestDeep(t *testing.T) {
	t.Parallel()
	for _, progressive := range []bool{false, true} {
		for _, sampling := range [][]int{{0x11}, {0x11, 0x11, 0x11, 0x11}, {0x22, 0x11, 0x11, 0x22}, {0x11, 0x21}} {
			t.Run(fmt.Sprintf("%02x, progressive %v", sampling, progressive), func(t *testing.T) {
				t.Parallel()
				e := deepEncoder(53, 37, sampling...)
				if e.progressive = progressive; progressive {
					e.scans = approximation(len(sampling))
				}
				_, frame, err := loadertest.Decode(t, jpeg.Open, e.bytes(), picture.Want{Width: 53, Height: 37})
				require.NoError(t, err)
				img := frame.Image.(*raster.Pixels[uint16])
				n := img.Layout.Channels()
				hMax, vMax := e.factors()
				for i := range n {
					samples, stride := e.plane(i, 63)
					c := &e.comps[i]
					for y := range img.Height {
						for x := range img.Width {
							want := samples[y*c.v/vMax*stride+x*c.h/hMax]
							want = min(4095, max(0, want)) / 4095 * 65535
							require.InDelta(t, want, img.Row(y)[x*n+i], 20, "component %d at %d,%d", i, x, y)
						}
					}
				}
			})
		}
	}
}

// TestDeepColour checks a picture of one colour, whole and at an eighth.
func TestDeepColour(t *testing.T) {
	t.Parallel()
	e := deepEncoder(64, 48, 0x22, 0x11, 0x11)
	e.sample = func(component, _, _ int) float64 { return []float64{1600, 1200, 3000}[component] }
	for _, want := range []picture.Want{{Width: 64, Height: 48}, {Width: 20, Height: 15}, {Width: 8, Height: 6}} {
		_, frame, err := loadertest.Decode(t, jpeg.Open, e.bytes(), want)
		require.NoError(t, err)
		img := frame.Image.(*raster.Pixels[uint16])
		for i, v := range []float64{1600 + 1.402*952, 1600 - 0.344136*-848 - 0.714136*952, 1600 + 1.772*-848} {
			require.InDelta(t, v/4095*65535, img.Pix[i], 40, "channel %d for %d", i, want.Width)
		}
		w, _ := img.Size()
		require.GreaterOrEqual(t, w, want.Width)
	}
}

// TestHeightBehindTheScan checks that a DNL segment tells the height.
func TestHeightBehindTheScan(t *testing.T) {
	t.Parallel()
	for _, progressive := range []bool{false, true} {
		e := newEncoder(61, 45, 0x22, 0x11, 0x11)
		if e.progressive = progressive; progressive {
			e.scans = approximation(3)
		}
		_, want := decoded(t, e.bytes(), 8)
		e.dnl = true
		info, got := decoded(t, e.bytes(), 8)
		require.Equal(t, [2]int{61, 45}, [2]int{info.Width, info.Height})
		requireSamePicture(t, want, got, "a picture without height")
	}
}

// TestTwoComponents checks that the first of two is shown.
func TestTwoComponents(t *testing.T) {
	t.Parallel()
	e := newEncoder(61, 45, 0x22, 0x11)
	_, frame := decodedWithNotes(t, e)
	require.Equal(t, []string{"of two components the first is shown as grey"}, frame.Notes)
	requireBoxes(t, e, 0, planes(frame.Image)[0], 8, 1.01)
}

func decodedWithNotes(t *testing.T, e *encoder) (picture.Info, *picture.Frame) {
	t.Helper()
	info, frame, err := loadertest.Decode(t, jpeg.Open, e.bytes(), picture.Want{Width: e.width, Height: e.height})
	require.NoError(t, err)
	return info, frame
}
