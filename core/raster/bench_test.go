package raster_test

import (
	"fmt"
	"testing"

	"apsync/core/raster"
)

func BenchmarkShrink(b *testing.B) {
	const w, h = 4000, 256
	for _, f := range []int{2, 7, 15} {
		for layout, name := range map[raster.Layout]string{
			raster.Grey: "grey", raster.GreyAlpha: "greyalpha", raster.RGB: "rgb", raster.RGBA: "rgba",
		} {
			b.Run(fmt.Sprintf("%s/8/%d", name, f), func(b *testing.B) { benchmarkShrink[uint8](b, w, h, layout, f) })
			b.Run(fmt.Sprintf("%s/16/%d", name, f), func(b *testing.B) { benchmarkShrink[uint16](b, w, h, layout, f) })
			b.Run(fmt.Sprintf("%s/float/%d", name, f), func(b *testing.B) { benchmarkShrink[float32](b, w, h, layout, f) })
		}
	}
}

func benchmarkShrink[T raster.Sample](b *testing.B, w, h int, layout raster.Layout, f int) {
	img := raster.New[T](w, h, layout)
	for i := range img.Pix {
		img.Pix[i] = T(i*7919) / 2
	}
	b.SetBytes(int64(w * h)) // so that MB/s are megapixels a second
	b.ResetTimer()
	for b.Loop() {
		raster.Shrink(img, f)
	}
}
