package png_test

import (
	"bytes"
	"context"
	stdpng "image/png"
	"testing"

	"apsync/core/codec/png"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// photo makes samples like a camera's: slow gradients, edges and noise.
func photo(x, y, channel int) int {
	wave := func(v, period int) int { return max(v%period, period-v%period) * 120 / period }
	noise := incompressible(x, y, channel)&7 + incompressible(y, x, channel)&3
	return wave(x+y/3, 900) + wave(y+channel*90, 500) + noise + (x/160+y/130)%2*12
}

// screen makes samples like a screenshot's: flat areas, and text here and there.
func screen(x, y, channel int) int {
	switch {
	case channel == 3:
		return 255
	case y%40 < 14 && x/400%3 > 0 && incompressible(x/3, y/3, 0)&3 == 0:
		return 30
	}
	return 200 + (x/300+2*(y/200)+channel)%7*8
}

func BenchmarkDecode(b *testing.B) {
	deep := func(x, y, channel int) int { return photo(x, y, channel)*256 + incompressible(x, y, channel+5) }
	for _, c := range []struct {
		name string
		spec spec
	}{
		{"RGB photo of 12 MP", spec{w: 4000, h: 3000, depth: 8, colourType: trueColor, filter: 4, at: photo}},
		{"RGB photo of 24 MP", spec{w: 6000, h: 4000, depth: 8, colourType: trueColor, filter: 4, at: photo}},
		{"RGBA screenshot of 8 MP", spec{w: 3840, h: 2160, depth: 8, colourType: trueAlpha, filter: 4, at: screen}},
		{"RGB photo of 12 MP in 16 bits", spec{w: 4000, h: 3000, depth: 16, colourType: trueColor, filter: 1, at: deep}},
	} {
		b.Run(c.name, func(b *testing.B) {
			c.spec.split = 8192
			data := c.spec.file()
			b.Run("for 512", func(b *testing.B) { benchmarkDecode(b, data, 512) })
			b.Run("in full", func(b *testing.B) { benchmarkDecode(b, data, c.spec.w) })
			b.Run("standard library", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := stdpng.Decode(bytes.NewReader(data)); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func benchmarkDecode(b *testing.B, data []byte, size int) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		pic, err := png.Open(loadertest.Source(b, data, "case.png"))
		if err != nil {
			b.Fatal(err)
		}
		info := pic.Info()
		want := picture.Want{Width: size, Height: size * info.Height / info.Width}
		if _, err := pic.Decode(context.Background(), want); err != nil {
			b.Fatal(err)
		}
	}
}
