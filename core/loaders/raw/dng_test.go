package raw_test

import (
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/tiff"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/raw"
	"apsync/core/loaders/raw/rawtest"
	"apsync/core/picture"
)

// Matrices of a real camera: what it sees of XYZ under D65, and its sight of that white.
var (
	matrixD65 = []float64{0.7034, -0.0804, -0.1014, -0.4420, 1.2564, 0.2058, -0.0851, 0.1994, 0.5758}
	d65       = [3]float64{0.95047, 1, 1.08883}
)

// sRGB to XYZ (IEC 61966-2-1).
var toXYZ = [9]float64{0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505}

func times(m []float64, v [3]float64) (out [3]float64) {
	for i := range out {
		out[i] = m[3*i]*v[0] + m[3*i+1]*v[1] + m[3*i+2]*v[2]
	}
	return out
}

// neutral returns what the camera sees of white, the largest being 1, and by how much it
// was divided.
func neutral() (v [3]float64, most float64) {
	v = times(matrixD65, d65)
	most = max(v[0], v[1], v[2])
	return [3]float64{v[0] / most, v[1] / most, v[2] / most}, most
}

// seen returns what the camera sees of a colour of sRGB, 1 being the sensor's white.
func seen(c color.RGBA) [3]float64 {
	light := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	v := times(matrixD65, times(toXYZ[:], [3]float64{light(c.R), light(c.G), light(c.B)}))
	_, most := neutral()
	return [3]float64{v[0] / most, v[1] / most, v[2] / most}
}

// sensor is how a DNG keeps its data; what is not said is Bayer's pattern, 16 bits, one
// strip, black 0 and white 65535.
type sensor struct {
	order        order
	pattern      []int // of columns × len/columns
	columns      int
	linear, grey bool
	bits         int
	tiles        int // side
	strips       int // rows
	lossless     bool
	black, white int
	table        bool // of 8 bits
	preview      bool // of 48×32 pixels
	more         []field
	root         []field
	scene        func(x, y int) color.RGBA
}

const dngW, dngH = 96, 64

// patches is a scene of four colours, each a quarter.
func patches(x, y int) color.RGBA {
	return []color.RGBA{{200, 60, 50, 255}, {70, 150, 60, 255}, {60, 70, 160, 255}, {180, 180, 180, 255}}[x/(dngW/2)+2*(y/(dngH/2))]
}

func (s sensor) defaults() sensor {
	if s.order == nil {
		s.order = little
	}
	if s.pattern == nil {
		s.pattern, s.columns = []int{0, 1, 1, 2}, 2
	}
	if s.bits == 0 {
		s.bits = 16
	}
	if s.white == 0 {
		s.white = 1<<s.bits - 1
	}
	if s.scene == nil {
		s.scene = patches
	}
	return s
}

// samples returns the stored numbers, and how many a pixel has.
func (s sensor) samples() (values []uint16, n int) {
	level := func(v float64) uint16 {
		v = max(0, min(1, v))
		if s.table {
			return uint16(math.Round(255 * math.Sqrt(v)))
		}
		return uint16(math.Round(float64(s.black) + v*float64(s.white-s.black)))
	}
	n = 1
	if s.linear {
		n = 3
	}
	rows := len(s.pattern) / s.columns
	for y := range dngH {
		for x := range dngW {
			v := seen(s.scene(x, y))
			switch {
			case s.linear:
				values = append(values, level(v[0]), level(v[1]), level(v[2]))
			case s.grey:
				values = append(values, level(v[1]))
			default:
				values = append(values, level(v[s.pattern[y%rows*s.columns+x%s.columns]]))
			}
		}
	}
	return values, n
}

// coded returns a segment's bytes.
func (s sensor) coded(values []uint16, w, n int) []byte {
	switch {
	case s.lossless && n == 1: // two columns as two components, as cameras do it
		return lossless(2, w/2, len(values)/w, s.bits, values)
	case s.lossless:
		return lossless(n, w, len(values)/w/n, s.bits, values)
	}
	var out []byte
	var acc uint64
	have := 0
	for i, v := range values {
		if s.bits == 16 {
			out = s.order.AppendUint16(out, v)
			continue
		}
		acc, have = acc<<s.bits|uint64(v), have+s.bits
		for have >= 8 {
			have -= 8
			out = append(out, byte(acc>>have))
		}
		if (i+1)%(w*n) == 0 && have > 0 {
			out = append(out, byte(acc<<(8-have)))
			have = 0
		}
	}
	return out
}

// segments puts the data and returns the fields that tell where.
func (s sensor) segments(b *built, values []uint16, n int) []field {
	var offsets, counts []uint32
	put := func(values []uint16, w int) {
		data := s.coded(values, w, n)
		offsets, counts = append(offsets, b.put(data)), append(counts, uint32(len(data)))
	}
	if s.tiles == 0 {
		rows := dngH
		if s.strips > 0 {
			rows = s.strips
		}
		for y := 0; y < dngH; y += rows {
			put(values[y*dngW*n:min(y+rows, dngH)*dngW*n], dngW)
		}
		return []field{long(tiff.TagStripOffsets, offsets...), long(tiff.TagStripByteCounts, counts...), long(tiff.TagRowsPerStrip, rows)}
	}
	for y := 0; y < dngH; y += s.tiles {
		for x := 0; x < dngW; x += s.tiles {
			tile := make([]uint16, s.tiles*s.tiles*n)
			for j := range min(s.tiles, dngH-y) {
				copy(tile[j*s.tiles*n:(j+1)*s.tiles*n], values[((y+j)*dngW+x)*n:((y+j)*dngW+min(x+s.tiles, dngW))*n])
			}
			put(tile, s.tiles)
		}
	}
	return []field{long(tiff.TagTileOffsets, offsets...), long(tiff.TagTileByteCounts, counts...), long(tiff.TagTileWidth, s.tiles), long(tiff.TagTileLength, s.tiles)}
}

// dng returns a file with the sensor's data in a SubIFD.
func dng(tb testing.TB, s sensor) []byte {
	tb.Helper()
	s = s.defaults()
	b := newBuilt(s.order, 8)
	values, n := s.samples()
	photometric, compression := 32803, 1
	if s.linear || s.grey {
		photometric = 34892
	}
	if s.lossless {
		compression = 7
	}
	depths := []int{s.bits, s.bits, s.bits}[:n]
	fields := append(s.segments(b, values, n),
		long(tiff.TagNewSubfileType, 0), long(tiff.TagImageWidth, dngW), long(tiff.TagImageLength, dngH), short(tiff.TagBitsPerSample, depths...),
		short(tiff.TagCompression, compression), short(tiff.TagPhotometric, photometric), short(tiff.TagSamplesPerPixel, n))
	if s.black > 0 || s.table {
		fields = append(fields, long(0xc61a, s.black), long(0xc61d, s.white))
	}
	if s.table {
		table := make([]int, 256)
		for i := range table {
			table[i] = int(math.Round(float64(i) * float64(i) / 255 / 255 * float64(s.white)))
		}
		fields = append(fields, short(0xc618, table...))
	}
	if !s.linear && !s.grey {
		colours := make([]byte, len(s.pattern))
		for i, c := range s.pattern {
			colours[i] = byte(c)
		}
		fields = append(fields, short(0x828d, len(s.pattern)/s.columns, s.columns), field{0x828e, tiff.Byte, len(colours), func(order) []byte { return colours }})
	}
	sub := b.directory(0, append(slices.Clone(s.more), fields...)...) // of two fields of a tag the first counts
	white, _ := neutral()
	root := []field{
		long(tiff.TagSubIFDs, sub),
		{tiff.TagDNGVersion, tiff.Byte, 4, func(order) []byte { return []byte{1, 4, 0, 0} }},
		fractions(0xc621, matrixD65...), fractions(0xc628, white[:]...), short(0xc65a, 21), short(tiff.TagOrientation, 1),
	}
	if s.preview {
		root = append(root, strip(b, rawtest.Shot(tb, 48, 32, blue))...)
	}
	marks := map[order]string{little: "II*\x00", big: "MM\x00*"}[s.order]
	return b.file(marks, b.directory(0, append(root, s.root...)...), "")
}

// xtrans is the pattern of some of Fujifilm's sensors.
var xtrans = []int{
	1, 2, 1, 1, 0, 1,
	0, 1, 0, 2, 1, 2,
	1, 2, 1, 1, 0, 1,
	1, 0, 1, 1, 2, 1,
	2, 1, 2, 0, 1, 0,
	1, 0, 1, 1, 2, 1,
}

func TestSensorDataAreDeveloped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		s         sensor
		tolerance float64
	}{
		{"16 bits", sensor{}, 1},
		{"big-endian", sensor{order: big}, 1},
		{"levels", sensor{black: 512, white: 15000}, 1},
		{"12 bits in strips", sensor{bits: 12, strips: 7, black: 64, white: 4000}, 1},
		{"14 bits", sensor{bits: 14, order: big}, 1},
		{"10 bits", sensor{bits: 10}, 2},
		{"tiles", sensor{tiles: 32}, 1},
		{"lossless tiles", sensor{tiles: 32, lossless: true, bits: 14}, 1},
		{"lossless strip", sensor{lossless: true}, 1},
		{"a table", sensor{bits: 8, table: true, white: 4095}, 2},
		{"another pattern", sensor{pattern: []int{1, 2, 0, 1}, columns: 2}, 1},
		{"X-Trans", sensor{pattern: xtrans, columns: 6}, 1},
		{"linear", sensor{linear: true}, 1},
		{"linear in lossless tiles", sensor{linear: true, lossless: true, tiles: 32}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := dng(t, c.s)
			for _, divisor := range []int{1, 2, 3, 4, 7} {
				got := show(t, raw.Open, data, picture.Want{Width: dngW / divisor, Height: dngH / divisor})
				require.Equal(t, []int{dngW, dngH}, []int{got.info.Width, got.info.Height})
				w, h := got.img.Rect.Dx(), got.img.Rect.Dy()
				for i := range 4 {
					x, y := i%2, i/2
					requireColour(t, patches(x*dngW/2, y*dngH/2), got.img.NRGBAAt(w/4+x*w/2, h/4+y*h/2), c.tolerance)
				}
			}
		})
	}
}

func TestEdgesOfTheMosaicAreInterpolated(t *testing.T) {
	t.Parallel()
	slope := func(x, y int) color.RGBA { return color.RGBA{uint8(40 + x), uint8(40 + 2*y), 90, 255} }
	for _, s := range []sensor{{scene: slope}, {scene: slope, pattern: xtrans, columns: 6}} {
		got := show(t, raw.Open, dng(t, s), picture.Want{})
		for _, p := range [][2]int{{0, 0}, {dngW - 1, 0}, {0, dngH - 1}, {dngW - 1, dngH - 1}} {
			requireColour(t, slope(p[0], p[1]), got.img.NRGBAAt(p[0], p[1]), 12)
		}
		for _, p := range [][2]int{{50, 30}, {51, 31}, {51, 30}, {9, 40}} {
			requireColour(t, slope(p[0], p[1]), got.img.NRGBAAt(p[0], p[1]), 3)
		}
	}
}

func TestTheDefaultCropIsShown(t *testing.T) {
	t.Parallel()
	// One pixel of the active area that is left out makes the pattern begin elsewhere.
	masked := sensor{pattern: []int{1, 0, 2, 1}, columns: 2, more: []field{long(0xc68d, 2, 1, 60, 93), long(0xc61f, 3, 5), long(0xc620, 81, 41)}}
	stored := masked
	masked.pattern, masked.columns = []int{0, 1, 1, 2}, 2
	// The pattern in the file is that of the active area; stored is what lies at 0, 0.
	data := dng(t, stored)
	patched := strings.Replace(string(data), "\x01\x00\x02\x01", "\x00\x01\x01\x02", 1)
	got := show(t, raw.Open, []byte(patched), picture.Want{})
	require.Equal(t, []int{81, 41}, []int{got.info.Width, got.info.Height})
	for _, p := range [][2]int{{10, 5}, {70, 5}, {10, 35}, {70, 35}} {
		requireColour(t, patches(p[0]+4, p[1]+7), got.img.NRGBAAt(p[0], p[1]), 1)
	}
	half := show(t, raw.Open, []byte(patched), picture.Want{Width: 40, Height: 20})
	for _, p := range [][2]int{{5, 3}, {35, 3}, {5, 17}, {35, 17}} {
		requireColour(t, patches(2*p[0]+4, 2*p[1]+7), half.img.NRGBAAt(p[0], p[1]), 1)
	}
}

func TestClippedHighlightsAreWhite(t *testing.T) {
	t.Parallel()
	s := sensor{more: []field{long(0xc61d, 30000)}, scene: func(int, int) color.RGBA { return color.RGBA{255, 255, 255, 255} }}
	got := show(t, raw.Open, dng(t, s), picture.Want{})
	require.Equal(t, color.NRGBA{255, 255, 255, 255}, got.centre())
}

func TestBaselineExposure(t *testing.T) {
	t.Parallel()
	grey := func(int, int) color.RGBA { return color.RGBA{118, 118, 118, 255} } // light 0.181
	for _, c := range []struct {
		stops float64
		want  uint8
	}{{0, 118}, {1, 162}, {-1, 85}} {
		s := sensor{scene: grey, root: []field{fractions(0xc62a, c.stops)}}
		got := show(t, raw.Open, dng(t, s), picture.Want{})
		requireColour(t, color.RGBA{c.want, c.want, c.want, 255}, got.centre(), 1.5)
	}
	s := sensor{scene: func(int, int) color.RGBA { return color.RGBA{255, 255, 255, 255} }, root: []field{fractions(0xc62a, 1.5)}}
	require.Equal(t, color.NRGBA{255, 255, 255, 255}, show(t, raw.Open, dng(t, s), picture.Want{}).centre())
}

func TestGreySensors(t *testing.T) {
	t.Parallel()
	s := sensor{grey: true, scene: func(int, int) color.RGBA { return color.RGBA{128, 128, 128, 255} }}
	white, _ := neutral()
	got := show(t, raw.Open, dng(t, s), picture.Want{})
	require.InDelta(t, 128*math.Pow(white[1], 1/2.2), got.centre().G, 2)
	require.Equal(t, got.centre().R, got.centre().B)
}

func TestForwardMatricesAndTwoLights(t *testing.T) {
	t.Parallel()
	// A camera whose sight is XYZ of D50 itself: its forward matrix is the identity times
	// white, and sRGB comes out by the profile connection space alone.
	d50 := [3]float64{0.9642, 1, 0.8249}
	root := []field{
		fractions(0xc622, 1, 0, 0, 0, 1, 0, 0, 0, 1), short(0xc65b, 17),
		fractions(0xc714, d50[0], 0, 0, 0, d50[1], 0, 0, 0, d50[2]), fractions(0xc715, d50[0], 0, 0, 0, d50[1], 0, 0, 0, d50[2]),
	}
	data := dng(t, sensor{linear: true, root: root, scene: func(int, int) color.RGBA { return color.RGBA{200, 200, 200, 255} }})
	requireColour(t, color.RGBA{200, 200, 200, 255}, show(t, raw.Open, data, picture.Want{}).centre(), 1)
}

func TestThePreviewServesWhereItIsLargeEnough(t *testing.T) {
	t.Parallel()
	data := dng(t, sensor{preview: true})
	got := show(t, raw.Open, data, picture.Want{Width: 48, Height: 32})
	require.Equal(t, []int{dngW, dngH}, []int{got.info.Width, got.info.Height})
	requireColour(t, blue, got.centre(), 20)
	got = show(t, raw.Open, data, picture.Want{Width: 49, Height: 33})
	require.Contains(t, got.frame.Notes[0], "developed from the sensor data")
	requireColour(t, patches(80, 10), got.img.NRGBAAt(got.img.Rect.Dx()*5/6, 8), 1)
}

func TestWhatCannotBeDevelopedIsNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		more       []field
	}{
		{"lossy", "JPEG with losses", []field{short(tiff.TagCompression, 34892)}},
		{"JPEG XL", "JPEG XL", []field{short(tiff.TagCompression, 52546)}},
		{"no JPEG", "JPEG", []field{short(tiff.TagCompression, 7)}},
		{"float", "sample format 3", []field{short(tiff.TagSampleFormat, 3)}},
		{"deep", "32 bits", []field{short(tiff.TagBitsPerSample, 32)}},
		{"staggered", "layout 2", []field{short(0xc617, 2)}},
		{"four colours", "of the colours", []field{{0xc616, tiff.Byte, 4, func(order) []byte { return []byte{0, 1, 2, 3} }}}},
		{"a colour below 0", "colour -1", []field{{0x828e, tiff.SByte, 4, func(order) []byte { return []byte{0, 1, 1, 255} }}}},
		{"cut", "ends at byte", []field{long(tiff.TagStripOffsets, 1<<20)}},
		{"levels", "not above black", []field{long(0xc61a, 70000)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := dng(t, sensor{preview: true, more: c.more})
			got := show(t, raw.Open, data, picture.Want{})
			require.Equal(t, []int{48, 32}, []int{got.info.Width, got.info.Height})
			require.Contains(t, strings.Join(got.frame.Notes, " "), c.want)
		})
	}
}

func TestNeedBoundsTheMemoryOfManyTiles(t *testing.T) {
	t.Parallel()
	data := dng(t, sensor{tiles: 16, lossless: true})
	pic, err := raw.Open(loadertest.Source(t, data, "a.dng"))
	require.NoError(t, err)
	info := pic.Info()
	require.Less(t, info.Need(picture.Want{Width: 12, Height: 8}), int64(3<<20))
}

func TestHalfSizedColoursLieUponEachOther(t *testing.T) {
	t.Parallel()
	slope := func(x, y int) color.RGBA {
		v := uint8(30 + x + 2*y)
		return color.RGBA{v, v, v, 255}
	}
	for _, pattern := range [][]int{{0, 1, 1, 2}, {2, 1, 1, 0}, {1, 0, 2, 1}, {1, 2, 0, 1}} {
		data := dng(t, sensor{scene: slope, pattern: pattern, columns: 2})
		got := show(t, raw.Open, data, picture.Want{Width: dngW / 2, Height: dngH / 2})
		require.Equal(t, dngW/2, got.img.Rect.Dx())
		for y := 2; y < dngH/2-2; y++ {
			for x := 2; x < dngW/2-2; x++ {
				c := got.img.NRGBAAt(x, y)
				require.InDelta(t, c.R, c.B, 1.5, "%v at %d, %d", c, x, y)
				require.InDelta(t, c.G, c.B, 1.5, "%v at %d, %d", c, x, y)
			}
		}
	}
}
