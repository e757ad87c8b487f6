package tiff_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
	"apsync/core/raster"
)

const (
	photoLogL   = 32844
	photoLogLuv = 32845
	sgiLog      = 34676
	sgiLog24    = 34677
)

// logLight is a picture of luminances over many orders and chromaticities about white,
// as X, Y and Z.
func logLight(x, y int) [3]float64 {
	luminance := math.Pow(10, float64(x)/8-2)
	cx, cy := 0.3+float64(y)/100, 0.35-float64(y)/200
	return [3]float64{luminance * cx / cy, luminance, luminance * (1 - cx - cy) / cy}
}

// uv returns CIE 1976 u' and v'.
func uv(c [3]float64) (u, v float64) {
	d := c[0] + 15*c[1] + 3*c[2]
	return 4 * c[0] / d, 9 * c[1] / d
}

func log16(y float64) uint32 { return uint32(256 * (math.Log2(y) + 64)) }

// runs encodes rows of words as SGILog does, by runs and literals of each byte.
func runs(rows [][]uint32, size int) (b []byte) {
	for _, row := range rows {
		for k := size - 1; k >= 0; k-- {
			plane := make([]byte, len(row))
			for i, v := range row {
				plane[i] = byte(v >> (8 * k))
			}
			for len(plane) > 0 {
				n := 1
				for n < len(plane) && n < 129 && plane[n] == plane[0] {
					n++
				}
				if n > 1 {
					b = append(b, byte(126+n), plane[0])
				} else {
					b = append(b, 1, plane[0])
				}
				plane = plane[n:]
			}
		}
	}
	return b
}

// logPage returns a page of logLight in that coding.
func logPage(photometric, compression int) image {
	const w, h = 20, 5
	p := image{w: w, h: h, bits: 16, format: signed, samples: 3, photometric: photometric, tags: map[int]any{tagCompression: compression}}
	size, rows, packed := 4, [][]uint32(nil), []byte(nil)
	if photometric == photoLogL {
		p.samples, size = 1, 2
	}
	for y := range h {
		var row []uint32
		for x := range w {
			c := logLight(x, y)
			u, v := uv(c)
			word := log16(c[1])
			switch {
			case compression == sgiLog24:
				word = uint32(64*(math.Log2(c[1])+12))<<14 | uint32(tiff.UVCode(u, v))
			case size == 4:
				word = word<<16 | uint32(410*u)<<8 | uint32(410*v)
			}
			row = append(row, word)
			packed = append(packed, byte(word>>16), byte(word>>8), byte(word))
		}
		rows = append(rows, row)
	}
	p.stored = [][]byte{runs(rows, size)}
	if compression == sgiLog24 {
		p.stored = [][]byte{packed}
	}
	return p
}

func TestLogarithmicLight(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		photometric, compression int
		tolerance                float64 // of the quotient
	}{
		"LogL":                  {photoLogL, sgiLog, 0.003},
		"LogLuv":                {photoLogLuv, sgiLog, 0.02},
		"LogLuv of three bytes": {photoLogLuv, sgiLog24, 0.03},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := logPage(c.photometric, c.compression)
			for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
				_, frame := decode(t, file{order: order, pages: []image{p}}.bytes())
				require.Equal(t, colour.TransferLinear, frame.Space.Transfer)
				if c.photometric == photoLogLuv {
					require.Equal(t, &colour.CIEXYZ, frame.Space.Primaries)
				}
				requireLight(t, frame.Image.(*raster.Pixels[float32]), c.tolerance)
			}
		})
	}
}

func requireLight(t *testing.T, pix *raster.Pixels[float32], tolerance float64) {
	t.Helper()
	n := pix.Layout.Channels()
	for y := range pix.Height {
		for x := range pix.Width {
			want := logLight(x, y)
			for k := range n {
				expected := want[k]
				if n == 1 {
					expected = want[1]
				}
				require.InEpsilon(t, expected, pix.Row(y)[x*n+k], tolerance, "channel %d at %d, %d", k, x, y)
			}
		}
	}
}

func TestNoLightIsBlack(t *testing.T) {
	t.Parallel()
	for _, compression := range []int{sgiLog, sgiLog24} {
		p := logPage(photoLogLuv, compression)
		for i := range p.stored[0] {
			p.stored[0][i] = 0
		}
		if compression == sgiLog {
			p.stored[0] = runs([][]uint32{make([]uint32, 20), make([]uint32, 20), make([]uint32, 20), make([]uint32, 20), make([]uint32, 20)}, 4)
		}
		_, frame := decode(t, one(p))
		for _, v := range frame.Image.(*raster.Pixels[float32]).Pix {
			require.Zero(t, v)
		}
	}
}

func TestLogarithmicLightThatEnds(t *testing.T) {
	t.Parallel()
	p := logPage(photoLogLuv, sgiLog)
	p.stored[0] = p.stored[0][:len(p.stored[0])/2]
	data := one(p)
	p.tags[tagStripByteCounts] = len(p.stored[0])
	_, _, err := loadertest.Decode(t, tiff.Open, one(p), picture.Want{})
	require.Equal(t, fault.Truncated, fault.CodeOf(err), "%v of %d", err, len(data))
}

func TestThunderScan(t *testing.T) {
	t.Parallel()
	// Row 1: raw 5, run of 2, differences +1 0 -1, differences +3 and skip; row 2: raw 15,
	// twos with skips, run.
	p := image{w: 8, h: 2, bits: 4, photometric: 1, tags: map[int]any{tagCompression: 32809}, stored: [][]byte{{
		0xc5, 0x02, 0x40 | 1<<4 | 0<<2 | 3, 0x80 | 3<<3 | 4, 0x01,
		0xcf, 0x40 | 2<<4 | 2<<2 | 1, 0x80 | 7<<3 | 5, 0x04,
	}}}
	_, frame := decode(t, one(p))
	want := []uint8{5, 5, 5, 6, 6, 5, 8, 8, 15, 0, 15, 12, 12, 12, 12, 12}
	for i, v := range frame.Image.(*raster.Pixels[uint8]).Pix {
		require.Equal(t, want[i]*17, v, "pixel %d", i)
	}
}

func TestNeXT(t *testing.T) {
	t.Parallel()
	// A row as it is, one of runs, one of a span, one that is white.
	p := image{w: 8, h: 4, bits: 2, photometric: 1, tags: map[int]any{tagCompression: 32766}, stored: [][]byte{{
		0x00, 0b00011011, 0b11100100,
		0x80 | 3, 0x01, 0x40 | 4,
		0x40, 0, 1, 0, 1, 0b01010101,
		0x40, 0, 0, 0, 0,
	}}}
	_, frame := decode(t, one(p))
	want := []uint8{
		0, 1, 2, 3, 3, 2, 1, 0,
		2, 2, 2, 0, 1, 1, 1, 1,
		3, 3, 3, 3, 1, 1, 1, 1,
		3, 3, 3, 3, 3, 3, 3, 3,
	}
	for i, v := range frame.Image.(*raster.Pixels[uint8]).Pix {
		require.Equal(t, want[i]*85, v, "pixel %d", i)
	}
	p.stored = [][]byte{{0x40, 0, 1, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9}}
	_, _, err := loadertest.Decode(t, tiff.Open, one(p), picture.Want{})
	require.Equal(t, fault.Corrupt, fault.CodeOf(err), "%v", err)
}
