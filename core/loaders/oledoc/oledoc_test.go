package oledoc_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/container/ole"
	"apsync/core/container/ole/oletest"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/oledoc"
	"apsync/core/picture"
)

// with are the files of the corpus that hold a preview.
var with = map[string]string{
	"assimp__CameraRollAnim.max":                "application/x-3dsmax",
	"assimp__CameraRollAnimWithChildObject.max": "application/x-3dsmax",
	"tika__testPPT_macros.ppt":                  "application/vnd.ms-powerpoint",
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "max", "doc", "xls", "ppt") {
		mimetype, ok := with[c.Name]
		if !ok {
			_, err := oledoc.Open(loadertest.Source(t, c.Data, c.Name))
			require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s: %v", c.Name, err)
			require.NotEmpty(t, fault.From(err).Advice)
			continue
		}
		info, _, err := loadertest.Decode(t, oledoc.Open, c.Data, picture.Want{})
		require.NoError(t, err)
		require.Equal(t, mimetype, info.Mimetype)
		cases = append(cases, c)
	}
	loadertest.Run(t, loadertest.Spec{Name: "oledoc", Open: oledoc.Open, Cases: cases})
}

var red, blue = color.NRGBA{R: 255, A: 255}, color.NRGBA{B: 255, A: 255}

// bitmap is a red pixel above a blue one.
func bitmap() []byte {
	b := make([]byte, 40, 48)
	le := binary.LittleEndian
	le.PutUint32(b, 40)
	le.PutUint32(b[4:], 1)
	le.PutUint32(b[8:], 2)
	le.PutUint16(b[12:], 1)
	le.PutUint16(b[14:], 24)
	return append(b, 255, 0, 0, 0, 0, 0, 255, 0)
}

func pngFile() []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 1, 2))
	img.SetNRGBA(0, 0, red)
	img.SetNRGBA(0, 1, blue)
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

// embedding is a bitmap whose rows are a PNG file.
func embedding() []byte {
	b := bitmap()[:40]
	b[14], b[16] = 0, 5 // no depth, BI_PNG
	return append(b, pngFile()...)
}

// wmf is a metafile of records, each the function and its parameters.
func wmf(records ...[]byte) []byte {
	le := binary.LittleEndian
	b := le.AppendUint16(make([]byte, 8), 1) // behind METAFILEPICT
	b = le.AppendUint16(b, 9)
	b = append(b, make([]byte, 14)...)
	for _, r := range append(records, []byte{0, 0}) {
		b = le.AppendUint32(b, uint32(4+len(r))/2)
		b = append(b, r...)
	}
	return b
}

func stretched() []byte {
	return append(append([]byte{0x43, 0x0f}, make([]byte, 22)...), bitmap()...)
}

// emf is a metafile that shows the bitmap.
func emf() []byte {
	le := binary.LittleEndian
	b := make([]byte, 88+80)
	le.PutUint32(b, 1)
	le.PutUint32(b[4:], 88)
	copy(b[40:], " EMF")
	r := b[88:]
	le.PutUint32(r, 81)
	le.PutUint32(r[4:], 80+48)
	for i, n := range []uint32{80, 40, 120, 8} {
		le.PutUint32(r[48+4*i:], n)
	}
	b = append(b, bitmap()...)
	return append(b, 14, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0)
}

// file is a document whose property set has the clip as its thumbnail.
func file(stream string, family int32, format uint32, data []byte) []byte {
	clip := oletest.Clipboard(family, format, data)
	return oletest.Document{Streams: map[string][]byte{
		stream: []byte("text"), ole.SummaryInformation: oletest.PropertySet(oletest.Property{ID: 17, Value: clip}),
	}}.File()
}

func TestEveryKindOfPreviewIsShown(t *testing.T) {
	t.Parallel()
	revit := append(bytes.Repeat([]byte{7}, 300), pngFile()...)
	for _, c := range []struct {
		name     string
		data     []byte
		mimetype string
	}{
		{"bitmap", file("WordDocument", -1, 8, bitmap()), "application/msword"},
		{"bitmap of version 5", file("Book", -1, 17, bitmap()), "application/vnd.ms-excel"},
		{"bitmap that embeds a png", file("VisioDocument", -1, 8, embedding()), "application/vnd.visio"},
		{"wmf", file("ClassDirectory3", -1, 3, wmf([]byte{0x03, 0x01, 8, 0}, stretched())), "application/x-3dsmax"},
		{"emf", file("PowerPoint Document", -1, 14, emf()), "application/vnd.ms-powerpoint"},
		{"png", file("VisioDocument", -1, 0xc123, pngFile()), "application/vnd.visio"},
		{"unnamed png", file("Contents", 0, binary.LittleEndian.Uint32(pngFile()), pngFile()[4:]), "application/x-ole-storage"},
		{"revit", oletest.Document{Major: 4, Streams: map[string][]byte{"RevitPreview4.0": revit}}.File(), "application/x-revit"},
		{"solidworks", oletest.Document{Streams: map[string][]byte{"PreviewPNG": pngFile()}}.File(), "application/x-solidworks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, frame, err := loadertest.Decode(t, oledoc.Open, c.data, picture.Want{})
			require.NoError(t, err)
			require.Equal(t, c.mimetype, info.Mimetype)
			require.Equal(t, 1, info.Pages)
			require.Contains(t, frame.Notes[0], "1 by 2 pixels")
			shown, _ := colour.ToDisplay(frame.Image, frame.Space)
			require.Equal(t, red, shown.NRGBAAt(0, 0))
			require.Equal(t, blue, shown.NRGBAAt(0, 1))
		})
	}
}

func TestDrawingsAreMadeAtAnySize(t *testing.T) {
	t.Parallel()
	line := []byte{0x13, 0x02, 20, 0, 40, 0}
	for name, records := range map[string][][]byte{"a line": {line}, "a line over a bitmap": {stretched(), line}} {
		info, frame, err := loadertest.Decode(t, oledoc.Open, file("WordDocument", -1, 3, wmf(records...)), picture.Want{Width: 80, Height: 40})
		require.NoError(t, err, name)
		require.True(t, info.Vector, name)
		require.Contains(t, frame.Notes[0], "a drawing", name)
	}
}

func TestWhatIsNotShownSaysWhy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
		says string
	}{
		{"no property set", oletest.Document{Streams: map[string][]byte{"Workbook": nil}}.File(), fault.NoPicture, "workbook"},
		{"an empty preview", file("WordDocument", 0, 0, nil)[:], fault.Unsupported, "format"},
		{"encrypted", oletest.Document{Streams: map[string][]byte{"EncryptedPackage": nil}}.File(), fault.NoPicture, "encrypted"},
		{"revit without png", oletest.Document{Streams: map[string][]byte{"RevitPreview4.0": bitmap()}}.File(), fault.NoPicture, "model"},
		{"an empty metafile", file("WordDocument", -1, 3, wmf()), fault.NoPicture, "nothing"},
		{"a macintosh's", file("WordDocument", -2, 0x50494354, bitmap()), fault.Unsupported, "PICT"},
		{"a device's bitmap", file("WordDocument", -1, 2, bitmap()), fault.Unsupported, "format 2"},
		{"a bitmap of nothing", file("WordDocument", -1, 8, make([]byte, 60)), fault.Corrupt, "header"},
		{"no metafile", file("WordDocument", -1, 3, make([]byte, 60)), fault.Corrupt, "header"},
		{"no compound file", []byte(oledoc.Signature), fault.Truncated, "header"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := oledoc.Open(loadertest.Source(t, c.data, "a.doc"))
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			require.ErrorContains(t, err, c.says)
		})
	}
}

func FuzzOpen(f *testing.F) {
	var seeds [][]byte
	for _, folder := range []string{"doc", "xls", "ppt"} {
		seeds = append(seeds, loadertest.CorpusSeeds(folder)...)
	}
	seeds = append(seeds,
		file("WordDocument", -1, 8, bitmap()), file("ClassDirectory3", -1, 3, wmf(stretched())),
		file("Workbook", -1, 14, emf()), file("VisioDocument", -1, 0xc123, pngFile()),
		oletest.Document{Streams: map[string][]byte{"RevitPreview4.0": append(make([]byte, 60), pngFile()...)}}.File())
	loadertest.Fuzz(f, oledoc.Open, seeds...)
}
