package jpeg_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/colour"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// exifBlock is an Exif segment with an orientation, a colour space and an
// interoperability index.
func exifBlock(order binary.AppendByteOrder, orientation, space uint16, index string) []byte {
	head := []byte("II")
	if order == binary.BigEndian {
		head = []byte("MM")
	}
	block := order.AppendUint32(order.AppendUint16(head, 42), 8)
	short := func(tag, v uint16) {
		block = order.AppendUint32(order.AppendUint16(order.AppendUint16(block, tag), 3), 1)
		block = append(order.AppendUint16(block, v), 0, 0)
	}
	long := func(tag uint16, v uint32) {
		block = order.AppendUint32(order.AppendUint16(order.AppendUint16(block, tag), 4), 1)
		block = order.AppendUint32(block, v)
	}
	block = order.AppendUint16(block, 2)
	short(0x0112, orientation)
	long(0x8769, 8+2+2*12+4)
	block = order.AppendUint32(block, 0)
	block = order.AppendUint16(block, 2)
	short(0xa001, space)
	long(0xa005, 8+2*(2+2*12+4))
	block = order.AppendUint32(block, 0)
	block = order.AppendUint16(block, 1)
	block = order.AppendUint32(order.AppendUint16(order.AppendUint16(block, 1), 2), 4)
	block = append(block, index...)
	block = order.AppendUint32(block, 0)
	return segment(0xe1, append([]byte("Exif\x00\x00"), block...))
}

func TestOrientation(t *testing.T) {
	t.Parallel()
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for o := uint16(0); o <= 9; o++ {
			e := newEncoder(24, 16, 0x22, 0x11, 0x11)
			e.before = exifBlock(order, o, 1, "R98\x00")
			info, frame := decoded(t, e.bytes(), 8)
			want := picture.Orientation(o)
			if o < 1 || o > 8 {
				want = picture.Upright
			}
			require.Equal(t, want, info.Orientation)
			require.Equal(t, []int{24, 16}, []int{info.Width, info.Height}, "the stored size")
			require.Empty(t, frame.Notes)
			require.Zero(t, frame.Space)
		}
	}
}

// TestBadExif puts nonsense where Exif should be: the picture is what it is.
func TestBadExif(t *testing.T) {
	t.Parallel()
	whole := exifBlock(binary.LittleEndian, 6, 1, "R98\x00")[4:]
	for n := range whole {
		e := newEncoder(16, 8, 0x11)
		e.before = segment(0xe1, whole[:n])
		info, frame := decoded(t, e.bytes(), 8)
		require.Contains(t, []picture.Orientation{picture.Upright, picture.RotateClockwise}, info.Orientation)
		require.Empty(t, frame.Notes)
	}
}

func TestFirstExifCounts(t *testing.T) {
	t.Parallel()
	e := newEncoder(16, 8, 0x11)
	xmp := segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x/>"))
	e.before = bytes.Join([][]byte{
		xmp, exifBlock(binary.LittleEndian, 6, 1, "R98\x00"), exifBlock(binary.LittleEndian, 3, 1, "R98\x00"),
	}, nil)
	info, _ := decoded(t, e.bytes(), 8)
	require.Equal(t, picture.RotateClockwise, info.Orientation)
}

func TestExifAdobeRGB(t *testing.T) {
	t.Parallel()
	adobe := exifBlock(binary.BigEndian, 1, 0xffff, "R03\x00")
	cases := []struct {
		name     string
		before   []byte
		sampling []int
		adobeRGB bool
	}{
		{"uncalibrated, R03", adobe, []int{0x11, 0x11, 0x11}, true},
		{"uncalibrated, R98", exifBlock(binary.BigEndian, 1, 0xffff, "R98\x00"), []int{0x11, 0x11, 0x11}, false},
		{"space 2", exifBlock(binary.BigEndian, 1, 2, "R98\x00"), []int{0x11, 0x11, 0x11}, true},
		{"grey", adobe, []int{0x11}, false},
		{"ink", adobe, []int{0x11, 0x11, 0x11, 0x11}, false},
		{"with a profile", append(iccSegment(1, 1, "profile"), adobe...), []int{0x11, 0x11, 0x11}, false},
	}
	for _, c := range cases {
		e := newEncoder(16, 8, c.sampling...)
		e.before = c.before
		_, frame := decoded(t, e.bytes(), 8)
		want := colour.Space{ICC: frame.Space.ICC}
		if c.adobeRGB {
			want.Transfer, want.Gamma = colour.TransferGamma, 563.0/256
			want.Primaries = &colour.Primaries{
				Red: colour.Chromaticity{X: 0.64, Y: 0.33}, Green: colour.Chromaticity{X: 0.21, Y: 0.71},
				Blue: colour.Chromaticity{X: 0.15, Y: 0.06}, White: colour.Chromaticity{X: 0.3127, Y: 0.329},
			}
		}
		require.Equal(t, want, frame.Space, c.name)
	}
}

func iccSegment(number, count int, data string) []byte {
	return segment(0xe2, append([]byte("ICC_PROFILE\x00"), append([]byte{byte(number), byte(count)}, data...)...))
}

func TestProfile(t *testing.T) {
	t.Parallel()
	const ignored = "the colour profile is ignored: "
	cases := []struct {
		name     string
		segments [][]byte
		profile  string
		note     string
	}{
		{"one chunk", [][]byte{iccSegment(1, 1, "abc")}, "abc", ""},
		{"in order", [][]byte{iccSegment(1, 3, "ab"), iccSegment(2, 3, "cd"), iccSegment(3, 3, "e")}, "abcde", ""},
		{"out of order", [][]byte{iccSegment(3, 3, "e"), iccSegment(1, 3, "ab"), iccSegment(2, 3, "cd")}, "abcde", ""},
		{"among others", [][]byte{segment(0xe2, []byte("MPF\x00II*\x00")), iccSegment(1, 1, "abc"), segment(0xfe, []byte("hi"))}, "abc", ""},
		{"empty", [][]byte{iccSegment(1, 1, "")}, "", ""},
		{"a chunk is missing", [][]byte{iccSegment(1, 3, "ab"), iccSegment(3, 3, "e")}, "", ignored + "it has 2 of its 3 chunks"},
		{"a chunk is there twice", [][]byte{iccSegment(1, 2, "ab"), iccSegment(1, 2, "e")}, "", ignored + "it has chunk 1 twice"},
		{"number 0", [][]byte{iccSegment(0, 1, "ab")}, "", ignored + "it has a chunk 0 of 1 and one 0 of 1"},
		{"counts differ", [][]byte{iccSegment(1, 2, "ab"), iccSegment(2, 3, "e")}, "", ignored + "it has a chunk 1 of 2 and one 2 of 3"},
		{"cut short", [][]byte{segment(0xe2, []byte("ICC_PROFILE\x00\x01"))}, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := newEncoder(16, 8, 0x11)
			e.before = bytes.Join(c.segments, nil)
			_, frame := decoded(t, e.bytes(), 8)
			require.Equal(t, c.profile, string(frame.Space.ICC))
			if c.note == "" {
				require.Empty(t, frame.Notes)
			} else {
				require.Equal(t, []string{c.note}, frame.Notes)
			}
		})
	}
}

func TestLargeProfile(t *testing.T) {
	t.Parallel()
	for _, count := range []int{100, 255} {
		e := newEncoder(16, 8, 0x11)
		data := bytes.Repeat([]byte{'x'}, 65000)
		for i := range count {
			e.before = append(e.before, iccSegment(i+1, count, string(data))...)
		}
		_, frame := decoded(t, e.bytes(), 8)
		require.Len(t, frame.Space.ICC, count*65000)
	}
}

// adobeSegment is an APP14 segment.
func adobeSegment(transform byte) []byte {
	return segment(0xee, []byte{'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform})
}

var jfif = segment(0xe0, []byte("JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00"))

// TestModels checks how components become colours, with a picture of one colour.
func TestModels(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		before []byte
		ids    string
		stored []float64
		want   []uint8 // of the planes or channels
		layout string
	}{
		{"grey", jfif, "\x01", []float64{90}, []uint8{90}, "*raster.Pixels[uint8] Grey"},
		{"JFIF", jfif, "\x01\x02\x03", []float64{90, 100, 160}, []uint8{90, 100, 160}, "*raster.YCbCr"},
		{"nothing said", nil, "\x01\x02\x03", []float64{90, 100, 160}, []uint8{90, 100, 160}, "*raster.YCbCr"},
		{"other names", nil, "abc", []float64{90, 100, 160}, []uint8{90, 100, 160}, "*raster.YCbCr"},
		{"Adobe 1", adobeSegment(1), "\x01\x02\x03", []float64{90, 100, 160}, []uint8{90, 100, 160}, "*raster.YCbCr"},
		{"Adobe 1 with names", adobeSegment(1), "RGB", []float64{90, 100, 160}, []uint8{90, 100, 160}, "*raster.YCbCr"},
		{"Adobe 0", adobeSegment(0), "\x01\x02\x03", []float64{90, 100, 160}, []uint8{90, 100, 160}, "*raster.Pixels[uint8] RGB"},
		{"JFIF before Adobe", append(jfif[:len(jfif):len(jfif)], adobeSegment(0)...), "\x01\x02\x03", []float64{90, 100, 160}, []uint8{90, 100, 160}, "*raster.YCbCr"},
		{"named R, G, B", nil, "RGB", []float64{90, 100, 160}, []uint8{90, 100, 160}, "*raster.Pixels[uint8] RGB"},
		{"ink as ink", nil, "\x01\x02\x03\x04", []float64{90, 100, 160, 30}, []uint8{90, 100, 160, 30}, "*raster.Pixels[uint8] CMYK"},
		{"Adobe's CMYK", adobeSegment(0), "CMYK", []float64{90, 100, 160, 30}, []uint8{165, 155, 95, 225}, "*raster.Pixels[uint8] CMYK"},
		// JFIF 1.02: R = 90 + 1.402·32, G = 90 + 0.344·28 - 0.714·32, B = 90 - 1.772·28
		{"Adobe's YCCK", adobeSegment(2), "\x01\x02\x03\x04", []float64{90, 100, 160, 30}, []uint8{135, 77, 40, 225}, "*raster.Pixels[uint8] CMYK"},
		{"a short Adobe segment", segment(0xee, []byte("Adobe\x00d\x00\x00\x00\x00")), "\x01\x02\x03\x04", []float64{90, 100, 160, 30}, []uint8{90, 100, 160, 30}, "*raster.Pixels[uint8] CMYK"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := flat(c.ids, c.stored)
			e.before = c.before
			requireFlat(t, e.bytes(), jpeg.Options{}, c.layout, c.want)
		})
	}
}

// flat encodes a picture of one colour.
func flat(ids string, stored []float64) *encoder {
	sampling := []int{0x22, 0x11, 0x11, 0x22}
	e := newEncoder(40, 24, sampling[:len(ids)]...)
	for i := range e.comps {
		e.comps[i].id = ids[i]
	}
	e.quant = [64]uint16{}
	for k := range e.quant {
		e.quant[k] = 1
	}
	e.sample = func(component, _, _ int) float64 { return stored[component] }
	return e
}

func requireFlat(t *testing.T, data []byte, options jpeg.Options, layout string, want []uint8) {
	t.Helper()
	open := func(src *picture.Source) (picture.Picture, error) { return jpeg.OpenStream(src, options) }
	for _, side := range []int{1, 2, 4, 8} {
		_, frame, err := loadertest.Decode(t, open, data, picture.Want{Width: 5 * side, Height: 3 * side})
		require.NoError(t, err)
		require.Equal(t, layout, layoutOf(frame))
		for i, plane := range planes(frame.Image) {
			for y := range plane.Height {
				for _, v := range plane.Row(y) {
					require.InDelta(t, want[i], v, 1, "channel %d", i)
				}
			}
		}
	}
}

// TestModelOfTheContainer overrides what a stream says, as containers do.
func TestModelOfTheContainer(t *testing.T) {
	t.Parallel()
	three, four := []float64{90, 100, 160}, []float64{90, 100, 160, 30}
	requireFlat(t, flat("\x01\x02\x03", three).bytes(), jpeg.Options{Model: jpeg.RGB}, "*raster.Pixels[uint8] RGB", []uint8{90, 100, 160})
	requireFlat(t, flat("RGB", three).bytes(), jpeg.Options{Model: jpeg.YCbCr}, "*raster.YCbCr", []uint8{90, 100, 160})
	requireFlat(t, flat("RGB", three).bytes(), jpeg.Options{Model: jpeg.CMYK}, "*raster.Pixels[uint8] RGB", []uint8{90, 100, 160})
	requireFlat(t, flat("1234", four).bytes(), jpeg.Options{Model: jpeg.YCCK}, "*raster.Pixels[uint8] CMYK", []uint8{120, 178, 215, 30})
	adobe := flat("1234", four)
	adobe.before = adobeSegment(2)
	requireFlat(t, adobe.bytes(), jpeg.Options{Model: jpeg.CMYK}, "*raster.Pixels[uint8] CMYK", []uint8{165, 155, 95, 225})
}

func layoutOf(frame *picture.Frame) string {
	name := fmt.Sprintf("%T", frame.Image)
	if channels := len(planes(frame.Image)); name != "*raster.YCbCr" {
		name += map[int]string{1: " Grey", 3: " RGB", 4: " CMYK"}[channels]
	}
	return name
}
