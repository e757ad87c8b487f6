package hdr_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/hdr"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

const header = "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n"

// file returns a picture of noise, each row by encode.
func file(head string, w, h int, encode func(row []byte) string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s-Y %d +X %d\n", head, h, w)
	row := make([]byte, 4*w)
	for y := range h {
		for x := range w {
			copy(row[4*x:], []byte{byte(40 + x*5), byte(200 - y*3), byte(60 + (x/3+y/4)%2*120), byte(127 + x/40)})
		}
		b.WriteString(encode(row))
	}
	return []byte(b.String())
}

func flat(row []byte) string { return string(row) }

// planar is the later run-length encoding, in runs and in literals.
func planar(row []byte) string {
	w := len(row) / 4
	b := []byte{2, 2, byte(w >> 8), byte(w)}
	for c := range 4 {
		for x := 0; x < w; {
			n := 1
			for n < 127 && x+n < w && row[4*(x+n)+c] == row[4*x+c] {
				n++
			}
			if n > 2 {
				b = append(b, byte(128+n), row[4*x+c])
			} else {
				n = min(2, w-x)
				b = append(b, byte(n))
				for i := range n {
					b = append(b, row[4*(x+i)+c])
				}
			}
			x += n
		}
	}
	return string(b)
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "hdr")
	for name, encode := range map[string]func([]byte) string{"flat": flat, "planar": planar} {
		cases = append(cases, loadertest.Case{Name: name, Data: file(header, 93, 61, encode), Width: 93, Height: 61, Orientation: picture.Upright, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "hdr", Open: hdr.Open, Cases: cases})
}

// light decodes a file at its full size.
func light(t *testing.T, data string) *raster.Pixels[float32] {
	t.Helper()
	_, frame, err := loadertest.Decode(t, hdr.Open, []byte(data), picture.Want{})
	require.NoError(t, err)
	return frame.Image.(*raster.Pixels[float32])
}

func TestPixelsAreMantissasTimesAPowerOfTwo(t *testing.T) {
	t.Parallel()
	img := light(t, header+"-Y 1 +X 3\n\x80\x40\xff\x81\x10\x20\x30\x88\xff\xff\xff\x00")
	require.Equal(t, []float32{1, 0.5, 255.0 / 128, 16, 32, 48, 0, 0, 0}, img.Pix)
}

func TestTheFirstRunsRepeatPixels(t *testing.T) {
	t.Parallel()
	pixel, other := "\x80\x40\x20\x81", "\x40\x40\x40\x81"
	img := light(t, header+"-Y 2 +X 300\n"+pixel+"\x01\x01\x01\x2a\x01\x01\x01\x01"+other+strings.Repeat(other, 300))
	require.Equal(t, []float32{1, 0.5, 0.25}, img.Row(0)[:3])
	require.Equal(t, []float32{1, 0.5, 0.25, 0.5, 0.5, 0.5}, img.Row(0)[3*298:], "a run of 42 and one of 256")
}

func TestBothEncodingsAreTheSamePicture(t *testing.T) {
	t.Parallel()
	require.Equal(t, light(t, string(file(header, 93, 61, flat))), light(t, string(file(header, 93, 61, planar))))
}

func TestAllOrdersOfRowsAndColumns(t *testing.T) {
	t.Parallel()
	for order, want := range map[string]picture.Orientation{
		"-Y 2 +X 3": 1, "-Y 2 -X 3": 2, "+Y 2 -X 3": 3, "+Y 2 +X 3": 4,
		"+X 2 -Y 3": 5, "-X 2 -Y 3": 6, "-X 2 +Y 3": 7, "+X 2 +Y 3": 8,
	} {
		info, _, err := loadertest.Decode(t, hdr.Open, []byte(header+order+"\n"+strings.Repeat("abcd", 6)), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, want, info.Orientation, order)
		require.Equal(t, []int{3, 2}, []int{info.Width, info.Height}, order)
	}
}

func TestColourIsWhatTheHeaderSays(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]*colour.Primaries{
		header: nil,
		"#?RGBE\nEXPOSURE=4\nFORMAT = 32-bit_rle_rgbe\n\n": nil,
		"#?RADIANCE\nFORMAT=32-bit_rle_xyze\n\n":           &colour.CIEXYZ,
		"#?RADIANCE\nPRIMARIES=0.7 0.29 0.17 0.79 0.13 0.04 0.31 0.33\nFORMAT=32-bit_rle_rgbe\n\n": {
			Red: colour.Chromaticity{X: 0.7, Y: 0.29}, Green: colour.Chromaticity{X: 0.17, Y: 0.79},
			Blue: colour.Chromaticity{X: 0.13, Y: 0.04}, White: colour.Chromaticity{X: 0.31, Y: 0.33},
		},
		"#?RADIANCE\nPRIMARIES=0.7 0.29 x\nFORMAT=32-bit_rle_rgbe\n\n": nil,
	} {
		_, frame, err := loadertest.Decode(t, hdr.Open, []byte(head+"-Y 1 +X 1\nabcd"), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, colour.Space{Primaries: want, Transfer: colour.TransferLinear}, frame.Space, head)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for data, code := range map[string]fault.Code{
		"#?RADIANCE\n": fault.Truncated,
		header:         fault.Truncated,
		"#?RADIANCE\n" + strings.Repeat("x=y\n", 20000):               fault.Corrupt,
		"#?RADIANCE\nFORMAT=64-bit\n\n-Y 1 +X 1\nabcd":                fault.Unsupported,
		header + "-Y 1 +X\nabcd":                                      fault.Corrupt,
		header + "-Y 1 +Y 1\nabcd":                                    fault.Corrupt,
		header + "-Y 0 +X 1\nabcd":                                    fault.Corrupt,
		header + "-Y 1 +X 99999999999999999999\nabcd":                 fault.Corrupt,
		header + "-Y 999999999 +X 999999999\nabcd":                    fault.LimitPixels,
		header + "-Y 1 +X 2\nabcdabc":                                 fault.Truncated,
		header + "-Y 1 +X 8\n\x02\x02\x00\x09abcd":                    fault.Corrupt,
		header + "-Y 1 +X 8\n\x02\x02\x00\x08\x89a":                   fault.Corrupt,
		header + "-Y 1 +X 8\n\x02\x02\x00\x08\x00a":                   fault.Corrupt,
		header + "-Y 1 +X 8\n\x02\x02\x00\x08\x88":                    fault.Truncated,
		header + "-Y 1 +X 8\nabcd\x01\x01\x01\x09abcdabcdabcdabcd":    fault.Corrupt,
		header + "-Y 1 +X 8\nabcd\x01\x01\x01\x01\x01\x01\x01\x01abc": fault.Corrupt,
	} {
		_, _, err := loadertest.Decode(t, hdr.Open, []byte(data), picture.Want{})
		require.Equal(t, code, fault.CodeOf(err), "%.80q: %v", data, err)
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]bool{
		header: true, "#?RGBE\n": true, "#?AUTOPANO\nFORMAT=32-bit_rle_rgbe\n": true,
		"#?AUTOPANO\n": false, "#!/bin/sh": false, "": false,
	} {
		require.Equal(t, want, hdr.Match([]byte(head)), head)
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, hdr.Open, file(header, 9, 4, planar), file(header, 9, 4, flat),
		[]byte(header+"+X 1 -Y 300\nabcd\x01\x01\x01\x2b\x01\x01\x01\x01"))
}

func BenchmarkDecode(b *testing.B) {
	data := file(header, 4096, 2048, planar)
	for name, w := range map[string]int{"preview": 480, "detail": 2048, "full": 4096} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(4096 * 2048)
			for b.Loop() {
				pic, err := hdr.Open(loadertest.Source(b, data, "b.hdr"))
				require.NoError(b, err)
				frame, err := pic.Decode(context.Background(), picture.Want{Width: w, Height: w / 2})
				require.NoError(b, err)
				require.False(b, math.IsNaN(float64(frame.Image.(*raster.Pixels[float32]).Pix[0])))
			}
		})
	}
}
