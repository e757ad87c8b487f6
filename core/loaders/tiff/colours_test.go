package tiff_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/raster"
)

func TestFax(t *testing.T) {
	t.Parallel()
	noise := rand.New(rand.NewPCG(3, 4))
	patterns := map[string]func(w, x, y int) bool{
		"white":  func(_, _, _ int) bool { return false },
		"black":  func(_, _, _ int) bool { return true },
		"text":   func(_, x, y int) bool { return x/3%4 == y/5%3 || x*y%17 == 3 },
		"noise":  func(_, _, _ int) bool { return noise.IntN(2) == 1 },
		"slopes": func(w, x, y int) bool { return x > y*3 && x < w-y*2 },
	}
	for name, black := range patterns {
		for _, w := range []int{1, 8, 61, 64, 1728, 5300} {
			bits := make([]bool, w*20)
			for i := range bits {
				bits[i] = black(w, i%w, i/w)
			}
			t.Run(fmt.Sprintf("%s of %d", name, w), func(t *testing.T) {
				t.Parallel()
				for _, p := range []image{
					{compression: faxRLE},
					{compression: faxRLEWords},
					{compression: faxGroup3},
					{compression: faxGroup3, t4: 4},
					{compression: faxGroup3, t4: 1},
					{compression: faxGroup3, t4: 5, reversed: true},
					{compression: faxGroup4},
					{compression: faxGroup4, rows: 7, reversed: true, photometric: 1},
				} {
					p.w, p.h = w, 20
					p.value = func(x, y, _ int) uint64 {
						if bits[y*w+x] {
							return 1
						}
						return 0
					}
					level := unsignedLevel(1)
					if p.photometric == 0 {
						level = reversedLevel(level)
					}
					k := kind{layout: raster.Grey, channels: []int{0}, level: level, tolerance: half8}
					requirePixels(t, k, file{order: binary.LittleEndian, pages: []image{p}},
						fmt.Sprintf("compression %d, options %d", p.compression, p.t4))
				}
			})
		}
	}
}

func TestOldLZW(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]func(x, y, s int) uint64{
		"pattern": pattern(8, 0),
		"flat":    func(_, _, _ int) uint64 { return 7 },
	} {
		for _, old := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, old %v", name, old), func(t *testing.T) {
				t.Parallel()
				p := image{w: 300, h: 200, bits: 8, photometric: 1, compression: lzwCoding, oldLZW: old, value: value}
				k := kind{layout: raster.Grey, channels: []int{0}, level: unsignedLevel(8), tolerance: half8}
				requirePixels(t, k, file{order: binary.LittleEndian, pages: []image{p}}, name)
			})
		}
	}
}

func TestPalette(t *testing.T) {
	t.Parallel()
	for _, bits := range []int{1, 2, 4, 8, 10, 16} {
		for _, small := range []bool{false, true} {
			for _, alpha := range []bool{false, true} {
				t.Run(fmt.Sprintf("%d bits, 8-bit map %v, alpha %v", bits, small, alpha), func(t *testing.T) {
					t.Parallel()
					n := 1 << bits
					colours := make([]int, 3*n)
					for i := range colours {
						colours[i] = i * 40503 % 65536
						if small {
							colours[i] = i * 131 % 256
						}
					}
					p := image{w: 37, h: 29, bits: bits, photometric: 3, value: pattern(bits, 0), samples: 1, tags: map[int]any{tagColourMap: colours}}
					layout := raster.RGB
					if alpha {
						p.samples, p.extra, layout = 2, []int{2}, raster.RGBA
					}
					_, frame := decode(t, one(p))
					got, gotLayout, _ := samples(t, frame.Image)
					require.Equal(t, layout, gotLayout)
					top, step := 65535.0, 65535.0
					if small {
						top = 255
					}
					if bits <= 8 {
						step = 255
					}
					for y := range p.h {
						for x := range p.w {
							pixel := got[(y*p.w+x)*layout.Channels():]
							for c := range 3 {
								require.InDelta(t, float64(colours[c*n+int(p.value(x, y, 0))])/top, pixel[c], 1/step, "%d, %d", x, y)
							}
						}
					}
				})
			}
		}
	}
}

func TestYCbCr(t *testing.T) {
	t.Parallel()
	for _, sub := range [][2]int{{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 2}, {4, 4}} {
		for cut, apply := range map[string]func(*image){
			"one strip": func(*image) {},
			"strips":    func(p *image) { p.rows = 8 },
			"tiles":     func(p *image) { p.tileW, p.tileH = 16, 16 },
		} {
			for _, compression := range []int{uncompressed, packed, lzwCoding, deflated, zstandard} {
				p := image{
					w: 39, h: 27, bits: 8, photometric: 6, samples: 3, compression: compression,
					subX: sub[0], subY: sub[1], value: pattern(8, 0),
				}
				apply(&p)
				_, frame := decode(t, one(p))
				got, layout, _ := samples(t, frame.Image)
				require.Equal(t, raster.RGB, layout)
				for y := range p.h {
					for x := range p.w {
						ux, uy := x/sub[0]*sub[0], y/sub[1]*sub[1]
						l, cb, cr := float64(p.value(x, y, 0)), float64(p.value(ux, uy, 1))-128, float64(p.value(ux, uy, 2))-128
						for c, v := range []float64{l + 1.402*cr, l - 0.344136*cb - 0.714136*cr, l + 1.772*cb} {
							if d := max(0, min(v/255, 1)) - got[(y*p.w+x)*3+c]; math.Abs(d) > half8*1.01 {
								require.Fail(t, "wrong pixel", "%v %s %d: channel %d at %d, %d is off by %v", sub, cut, compression, c, x, y, d)
							}
						}
					}
				}
			}
		}
	}
}

func TestYCbCrOfOtherLevels(t *testing.T) {
	t.Parallel()
	pixel := []uint64{126, 240, 16}
	p := image{
		w: 1, h: 1, bits: 8, photometric: 6, samples: 3, subX: 1, subY: 1,
		value: func(_, _, s int) uint64 { return pixel[s] },
		tags: map[int]any{
			tagReferenceBW: []float64{16, 235, 128, 240, 128, 240},
			tagYCbCrCoeffs: []float64{0.2126, 0.7152, 0.0722},
		},
	}
	_, frame := decode(t, one(p))
	got, _, _ := samples(t, frame.Image)
	y, cb, cr := (126.0-16)/219, 0.5*254/255, -0.5*254/255
	r, b := y+cr*2*(1-0.2126), y+cb*2*(1-0.0722)
	g := (y - 0.2126*r - 0.0722*b) / 0.7152
	for c, v := range []float64{r, g, b} {
		require.InDelta(t, max(0, min(v, 1)), got[c], 1.0/255, "channel %d", c)
	}
}

func TestLab(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name              string
		bits, photometric int
		stored            []uint64
		lab               []float64 // L* 0 to 100, a* and b* -128 to 127
	}{
		{"8 bits", 8, 8, []uint64{255, 0x80, 0x7f}, []float64{100, -128, 127}},
		{"8 bits, neutral", 8, 8, []uint64{128, 0, 0xff}, []float64{128 * 100.0 / 255, 0, -1}},
		{"16 bits", 16, 8, []uint64{65535, 0x8000, 0x7f00}, []float64{100, -128, 127}},
		{"16 bits, neutral", 16, 8, []uint64{32768, 0, 0xff00}, []float64{32768 * 100.0 / 65535, 0, -1}},
		{"8 bits as in profiles", 8, 9, []uint64{255, 0, 255}, []float64{100, -128, 127}},
		{"16 bits as in profiles", 16, 9, []uint64{0xff00, 0x8000, 0xff00}, []float64{100, 0, 127}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := image{w: 1, h: 1, bits: c.bits, photometric: c.photometric, samples: 3, value: func(_, _, s int) uint64 { return c.stored[s] }}
			_, frame := decode(t, one(p))
			got, layout, _ := samples(t, frame.Image)
			require.Equal(t, raster.Lab, layout)
			lab := []float64{got[0] * 100, got[1]*255 - 128, got[2]*255 - 128}
			for i := range lab {
				require.InDelta(t, c.lab[i], lab[i], 0.01, "%v", lab)
			}
		})
	}
}

func TestFloatsThatAreNone(t *testing.T) {
	t.Parallel()
	values := []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), 0.5}
	p := image{w: 4, h: 1, bits: 32, format: floating, samples: 3, photometric: 2, value: func(x, _, _ int) uint64 {
		return uint64(math.Float32bits(values[x]))
	}}
	_, frame := decode(t, one(p))
	got, _, _ := samples(t, frame.Image)
	for i, want := range []float64{0, math.MaxFloat32, -math.MaxFloat32, 0.5} {
		require.Equal(t, []float64{want, want, want}, got[3*i:3*i+3])
	}
}
