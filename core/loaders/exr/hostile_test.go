package exr_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/exr"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

func TestHostileFiles(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "hostile/exr") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, exr.Open, c.Data, picture.Want{Width: 64, Height: 64})
			require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		})
	}
}

// tableAt returns where the table of a file of one part begins, whose first chunk is
// behind entries of it.
func tableAt(t *testing.T, data []byte, entries int) int {
	t.Helper()
	for at := 8; at+8 <= len(data); at++ {
		if binary.LittleEndian.Uint64(data[at:]) == uint64(at+8*entries) {
			return at
		}
	}
	t.Fatal("no table")
	return 0
}

func TestTablesAreMadeAnew(t *testing.T) {
	t.Parallel()
	for _, p := range []built{
		{channels: channels("RGB", halfType), compression: zips, data: size(20, 10)},
		{channels: channels("RGB", halfType), compression: zip, data: size(20, 20), tile: 7},
		{channels: channels("RGB", halfType), data: size(20, 3), deep: true, depths: func(int, int) []float32 { return []float32{1} }},
	} {
		whole := file(p)
		entries := len(p.chunks())
		want := decode(t, whole, 0, 0)
		at := tableAt(t, whole, entries)
		for name, damage := range map[string]func(table []byte){
			"all zero":        func(table []byte) { clear(table) },
			"the last zero":   func(table []byte) { clear(table[len(table)-8:]) },
			"beyond the file": func(table []byte) { binary.LittleEndian.PutUint64(table, 1<<40) },
			"negative":        func(table []byte) { binary.LittleEndian.PutUint64(table, 1<<63) },
			"shifted":         func(table []byte) { table[0]++ },
		} {
			data := bytes.Clone(whole)
			damage(data[at : at+8*entries])
			require.Equal(t, want.Pix, decode(t, data, 0, 0).Pix, name)
		}
	}
}

func TestWhatIsMissing(t *testing.T) {
	t.Parallel()
	whole := file(built{channels: channels("RGB", halfType), compression: zips, data: size(20, 10)})
	_, _, err := loadertest.Decode(t, exr.Open, whole[:len(whole)-1], picture.Want{})
	require.Equal(t, fault.Truncated, fault.CodeOf(err))
	require.ErrorContains(t, err, "chunk 9 of 10 is missing")
}

func TestHeadersThatLie(t *testing.T) {
	t.Parallel()
	sound := built{channels: channels("RGB", halfType), data: size(4, 4)}
	with := func(change func(p *built)) []byte {
		p := sound
		change(&p)
		return file(p)
	}
	list := func(count int) []byte {
		var b bytes.Buffer
		for range count {
			b.WriteString("c\x00")
			put(&b, uint32(1), uint32(0), uint32(1), uint32(1))
		}
		return attribute("channels", "chlist", append(b.Bytes(), 0))
	}
	box := func(name string, v ...int32) []byte { return attribute(name, "box2i", v) }
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"no header", []byte("v/1\x01\x02"), fault.Corrupt},
		{"another version", []byte("v/1\x01\x03\x00\x00\x00"), fault.Unsupported},
		{"no attributes", []byte("v/1\x01\x02\x00\x00\x00\x00"), fault.Corrupt},
		{"a name without an end", append([]byte("v/1\x01\x02\x00\x00\x00"), bytes.Repeat([]byte("n"), 400)...), fault.Corrupt},
		{"a window turned over", with(func(p *built) { p.extra = box("dataWindow", 3, 3, 0, 0) }), fault.Corrupt},
		{"a window without bounds", with(func(p *built) { p.extra = box("dataWindow", math.MinInt32, 0, math.MaxInt32, 0) }), fault.Corrupt},
		{"a window of many rows", with(func(p *built) { p.extra = box("dataWindow", 0, 0, 3, 1<<28) }), fault.LimitPixels},
		{"a window of long rows", with(func(p *built) { p.extra = box("dataWindow", 0, 0, 1<<28, 3) }), fault.LimitMemory},
		{"a large display", with(func(p *built) { p.extra = box("displayWindow", 0, 0, 1<<28, 1<<28) }), fault.LimitMemory},
		{"too many channels", with(func(p *built) { p.extra = list(1<<14 + 1) }), fault.LimitCount},
		{"no channels", with(func(p *built) { p.extra = list(0) }), fault.Corrupt},
		{"HTJ2K", with(func(p *built) { p.extra = attribute("compression", "compression", uint8(10)) }), fault.Unsupported},
		{"samples at no pixel", with(func(p *built) {
			p.extra = attribute("channels", "chlist", []byte("R\x00"), uint32(1), uint32(0), uint32(0), uint32(0), uint8(0))
		}), fault.Corrupt},
		{"tiles of no size", with(func(p *built) {
			p.tile, p.extra = 4, attribute("tiles", "tiledesc", uint32(0), uint32(0), uint8(0))
		}), fault.Corrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, exr.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestValuesThatAreNone(t *testing.T) {
	t.Parallel()
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	values := []float32{1, inf, nan, -inf, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	for _, kind := range []int{halfType, floatType} {
		p := built{channels: []channel{{name: "Y", kind: kind, value: func(x, _ int) float32 { return values[x] }}}, data: size(20, 10)}
		require.Equal(t, []float32{1, 65504, 0, -65504}, decode(t, file(p), 0, 0).Pix[:4])
		require.InDelta(t, 1.0/10, decode(t, file(p), 2, 1).Pix[0], 0.01, "nothing else is spoilt")
	}
}

func FuzzOpen(f *testing.F) {
	seeds := [][]byte{
		file(built{channels: channels("RGBA", halfType), compression: zip, data: size(9, 7), tile: 4, mode: 1}),
		file(built{channels: channels("YA", floatType), compression: rle, data: window{-2, -3, 5, 6}, display: size(6, 6), aspect: 2}),
		file(built{channels: channels("RG", uintType), data: size(5, 5), name: "a"}, built{channels: channels("Y", halfType), data: size(3, 3)}),
		file(built{
			channels: channels("RA", halfType), compression: zips, data: size(6, 3), deep: true,
			depths: func(x, _ int) []float32 { return make([]float32, x%3) },
		}),
		file(built{channels: []channel{
			{name: "Y", kind: halfType, value: shade(1)}, {name: "RY", kind: halfType, sampling: 2, value: shade(2)}, {name: "BY", kind: halfType, sampling: 2, value: shade(3)},
		}, compression: zip, data: size(9, 9)}),
	}
	files, err := filepath.Glob("testdata/*.exr")
	require.NoError(f, err)
	for _, path := range files {
		data, err := os.ReadFile(path)
		require.NoError(f, err)
		seeds = append(seeds, data)
	}
	loadertest.Fuzz(f, exr.Open, seeds...)
}
