package fits_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/fits"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// unit returns a header of cards and the data behind it.
func unit(data []byte, cards ...string) []byte {
	var b strings.Builder
	for _, card := range append(cards, "END") {
		fmt.Fprintf(&b, "%-80s", card)
	}
	text := b.String()
	text += strings.Repeat(" ", (2880-len(text)%2880)%2880)
	data = append(data, make([]byte, (2880-len(data)%2880)%2880)...)
	return append([]byte(text), data...)
}

// array returns a file of one array.
func array(bitpix int, axes []int, more []string, value func(i int) float64) []byte {
	return unit(numbers(bitpix, axes, value), append(described("SIMPLE  =                    T", bitpix, axes), more...)...)
}

func described(first string, bitpix int, axes []int) []string {
	cards := []string{first, fmt.Sprintf("BITPIX  = %20d / bits", bitpix), fmt.Sprintf("NAXIS   = %20d", len(axes))}
	for i, n := range axes {
		cards = append(cards, fmt.Sprintf("NAXIS%-3d= %20d", i+1, n))
	}
	return cards
}

func numbers(bitpix int, axes []int, value func(i int) float64) (b []byte) {
	n := 1
	for _, axis := range axes {
		n *= axis
	}
	be := binary.BigEndian
	for i := range n {
		v := value(i)
		switch bitpix {
		case 8:
			b = append(b, byte(v))
		case 16:
			b = be.AppendUint16(b, uint16(int16(v)))
		case 32:
			b = be.AppendUint32(b, uint32(int32(v)))
		case 64:
			b = be.AppendUint64(b, uint64(int64(v)))
		case -32:
			b = be.AppendUint32(b, math.Float32bits(float32(v)))
		default:
			b = be.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}

func waves(i int) float64 { return 100 + 90*math.Sin(float64(i)/200) }

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "fits") {
		if c.Name != "exiftool__FITS.fits" { // a header alone
			c.Orientation = picture.FlipVertical
			cases = append(cases, c)
		}
	}
	for _, bitpix := range []int{8, 16, 32, 64, -32, -64} {
		cases = append(cases, loadertest.Case{
			Name: fmt.Sprint("bits ", bitpix), Data: array(bitpix, []int{70, 60}, nil, waves),
			Width: 70, Height: 60, Orientation: picture.FlipVertical, NoGolden: true,
		})
	}
	cases = append(cases, loadertest.Case{Name: "cube", Data: array(-32, []int{40, 30, 3}, nil, waves), Width: 40, Height: 30, Orientation: picture.FlipVertical, NoGolden: true})
	loadertest.Run(t, loadertest.Spec{Name: "fits", Open: fits.Open, Cases: cases})
}

func decode(t *testing.T, data []byte) *picture.Frame {
	t.Helper()
	_, frame, err := loadertest.Decode(t, fits.Open, data, picture.Want{})
	require.NoError(t, err)
	return frame
}

func TestBytesAreShownAsTheyAre(t *testing.T) {
	t.Parallel()
	frame := decode(t, array(8, []int{3, 2}, nil, func(i int) float64 { return float64(i * 50) }))
	require.Equal(t, []uint8{0, 50, 100, 150, 200, 250}, frame.Image.(*raster.Pixels[uint8]).Pix)
	require.Empty(t, frame.Notes)
	frame = decode(t, array(8, []int{2, 1, 3}, nil, func(i int) float64 { return float64(i) }))
	require.Equal(t, []uint8{0, 2, 4, 1, 3, 5}, frame.Image.(*raster.Pixels[uint8]).Pix)
}

func TestEverythingElseIsStretched(t *testing.T) {
	t.Parallel()
	for _, bitpix := range []int{16, 32, 64, -32, -64} {
		frame := decode(t, array(bitpix, []int{5, 1}, nil, func(i int) float64 { return float64(i*10 - 20) }))
		require.Equal(t, []uint16{0, 16384, 32768, 49151, 65535}, frame.Image.(*raster.Pixels[uint16]).Pix, "%d bits", bitpix)
		require.Equal(t, []string{"samples from -20 to 20 are shown from black to white"}, frame.Notes)
	}
}

func TestScaleAndBlank(t *testing.T) {
	t.Parallel()
	more := []string{"BZERO   =              32768.0", "BSCALE  =               2.0D0", "BLANK   =                  -32768"}
	frame := decode(t, array(16, []int{4, 1}, more, func(i int) float64 { return []float64{-32768, 0, 5, 10}[i] }))
	require.Equal(t, []string{"samples from 32768 to 32788 are shown from black to white"}, frame.Notes)
	require.Equal(t, []uint16{0, 0, 32768, 65535}, frame.Image.(*raster.Pixels[uint16]).Pix)
}

func TestOutliersDoNotCount(t *testing.T) {
	t.Parallel()
	frame := decode(t, array(-32, []int{100, 100}, nil, func(i int) float64 {
		switch {
		case i%1000 == 5:
			return 1e9
		case i%1000 == 7:
			return math.NaN()
		}
		return float64(i % 100)
	}))
	require.Equal(t, []string{"samples from 0 to 99 are shown from black to white"}, frame.Notes)
	require.Equal(t, []uint16{65535, 0}, []uint16{frame.Image.(*raster.Pixels[uint16]).Pix[5], frame.Image.(*raster.Pixels[uint16]).Pix[7]})
}

func TestAConstantArrayIsAPicture(t *testing.T) {
	t.Parallel()
	for _, v := range []float64{7, math.NaN(), math.Inf(1)} {
		decode(t, array(-32, []int{4, 3}, nil, func(int) float64 { return v }))
	}
}

func TestTheFirstArrayIsShown(t *testing.T) {
	t.Parallel()
	empty := unit(nil, "SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0")
	table := unit(make([]byte, 5000), append(described("XTENSION= 'BINTABLE'", 8, []int{50, 90}), "PCOUNT  =                  500", "GCOUNT  =                    1")...)
	picked := unit(numbers(16, []int{3, 2}, waves), described("XTENSION= 'IMAGE   '           / an extension", 16, []int{3, 2})...)
	_, frame, err := loadertest.Decode(t, fits.Open, append(append(empty, table...), picked...), picture.Want{})
	require.NoError(t, err)
	w, h := frame.Image.Size()
	require.Equal(t, []int{3, 2}, []int{w, h})
	frame = decode(t, array(8, []int{3, 2, 5}, nil, waves))
	require.Equal(t, []string{"of 5 planes the first is shown"}, frame.Notes)
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	empty := unit(nil, "SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0")
	compressed := unit(make([]byte, 10), append(described("XTENSION= 'BINTABLE'", 8, []int{5, 2}), "ZIMAGE  =                    T")...)
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
	}{
		"cut":               {empty[:100], fault.Truncated},
		"empty":             {empty, fault.NoPicture},
		"junk behind":       {append(append([]byte(nil), empty...), make([]byte, 2880)...), fault.NoPicture},
		"tile-compressed":   {append(append([]byte(nil), empty...), compressed...), fault.Unsupported},
		"a line":            {array(8, []int{9}, nil, waves), fault.NoPicture},
		"12 bits":           {unit(nil, described("SIMPLE  =                    T", 12, []int{9, 9})...), fault.Corrupt},
		"no data":           {unit(nil, described("SIMPLE  =                    T", 8, []int{9, 9})...), fault.Truncated},
		"huge":              {unit(nil, described("SIMPLE  =                    T", 16, []int{60000000, 60000000})...), fault.LimitPixels},
		"larger than sizes": {unit(nil, described("SIMPLE  =                    T", 16, []int{math.MaxInt64, math.MaxInt64})...), fault.Corrupt},
		"axes":              {unit(nil, "SIMPLE  =                    T", "BITPIX  =  8", "NAXIS   =  1000000"), fault.Corrupt},
		"random groups":     {unit(nil, "SIMPLE  =                    T", "BITPIX  =  8", "NAXIS   =  0", "GROUPS  =  T"), fault.Unsupported},
		"endless header":    {[]byte("SIMPLE  =" + strings.Repeat(" ", 1<<21)), fault.Corrupt},
	} {
		_, _, err := loadertest.Decode(t, fits.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", name, err)
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, fits.Open, array(-32, []int{9, 4}, []string{"BZERO   = 1.5"}, waves), array(8, []int{5, 2, 3}, nil, waves),
		append(unit(nil, "SIMPLE  =  T", "BITPIX  =  8", "NAXIS   =  0"), unit(numbers(16, []int{3, 2}, waves), described("XTENSION= 'IMAGE   '", 16, []int{3, 2})...)...))
}
