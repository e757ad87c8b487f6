package unreal_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/unreal"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Packages of the corpus that were cooked, or whose thumbnail was never captured.
var without = map[string]bool{
	"SideFXLabs__Houdini_Utilities_BP.uasset":           true,
	"UAssetAPI__BP_BuildObject_BaseCampWorkHard.uasset": true,
	"UAssetAPI__Credits_Widget.uasset":                  true,
	"UAssetAPI__DA_DailyGiftList.uasset":                true,
	"UAssetAPI__DLWE_Interaction.uasset":                true,
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "uasset") {
		if !without[c.Name] {
			cases = append(cases, c)
			continue
		}
		_, err := unreal.Open(loadertest.Source(t, c.Data, c.Name))
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s: %v", c.Name, err)
		require.Contains(t, fault.From(err).Advice, "Unreal Editor")
	}
	for _, p := range packages() {
		data := p.file(t, thumb{"Material Rock", 32, 24, inPNG})
		cases = append(cases, loadertest.Case{Name: p.name, Data: data, Width: 32, Height: 24, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "unreal", Open: unreal.Open, Cases: cases})
}

// order is a byte order that writes.
type order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// pack is a kind of package.
type pack struct {
	name                       string
	order                      order
	legacy, version4, version5 int32
	flags                      uint32
	custom                     int // versions of parts
}

func packages() []pack {
	little := order(binary.LittleEndian)
	return []pack{
		{"UE3", little, 0, 868, 0, 0, 0},
		{"UE3 before GUIDs", little, 0, 600, 0, 0, 0},
		{"4.0", little, -3, 342, 0, 0, 2},
		{"4.0, enumerated", little, -2, 342, 0, 0, 2},
		{"4.7", little, -5, 434, 0, 0, 3},
		{"without UE3's version", little, -4, 434, 0, 0, 1},
		{"4.27", little, -7, 522, 0, 0, 40},
		{"5.0", little, -8, 522, 1004, 0, 40},
		{"5.3", little, -8, 522, 1009, 0, 50},
		{"5.6", little, -9, 522, 1017, 0, 300},
		{"5.6, big-endian", binary.BigEndian, -9, 522, 1018, 0, 5},
	}
}

// thumb is a thumbnail to write; encode returns its bytes.
type thumb struct {
	object        string
	width, height int
	encode        func(t testing.TB, w, h int) []byte
}

// pixels of a thumbnail, as a file holds them: what is red is in blue.
func pixels(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, color.NRGBA{R: 20, G: uint8(3 * x), B: uint8(100 + 3*y), A: 255})
		}
	}
	return img
}

func inPNG(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, pixels(w, h)))
	return b.Bytes()
}

func inJPEG(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, pixels(w, h), &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

func (p pack) numbers(b []byte, numbers ...int32) []byte {
	for _, n := range numbers {
		b = p.order.AppendUint32(b, uint32(n))
	}
	return b
}

// text writes Latin letters, or UTF-16 where there are others.
func (p pack) text(b []byte, s string) []byte {
	if strings.ContainsFunc(s, func(r rune) bool { return r > 127 }) {
		units := append(utf16.Encode([]rune(s)), 0)
		b = p.numbers(b, -int32(len(units)))
		for _, u := range units {
			b = p.order.AppendUint16(b, u)
		}
		return b
	}
	return append(append(p.numbers(b, int32(len(s)+1)), s...), 0)
}

// summary writes what stands before the table.
func (p pack) summary(table int32) []byte {
	b := p.order.AppendUint32(nil, 0x9e2a83c1)
	if p.legacy == 0 {
		b = p.numbers(b, p.version4|7<<16, 500)
		b = p.text(b, "None")
		b = p.numbers(b, 0, 1, 2, 3, 4, 5, 6, 7)
		if p.version4 >= 623 {
			b = p.numbers(b, 8, 9, 10)
		}
		return p.numbers(b, table)
	}
	b = p.numbers(b, p.legacy)
	if p.legacy != -4 {
		b = p.numbers(b, 864)
	}
	b = p.numbers(b, p.version4)
	if p.legacy <= -8 {
		b = p.numbers(b, p.version5)
	}
	b = p.numbers(b, 0)
	if p.version5 >= 1016 {
		b = p.numbers(append(b, make([]byte, 20)...), 500)
	}
	b = p.customVersions(b)
	if p.version5 < 1016 {
		b = p.numbers(b, 500)
	}
	b = p.numbers(p.text(b, "/Game/Größe"), int32(p.flags))
	return p.offsets(b, table)
}

func (p pack) customVersions(b []byte) []byte {
	b = p.numbers(b, int32(p.custom))
	for i := range p.custom {
		if p.legacy == -2 {
			b = p.numbers(b, int32(i), 1)
			continue
		}
		b = p.numbers(append(b, make([]byte, 16)...), 1)
		if p.legacy > -6 {
			b = p.text(b, "a version")
		}
	}
	return b
}

func (p pack) offsets(b []byte, table int32) []byte {
	b = p.numbers(b, 1, 2)
	if p.version5 >= 1008 {
		b = p.numbers(b, 1, 2)
	}
	if p.version4 >= 516 && p.flags == 0 {
		b = p.text(b, "0123456789ABCDEF")
	}
	if p.version4 >= 459 {
		b = p.numbers(b, 1, 2)
	}
	b = p.numbers(b, 1, 2, 3, 4)
	if p.version5 >= 1015 {
		b = p.numbers(b, 1, 2, 3, 4)
	}
	if p.version5 >= 1014 {
		b = p.numbers(b, 1)
	}
	b = p.numbers(b, 1)
	if p.version4 >= 384 {
		b = p.numbers(b, 1, 2)
	}
	if p.version4 >= 510 {
		b = p.numbers(b, 1)
	}
	return p.numbers(b, table)
}

// file writes a package with thumbnails, and their table behind them.
func (p pack) file(t testing.TB, thumbs ...thumb) []byte {
	t.Helper()
	b := p.summary(1)
	places := make([]int, len(thumbs))
	for i, one := range thumbs {
		places[i] = len(b)
		var data []byte
		if one.encode != nil {
			data = one.encode(t, one.width, one.height)
		}
		height := int32(one.height)
		if bytes.HasPrefix(data, []byte("\xff\xd8")) {
			height = -height
		}
		b = append(p.numbers(b, int32(one.width), height, int32(len(data))), data...)
	}
	table := int32(len(b))
	b = p.numbers(b, int32(len(thumbs)))
	for i, one := range thumbs {
		class, name, _ := strings.Cut(one.object, " ")
		b = p.numbers(p.text(p.text(b, class), name), int32(places[i]))
	}
	copy(b, p.summary(table))
	return append(b, make([]byte, 5000)...)
}

func TestEveryKindOfPackageYieldsItsThumbnailInItsColours(t *testing.T) {
	t.Parallel()
	for _, p := range packages() {
		for name, encode := range map[string]func(testing.TB, int, int) []byte{"PNG": inPNG, "JPEG": inJPEG} {
			data := p.file(t, thumb{"Material Rock", 32, 24, encode})
			got := loadertest.Pixels(t, unreal.Open, data)
			require.Len(t, got, 32*24, "%s, %s", p.name, name)
			for i, pixel := range got {
				require.InDelta(t, 100+3*(i/32), pixel.R, 8, "%s, %s", p.name, name)
				require.InDelta(t, 3*(i%32), pixel.G, 8, "%s, %s", p.name, name)
				require.InDelta(t, 20, pixel.B, 8, "%s, %s", p.name, name)
			}
		}
	}
}

func TestTheLargestThumbnailIsShownAndNamed(t *testing.T) {
	t.Parallel()
	data := packages()[8].file(
		t, thumb{"Class A", 0, 0, nil}, thumb{"Class B", 8, 8, inPNG},
		thumb{"Class Größe", 20, 10, inJPEG}, thumb{"Class D", 10, 20, inPNG},
	)
	info, frame, err := loadertest.Decode(t, unreal.Open, data, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, 20, info.Width)
	require.Len(t, frame.Notes, 2)
	require.Contains(t, frame.Notes[0], "20 by 10")
	require.Contains(t, frame.Notes[1], "of 3 thumbnails that of Class \"Größe\"")
}

// clear is a PNG of pixels that are wholly transparent, with a red that stands for blue.
func clear(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := 0; i < len(img.Pix); i += 4 {
		img.Pix[i] = 200
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.Bytes()
}

func TestOnlyTexturesAreTransparent(t *testing.T) {
	t.Parallel()
	p := packages()[6]
	material := p.file(t, thumb{"Material A", 32, 24, clear})
	require.Equal(t, color.NRGBA{B: 200, A: 255}, loadertest.Pixels(t, unreal.Open, material)[5])
	_, frame, err := loadertest.Decode(t, unreal.Open, material, picture.Want{Width: 8, Height: 8})
	require.NoError(t, err)
	require.Equal(t, uint8(200), frame.Image.(*raster.Pixels[uint8]).Pix[0], "alpha does not weigh colours")
	texture := p.file(t, thumb{"Texture2D A", 32, 24, clear})
	require.Zero(t, loadertest.Pixels(t, unreal.Open, texture)[5].A)
}

func TestADamagedThumbnailIsPassedOver(t *testing.T) {
	t.Parallel()
	damaged := func(testing.TB, int, int) []byte { return []byte("no picture at all") }
	data := packages()[6].file(t, thumb{"Class A", 99, 99, damaged}, thumb{"Class B", 8, 8, inPNG})
	info, _, err := loadertest.Decode(t, unreal.Open, data, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, 8, info.Width)
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	p := packages()[7]
	cooked, unversioned, newer, old := p, p, p, packages()[0]
	cooked.flags = 0x80000000
	unversioned.version4, unversioned.version5 = 0, 0
	newer.legacy = -10
	old.version4 = 500
	many := p.file(t)
	copy(many[len(many)-5004:], "\xff\xff\xff\x7f")
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"cooked", cooked.file(t, thumb{"A B", 8, 8, inPNG}), fault.NoPicture},
		{"unversioned", unversioned.file(t), fault.NoPicture},
		{"without a table", p.summary(0), fault.NoPicture},
		{"an empty table", p.file(t), fault.NoPicture},
		{"an empty thumbnail", p.file(t, thumb{"A B", 0, 0, nil}), fault.NoPicture},
		{"an old package", old.summary(9), fault.NoPicture},
		{"a newer package", newer.summary(9), fault.Unsupported},
		{"a table beyond the end", p.summary(1 << 30), fault.Truncated},
		{"a table before the beginning", p.summary(-5), fault.Truncated},
		{"many thumbnails", many, fault.LimitCount},
		{"a summary that ends", p.summary(9)[:60], fault.Truncated},
		{"another file", []byte("another file that is long enough"), fault.Corrupt},
		{"no picture", p.file(t, thumb{"A B", 8, 8, func(testing.TB, int, int) []byte { return []byte("no picture") }}), fault.UnknownFormat},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, unreal.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, p := range packages() {
		seeds = append(seeds, p.file(f, thumb{"Material Rock", 8, 8, inPNG}, thumb{"Material Größe", 9, 8, inJPEG}))
	}
	for _, seed := range loadertest.CorpusSeeds("uasset") {
		seeds = append(seeds, seed[:min(len(seed), 64<<10)])
	}
	loadertest.Fuzz(f, unreal.Open, seeds...)
}

func BenchmarkDecode(b *testing.B) {
	data := packages()[8].file(b, thumb{"Material Rock", 256, 256, inJPEG})
	b.Run("256 by 256", func(b *testing.B) {
		for range b.N {
			_, _, err := loadertest.Decode(b, unreal.Open, data, picture.Want{Width: 256, Height: 256})
			require.NoError(b, err)
		}
	})
}
