package fictionbook_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/fictionbook"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// written is a picture of that width in lines of base64.
func written(t testing.TB, width int) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 10))))
	text := base64.StdEncoding.EncodeToString(b.Bytes())
	return text[:20] + "\r\n" + text[20:]
}

// built is a book of that much text with two pictures, of 10 and of 20 pixels' width.
func built(t testing.TB, cover string, text int) []byte {
	t.Helper()
	return []byte(`<?xml version="1.0" encoding="windows-1251"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info>` + cover + `</title-info></description><body>` + strings.Repeat("text ", text/5) +
		`</body><binary content-type="image/png" id="other.png">` + written(t, 10) +
		`</binary><binary id="cover.png" content-type="image/png">` + written(t, 20) + `</binary></FictionBook>`)
}

const named = `<coverpage><image l:href="#cover.png"/></coverpage>`

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "fictionbook", Open: fictionbook.Open, Cases: []loadertest.Case{
		{Name: "book", Data: built(t, named, 100), Width: 20, Height: 10, NoGolden: true},
	}})
}

func TestTheCoverIsFoundBehindAnyText(t *testing.T) {
	t.Parallel()
	for _, text := range []int{0, 256<<10 - 700, 256<<10 - 560, 256<<10 - 400, 600 << 10} {
		data := built(t, named, text)
		require.True(t, fictionbook.Match(data[:min(len(data), 4096)]))
		info, _, err := loadertest.Decode(t, fictionbook.Open, data, picture.Want{})
		require.NoError(t, err)
		require.Equal(t, 20, info.Width)
	}
}

func TestABookWithoutACover(t *testing.T) {
	t.Parallel()
	for cover, code := range map[string]fault.Code{
		"": fault.NoPicture,
		`<coverpage><image l:href="#none.png"/></coverpage>`: fault.Truncated,
	} {
		_, err := fictionbook.Open(loadertest.Source(t, built(t, cover, 10), "a.fb2"))
		require.Equal(t, code, fault.CodeOf(err), "%v", err)
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, fictionbook.Open, built(f, named, 10))
}
