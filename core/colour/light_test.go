package colour_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/raster"
)

// srgb is the code that sRGB has for light, IEC 61966-2-1.
func srgb(light float64) float64 {
	light = min(max(light, 0), 1)
	if light <= 0.0031308 {
		return 255 * 12.92 * light
	}
	return 255 * (1.055*math.Pow(light, 1/2.4) - 0.055)
}

// TestPrimaries compares with matrices to sRGB as they are published: Adobe RGB
// (1998) by Lindbloom, P3 by the CSS Color 4 sample code, BT.2020 by Rep. BT.2407,
// ACES by the Academy's own transforms.
func TestPrimaries(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		primaries colour.Primaries
		matrix    [3][3]float64
	}{
		{"BT.709", colour.BT709, [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
		{"Adobe RGB", colour.AdobeRGB, [3][3]float64{{1.39836, -0.39836, 0}, {0, 1, 0}, {0, -0.04293, 1.04293}}},
		{"Display P3", colour.DisplayP3, [3][3]float64{{1.22494, -0.22494, 0}, {-0.04206, 1.04206, 0}, {-0.01964, -0.07864, 1.09827}}},
		{"BT.2020", colour.BT2020, [3][3]float64{{1.66049, -0.58764, -0.07285}, {-0.12455, 1.13290, -0.00835}, {-0.01815, -0.10058, 1.11873}}},
		{"ACEScg", colour.ACEScg, [3][3]float64{{1.70505, -0.62179, -0.08326}, {-0.13026, 1.14080, -0.01055}, {-0.02400, -0.12897, 1.15297}}},
		{"ACES2065-1", colour.ACES, [3][3]float64{{2.52169, -1.13413, -0.38756}, {-0.27648, 1.37272, -0.09624}, {-0.01538, -0.15298, 1.16835}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, rgb := range [][3]float64{{0.5, 0.5, 0.5}, {0.6, 0.3, 0.2}, {0.1, 0.4, 0.2}, {0.05, 0.1, 0.5}, {0, 0, 0}} {
				linear := pixels(raster.RGB, false, float32(rgb[0]), float32(rgb[1]), float32(rgb[2]))
				got := show(t, linear, colour.Space{Primaries: &c.primaries})
				coded := pixels(raster.RGB, false, uint16(65535*math.Pow(rgb[0], 1/1.8)+0.5), uint16(65535*math.Pow(rgb[1], 1/1.8)+0.5), uint16(65535*math.Pow(rgb[2], 1/1.8)+0.5))
				got16 := show(t, coded, colour.Space{Primaries: &c.primaries, Transfer: colour.TransferGamma, Gamma: 1.8})
				for i, row := range c.matrix {
					want := srgb(row[0]*rgb[0] + row[1]*rgb[1] + row[2]*rgb[2])
					require.InDelta(t, want, float64(got[i]), 0.8, "%v", rgb)
					require.InDelta(t, want, float64(got16[i]), 0.8, "%v", rgb)
				}
			}
		})
	}
}

func TestPrimariesWithoutSense(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for _, p := range []colour.Primaries{
		{},
		{Red: colour.BT709.Red, Green: colour.BT709.Red, Blue: colour.BT709.Red, White: colour.BT709.White},
		{Red: colour.Chromaticity{X: nan, Y: nan}, White: colour.BT709.White},
		{Red: colour.BT709.Red, Green: colour.BT709.Green, Blue: colour.BT709.Blue, White: colour.Chromaticity{X: 0.3, Y: 0}},
		{Red: colour.BT709.Red, Green: colour.BT709.Green, Blue: colour.BT709.Blue, White: colour.Chromaticity{X: 1e300, Y: 1e-300}},
	} {
		out, notes := colour.ToDisplay(pixels[uint8](raster.RGB, false, 10, 20, 30), colour.Space{Primaries: &p})
		require.Equal(t, []string{"the primaries of the picture make no sense and were ignored"}, notes)
		require.Equal(t, []uint8{10, 20, 30, 255}, out.Pix)
	}
}

func TestTransfers(t *testing.T) {
	t.Parallel()
	// Codes of light up to 1, by the encoding side of each standard.
	pq := func(light float64) float64 { // SMPTE ST 2084 eq. 5.2, of light·203 cd/m²
		y := math.Pow(light*203/10000, 2610.0/16384)
		return math.Pow((0.8359375+18.8515625*y)/(1+18.6875*y), 78.84375)
	}
	hlg := func(light float64) float64 { // BT.2100 table 5, of a grey of light·203 cd/m²
		e := math.Pow(light*203/1000, 1/1.2)
		if e <= 1.0/12 {
			return math.Sqrt(3 * e)
		}
		return 0.17883277*math.Log(12*e-0.28466892) + 0.55991073
	}
	film := func(light float64) float64 { // 300 codes a decade of light, from that of code 95 on
		black := math.Pow(10, (95-685)/300.0)
		return (685 + 300*math.Log10(light*(1-black)+black)) / 1023
	}
	cases := []struct {
		name   string
		space  colour.Space
		encode func(light float64) float64
	}{
		{"sRGB", colour.Space{Transfer: colour.TransferSRGB}, func(v float64) float64 { return srgb(v) / 255 }},
		{"linear", colour.Space{Transfer: colour.TransferLinear}, func(v float64) float64 { return v }},
		{"gamma", colour.Space{Transfer: colour.TransferGamma, Gamma: 2.6}, func(v float64) float64 { return math.Pow(v, 1/2.6) }},
		{"PQ", colour.Space{Transfer: colour.TransferPQ}, pq},
		{"HLG", colour.Space{Transfer: colour.TransferHLG}, hlg},
		{"film", colour.Space{Transfer: colour.TransferFilmLog}, film},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, light := range []float64{0, 0.0005, 0.003, 0.02, 0.1, 0.18, 0.5, 0.9, 0.999} {
				code := c.encode(light)
				grey := show(t, pixels(raster.Grey, false, 0, float32(code), float32(c.encode(0.999))), c.space)
				require.InDelta(t, srgb(light), float64(grey[4]), 0.8, "float %g", light)
				grey = show(t, pixels(raster.Grey, false, 0, uint16(code*65535+0.5), uint16(c.encode(0.999)*65535+0.5)), c.space)
				require.InDelta(t, srgb(light), float64(grey[4]), 0.8, "16-bit %g", light)
				rounded := math.Round(code*255) / 255
				slack := 0.8 + 255*math.Abs(rounded-code)*13
				grey = show(t, pixels(raster.Grey, false, 0, uint8(code*255+0.5), uint8(c.encode(0.9)*255)), c.space)
				require.InDelta(t, srgb(light), float64(grey[4]), slack, "8-bit %g", light)
			}
		})
	}
}

func TestHDRYCbCr(t *testing.T) {
	t.Parallel()
	img := ycbcr(8, 8, 4, 4, func(p, _, _ int) uint8 { return [3]uint8{148, 128, 128}[p] })
	got := show(t, img, colour.Space{Primaries: &colour.BT2020, Transfer: colour.TransferPQ})
	// Code 148 of 255 is PQ's 203 cd/m², give or take: white.
	for _, v := range got {
		require.GreaterOrEqual(t, v, uint8(253))
	}
}

func TestPowerOf22IsSRGB(t *testing.T) {
	t.Parallel()
	img := pixels[uint8](raster.RGB, false, 1, 10, 100)
	want := []uint8{1, 10, 100, 255}
	require.Equal(t, want, show(t, img, colour.Space{Transfer: colour.TransferGamma, Gamma: 1 / 0.45455}))
	require.Equal(t, want, show(t, img, colour.Space{Transfer: colour.TransferGamma, Gamma: math.NaN()}))
	require.Equal(t, want, show(t, img, colour.Space{Transfer: colour.TransferBT709}))
	require.NotEqual(t, want, show(t, img, colour.Space{Transfer: colour.TransferGamma, Gamma: 1.8}))
}

// TestToneCurve shows a ramp of light up to top: mid-tones must be sRGB's, highlights
// must keep their order and reach white at the top only.
func TestToneCurve(t *testing.T) {
	t.Parallel()
	for _, top := range []float64{0.7, 1, 1.3, 4, 15} {
		const n = 4000
		samples := make([]float32, n)
		for i := range samples {
			samples[i] = float32(top * float64(i) / (n - 1))
		}
		got := show(t, pixels(raster.Grey, false, samples...), colour.Space{})
		last := uint8(0)
		for i, light := range samples {
			v := got[4*i]
			require.GreaterOrEqual(t, v, last)
			last = v
			if light < 0.6 || top <= 1 {
				require.InDelta(t, srgb(float64(light)), float64(v), 0.8, "light %g of %g", light, top)
			}
			if top > 4 && light < 1.1 {
				require.Less(t, v, uint8(247), "white must leave room for light %g", top)
			}
			if light > 1 {
				require.Greater(t, v, uint8(232), "what is brighter than white must be nearly so")
			}
		}
		if top >= 1 {
			require.Equal(t, uint8(255), last)
		}
	}
}

func TestStrangeLight(t *testing.T) {
	t.Parallel()
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, primaries := range []*colour.Primaries{nil, &colour.ACEScg} {
		got := show(t, pixels(raster.RGBA, true,
			nan, 0.5, 0.5, 1, // no number is black
			inf, inf, inf, 1,
			-inf, -0.0001, -0.0001, 1,
			0.25, 0.25, 0.25, 0.5,
			5, 5, 5, 0, // nothing to be seen
			0.5, 0.5, 0.5, nan,
			0.5, 0.5, 0.5, inf,
			1e-30, 1e-30, 1e-30, 1e-30,
		), colour.Space{Primaries: primaries})
		require.Equal(t, []uint8{255, 255, 255, 255}, got[4:8])
		require.Equal(t, []uint8{0, 0, 0, 255}, got[8:12])
		require.Equal(t, []uint8{188, 188, 188, 128}, got[12:16])
		require.Equal(t, []uint8{0, 0, 0, 0}, got[16:20])
		require.Equal(t, uint8(0), got[23])
		require.Equal(t, uint8(255), got[27])
		require.Equal(t, uint8(0), got[31])
	}
	require.Equal(t, uint8(0), show(t, pixels(raster.RGB, false, nan, 0.5, 0.5), colour.Space{})[0])
}

func TestExposure(t *testing.T) {
	t.Parallel()
	fill := func(f func(i int) float32) *raster.Pixels[float32] {
		p := raster.New[float32](100, 10, raster.Grey)
		for i := range p.Pix {
			p.Pix[i] = f(i)
		}
		return p
	}
	untouched := map[string]*raster.Pixels[float32]{
		"black":      fill(func(int) float32 { return 0 }),
		"white":      fill(func(int) float32 { return 1 }),
		"stars":      fill(func(i int) float32 { return float32(i%500) / 499 * float32(i/499%2) }),
		"night":      fill(func(i int) float32 { return float32(i) / 1000 * 0.01 }),
		"bright day": fill(func(i int) float32 { return 0.5 + float32(i)/100 }),
	}
	for name, img := range untouched {
		_, notes := colour.ToDisplay(img, colour.Space{})
		require.Empty(t, notes, name)
	}
	mended := map[string]*raster.Pixels[float32]{
		"the exposure was raised by":  fill(func(i int) float32 { return float32(i) / 1000 * 0.0005 }),
		"the exposure was lowered by": fill(func(i int) float32 { return 500 + float32(i) }),
	}
	for note, img := range mended {
		out, notes := colour.ToDisplay(img, colour.Space{})
		require.Len(t, notes, 1)
		require.Contains(t, notes[0], note)
		require.Less(t, out.Pix[0], uint8(128))
		require.Greater(t, out.Pix[len(out.Pix)-4], out.Pix[0]+40)
	}
}

func TestInvisibleLight(t *testing.T) {
	t.Parallel()
	out, notes := colour.ToDisplay(pixels[float32](raster.RGBA, true, 0.214, 0.214, 0.214, 0, 0, 0, 0.214, 0), colour.Space{})
	require.Equal(t, []string{"the picture's alpha is 0 throughout and was ignored"}, notes)
	require.Equal(t, []uint8{127, 127, 127, 255, 0, 0, 127, 255}, out.Pix)
	require.Equal(t, []uint8{0, 0, 0, 0}, show(t, pixels[float32](raster.RGBA, true, 0, 0, 0, 0), colour.Space{}))
}

// TestFloatsThatAreNotLight checks ink, L*a*b* and tables of float samples against
// the same in 16 bits.
func TestFloatsThatAreNotLight(t *testing.T) {
	t.Parallel()
	for layout, profile := range map[raster.Layout][]byte{
		raster.CMYK: nil, raster.Lab: nil, raster.CMYKA: pressProfile(), raster.RGB: scannerProfile(),
	} {
		ints := smooth(raster.New[uint16](16, 16, layout), 65535)
		floats := raster.New[float32](16, 16, layout)
		for i, v := range ints.Pix {
			floats.Pix[i] = float32(v) / 65535
		}
		space := colour.Space{ICC: profile}
		require.Equal(t, show(t, ints, space), show(t, floats, space), "%v", layout)
	}
}

func TestFloatsByProfile(t *testing.T) {
	t.Parallel()
	// 32-bit pictures of photo editors state a linear profile and go beyond white.
	img := pixels[float32](raster.RGB, false, 0.5, 0.5, 0.5, 3, 3, 3)
	require.Equal(t, show(t, img, colour.Space{}), show(t, img, colour.Space{ICC: linearProfile()}))
}
