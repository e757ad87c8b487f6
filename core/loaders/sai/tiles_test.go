package sai_test

import (
	"encoding/binary"
	"fmt"
	"image/color"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/sai"
	"apsync/core/picture"
)

// bitWriter writes bits, the lowest of a byte first.
type bitWriter struct {
	data []byte
	n    int
}

func (w *bitWriter) put(v, n int) {
	for i := range n {
		if w.n%8 == 0 {
			w.data = append(w.data, 0)
		}
		w.data[w.n/8] |= byte(v>>i&1) << (w.n % 8)
		w.n++
	}
}

// code writes the zeros, the one and the bit of a code.
func (w *bitWriter) code(code int) {
	w.put(1<<(code/2), code/2+1)
	w.put(code%2, 1)
}

// deltas writes a channel's differences, with runs where there are eight zeros.
func (w *bitWriter) deltas(deltas []int) {
	for i := 0; i < len(deltas); i++ {
		run := 0
		for i+run < len(deltas) && deltas[i+run] == 0 && run < 135 {
			run++
		}
		switch d := deltas[i]; {
		case run >= 8:
			w.code(15)
			w.put(run-8, 7)
			i += run - 1
		case d == 0:
			w.code(0)
		default:
			sign := 0
			if d < 0 {
				sign, d = 1, -d
			}
			n := bits.Len(uint(d+1)) - 1
			w.code(n)
			w.put(d+1-1<<n, n)
			w.put(sign, 1)
		}
	}
}

// paint returns the blue, green, red and alpha of a pixel.
type paint func(x, y int) [4]int

func gradient(x, y int) [4]int { return [4]int{x % 256, y % 256, (x + y) % 256, 255} }

// canvas is a document of a picture in tiles.
func canvas(w, h, channels int, pixel paint) []byte {
	at := func(x, y, tileX, tileY, channel int) int {
		if x < tileX || y < tileY {
			return 0
		}
		return pixel(x, y)[channel]
	}
	var sizes, tiles []byte
	for tileY := 0; tileY < h; tileY += 256 {
		for tileX := 0; tileX < w; tileX += 256 {
			tile := []byte{0, byte(tileX / 256)}
			for y := tileY; y < min(h, tileY+256); y++ {
				var row bitWriter
				for channel := range channels {
					var deltas []int
					for x := tileX; x < min(w, tileX+256); x++ {
						suggested := at(x-1, y, tileX, tileY, channel) + at(x, y-1, tileX, tileY, channel) - at(x-1, y-1, tileX, tileY, channel)
						deltas = append(deltas, pixel(x, y)[channel]-min(max(suggested, 0), 255))
					}
					row.deltas(deltas)
				}
				tile = append(tile, row.data...)
			}
			sizes = binary.LittleEndian.AppendUint32(sizes, uint32(len(tile)))
			tiles = append(tiles, tile...)
		}
		tiles = append(tiles, 0, byte((w+255)/256))
	}
	data := document(map[string][]byte{"intg": append(append([]byte("dpcm"), sizes...), tiles...)})
	if channels == 3 {
		data[17] = 1
	}
	binary.LittleEndian.PutUint32(data[20:], uint32(w))
	binary.LittleEndian.PutUint32(data[24:], uint32(h))
	return data
}

func TestCanvasInTiles(t *testing.T) {
	t.Parallel()
	noise := func(x, y int) [4]int {
		v := (x*7919 + y*104729) * 2654435761
		return [4]int{v >> 3 & 255, v >> 11 & 255, v >> 19 & 255, 255}
	}
	var cases []loadertest.Case
	for name, pixel := range map[string]paint{"gradient": gradient, "noise": noise} {
		for _, size := range [][2]int{{20, 5}, {300, 270}, {256, 1}, {1, 257}} {
			for _, channels := range []int{3, 4} {
				data := canvas(size[0], size[1], channels, pixel)
				for i, got := range loadertest.Pixels(t, sai.Open, data) {
					want := pixel(i%size[0], i/size[0])
					require.Equal(t, color.NRGBA{uint8(want[2]), uint8(want[1]), uint8(want[0]), 255}, got, "%s %v, pixel %d", name, size, i)
				}
				if name == "gradient" && size[0] > 256 {
					cases = append(cases, loadertest.Case{
						Name: fmt.Sprint(channels), Data: data, Width: size[0], Height: size[1], NoGolden: true,
					})
				}
			}
		}
	}
	loadertest.Run(t, loadertest.Spec{Name: "sai", Open: sai.Open, Cases: cases})
}

func TestAlphaOfCanvas(t *testing.T) {
	t.Parallel()
	straight := func(x, _ int) [4]int { return [4]int{200, 100, 0, 50 * x} }
	premultiplied := func(x, _ int) [4]int { return [4]int{20 * x, 10 * x, 0, 40 * x} }
	require.Equal(t, color.NRGBA{0, 100, 200, 50}, loadertest.Pixels(t, sai.Open, canvas(4, 1, 4, straight))[1])
	require.Equal(t, color.NRGBA{0, 64, 128, 80}, loadertest.Pixels(t, sai.Open, canvas(4, 1, 4, premultiplied))[2])
}

func TestACanvasOfAllThatItsHeaderCanSayIsRefused(t *testing.T) {
	t.Parallel()
	data := canvas(4, 1, 3, gradient)
	copy(data[20:28], "\xff\xff\xff\xff\xff\xff\xff\xff")
	_, err := sai.Open(loadertest.Source(t, data, "a.sai2"))
	require.Equal(t, fault.Unsupported, fault.CodeOf(err), "%v", err)
}

func TestATileThatDoesNotComeOutIsCorrupt(t *testing.T) {
	t.Parallel()
	good := canvas(20, 5, 3, gradient)
	longer := binary.LittleEndian.Uint32(good[84:]) + 1
	for name, spoil := range map[string]func(data []byte){
		"a longer tile": func(data []byte) { binary.LittleEndian.PutUint32(data[84:], longer) },
		"another tile":  func(data []byte) { data[89] = 1 },
		"other bits":    func(data []byte) { data[95] ^= 0x55 },
		"alpha":         func(data []byte) { data[17] = 0 },
		"width":         func(data []byte) { data[20]++ },
	} {
		data := append([]byte(nil), good...)
		spoil(data)
		_, _, err := loadertest.Decode(t, sai.Open, data, picture.Want{})
		require.Equal(t, fault.Corrupt, fault.CodeOf(err), "%s: %v", name, err)
	}
}
