package packaged_test

import (
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/packaged"
	"apsync/core/picture"
)

// Documents of the corpus without a preview that can be read.
var without = map[string]fault.Code{
	"assimp__test.3mf": fault.NoPicture, "tika__test3mf.3mf": fault.NoPicture,
	"file-type__fixture2.docx": fault.NoPicture, "file-type__fixture2.pptx": fault.NoPicture,
	"filetype__sample.xlsx": fault.NoPicture, "kio-extras__sample.odt": fault.NoPicture,
	"tika__testPagesPwdProtected.pages": fault.NoPicture, "tika__testKeynote2018.key": fault.NoPicture,
	"file-type__fixture.pages": fault.Corrupt, "file-type__fixture.key": fault.Corrupt,
	"file-type__fixture.numbers": fault.Corrupt,
	"OpenUSD__clean_flat.usdz":   fault.NoPicture, "OpenUSD__nested_anchored_refs_sub.usdz": fault.NoPicture,
	"OpenUSD__package.usdz": fault.NoPicture, "OpenUSD__search_refs.usdz": fault.NoPicture,
}

func TestLoader(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		kind    *packaged.Kind
		folders []string
	}{
		{"ooxml", &packaged.OfficeOpenXML, []string{"docx", "pptx", "xlsx", "vsdx"}},
		{"odf", &packaged.OpenDocument, []string{"odt", "ods", "odp", "odg"}},
		{"3mf", &packaged.ThreeMF, []string{"3mf"}},
		{"xps", &packaged.XPS, []string{"xps"}},
		{"sketch", &packaged.Sketch, []string{"sketch"}},
		{"procreate", &packaged.Procreate, []string{"procreate"}},
		{"figma", &packaged.Figma, []string{"fig"}},
		{"iwork", &packaged.IWork, []string{"pages", "key", "numbers"}},
		{"usdz", &packaged.USDZ, []string{"usdz"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var cases []loadertest.Case
			for _, found := range loadertest.CorpusCases(t, c.folders...) {
				if code, ok := without[found.Name]; ok {
					_, err := c.kind.Open(loadertest.Source(t, found.Data, found.Name))
					require.Equal(t, code, fault.CodeOf(err), "%s: %v", found.Name, err)
					continue
				}
				cases = append(cases, found)
			}
			if len(cases) > 0 {
				loadertest.Run(t, loadertest.Spec{Name: c.name, Open: c.kind.Open, Cases: cases})
			}
		})
	}
}

// built is an archive of pictures, whose widths are 10, 20 and so on in the order of
// names, and of other members.
func built(t testing.TB, others map[string]string, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, name := range names {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write(drawn(t, 10*(i+1)))
		require.NoError(t, err)
	}
	for name, text := range others {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func drawn(t testing.TB, width int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 10))))
	return b.Bytes()
}

func width(t *testing.T, kind *packaged.Kind, data []byte) int {
	t.Helper()
	info, _, err := loadertest.Decode(t, kind.Open, data, picture.Want{})
	require.NoError(t, err)
	return info.Width
}

func TestRelationshipsNameThePreview(t *testing.T) {
	t.Parallel()
	rels := `<Relationships xmlns="x"><Relationship Type="http://schemas/other" Target="a.png"/>
		<Relationship Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail" Target="/b.png"/></Relationships>`
	data := built(t, map[string]string{"_rels/.rels": rels}, "a.png", "b.png", "docProps/thumbnail.jpeg")
	require.Equal(t, 20, width(t, &packaged.OfficeOpenXML, data))
	data = built(t, map[string]string{"_rels/.rels": "<broken"}, "a.png", "b.png", "docProps/thumbnail.jpeg")
	require.Equal(t, 30, width(t, &packaged.OfficeOpenXML, data))
}

func TestTheLargestPreviewIsTaken(t *testing.T) {
	t.Parallel()
	data := built(t, nil, "preview-micro.jpg", "preview.jpg", "preview-web.jpg")
	require.Equal(t, 20, width(t, &packaged.IWork, data))
}

func TestADocumentWithoutAPreviewSaysWhatToDo(t *testing.T) {
	t.Parallel()
	_, err := packaged.OpenDocument.Open(loadertest.Source(t, built(t, nil, "Pictures/a.png"), "a.odt"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
	require.True(t, strings.Contains(fault.From(err).Advice, "LibreOffice"), "%v", err)
}

func TestADesignHasItsLargestPreview(t *testing.T) {
	t.Parallel()
	data := built(t, nil, "Other/Previews/1.png", "FusionAssetName[Active]/Previews/small.png", "FusionAssetName[Active]/Previews/large.png")
	require.Equal(t, 30, width(t, &packaged.Fusion, data))
}

func TestAModelNamesItsPreview(t *testing.T) {
	t.Parallel()
	layer := "#usda 1.0\n(assetInfo = { dictionary previews = { dictionary thumbnails = { dictionary default = {\n" +
		"asset defaultImage = @./pictures/b.png@ }}}})"
	inText := map[string]string{"a.usda": layer}
	data := built(t, inText, "textures/wood.png", "pictures/b.png", "thumbnail.png")
	require.Equal(t, 30, width(t, &packaged.USDZ, data), "the layer is not the first member")

	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, add := range []struct {
		name string
		data []byte
	}{
		{"a.usda", []byte(layer)},
		{"textures/wood.png", drawn(t, 10)},
		{"pictures/b.png", drawn(t, 20)},
	} {
		f, err := w.Create(add.name)
		require.NoError(t, err)
		_, err = f.Write(add.data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.Equal(t, 20, width(t, &packaged.USDZ, b.Bytes()))
}

func TestATextureIsNotedAsOne(t *testing.T) {
	t.Parallel()
	data := built(t, map[string]string{"a.usdc": "PXR-USDC"}, "textures/wood.png")
	_, frame, err := loadertest.Decode(t, packaged.USDZ.Open, data, picture.Want{})
	require.NoError(t, err)
	require.Contains(t, frame.Notes[0], "texture")
}

func FuzzOpen(f *testing.F) {
	for _, folder := range []string{"usdz", "odt", "3mf"} {
		for _, seed := range loadertest.CorpusSeeds(folder) {
			f.Add(seed)
		}
	}
	loadertest.Fuzz(f, func(src *picture.Source) (picture.Picture, error) {
		if opened, err := packaged.USDZ.Open(src); err == nil {
			return opened, nil
		}
		return packaged.OfficeOpenXML.Open(src)
	}, built(f, nil, "thumbnail.png", "docProps/thumbnail.png"))
}
