package pfm_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/pfm"
	"apsync/core/picture"
	"apsync/core/raster"
)

// file returns a map of the samples that value gives, in file order.
func file(head string, n int, order binary.AppendByteOrder, value func(i int) float32) []byte {
	b := []byte(head)
	for i := range n {
		b = order.AppendUint32(b, math.Float32bits(value(i)))
	}
	return b
}

func waves(i int) float32 { return float32(0.5 + 0.4*math.Sin(float64(i)/70)) }

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "pfm") {
		if c.Name != "exiftool__PFM.pfm" { // a header alone
			c.Orientation = picture.FlipVertical
			cases = append(cases, c)
		}
	}
	for name, kind := range map[string]string{"rgb": "PF", "rgba": "PF4", "grey": "Pf"} {
		n := map[string]int{"PF": 3, "PF4": 4, "Pf": 1}[kind]
		cases = append(cases, loadertest.Case{
			Name: name, Width: 90, Height: 70, Orientation: picture.FlipVertical, NoGolden: true,
			Data: file(kind+"\n90 70\n-1.0\n", 90*70*n, binary.LittleEndian, waves),
		})
	}
	loadertest.Run(t, loadertest.Spec{Name: "pfm", Open: pfm.Open, Cases: cases})
}

func TestSamplesAreLightInEitherByteOrder(t *testing.T) {
	t.Parallel()
	value := func(i int) float32 { return float32(i) / 4 }
	for _, c := range []struct {
		head   string
		order  binary.AppendByteOrder
		layout raster.Layout
		n      int
	}{
		{"PF\n2 2\n-1\n", binary.LittleEndian, raster.RGB, 12},
		{"PF\n2 2\n1.5\n", binary.BigEndian, raster.RGB, 12},
		{"PF\r\n# a comment\n2 2\r\n-0.5\r\n", binary.LittleEndian, raster.RGB, 12},
		{"Pf 2 2 1 ", binary.BigEndian, raster.Grey, 4},
		{"PF4\n2 2\n-1\n", binary.LittleEndian, raster.RGBA, 16},
	} {
		info, frame, err := loadertest.Decode(t, pfm.Open, file(c.head, c.n, c.order, value), picture.Want{})
		require.NoError(t, err, "%q", c.head)
		require.Equal(t, picture.FlipVertical, info.Orientation)
		require.Equal(t, colour.TransferLinear, frame.Space.Transfer)
		img := frame.Image.(*raster.Pixels[float32])
		require.Equal(t, c.layout, img.Layout)
		for i, v := range img.Pix {
			require.Equal(t, value(i), v, "%q", c.head)
		}
	}
}

func TestWhatIsNoNumberDoesNotSpread(t *testing.T) {
	t.Parallel()
	values := []float32{float32(math.NaN()), float32(math.Inf(1)), 1}
	for head, want := range map[string][]float32{"Pf\n3 1\n-1\n": {0, 0, 1}, "PF\n1 1\n-1\n": {0, 65504, 1}} {
		_, frame, err := loadertest.Decode(t, pfm.Open, file(head, 3, binary.LittleEndian, func(i int) float32 { return values[i] }), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, want, frame.Image.(*raster.Pixels[float32]).Pix, head)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for data, code := range map[string]fault.Code{
		"PF\n":                               fault.Truncated,
		"PF\n2 2\n-1":                        fault.Truncated,
		"PF\n2 2\n-1\n123":                   fault.Truncated,
		"PF\n0 2\n-1\n":                      fault.Corrupt,
		"PF\n2 x\n-1\n":                      fault.Corrupt,
		"PF\n2 2\nbig\n":                     fault.Corrupt,
		"PX\n2 2\n-1\n":                      fault.Corrupt,
		"PF\n99999999999 2\n-1\n":            fault.Corrupt,
		"PF\n60000000 60000000\n-1\nabcde":   fault.LimitPixels,
		fmt.Sprintf("PF\n%02000d 2\n1\n", 2): fault.Truncated,
	} {
		_, _, err := loadertest.Decode(t, pfm.Open, []byte(data), picture.Want{})
		require.Equal(t, code, fault.CodeOf(err), "%.60q: %v", data, err)
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, pfm.Open, file("PF\n3 2\n-1\n", 18, binary.LittleEndian, waves), file("Pf\n3 2\n1\n", 6, binary.BigEndian, waves))
}
