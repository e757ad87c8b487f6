package loaders_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders"
)

func TestRowsAreComplete(t *testing.T) {
	t.Parallel()
	names, extensions := map[string]bool{}, map[string]string{}
	for _, row := range loaders.Table() {
		require.Regexp(t, "^[a-z0-9]+$", row.Name)
		require.False(t, names[row.Name], "%s is there twice", row.Name)
		names[row.Name] = true
		require.NotEmpty(t, row.Title, row.Name)
		require.NotEmpty(t, row.Reads, row.Name)
		require.Contains(t, row.Mimetype, "/", row.Name)
		require.NotNil(t, row.Open, row.Name)
		require.True(t, row.Match != nil || len(row.Signatures)+len(row.Shared) > 0, "%s matches nothing", row.Name)
		for _, ext := range row.Extensions {
			require.Equal(t, strings.ToLower(ext), ext)
			require.True(t, strings.HasPrefix(ext, "."), ext)
			require.Empty(t, extensions[ext], "%s is of two rows", ext)
			extensions[ext] = row.Name
		}
	}
}

func TestNoMatchPanicsOnShortOrForeignHeads(t *testing.T) {
	t.Parallel()
	for _, head := range []string{"", "B", "BM", "\xff", "RIFF", "II*", "\x89PNG", strings.Repeat("\x00", 4096), strings.Repeat("\xff", 4096)} {
		for _, ext := range []string{"", ".png", ".nothing"} {
			_, _ = loaders.Sniff([]byte(head), ext)
		}
	}
}

func TestContentDecides(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]string{
		"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR":                "png",
		"\xff\xd8\xff\xe0":                                     "jpeg",
		"GIF89a":                                               "gif",
		"GIF87a":                                               "gif",
		"RIFF\x10\x00\x00\x00WEBPVP8 ":                         "webp",
		"#?RADIANCE\n":                                         "hdr",
		"SDPX\x00\x00\x20\x00V1.0":                             "dpx",
		"\x80\x2a\x5f\xd7\x00\x00\x08\x00":                     "cineon",
		"FORM\x00\x00\x00\x10ILBMBMHD":                         "ilbm",
		"FOR4\x00\x00\x00\x10CIMGTBHD":                         "mayaiff",
		"SIMPLE  =                    T":                       "fits",
		"PF\n2 2\n-1.0\n":                                      "pfm",
		"\x01\xda\x01\x01\x00\x03\x00\x08\x00\x08\x00\x03":     "sgi",
		"II*\x00\x08\x00\x00\x00":                              "tiff",
		"MM\x00*\x00\x00\x00\x08":                              "tiff",
		"BM" + strings.Repeat("\x00", 12) + "\x28\x00\x00\x00": "bmp",
	} {
		row, err := loaders.Sniff([]byte(head), filepath.Ext("lies.jpg"))
		require.NoError(t, err, "%q", head)
		require.Equal(t, want, row.Name)
	}
}

func TestAnUnknownFormatSaysWhatItLooksLike(t *testing.T) {
	t.Parallel()
	for head, says := range map[string]string{
		"":                          "empty",
		"%PDF-1.7":                  "PDF",
		"PK\x03\x04":                "ZIP",
		"\x00\x00\x00\x18ftypheic":  "HEIF",
		"plain words":               "text",
		"\x00\x00\x00\x00\x00\x00":  "zero bytes",
		"<?xml version='1.0'?><svg": "SVG",
		"\x03\x9a\x88\x17":          "does not look like any format",
	} {
		_, err := loaders.Sniff([]byte(head), ".xyz")
		require.Equal(t, fault.UnknownFormat, fault.CodeOf(err))
		require.ErrorContains(t, err, says, "%q", head)
	}
	_, err := loaders.Sniff([]byte("plain words"), ".blend")
	require.ErrorContains(t, err, ".blend", "the extension is told")
}
