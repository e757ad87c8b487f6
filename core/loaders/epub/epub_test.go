package epub_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/epub"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	without := map[string]bool{
		"file-type__fixture.epub": true, "kio-extras__sample.epub": true, "tika__testEPUB_xml_ext.epub": true,
	}
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "epub") {
		if without[c.Name] {
			_, err := epub.Open(loadertest.Source(t, c.Data, c.Name))
			require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s: %v", c.Name, err)
			continue
		}
		cases = append(cases, c)
	}
	loadertest.Run(t, loadertest.Spec{Name: "epub", Open: epub.Open, Cases: cases})
}

func TestMatch(t *testing.T) {
	t.Parallel()
	require.True(t, epub.Match(built(t, "", nil)))
	require.False(t, epub.Match([]byte("PK\x03\x04 another archive")))
}

func pixels(t testing.TB, width int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 10))))
	return b.Bytes()
}

// built is a book with pictures of 10 (cover.png), 20 (a b.png) and 30 (other.png)
// pixels' width in OPS/images, pages beside, and that package document.
func built(t testing.TB, opf string, pages map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	add := func(name string, data []byte) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name})
		require.NoError(t, err)
		_, err = f.Write(data)
		require.NoError(t, err)
	}
	add("mimetype", []byte("application/epub+zip"))
	add("META-INF/container.xml", []byte(`<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
		<rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>`))
	add("OPS/book.opf", []byte(`<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf">`+opf+`</package>`))
	for i, name := range []string{"first.png", "a b.png", "other.png"} {
		add("OPS/images/"+name, pixels(t, 10*(i+1)))
	}
	for name, page := range pages {
		add("OPS/"+name, []byte(page))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

const items = `<item id="one" href="images/first.png" media-type="image/png"/>
	<item id="two" href="images/a%20b.png" media-type="image/png"/>
	<item id="page" href="text/page.xhtml" media-type="application/xhtml+xml"/>`

func TestWhereTheCoverIs(t *testing.T) {
	t.Parallel()
	page := map[string]string{"text/page.xhtml": `<html><body>&nbsp;<br><img alt="" src="../images/a%20b.png"></body></html>`}
	for _, c := range []struct {
		name, opf string
		pages     map[string]string
		width     int
	}{
		{"property of EPUB 3", `<metadata><meta name="cover" content="one"/></metadata><manifest>` + items +
			`<item id="c" href="images/other.png" properties="svg cover-image" media-type="image/png"/></manifest>`, nil, 30},
		{"metadata of EPUB 2", `<metadata><meta name="cover" content="two"/></metadata><manifest>` + items + `</manifest>`, nil, 20},
		{"metadata with a link", `<metadata><meta name="cover" content="images/first.png"/></metadata><manifest>` + items + `</manifest>`, nil, 10},
		{"metadata that names a page", `<metadata><meta name="cover" content="page"/></metadata><manifest>` + items + `</manifest>`, page, 20},
		{"guide", `<manifest>` + items + `</manifest><guide><reference type="toc" href="images/first.png"/>
			<reference type="cover" href="text/page.xhtml#top"/></guide>`, page, 20},
		{"called cover", `<manifest><item id="my-Cover" href="images/other.png" media-type="image/png"/>` + items + `</manifest>`, nil, 30},
		{"first page", `<manifest>` + items + `</manifest><spine><itemref idref="page"/></spine>`, page, 20},
		{"in a drawing", `<manifest>` + items + `</manifest><spine><itemref idref="page"/></spine>`, map[string]string{
			"text/page.xhtml": `<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image width="1" xlink:href="../images/other.png"/></svg>`,
		}, 30},
		{"written into a drawing", `<manifest><item id="d" href="d.svg" properties="cover-image" media-type="image/svg+xml"/></manifest>`, map[string]string{
			"d.svg": `<svg><image href="data:image/png;base64,` + base64.StdEncoding.EncodeToString(pixels(t, 50)) + `"/></svg>`,
		}, 50},
		{"missing, so that the next counts", `<metadata><meta name="cover" content="two"/></metadata><manifest>` + items +
			`<item id="c" href="none.png" properties="cover-image" media-type="image/png"/></manifest>`, nil, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, _, err := loadertest.Decode(t, epub.Open, built(t, c.opf, c.pages), picture.Want{})
			require.NoError(t, err)
			require.Equal(t, c.width, info.Width)
		})
	}
}

func TestABookWithoutACover(t *testing.T) {
	t.Parallel()
	for name, opf := range map[string]string{
		"no pictures named": `<manifest>` + items + `</manifest>`,
		"a page of text":    `<manifest>` + items + `</manifest><spine><itemref idref="page"/></spine>`,
	} {
		pages := map[string]string{"text/page.xhtml": "<html><p>Once upon a time</p></html>"}
		_, err := epub.Open(loadertest.Source(t, built(t, opf, pages), "a.epub"))
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s: %v", name, err)
		require.NotEmpty(t, fault.From(err).Advice)
	}
	_, err := epub.Open(loadertest.Source(t, built(t, "<manifest", nil), "a.epub"))
	require.NotEmpty(t, fault.CodeOf(err))
}

func FuzzOpen(f *testing.F) {
	opf := `<metadata><meta name="cover" content="page"/></metadata><manifest>` + items + `</manifest><spine><itemref idref="page"/></spine>`
	f.Add(built(f, opf, map[string]string{"text/page.xhtml": `<img src="../images/first.png">`}))
	loadertest.Fuzz(f, epub.Open, loadertest.CorpusSeeds("epub")...)
}
