package colour_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/colour/icc/icctest"
	"apsync/core/raster"
)

// inks is how much of red, green and blue light, as an eye's cones see them, each
// ink takes.
var inks = [4][3]float64{{0.75, 0.45, 0.2}, {0.5, 0.75, 0.4}, {0.1, 0.15, 0.8}, {0.93, 0.94, 0.95}}

// pressNode is the colour of four inks on paper as lut16Type encodes Lab.
func pressNode(in []float64) []float64 {
	var f [3]float64
	for c := range f {
		light := 1.0
		for i, tone := range in {
			light *= 1 - inks[i][c]*tone
		}
		f[c] = math.Cbrt(light)
		if light <= 216.0/24389 {
			f[c] = (24389.0/27*light + 16) / 116
		}
	}
	l, a, b := 116*f[1]-16, 500*(f[0]-f[1]), 200*(f[1]-f[2])
	return []float64{l * 652.8 / 65535, (a + 128) * 256 / 65535, (b + 128) * 256 / 65535}
}

// pressProfile is a CMYK profile of tables.
func pressProfile() []byte {
	lut := icctest.Lut{In: 4, Out: 3, Grid: 9, Node: pressNode, InCurve: func(v float64) float64 { return v * (1.4 - 0.4*v) }}
	kind := icctest.Kind{Class: "spac", Space: "CMYK", PCS: "Lab ", Version: 2}
	return icctest.Profile(kind, icctest.Tag{Name: "A2B1", Data: lut.Lut16()})
}

// scannerProfile is an RGB profile of tables in the elements of version 4.
func scannerProfile() []byte {
	lut := icctest.Lut{In: 3, Out: 3, Grid: 17, Node: func(in []float64) []float64 {
		return []float64{
			0.05 + 0.95*(0.3*in[0]+0.6*in[1]+0.1*in[2]),
			(128 + 70*(in[0]-in[1])) / 255,
			(128 + 60*(in[1]-in[2])) / 255,
		}
	}, InCurve: math.Sqrt}
	kind := icctest.Kind{Class: "scnr", Space: "RGB ", PCS: "Lab ", Version: 4}
	return icctest.Profile(kind, icctest.Tag{Name: "A2B1", Data: lut.AToB(2, nil, nil, [12]float64{})})
}

func gamma18(v float64) float64 { return math.Pow(v, 1.8) }

// TestReferenceValues compares with what littlecms 2.14 makes of the same profiles
// and pixels: transicc -t1 -b -c0 -n to its own sRGB, relative colorimetric with
// black point compensation, not optimised.
func TestReferenceValues(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		profile   []byte
		layout    raster.Layout
		tolerance float64 // of a code
		rows      [][2][]uint8
	}{
		{"Adobe RGB", icctest.Matrix(icctest.AdobeRGBMatrix, icctest.Gamma(2.19921875)), raster.RGB, 1, [][2][]uint8{
			{{0, 0, 0}, {0, 0, 0}},
			{{255, 255, 255}, {255, 255, 255}},
			{{128, 128, 128}, {129, 129, 129}},
			{{200, 30, 40}, {233, 24, 36}},
			{{30, 180, 60}, {0, 181, 42}},
			{{20, 40, 220}, {0, 35, 225}},
			{{240, 220, 30}, {248, 221, 0}},
			{{90, 60, 50}, {99, 57, 46}},
			{{12, 14, 9}, {3, 6, 2}},
		}},
		{"Display P3", icctest.Matrix(icctest.DisplayP3Matrix, icctest.SRGBCurve()), raster.RGB, 1, [][2][]uint8{
			{{0, 0, 0}, {0, 0, 0}},
			{{255, 255, 255}, {255, 255, 255}},
			{{128, 128, 128}, {128, 128, 128}},
			{{200, 30, 40}, {218, 0, 27}},
			{{30, 180, 60}, {0, 183, 31}},
			{{20, 40, 220}, {12, 41, 229}},
			{{240, 220, 30}, {244, 219, 0}},
			{{90, 60, 50}, {95, 58, 48}},
			{{12, 14, 9}, {12, 14, 9}},
		}},
		{"ProPhoto", icctest.Matrix(icctest.ProPhotoMatrix, icctest.Samples(256, gamma18)), raster.RGB, 1, [][2][]uint8{
			{{0, 0, 0}, {0, 0, 0}},
			{{255, 255, 255}, {255, 255, 255}},
			{{128, 128, 128}, {146, 146, 146}},
			{{200, 30, 40}, {255, 0, 51}},
			{{30, 180, 60}, {0, 211, 12}},
			{{20, 40, 220}, {0, 56, 242}},
			{{240, 220, 30}, {255, 223, 0}},
			{{90, 60, 50}, {135, 67, 63}},
			{{12, 14, 9}, {12, 17, 6}},
		}},
		{"grey", icctest.Grey(icctest.Gamma(1.8)), raster.Grey, 1, [][2][]uint8{
			{{0}, {0, 0, 0}},
			{{10}, {10, 10, 10}},
			{{60}, {77, 77, 77}},
			{{128}, {146, 146, 146}},
			{{200}, {210, 210, 210}},
			{{255}, {255, 255, 255}},
		}},
		{"press", pressProfile(), raster.CMYK, 2, [][2][]uint8{
			{{0, 0, 0, 0}, {255, 255, 255}},
			{{255, 255, 255, 255}, {12, 0, 0}},
			{{0, 0, 0, 255}, {84, 59, 58}},
			{{255, 0, 0, 0}, {0, 236, 233}},
			{{0, 255, 0, 0}, {239, 35, 214}},
			{{0, 0, 255, 0}, {255, 229, 86}},
			{{128, 96, 96, 0}, {152, 183, 177}},
			{{40, 200, 180, 60}, {197, 85, 111}},
			{{10, 20, 30, 128}, {174, 162, 159}},
			{{200, 60, 20, 10}, {0, 202, 210}},
		}},
		{"scanner", scannerProfile(), raster.RGB, 2, [][2][]uint8{
			{{0, 0, 0}, {0, 0, 0}},
			{{255, 255, 255}, {255, 255, 255}},
			{{128, 128, 128}, {177, 177, 177}},
			{{200, 30, 40}, {185, 99, 134}},
			{{30, 180, 60}, {100, 180, 122}},
			{{20, 40, 220}, {45, 109, 157}},
			{{240, 220, 30}, {246, 220, 155}},
			{{90, 60, 50}, {142, 123, 123}},
			{{12, 14, 9}, {58, 59, 54}},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, row := range c.rows {
				got := show(t, pixels(c.layout, false, row[0]...), colour.Space{ICC: c.profile})
				wide := make([]uint16, len(row[0]))
				for i, v := range row[0] {
					wide[i] = uint16(v) * 257
				}
				got16 := show(t, pixels(c.layout, false, wide...), colour.Space{ICC: c.profile})
				for i := range 3 {
					require.InDelta(t, row[1][i], got[i], c.tolerance, "%v gives %v, not %v", row[0], got, row[1])
					require.InDelta(t, row[1][i], got16[i], c.tolerance, "16-bit %v gives %v, not %v", row[0], got16, row[1])
				}
			}
		})
	}
}

// TestSRGBProfilesAreFree says that what a profile calls sRGB stays as it is, to the
// byte.
func TestSRGBProfilesAreFree(t *testing.T) {
	t.Parallel()
	decode := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	img := smooth(raster.New[uint8](64, 64, raster.RGB), 255)
	want := show(t, img, colour.Space{})
	for name, curve := range map[string][]byte{
		"formula": icctest.SRGBCurve(), "1024 samples": icctest.Samples(1024, decode), "26 samples": icctest.Samples(26, decode),
	} {
		require.Equal(t, want, show(t, img, colour.Space{ICC: icctest.Matrix(icctest.SRGBMatrix, curve)}), name)
	}
	require.NotEqual(t, want, show(t, img, colour.Space{ICC: icctest.Matrix(icctest.SRGBMatrix, icctest.Gamma(1.8))}))
}

// TestSwappedChannels gives a profile whose red, green and blue lights are sRGB's
// blue, red and green, as a well-known test picture has it.
func TestSwappedChannels(t *testing.T) {
	t.Parallel()
	var m [3][3]float64
	for i, row := range icctest.SRGBMatrix {
		m[i] = [3]float64{row[2], row[0], row[1]}
	}
	img := smooth(raster.New[uint8](64, 64, raster.RGB), 255)
	got := show(t, img, colour.Space{ICC: icctest.Matrix(m, icctest.SRGBCurve())})
	for i := range 64 * 64 {
		for c := range 3 {
			require.InDelta(t, img.Pix[3*i+(c+1)%3], got[4*i+c], 1)
		}
	}
}

func TestBlackPointCompensation(t *testing.T) {
	t.Parallel()
	washed := icctest.Samples(256, func(v float64) float64 { return 0.1 + 0.9*v })
	got := show(t, pixels[uint8](raster.Grey, false, 0, 128, 255), colour.Space{ICC: icctest.Grey(washed)})
	require.Equal(t, []uint8{0, 188, 255}, []uint8{got[0], got[4], got[8]})
}

// TestGreyProfiles gives the same grey, L* = 100·v, in the ways that grey can be
// described.
func TestGreyProfiles(t *testing.T) {
	t.Parallel()
	lab := icctest.Kind{Class: "mntr", Space: "GRAY", PCS: "Lab ", Version: 4}
	y := func(l float64) float64 {
		if l <= 8 {
			return l * 27 / 24389
		}
		return math.Pow((l+16)/116, 3)
	}
	table := icctest.Lut{In: 1, Out: 3, Grid: 2, Node: func(in []float64) []float64 { return []float64{in[0], 128.0 / 255, 128.0 / 255} }}
	for name, profile := range map[string][]byte{
		"luminance": icctest.Grey(icctest.Samples(4096, func(v float64) float64 { return y(100 * v) })),
		"lightness": icctest.Profile(lab, icctest.Tag{Name: "kTRC", Data: icctest.Gamma(1)}),
		"table":     icctest.Profile(lab, icctest.Tag{Name: "A2B0", Data: table.AToB(2, nil, nil, [12]float64{})}),
	} {
		for v := range 256 {
			got := show(t, pixels(raster.Grey, false, uint8(v)), colour.Space{ICC: profile})
			require.InDelta(t, srgb(y(float64(v)/2.55)), float64(got[0]), 0.7, "%s %d", name, v)
			require.Equal(t, []uint8{got[0], got[0], got[0], 255}, got)
		}
	}
}

func TestHDRProfileByCodePoints(t *testing.T) {
	t.Parallel()
	profile := icctest.Profile(icctest.Display, icctest.Tag{Name: "cicp", Data: icctest.CICP(9, 16)}, icctest.Tag{Name: "A2B0", Data: icctest.MatrixAToB(nil, nil, [12]float64{})})
	img := smooth(raster.New[uint16](64, 64, raster.RGB), 65535)
	require.Equal(t,
		show(t, img, colour.Space{Primaries: &colour.BT2020, Transfer: colour.TransferPQ}),
		show(t, img, colour.Space{ICC: profile}))
}

func TestUnusableProfiles(t *testing.T) {
	t.Parallel()
	adobe := icctest.Matrix(icctest.AdobeRGBMatrix, icctest.Gamma(2.2))
	rgb, grey, ink := pixels[uint8](raster.RGB, false, 200, 100, 50), pixels[uint8](raster.Grey, false, 77), pixels[uint16](raster.CMYK, false, 0, 0, 0, 0)
	cases := []struct {
		name string
		img  raster.Image
		icc  []byte
		note string
	}{
		{"cut", rgb, adobe[:200], "the ICC profile is damaged and was ignored: "},
		{"noise", rgb, make([]byte, 500), "the ICC profile is damaged and was ignored: "},
		{"RGB profile, grey picture", grey, adobe, "the ICC profile does not fit the picture and was ignored: it is for RGB pictures, this one is grey"},
		{"grey profile, RGB picture", rgb, icctest.Grey(icctest.Gamma(1)), "the ICC profile does not fit the picture and was ignored: it is for grey pictures, this one is RGB"},
		{"RGB profile, ink", ink, adobe, "the ICC profile does not fit the picture and was ignored: it is for RGB pictures, this one is CMYK"},
		{"ink profile, YCbCr", ycbcr(4, 4, 2, 2, func(int, int, int) uint8 { return 128 }), pressProfile(), "the ICC profile does not fit the picture and was ignored: it is for CMYK pictures, this one is RGB"},
		{"device link", rgb, icctest.Profile(icctest.Kind{Class: "link", Space: "RGB ", PCS: "XYZ ", Version: 2}), "the ICC profile is of a kind that is not read and was ignored: "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, notes := colour.ToDisplay(c.img, colour.Space{ICC: c.icc})
			require.Len(t, notes, 1)
			require.Contains(t, notes[0], c.note)
			require.Equal(t, show(t, c.img, colour.Space{}), out.Pix)
		})
	}
}

// FuzzProfile shows small pictures of every kind with a profile: never a panic, and
// always a picture of the same size.
func FuzzProfile(f *testing.F) {
	f.Add(icctest.Matrix(icctest.DisplayP3Matrix, icctest.SRGBCurve()))
	f.Add(icctest.Grey(icctest.Samples(16, gamma18)))
	small := icctest.Lut{In: 3, Out: 3, Grid: 3, Node: func(in []float64) []float64 { return in }}
	f.Add(icctest.Profile(icctest.Display, icctest.Tag{Name: "A2B0", Data: small.Lut8()}, icctest.Tag{Name: "cicp", Data: icctest.CICP(9, 18)}))
	f.Add(icctest.Profile(icctest.Display, icctest.Tag{Name: "A2B1", Data: small.AToB(2, icctest.Gamma(2), icctest.SRGBCurve(), [12]float64{1, 0, 0, 0, 1, 0, 0, 0, 1})}))
	ink := icctest.Lut{In: 4, Out: 3, Grid: 2, Node: pressNode}
	back := icctest.Lut{In: 3, Out: 4, Grid: 2, Node: func(in []float64) []float64 { return []float64{in[0], in[1], in[2], 1} }}
	press := icctest.Kind{Class: "prtr", Space: "CMYK", PCS: "Lab ", Version: 2}
	f.Add(icctest.Profile(press, icctest.Tag{Name: "A2B0", Data: ink.Lut16()}, icctest.Tag{Name: "B2A0", Data: back.Lut8()}))
	f.Add(icctest.Profile(icctest.Kind{Class: "spac", Space: "Lab ", PCS: "Lab ", Version: 4}, icctest.Tag{Name: "A2B0", Data: small.Lut16()}))
	f.Fuzz(func(t *testing.T, profile []byte) {
		space := colour.Space{ICC: profile}
		for _, layout := range []raster.Layout{raster.GreyAlpha, raster.RGB, raster.CMYK, raster.Lab} {
			for _, img := range []raster.Image{
				smooth(raster.New[uint8](7, 3, layout), 255),
				smooth(raster.New[uint16](7, 3, layout), 65535),
				smooth(raster.New[float32](7, 3, layout), 2),
			} {
				out, notes := colour.ToDisplay(img, space)
				require.Equal(t, 7, out.Rect.Dx(), "%v", notes)
			}
		}
	})
}
