package colour

import (
	"image"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/raster"
)

func TestRowsForThisProcessorAreEqualToThePortableOnes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for w := 1; w < 100; w++ {
		planes := make([]uint8, 3*w)
		for i := range planes {
			planes[i] = uint8(random.Uint32())
			if random.IntN(4) == 0 {
				planes[i] = uint8(random.Uint32()>>31) * 255
			}
		}
		got, want := make([]uint8, 3*w+1), make([]uint8, 3*w+1)
		RGBRow(got, planes[:w], planes[w:2*w], planes[2*w:])
		portableRGBRow(want[:3*w], planes[:w], planes[w:2*w], planes[2*w:])
		require.Equal(t, want, got)
	}
}

// noise returns a picture of random samples.
func noise(layout raster.Layout) *raster.Pixels[uint8] {
	random := rand.New(rand.NewPCG(3, 4))
	p := raster.New[uint8](37, 5, layout)
	for i := range p.Pix {
		p.Pix[i] = uint8(random.Uint32())
	}
	return p
}

func TestPixelsAreWhatIsDisplayed(t *testing.T) {
	t.Parallel()
	premultiplied := noise(raster.RGBA)
	premultiplied.Premultiplied = true
	plane := func(w, h int) raster.Plane {
		p := noise(raster.Grey)
		return raster.Plane{Width: w, Height: h, Stride: 37, Pix: p.Pix}
	}
	linear := Space{Transfer: TransferLinear}
	for _, c := range []struct {
		name   string
		img    raster.Image
		space  Space
		layout raster.Layout
		same   bool
	}{
		{"grey", noise(raster.Grey), Space{}, raster.Grey, true},
		{"rgb", noise(raster.RGB), Space{Transfer: TransferSRGB}, raster.RGB, true},
		{"rgba", noise(raster.RGBA), Space{Primaries: &BT709}, raster.RGBA, true},
		{"premultiplied", premultiplied, Space{}, raster.RGBA, false},
		{"grey with alpha", noise(raster.GreyAlpha), Space{}, raster.RGBA, false},
		{"linear rgb", noise(raster.RGB), linear, raster.RGBA, false},
		{"linear grey", noise(raster.Grey), linear, raster.RGBA, false},
		{"ink", noise(raster.CMYK), Space{}, raster.RGBA, false},
		{"4:4:4", &raster.YCbCr{Y: plane(37, 5), Cb: plane(37, 5), Cr: plane(37, 5)}, Space{}, raster.RGB, false},
		{"4:2:0", &raster.YCbCr{Y: plane(37, 5), Cb: plane(19, 3), Cr: plane(19, 3)}, Space{}, raster.RGB, false},
		{"linear 4:2:0", &raster.YCbCr{Y: plane(37, 5), Cb: plane(19, 3), Cr: plane(19, 3)}, linear, raster.RGBA, false},
		{"unsound", &raster.Pixels[uint8]{Width: 3, Height: 3}, Space{}, raster.RGBA, false},
	} {
		got, notes := ToPixels(c.img, c.space)
		want, wantNotes := ToDisplay(c.img, c.space)
		require.Equal(t, wantNotes, notes, c.name)
		require.Equal(t, c.layout, got.Layout, c.name)
		require.Equal(t, c.same, c.img == raster.Image(got), c.name)
		require.Equal(t, image.Pt(got.Width, got.Height), want.Rect.Size(), c.name)
		for y := range got.Height {
			for x, n := 0, got.Layout.Channels(); x < got.Width; x++ {
				pixel, shown := got.Row(y)[x*n:][:n], want.Pix[y*want.Stride+4*x:][:4]
				rgba := []uint8{pixel[0], pixel[0], pixel[0], 255}
				if n >= 3 {
					copy(rgba, pixel)
				}
				require.Equal(t, shown, rgba, "%s at %d,%d", c.name, x, y)
			}
		}
	}
}

func TestDisplayIsRecognised(t *testing.T) {
	t.Parallel()
	require.True(t, IsDisplay(raster.RGB, Space{}))
	require.True(t, IsDisplay(raster.Grey, Space{Transfer: TransferBT709}))
	require.False(t, IsDisplay(raster.RGB, Space{Transfer: TransferPQ}))
	require.False(t, IsDisplay(raster.Grey, Space{Transfer: TransferLinear}))
	require.False(t, IsDisplay(raster.RGB, Space{Primaries: &AdobeRGB}))
	require.False(t, IsDisplay(raster.CMYK, Space{}))
}
