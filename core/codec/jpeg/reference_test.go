package jpeg_test

import (
	"bytes"
	"image"
	stdjpeg "image/jpeg"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// maxReference is by how much a sample may differ from the standard library's,
// whose transform rounds elsewhere.
const maxReference = 2

// TestReference compares every real file, decoded in full, with what the standard
// library makes of it.
func TestReference(t *testing.T) {
	t.Parallel()
	const garbage = "bytes that belong to nothing were passed over"
	notes := map[string][]string{
		"Pillow__truncated_app14.jpg":         {garbage},
		"Pillow__photoshop-200dpi-broken.jpg": {garbage},
	}
	codes := map[string]fault.Code{
		"Pillow__hopper_bad_exif.jpg": fault.Corrupt, // its data, too
		"libvips__truncated.jpg":      fault.Truncated,
	}
	for _, c := range loadertest.CorpusCases(t, "jpeg", "mpo", "hostile/jpg") {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			info, frame, err := loadertest.Decode(t, jpeg.Open, c.Data, picture.Want{})
			require.Equal(t, codes[c.Name], fault.CodeOf(err), "%v", err)
			want, stdErr := stdjpeg.Decode(bytes.NewReader(c.Data))
			if err != nil {
				require.Error(t, stdErr)
				return
			}
			if c.Name == "Pillow__truncated_jpeg.jpg" { // all it lacks is its last marker
				require.Error(t, stdErr)
				require.Equal(t, []string{"the end-of-image marker is missing"}, frame.Notes)
				return
			}
			require.NoError(t, stdErr)
			require.Equal(t, notes[c.Name], frame.Notes)
			require.Equal(t, want.Bounds().Size(), image.Pt(info.Width, info.Height))
			requireSame(t, want, frame.Image)
		})
	}
}

// requireSame compares samples, each in the planes or channels they are in.
func requireSame(t *testing.T, want image.Image, got raster.Image) {
	t.Helper()
	switch want := want.(type) {
	case *image.YCbCr:
		got := got.(*raster.YCbCr)
		requirePlane(t, "luma", want.Y, want.YStride, got.Y)
		requirePlane(t, "cb", want.Cb, want.CStride, got.Cb)
		requirePlane(t, "cr", want.Cr, want.CStride, got.Cr)
	case *image.Gray:
		requirePixels(t, want.Pix, want.Stride, got.(*raster.Pixels[uint8]))
	case *image.CMYK:
		requirePixels(t, want.Pix, want.Stride, got.(*raster.Pixels[uint8]))
	case *image.RGBA:
		requirePixels(t, want.Pix, want.Stride, got.(*raster.Pixels[uint8]))
	default:
		t.Fatalf("the standard library returns %T", want)
	}
}

func requirePlane(t *testing.T, name string, want []uint8, stride int, got raster.Plane) {
	t.Helper()
	for y := range got.Height {
		for x, v := range got.Row(y) {
			if w := want[y*stride+x]; max(v, w)-min(v, w) > maxReference {
				t.Fatalf("%s at %d,%d of %d×%d is %d, should be %d", name, x, y, got.Width, got.Height, v, w)
			}
		}
	}
}

// requirePixels compares interleaved pixels; the standard library's of RGB have a
// channel more. CMYK may be made of YCbCr, in which differences grow.
func requirePixels(t *testing.T, want []uint8, stride int, got *raster.Pixels[uint8]) {
	t.Helper()
	n := got.Layout.Channels()
	channels, allowed := n, uint8(maxReference)
	switch got.Layout {
	case raster.RGB:
		channels = 4
	case raster.CMYK:
		allowed = 2 * maxReference
	}
	for y := range got.Height {
		for i, v := range got.Row(y) {
			w := want[y*stride+i/n*channels+i%n]
			if max(v, w)-min(v, w) > allowed {
				t.Fatalf("channel %d at %d,%d is %d, should be %d", i%n, i/n, y, v, w)
			}
		}
	}
}
