package adobe_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"apsync/core/fault"
	"apsync/core/loaders/adobe"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// Files of the corpus without a picture.
var without = map[string]bool{
	"tika__testAI_PS.ai": true, "exiftool__InDesign.indd": true, "file-type__fixture.indd": true, "tika__testIndesign.idml": true,
	"exiftool__PostScript.eps": true, "file-type__fixture2.eps": true,
	"aftereffects-aep-parser__BPC-32.aep": true, "aftereffects-aep-parser__ExEn-es.aep": true,
	"aftereffects-aep-parser__Item-01.aep": true, "lottie-web__helperProject.aep": true,
}

var kinds = []struct {
	name, folder string
	open         loadertest.Open
}{
	{"eps", "eps", adobe.OpenPostScript},
	{"illustrator", "ai", adobe.OpenIllustrator},
	{"indesign", "indd", adobe.OpenInDesign},
	{"idml", "idml", adobe.OpenIDML},
	{"aftereffects", "aep", adobe.OpenAfterEffects},
}

func TestLoader(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			var cases []loadertest.Case
			for _, c := range loadertest.CorpusCases(t, kind.folder) {
				if !without[c.Name] {
					cases = append(cases, c)
					continue
				}
				_, err := kind.open(loadertest.Source(t, c.Data, c.Name))
				require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s: %v", c.Name, err)
				require.NotEmpty(t, fault.From(err).Advice)
			}
			loadertest.Run(t, loadertest.Spec{Name: kind.name, Open: kind.open, Cases: cases})
		})
	}
}

// photo is a JPEG of one colour, w pixels wide.
func photo(t testing.TB, w int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, plain(w), nil))
	return b.Bytes()
}

func plain(w int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, 8))
	for i := range img.Pix {
		img.Pix[i] = []byte{200, 100, 50, 255}[i%4]
	}
	return img
}

// packet is an XMP packet with thumbnails of those widths.
func packet(t testing.TB, widths ...int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"x\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\" xmlns:g=\"http://ns.adobe.com/xap/1.0/g/img/\"><li/>")
	for _, w := range widths {
		fmt.Fprintf(&b, "<li><g:width>%d</g:width><g:height>8</g:height><g:image>%s</g:image></li>", w, base64.StdEncoding.EncodeToString(photo(t, w)))
	}
	return b.String() + "</x:xmpmeta><?xpacket end=\"w\"?>"
}

// comment is data in lines of hexadecimal.
func comment(data []byte) string {
	var b strings.Builder
	for len(data) > 0 {
		n := min(30, len(data))
		fmt.Fprintf(&b, "%% %s\r", strings.ToUpper(hex.EncodeToString(data[:n])))
		data = data[n:]
	}
	return b.String()
}

const (
	begin = "%!PS-Adobe-3.0 EPSF-3.0\r%%BoundingBox: 0 0 9 2\r%%EndComments\r"
	end   = "%%EndProlog\rshowpage\r%%EOF\r"
)

// interchange is a preview of two rows of nine pixels.
func interchange(depth int, data []byte) string {
	return fmt.Sprintf("%%%%BeginPreview: 9 2 %d 2\r%s%%%%EndPreview\r", depth, comment(data))
}

// photoshop is image resources, a thumbnail of that width among them.
func photoshop(t testing.TB, w int) string {
	data := []byte("8BIM\x04\x04\x03abc\x00\x00\x00\x05IPTC!\x00")
	data = append(data, "8BIM\x04\x0c\x00\x00"...)
	thumbnail := append(make([]byte, 28), photo(t, w)...)
	data = append(binary.BigEndian.AppendUint32(data, uint32(len(thumbnail))), thumbnail...)
	return fmt.Sprintf("%%BeginPhotoshop: %d\r%s%%EndPhotoshop\r", len(data), comment(data))
}

// ai7 is Illustrator's thumbnail of three rows of 300 pixels.
func ai7() string {
	data := make([]byte, 768)
	copy(data[3*1:], []byte{255, 0, 0})
	copy(data[3*0xfd:], []byte{0, 255, 0})
	data = append(data, "RLE"...)
	data = append(data, 0xfd, 255, 1, 0xfd, 255, 1, 0xfd, 90, 1) // two rows of red
	data = append(data, bytes.Repeat([]byte{0xfd, 0xfd}, 299)...)
	data = append(data, 1)
	return fmt.Sprintf("%%AI7_Thumbnail: 300 3 8\n%%%%BeginData: %d Hex Bytes\n%s%%%%EndData\n", 2*len(data), comment(data))
}

// dos is a file of a program behind a preview, whose place is at that byte of the header.
func dos(program string, at int, preview []byte) []byte {
	head := append([]byte(adobe.SignatureDOS), make([]byte, 26)...)
	binary.LittleEndian.PutUint32(head[at:], 30)
	binary.LittleEndian.PutUint32(head[at+4:], uint32(len(preview)))
	binary.LittleEndian.PutUint32(head[4:], uint32(30+len(preview)))
	binary.LittleEndian.PutUint32(head[8:], uint32(len(program)))
	return append(append(head, preview...), program...)
}

// tiffFile is a TIFF file that is w pixels wide, in colour or of palette and one bit.
func tiffFile(t testing.TB, w int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, tiff.Encode(&b, plain(w), nil))
	return b.Bytes()
}

// bilevelTIFF is one row of 16 pixels of one bit.
func bilevelTIFF() []byte {
	b := []byte("II*\x00\x0a\x00\x00\x00\xaa\xaa")
	fields := [][3]int{{256, 3, 16}, {257, 3, 1}, {262, 3, 1}, {273, 4, 8}, {278, 3, 1}, {279, 4, 2}}
	b = binary.LittleEndian.AppendUint16(b, uint16(len(fields)))
	for _, f := range fields {
		b = binary.LittleEndian.AppendUint16(b, uint16(f[0]))
		b = binary.LittleEndian.AppendUint16(b, uint16(f[1]))
		b = binary.LittleEndian.AppendUint32(b, 1)
		b = binary.LittleEndian.AppendUint32(b, uint32(f[2]))
	}
	return append(b, 0, 0, 0, 0)
}

// wmf is a metafile of a bitmap that is w pixels wide.
func wmf(t testing.TB, w int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, bmp.Encode(&b, plain(w)))
	dib := b.Bytes()[14:]
	record := append(make([]byte, 28), dib...) // META_STRETCHDIB
	binary.LittleEndian.PutUint32(record, uint32(len(record)+1)/2)
	binary.LittleEndian.PutUint16(record[4:], 0x0f43)
	binary.LittleEndian.PutUint32(record[6:], 0xcc0020)
	head := []byte{1, 0, 9, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	return append(append(head, record...), 3, 0, 0, 0, 0, 0)
}

func TestTheBestPreviewOfPostScript(t *testing.T) {
	t.Parallel()
	bilevel := interchange(1, []byte{0xff, 0x80, 0, 0})
	for _, c := range []struct {
		name  string
		data  string
		width int // 0 where there is none
	}{
		{"xmp", begin + packet(t, 16, 40) + end, 40},
		{"xmp rather than black and white", begin + bilevel + packet(t, 3) + end, 3},
		{"photoshop", begin + photoshop(t, 24) + end, 24},
		{"the largest", begin + photoshop(t, 50) + packet(t, 40) + end, 50},
		{"interchange", begin + bilevel + end, 9},
		{"illustrator", begin + ai7() + end, 300},
		{"far behind", begin + strings.Repeat("% filler, no preview\r", 9000) + packet(t, 16) + end, 16},
		{"the first packet", begin + packet(t, 16) + packet(t, 40) + end, 16},
		{"tiff", string(dos(begin+end, 20, tiffFile(t, 33))), 33},
		{"tiff rather than xmp", string(dos(begin+packet(t, 32)+end, 20, tiffFile(t, 33))), 33},
		{"xmp rather than tiff", string(dos(begin+packet(t, 34)+end, 20, tiffFile(t, 33))), 34},
		{"xmp rather than bilevel tiff", string(dos(begin+packet(t, 3)+end, 20, bilevelTIFF())), 3},
		{"bilevel tiff", string(dos(begin+end, 20, bilevelTIFF())), 16},
		{"metafile", string(dos(begin+end, 12, wmf(t, 20))), 20},
		{"broken tiff", string(dos(begin+packet(t, 8)+end, 20, []byte("II*\x00"))), 8},
		{"beside resources that are too large", begin + ai7() + "%BeginPhotoshop: 99999999\r" + end, 300},
		{"none", begin + end, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, frame, err := loadertest.Decode(t, adobe.OpenPostScript, []byte(c.data), picture.Want{})
			if c.width == 0 {
				require.Equal(t, fault.NoPicture, fault.CodeOf(err))
				require.Contains(t, fault.From(err).Advice, "Illustrator")
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.width, info.Width)
			require.Contains(t, frame.Notes[0], "that was saved with the document")
		})
	}
}

func TestAMetafileThatDrawsIsNamed(t *testing.T) {
	t.Parallel()
	drawing := wmf(t, 20)
	drawing[18+4] = 0x13 // META_LINETO or so
	drawing[18+5] = 0x02
	_, err := adobe.OpenPostScript(loadertest.Source(t, dos(begin+end, 12, drawing), "a.eps"))
	require.Equal(t, fault.Unsupported, fault.CodeOf(err))
	require.ErrorContains(t, err, "Windows metafile")
}

func TestPixelsOfInterchangePreviews(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		depth int
		data  []byte
		want  []uint8
	}{
		{1, []byte{0b10100000, 0b10000000, 0, 0}, []uint8{0, 255, 0, 255, 255, 255, 255, 255, 0}},
		{2, []byte{0b00011011, 0, 0b11000000, 0, 0, 0}, []uint8{255, 170, 85, 0, 255, 255, 255, 255, 0}},
		{4, append([]byte{0x0f, 0x12, 0, 0, 0xf0}, make([]byte, 5)...), []uint8{255, 0, 238, 221, 255, 255, 255, 255, 0}},
		{8, append([]byte{0, 255, 1, 2, 3, 4, 5, 6, 255}, make([]byte, 9)...), []uint8{255, 0, 254, 253, 252, 251, 250, 249, 0}},
	} {
		t.Run(fmt.Sprint(c.depth), func(t *testing.T) {
			t.Parallel()
			pixels := loadertest.Pixels(t, adobe.OpenPostScript, []byte(begin+interchange(c.depth, c.data)+end))
			require.Len(t, pixels, 18)
			for x, want := range c.want {
				require.Equal(t, color.NRGBA{want, want, want, 255}, pixels[x], "pixel %d", x)
				require.Equal(t, color.NRGBA{255, 255, 255, 255}, pixels[9+x], "the second row is white")
			}
		})
	}
}

func TestPixelsOfIllustratorsThumbnail(t *testing.T) {
	t.Parallel()
	pixels := loadertest.Pixels(t, adobe.OpenIllustrator, []byte(begin+ai7()+end))
	require.Len(t, pixels, 900)
	red, green := color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 255, 0, 255}
	for i, want := range map[int]color.NRGBA{0: red, 599: red, 600: green, 898: green, 899: red} {
		require.Equal(t, want, pixels[i], "pixel %d", i)
	}
}

// database is an InDesign database of three pages with an object for each stream.
func database(streams ...string) []byte {
	data := make([]byte, 3*4096)
	for i := range 2 {
		master := data[4096*i:]
		copy(master, adobe.SignatureInDesign)
		master[264] = byte(9 - i)
		master[280] = byte(3 - i)
	}
	for _, stream := range streams {
		head := append([]byte("\xde\x39\x39\x79\x51\x88\x4b\x6c\x8e\x63\xee\xf8\xae\xe0\xdd\x38"), make([]byte, 16)...)
		stream = "\x00\x00\x00\x00" + stream
		binary.LittleEndian.PutUint32(head[24:], uint32(len(stream)))
		data = append(append(append(data, head...), stream...), make([]byte, 32)...)
	}
	return data
}

func TestPreviewsOfInDesign(t *testing.T) {
	t.Parallel()
	data := database("something else", packet(t, 16, 64, 32), packet(t, 20))
	info, _, err := loadertest.Decode(t, adobe.OpenInDesign, data, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, 64, info.Width)
	for name, data := range map[string][]byte{"no objects": database(), "no packet": database("x"), "no thumbnail": database(packet(t))} {
		_, err := adobe.OpenInDesign(loadertest.Source(t, data, name))
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), name)
		require.Contains(t, fault.From(err).Advice, "Always Save Preview Images with Documents")
	}
}

func TestProjects(t *testing.T) {
	t.Parallel()
	project := "RIFX\x00\x00\x00\x0cEgg!svap\x00\x00\x00\x00"
	info, _, err := loadertest.Decode(t, adobe.OpenAfterEffects, []byte(project+packet(t, 16)), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, 16, info.Width)
	_, err = adobe.OpenPremiere(loadertest.Source(t, []byte("\x1f\x8b"), "a.prproj"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
}

func TestWhatIsReadDoesNotGrowWithTheFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		open loadertest.Open
		head string
		most int64
	}{
		{"postscript with a thumbnail", adobe.OpenPostScript, begin + packet(t, 16), 256 << 10},
		{"illustrator with a thumbnail", adobe.OpenIllustrator, "%PDF-1.5\r" + packet(t, 16), 256 << 10},
		{"postscript without", adobe.OpenPostScript, begin, 5 << 20},
		{"illustrator without", adobe.OpenIllustrator, "%PDF-1.5\r", 5 << 20},
		{"indesign", adobe.OpenInDesign, string(database(packet(t, 16))), 256 << 10},
		{"after effects", adobe.OpenAfterEffects, "RIFX\x30\x00\x00\x00Egg!", 256 << 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := loadertest.NewSparse([]byte(c.head), 1<<40, nil)
			_, err := c.open(file.Source(t, "vast"))
			require.Contains(t, []fault.Code{"", fault.NoPicture}, fault.CodeOf(err))
			require.Less(t, file.Read(), c.most)
		})
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, adobe.OpenPostScript, append(loadertest.CorpusSeeds("eps"), []byte(begin+interchange(4, make([]byte, 10))+ai7()+end),
		[]byte(begin+photoshop(f, 8)+packet(f, 8)+end), dos(begin+end, 20, bilevelTIFF()), dos(begin+end, 12, wmf(f, 8)))...)
}

func FuzzOpenInDesign(f *testing.F) {
	loadertest.Fuzz(f, adobe.OpenInDesign, database("x", packet(f, 8)))
}
