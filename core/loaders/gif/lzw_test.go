package gif_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/gif"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// TestLZW compares every code size and several contents with what was compressed.
func TestLZW(t *testing.T) {
	t.Parallel()
	const w, h = 300, 200
	noise := rand.New(rand.NewPCG(3, 4))
	contents := map[string]func(i int) int{
		"one index":  func(int) int { return 1 },
		"noise":      func(int) int { return int(noise.Uint32()) },
		"long runs":  func(i int) int { return i / 977 },
		"repetition": func(i int) int { return i * i },
	}
	for name, at := range contents {
		for size := 2; size <= 8; size++ {
			indices := make([]byte, w*h)
			for i := range indices {
				indices[i] = byte(at(i)) & byte(1<<size-1)
			}
			palette := make([]byte, 768)
			for i := range 256 {
				palette[3*i] = byte(i)
			}
			file := animation{width: w, height: h, palette: string(palette), frames: []frame{
				{data: compressed(size, string(indices))},
			}}.file()
			_, decoded, err := loadertest.Decode(t, gif.Open, file, picture.Want{})
			require.NoError(t, err, "%s at %d bits", name, size)
			img, _ := colour.ToDisplay(decoded.Image, colour.Space{})
			got := make([]byte, len(indices))
			for i := range got {
				got[i] = img.Pix[4*i]
			}
			require.True(t, bytes.Equal(indices, got), "%s at %d bits", name, size)
		}
	}
}

// TestCodes decodes streams that the compressor of the standard library does not
// make.
func TestCodes(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		size string
		data string
		want string
		code fault.Code
	}{
		{name: "no clear at the start", size: "\x02", data: codes([2]uint{1, 3}, [2]uint{2, 3}, [2]uint{3, 3}, [2]uint{5, 3}), want: "ff0000 00ff00 0000ff"},
		{name: "codes of one bit", size: "\x01", data: codes([2]uint{2, 2}, [2]uint{1, 2}, [2]uint{0, 3}, [2]uint{1, 3}, [2]uint{3, 3}), want: "ff0000 000000 ff0000"},
		{name: "a string that the code itself completes", size: "\x02", data: codes([2]uint{4, 3}, [2]uint{1, 3}, [2]uint{6, 3}), want: "ff0000 ff0000 ff0000"},
		{name: "wide codes", size: "\x0b", data: codes([2]uint{2048, 12}, [2]uint{1, 12}, [2]uint{2, 12}, [2]uint{3, 12}), want: "ff0000 00ff00 0000ff"},
		{name: "a code that nothing defined", size: "\x02", data: codes([2]uint{4, 3}, [2]uint{1, 3}, [2]uint{7, 3}), code: fault.Corrupt},
		{name: "a string right after a clear", size: "\x02", data: codes([2]uint{4, 3}, [2]uint{6, 3}), code: fault.Corrupt},
		{name: "the end at once", size: "\x02", data: codes([2]uint{4, 3}, [2]uint{5, 3}), code: fault.Corrupt},
		{name: "codes of no bits", size: "\x00", data: "\x00", code: fault.Corrupt},
		{name: "codes of twelve bits", size: "\x0c", data: "\x00", code: fault.Corrupt},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, n := range []int{1, 255} {
				file := animation{width: 1, height: 3, palette: four, frames: []frame{{data: c.size + subBlocks(c.data, n)}}}.file()
				_, frame, err := loadertest.Decode(t, gif.Open, file, picture.Want{})
				require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
				if err == nil {
					require.Equal(t, strings.Fields(c.want), pixels(t, frame))
				}
			}
		})
	}
}

// TestDeferredClear goes on with the table after it is full.
func TestDeferredClear(t *testing.T) {
	t.Parallel()
	// Each literal makes a new string, so the table fills with the pairs 1 1; codes
	// widen at 8, 16 … 2048, and the decoder must stop at 4096 of 12 bits.
	pairs := [][2]uint{{4, 3}}
	width, next := uint(3), 6
	for i := range 5000 {
		pairs = append(pairs, [2]uint{1, width})
		if i > 0 && next < 4096 {
			next++
		}
		if next == 1<<width && width < 12 {
			width++
		}
	}
	pairs = append(pairs, [2]uint{4095, 12}, [2]uint{2, 12})
	file := animation{width: 5003, height: 1, palette: four, frames: []frame{{data: "\x02" + subBlocks(codes(pairs...), 255)}}}.file()
	_, frame, err := loadertest.Decode(t, gif.Open, file, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []string{strings.Repeat("ff0000 ", 5002) + "00ff00"}, pixels(t, frame))
}
