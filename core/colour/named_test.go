package colour_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/colour/icc/icctest"
	"apsync/core/raster"
)

func linearProfile() []byte { return icctest.Matrix(icctest.SRGBMatrix, icctest.Gamma(1)) }

func TestNamed(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		want colour.Space
		ok   bool
	}{
		{"wall_acescg.0001.exr", colour.Space{Primaries: &colour.ACEScg, Transfer: colour.TransferLinear}, true},
		{"wall (ACES - ACEScg).exr", colour.Space{Primaries: &colour.ACEScg, Transfer: colour.TransferLinear}, true},
		{"shot.ACES2065-1.exr", colour.Space{Primaries: &colour.ACES, Transfer: colour.TransferLinear}, true},
		{"hdri_lin_rec709.exr", colour.Space{Transfer: colour.TransferLinear}, true},
		{"hdri_Linear-sRGB.exr", colour.Space{Transfer: colour.TransferLinear}, true},
		{"plate_lin_rec2020.exr", colour.Space{Primaries: &colour.BT2020, Transfer: colour.TransferLinear}, true},
		{"wood_srgb_texture.exr", colour.Space{Transfer: colour.TransferSRGB}, true},
		{"acescgi.exr", colour.Space{}, false},
		{"beauty.exr", colour.Space{}, false},
		{"", colour.Space{}, false},
	}
	for _, c := range cases {
		got, ok := colour.Named(c.name)
		require.Equal(t, c.ok, ok, c.name)
		require.Equal(t, c.want, got, c.name)
	}
}

func TestFromCICP(t *testing.T) {
	t.Parallel()
	cases := []struct {
		primaries, transfer uint8
		want                colour.Space
		ok                  bool
	}{
		{1, 13, colour.Space{Transfer: colour.TransferSRGB}, true},
		{2, 2, colour.Space{Transfer: colour.TransferSRGB}, true},
		{1, 1, colour.Space{Transfer: colour.TransferBT709}, true},
		{9, 16, colour.Space{Primaries: &colour.BT2020, Transfer: colour.TransferPQ}, true},
		{9, 18, colour.Space{Primaries: &colour.BT2020, Transfer: colour.TransferHLG}, true},
		{12, 13, colour.Space{Primaries: &colour.DisplayP3, Transfer: colour.TransferSRGB}, true},
		{10, 8, colour.Space{Primaries: &colour.CIEXYZ, Transfer: colour.TransferLinear}, true},
		{1, 4, colour.Space{Transfer: colour.TransferGamma, Gamma: 2.2}, true},
		{3, 1, colour.Space{}, false},
		{1, 9, colour.Space{}, false},
		{1, 255, colour.Space{}, false},
	}
	for _, c := range cases {
		got, ok := colour.FromCICP(c.primaries, c.transfer)
		require.Equal(t, c.ok, ok, "%d/%d", c.primaries, c.transfer)
		require.Equal(t, c.want, got, "%d/%d", c.primaries, c.transfer)
	}
}

// TestEveryCodePointConverts shows that all primaries of H.273 keep white white.
func TestEveryCodePointConverts(t *testing.T) {
	t.Parallel()
	known := 0
	for primaries := range 256 {
		space, ok := colour.FromCICP(uint8(primaries), 8)
		if !ok {
			continue
		}
		known++
		require.Equal(t, []uint8{255, 255, 255, 255, 0, 0, 0, 255}, show(t, pixels[uint8](raster.RGB, false, 255, 255, 255, 0, 0, 0), space), "%d", primaries)
	}
	require.Equal(t, 12, known)
}

// TestInk compares with the colours that profiles of SWOP give its solid inks.
func TestInk(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		ink  []uint8
		want []float64
	}{
		{"paper", []uint8{0, 0, 0, 0}, []float64{255, 255, 255}},
		{"cyan", []uint8{255, 0, 0, 0}, []float64{0, 174, 239}},
		{"magenta", []uint8{0, 255, 0, 0}, []float64{236, 0, 140}},
		{"yellow", []uint8{0, 0, 255, 0}, []float64{255, 242, 0}},
		{"black", []uint8{0, 0, 0, 255}, []float64{35, 31, 32}},
		{"red", []uint8{0, 255, 255, 0}, []float64{237, 28, 36}},
		{"green", []uint8{255, 0, 255, 0}, []float64{0, 166, 81}},
		{"blue", []uint8{255, 255, 0, 0}, []float64{46, 49, 146}},
		{"all", []uint8{255, 255, 255, 255}, []float64{0, 0, 0}},
		{"half black", []uint8{0, 0, 0, 128}, []float64{147, 149, 152}},
		{"half cyan", []uint8{128, 0, 0, 0}, []float64{109, 207, 246}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := show(t, pixels(raster.CMYK, false, c.ink...), colour.Space{})
			for i, want := range c.want {
				require.InDelta(t, want, float64(got[i]), 14, "%v", got)
			}
			require.Equal(t, uint8(255), got[3])
		})
	}
}

// TestMoreInkIsDarker walks up each ink alone and over others.
func TestMoreInkIsDarker(t *testing.T) {
	t.Parallel()
	for ink := range 4 {
		for _, base := range []uint8{0, 60, 200} {
			img := raster.New[uint8](256, 1, raster.CMYK)
			for i := range img.Pix {
				img.Pix[i] = base
				if i%4 == ink {
					img.Pix[i] = uint8(i / 4)
				}
			}
			got := show(t, img, colour.Space{})
			last := 256 * 3
			for tone := range 256 {
				sum := int(got[4*tone]) + int(got[4*tone+1]) + int(got[4*tone+2])
				require.LessOrEqual(t, sum, last+3, "ink %d at %d on %d", ink, tone, base)
				last = sum
			}
		}
	}
}
