package xmp_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/xmp"
)

const head = xmp.Begin + "\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
	`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
	`<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:g="http://ns.adobe.com/xap/1.0/g/img/">`

const tail = `</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

// list is a property of thumbnails.
func list(property string, entries ...string) string {
	return fmt.Sprintf("<xmp:%s><rdf:Alt>%s</rdf:Alt></xmp:%[1]s>", property, strings.Join(entries, ""))
}

// entry is a thumbnail whose lines are broken as Adobe's are.
func entry(width, height int, data string) string {
	text := base64.StdEncoding.EncodeToString([]byte(data))
	text = text[:len(text)/2] + "&#xA;" + text[len(text)/2:]
	return fmt.Sprintf(`<rdf:li rdf:parseType="Resource"><g:format>JPEG</g:format><g:image>%s</g:image><g:height>%d</g:height><g:width> %d </g:width></rdf:li>`,
		text, height, width)
}

func TestThumbnails(t *testing.T) {
	t.Parallel()
	attributes := `<rdf:li g:width="7" g:height="5" g:image="` + base64.RawStdEncoding.EncodeToString([]byte("ab")) + `"/>`
	for _, c := range []struct {
		name, packet string
		want         []string
	}{
		{"none", head + tail, nil},
		{"one", head + list("Thumbnails", entry(3, 2, "small")) + tail, []string{"3x2 small"}},
		{
			"the largest first", head + list("Thumbnails", entry(256, 128, "small")) +
				list("PageInfo", entry(400, 512, "page 1"), entry(512, 512, "page 2")) + tail,
			[]string{"400x512 page 1", "512x512 page 2", "256x128 small"},
		},
		{"attributes", head + list("Thumbnails", attributes, entry(1, 2, "x")) + tail, []string{"7x5 ab", "1x2 x"}},
		{"behind the end", head + tail + head + list("Thumbnails", entry(3, 2, "late")) + tail, nil},
		{"cut", head + list("Thumbnails", entry(3, 2, "first")) + entry(4, 4, "second")[:60], []string{"3x2 first"}},
		{"no base64", head + list("Thumbnails", `<rdf:li><g:image>?!</g:image></rdf:li>`, entry(3, 2, "good")) + tail, []string{"3x2 good"}},
		{"no size", head + `<rdf:li><g:width>-9</g:width><g:image>YWI=</g:image></rdf:li>` + tail, []string{"0x0 ab"}},
		{"no xml", "\x00\x01<<<>", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, found := range xmp.Thumbnails(strings.NewReader(c.packet)) {
				got = append(got, fmt.Sprintf("%dx%d %s", found.Width, found.Height, found.Data))
			}
			require.Equal(t, c.want, got)
		})
	}
}

func FuzzThumbnails(f *testing.F) {
	f.Add(head + list("Thumbnails", entry(3, 2, "small")) + tail)
	f.Fuzz(func(t *testing.T, packet string) {
		for _, found := range xmp.Thumbnails(strings.NewReader(packet)) {
			require.NotEmpty(t, found.Data)
		}
	})
}
