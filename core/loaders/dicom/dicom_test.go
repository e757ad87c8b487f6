package dicom_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/bits"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/dicom"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Files of the corpus that hold no picture, or one in a way that is not read.
var unread = map[string]fault.Code{
	"exiftool__DICOM.dcm": fault.Truncated, "pydicom__DICOMDIR-empty.dcm": fault.NoPicture,
	"pydicom__chrJapMultiExplicitIR6.dcm": fault.NoPicture,
	"pydicom__spring.dcm":                 fault.NoPicture, "pydicom__summer.dcm": fault.NoPicture, // palettes
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "dcm") {
		if code, ok := unread[c.Name]; ok {
			_, err := dicom.Open(loadertest.Source(t, c.Data, c.Name))
			require.Equal(t, code, fault.CodeOf(err), "%s: %v", c.Name, err)
			continue
		}
		cases = append(cases, c)
	}
	loadertest.Run(t, loadertest.Spec{Name: "dicom", Open: dicom.Open, Cases: cases})
}

// builder writes data sets.
type builder struct {
	bytes.Buffer
	order    binary.ByteOrder
	explicit bool
}

func begun(syntax string) *builder {
	b := &builder{order: binary.LittleEndian, explicit: true}
	b.Write(make([]byte, 128))
	b.WriteString("DICM")
	b.element(0x00020010, "UI", []byte(syntax))
	b.explicit = syntax != "1.2.840.10008.1.2"
	if syntax == "1.2.840.10008.1.2.2" {
		b.order = binary.BigEndian
	}
	return b
}

func (b *builder) numbers(v ...any) []byte {
	var out []byte
	for _, n := range v {
		out, _ = binary.Append(out, b.order, n)
	}
	return out
}

func (b *builder) head(tag uint32, vr string, length uint32) {
	b.Write(b.numbers(uint16(tag>>16), uint16(tag)))
	switch {
	case !b.explicit || tag>>16 == 0xfffe:
		b.Write(b.numbers(length))
	case strings.Contains("OB OW OF OD SQ UN", vr):
		b.WriteString(vr)
		b.Write(b.numbers(uint16(0), length))
	default:
		b.WriteString(vr)
		b.Write(b.numbers(uint16(length)))
	}
}

func (b *builder) element(tag uint32, vr string, value []byte) *builder {
	if len(value)%2 != 0 {
		value = append(value, ' ')
	}
	b.head(tag, vr, uint32(len(value)))
	b.Write(value)
	return b
}

func (b *builder) short(tag uint32, v int) *builder {
	return b.element(tag, "US", b.numbers(uint16(v)))
}

// described adds what every picture says: columns, rows, samples, bits.
func (b *builder) described(photometric string, w, h, samples, bits int) *builder {
	b.short(0x00280002, samples).element(0x00280004, "CS", []byte(photometric))
	return b.short(0x00280010, h).short(0x00280011, w).short(0x00280100, bits).short(0x00280101, bits).short(0x00280102, bits-1)
}

// fragments ends a data set with encapsulated pixel data.
func (b *builder) fragments(parts ...[]byte) []byte {
	b.head(0x7fe00010, "OB", 0xffffffff)
	b.element(0xfffee000, "", nil)
	for _, part := range parts {
		b.element(0xfffee000, "", part)
	}
	b.element(0xfffee0dd, "", nil)
	return b.Bytes()
}

func decoded(t *testing.T, data []byte) *raster.Pixels[uint8] {
	t.Helper()
	_, frame, err := loadertest.Decode(t, dicom.Open, data, picture.Want{Width: 1 << 14, Height: 1 << 14})
	require.NoError(t, err)
	return frame.Image.(*raster.Pixels[uint8])
}

const (
	implicit = "1.2.840.10008.1.2"
	explicit = "1.2.840.10008.1.2.1"
	big      = "1.2.840.10008.1.2.2"
	rle      = "1.2.840.10008.1.2.5"
	baseline = "1.2.840.10008.1.2.4.50"
)

func TestGreyByItsWindow(t *testing.T) {
	t.Parallel()
	for _, syntax := range []string{implicit, explicit, big} {
		b := begun(syntax).described("MONOCHROME2", 4, 1, 1, 16).short(0x00280103, 1)
		b.element(0x00281050, "DS", []byte(`50\900`)).element(0x00281051, "DS", []byte("101"))
		b.element(0x00281052, "DS", []byte("-1000")).element(0x00281053, "DS", []byte("2"))
		b.element(0x7fe00010, "OW", b.numbers(int16(400), int16(500), int16(525), int16(600)))
		require.Equal(t, []uint8{0, 1, 129, 255}, decoded(t, b.Bytes()).Pix, syntax) // -200, 0, 50 and 200
	}
}

func TestGreyWithoutAWindowGoesFromItsLeastToItsGreatest(t *testing.T) {
	t.Parallel()
	b := begun(explicit).described("MONOCHROME1", 4, 1, 1, 16).short(0x00280120, 9)
	b.element(0x7fe00010, "OW", b.numbers(uint16(100), uint16(200), uint16(300), uint16(9)))
	require.Equal(t, []uint8{255, 128, 0, 255}, decoded(t, b.Bytes()).Pix)
}

func TestBitsThatLieHigherAndSigns(t *testing.T) {
	t.Parallel()
	b := begun(explicit).described("MONOCHROME2", 3, 1, 1, 16).short(0x00280103, 1)
	data := bytes.Replace(b.Bytes(), b.numbers(uint16(0x28), uint16(0x101)), b.numbers(uint16(0x28), uint16(0x199)), 1)
	b.Reset()
	b.Write(data)
	b.short(0x00280101, 12)
	b.element(0x7fe00010, "OW", b.numbers(uint16(0x8000), uint16(0x000f), uint16(0x7ff0))) // of 12 bits: -2048, 0, 2047
	require.Equal(t, []uint8{0, 128, 255}, decoded(t, b.Bytes()).Pix)
}

func TestWiderAndNarrowerSamples(t *testing.T) {
	t.Parallel()
	b := begun(explicit).described("MONOCHROME2", 10, 2, 1, 1)
	b.element(0x7fe00010, "OB", []byte{0b00000101, 0b11111110, 0b00000001})
	require.Equal(t, []uint8{255, 0, 255, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0}, decoded(t, b.Bytes()).Pix)

	b = begun(explicit).described("MONOCHROME2", 2, 1, 1, 32)
	b.element(0x7fe00010, "OW", b.numbers(uint32(1<<30), uint32(0)))
	require.Equal(t, []uint8{255, 0}, decoded(t, b.Bytes()).Pix)

	b = begun(explicit).described("MONOCHROME2", 3, 1, 1, 32)
	b.element(0x7fe00008, "OF", b.numbers(float32(-1), float32(0), float32(1)))
	require.Equal(t, []uint8{0, 128, 255}, decoded(t, b.Bytes()).Pix)

	b = begun(big).described("MONOCHROME2", 2, 1, 1, 8)
	b.element(0x00281050, "DS", []byte("128")).element(0x00281051, "DS", []byte("256"))
	b.element(0x7fe00010, "OW", []byte{7, 9}) // a word whose first byte is the second pixel
	require.Equal(t, []uint8{9, 7}, decoded(t, b.Bytes()).Pix)
}

func TestColours(t *testing.T) {
	t.Parallel()
	y, cb, cr := color.RGBToYCbCr(200, 100, 50)
	want := []uint8{200, 100, 50, 200, 100, 50}
	for _, c := range []struct {
		name, photometric string
		planar            int
		pixels            []byte
	}{
		{"RGB", "RGB", 0, want},
		{"RGB in planes", "RGB", 1, []byte{200, 200, 100, 100, 50, 50}},
		{"YBR_FULL", "YBR_FULL", 0, []byte{y, cb, cr, y, cb, cr}},
		{"YBR_FULL_422", "YBR_FULL_422", 0, []byte{y, y, cb, cr}},
	} {
		b := begun(explicit).described(c.photometric, 2, 1, 3, 8).short(0x00280006, c.planar)
		got := decoded(t, b.element(0x7fe00010, "OB", c.pixels).Bytes())
		require.Equal(t, raster.RGB, got.Layout)
		require.InDeltaSlice(t, want, got.Pix, 2, c.name)
	}
	b := begun(explicit).described("PALETTE COLOR", 3, 1, 1, 8)
	for i := range uint32(3) {
		b.element(0x00281101+i, "US", b.numbers(uint16(2), uint16(5), uint16(16)))
	}
	for i := range uint32(3) {
		b.element(0x00281201+i, "OW", b.numbers(uint16(i)<<12, uint16(0xff00)))
	}
	got := decoded(t, b.element(0x7fe00010, "OB", []byte{0, 5, 6, 0}).Bytes())
	require.Equal(t, []uint8{0, 16, 32, 0, 16, 32, 255, 255, 255}, got.Pix)
}

func TestRunLengths(t *testing.T) {
	t.Parallel()
	segments := [][]byte{{0xfd, 1, 0}, {3, 10, 20, 30, 40}} // the higher bytes, then the lower
	frame := binary.LittleEndian.AppendUint32(nil, 2)
	frame = binary.LittleEndian.AppendUint32(frame, 64)
	frame = binary.LittleEndian.AppendUint32(frame, uint32(64+len(segments[0])))
	frame = append(append(append(frame, make([]byte, 64-len(frame))...), segments[0]...), segments[1]...)
	b := begun(rle).described("MONOCHROME2", 4, 1, 1, 16)
	b.element(0x00281050, "DS", []byte("281")).element(0x00281051, "DS", []byte("50"))
	got := decoded(t, b.fragments(frame))
	require.Equal(t, []uint8{52, 104, 156, 208}, got.Pix) // 266, 276, 286 and 296 of 256 to 305
}

func TestFrames(t *testing.T) {
	t.Parallel()
	b := begun(explicit).described("MONOCHROME2", 2, 1, 1, 8)
	b.element(0x00280008, "IS", []byte("3")).short(0x00286010, 2)
	b.element(0x00281050, "DS", []byte("128")).element(0x00281051, "DS", []byte("256"))
	data := b.element(0x7fe00010, "OB", []byte{1, 2, 3, 4, 5, 6}).Bytes()
	require.Equal(t, []uint8{3, 4}, decoded(t, data).Pix)
	info, _, err := loadertest.Decode(t, dicom.Open, data, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, 3, info.Pages)
}

func TestJPEGFrames(t *testing.T) {
	t.Parallel()
	img := image.NewGray(image.Rect(0, 0, 16, 16))
	for i := range img.Pix {
		img.Pix[i] = 50
	}
	var stream bytes.Buffer
	require.NoError(t, jpeg.Encode(&stream, img, nil))
	first, second := stream.Bytes()[:100], stream.Bytes()[100:]
	b := begun(baseline).described("MONOCHROME1", 16, 16, 1, 8)
	require.InDelta(t, 205, decoded(t, b.fragments(first, second)).Pix[0], 2)

	b = begun(baseline).described("MONOCHROME1", 17, 16, 1, 8)
	_, _, err := loadertest.Decode(t, dicom.Open, b.fragments(stream.Bytes()), picture.Want{})
	require.Equal(t, fault.Corrupt, fault.CodeOf(err))
}

func TestWindowsOfFunctionalGroups(t *testing.T) {
	t.Parallel()
	b := begun(explicit).described("MONOCHROME2", 2, 1, 1, 8)
	b.head(0x52009229, "SQ", 0xffffffff)
	b.head(0xfffee000, "", 0xffffffff)
	b.head(0x00289132, "SQ", 0xffffffff)
	b.head(0xfffee000, "", 0xffffffff)
	b.element(0x00281050, "DS", []byte("10.5")).element(0x00281051, "DS", []byte("11"))
	for _, tag := range []uint32{0xfffee00d, 0xfffee0dd, 0xfffee00d, 0xfffee0dd} {
		b.element(tag, "", nil)
	}
	require.Equal(t, []uint8{0, 255}, decoded(t, b.element(0x7fe00010, "OB", []byte{5, 15}).Bytes()).Pix)
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	deep := begun(explicit)
	for range 40 {
		deep.head(0x00081115, "SQ", 0xffffffff)
		deep.head(0xfffee000, "", 0xffffffff)
	}
	many := begun(explicit)
	for range 1<<16 + 10 {
		many.element(0x00091001, "LO", nil)
	}
	described := func(syntax, photometric string, bits int) *builder {
		return begun(syntax).described(photometric, 100, 100, 1, bits)
	}
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"no pixels", begun(explicit).Bytes(), fault.NoPicture},
		{"too few pixels", described(explicit, "MONOCHROME2", 16).element(0x7fe00010, "OW", make([]byte, 100)).Bytes(), fault.Truncated},
		{"12 bits packed", described(explicit, "MONOCHROME2", 12).element(0x7fe00010, "OW", make([]byte, 1<<15)).Bytes(), fault.Unsupported},
		{"JPEG 2000", described("1.2.840.10008.1.2.4.90", "MONOCHROME2", 8).fragments(make([]byte, 10)), fault.Unsupported},
		{"deflated", begun("1.2.840.10008.1.2.1.99").Bytes(), fault.Unsupported},
		{"sequences nested too deep", deep.Bytes(), fault.LimitDepth},
		{"too many elements", many.Bytes(), fault.LimitCount},
		{"too many fragments", described(rle, "MONOCHROME2", 8).fragments(make([][]byte, 1<<16+10)...), fault.LimitCount},
		{"not DICOM", []byte(strings.Repeat("no", 100)), fault.Corrupt},
	} {
		_, _, err := loadertest.Decode(t, dicom.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
	}
}

func FuzzOpen(f *testing.F) {
	b := begun(rle).described("MONOCHROME2", 4, 1, 1, 8)
	seeds := [][]byte{b.fragments(append(append(binary.LittleEndian.AppendUint32(nil, 1), 64, 0, 0, 0), make([]byte, 70)...))}
	for i, photometric := range []string{"MONOCHROME1", "RGB", "YBR_FULL_422"} {
		b := begun([]string{implicit, explicit, big}[i]).described(photometric, 6, 4, min(3, 1+2*i), 8)
		seeds = append(seeds, b.element(0x7fe00010, "OW", bytes.Repeat([]byte(fmt.Sprint(i)), 100)).Bytes())
	}
	seeds = append(seeds, begun(lossless).described("MONOCHROME2", 3, 2, 1, 16).fragments(losslessJPEG(3, 2, 1, 16, make([]uint16, 6))))
	loadertest.Fuzz(f, dicom.Open, seeds...)
}

const (
	lossless = "1.2.840.10008.1.2.4.70"
	extended = "1.2.840.10008.1.2.4.51"
)

// TestLosslessFrames shows grey of 16 bits, signed and not, by its window, and colour,
// in lossless JPEG with predictor 1.
func TestLosslessFrames(t *testing.T) {
	t.Parallel()
	for _, signed := range []int{0, 1} {
		b := begun(lossless).described("MONOCHROME2", 3, 2, 1, 16).short(0x00280103, signed)
		b.element(0x00281050, "DS", []byte("50")).element(0x00281051, "DS", []byte("101"))
		stream := losslessJPEG(3, 2, 1, 16, []uint16{0, 25, 50, 75, 100, 65535})
		last := []uint8{255, 0}[signed] // 65535 or -1
		require.Equal(t, []uint8{1, 65, 129, 193, 255, last}, decoded(t, b.fragments(stream)).Pix)
	}
	b := begun(lossless).described("RGB", 2, 1, 3, 8).short(0x00280006, 0)
	require.Equal(t, []uint8{1, 2, 3, 40, 50, 60}, decoded(t, b.fragments(losslessJPEG(2, 1, 3, 8, []uint16{1, 2, 3, 40, 50, 60}))).Pix)
}

func TestLosslessFramesThatDoNotFit(t *testing.T) {
	t.Parallel()
	stream := losslessJPEG(3, 2, 1, 16, make([]uint16, 6))
	for name, data := range map[string][]byte{
		"size":     begun(lossless).described("MONOCHROME2", 4, 2, 1, 16).fragments(stream),
		"samples":  begun(lossless).described("RGB", 3, 2, 3, 16).fragments(stream),
		"bits":     begun(lossless).described("MONOCHROME2", 3, 2, 1, 8).fragments(stream),
		"32 bits":  begun(lossless).described("MONOCHROME2", 3, 2, 1, 32).fragments(stream),
		"half one": begun(lossless).described("MONOCHROME2", 3, 2, 1, 16).fragments(stream[:len(stream)-12]),
	} {
		_, _, err := loadertest.Decode(t, dicom.Open, data, picture.Want{})
		require.Error(t, err, name)
	}
}

// losslessJPEG encodes samples (T.81 annex H), each as its difference from the one to
// the left or above, with codes of five bits.
func losslessJPEG(w, h, channels, precision int, samples []uint16) []byte {
	var out []byte
	add := func(code byte, body ...byte) {
		out = append(append(out, 0xff, code, 0, byte(len(body)+2)), body...)
	}
	table := make([]byte, 17, 34)
	table[5] = 17
	frame := []byte{byte(precision), 0, byte(h), 0, byte(w), byte(channels)}
	scan := []byte{byte(channels)}
	for i := range byte(17) {
		table = append(table, i)
	}
	for i := range byte(channels) {
		frame, scan = append(frame, i+1, 0x11, 0), append(scan, i+1, 0)
	}
	out = append(out, 0xff, 0xd8)
	add(0xc4, table...)
	add(0xc3, frame...)
	add(0xda, append(scan, 1, 0, 0)...)
	digits := ""
	for i, v := range samples {
		from := 1 << (precision - 1)
		if x := i / channels % w; x > 0 {
			from = int(samples[i-channels])
		} else if i >= w*channels {
			from = int(samples[i-w*channels])
		}
		diff := int16(int(v) - from)
		size := bits.Len16(uint16(max(diff, -diff)))
		digits += fmt.Sprintf("%05b", size)
		if diff < 0 {
			diff--
		}
		if size > 0 && size < 16 {
			digits += fmt.Sprintf("%0*b", size, uint16(diff)&(1<<size-1))
		}
	}
	return append(append(out, stuffed(digits)...), 0xff, 0xd9)
}

// stuffed returns binary digits as entropy-coded data.
func stuffed(digits string) (out []byte) {
	for digits += strings.Repeat("1", (8-len(digits)%8)%8); digits != ""; digits = digits[8:] {
		b, _ := strconv.ParseUint(digits[:8], 2, 8)
		if out = append(out, byte(b)); b == 0xff {
			out = append(out, 0)
		}
	}
	return out
}

// TestDeepFrames shows blocks of one grey of 12 bits each by the window.
func TestDeepFrames(t *testing.T) {
	t.Parallel()
	stream := []byte("\xff\xd8\xff\xdb\x00\x43\x00" + strings.Repeat("\x01", 64) +
		"\xff\xc1\x00\x0b\x0c\x00\x08\x00\x18\x01\x01\x11\x00" +
		"\xff\xc4\x00\x14\x10\x01" + strings.Repeat("\x00", 16) + // AC: the end of a block
		"\xff\xc4\x00\x23\x00\x00\x00\x00\x00\x10" + strings.Repeat("\x00", 11) + // DC: codes of five bits
		"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f" +
		"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00")
	digits, last := "", 2048
	for _, v := range []int{1000, 2000, 3000} {
		diff := (v - last) * 8
		size := bits.Len(uint(max(diff, -diff)))
		if diff < 0 {
			diff--
		}
		digits += fmt.Sprintf("%05b%0*b0", size, size, diff&(1<<size-1))
		last = v
	}
	stream = append(append(stream, stuffed(digits)...), 0xff, 0xd9)
	for _, window := range []bool{false, true} {
		b := begun(extended).described("MONOCHROME2", 24, 8, 1, 16)
		if window {
			b.element(0x00281050, "DS", []byte("2000")).element(0x00281051, "DS", []byte("2001"))
		}
		pix := decoded(t, b.fragments(stream)).Pix
		require.Equal(t, []uint8{0, 128, 255}, []uint8{pix[3], pix[12], pix[20]}, "window %v", window)
	}
}
