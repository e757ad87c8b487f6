package thumb

import (
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"apsync/core/thumb/encode"
)

// Software is what thumbnails name as their maker.
const Software = "apsync"

// texts returns what the thumbnail of a file says about it (Freedesktop Thumbnail
// Managing Standard 0.9, "Thumbnail Attributes").
func (f *file) texts(path string, result Result) []encode.Text {
	return []encode.Text{
		{Key: "Software", Value: Software},
		{Key: "Thumb::URI", Value: fileURI(path)},
		{Key: "Thumb::MTime", Value: strconv.FormatInt(f.modified.Unix(), 10)},
		{Key: "Thumb::Size", Value: strconv.FormatInt(f.size, 10)},
		{Key: "Thumb::Mimetype", Value: result.Mimetype},
		{Key: "Thumb::Image::Width", Value: strconv.Itoa(result.Width)},
		{Key: "Thumb::Image::Height", Value: strconv.Itoa(result.Height)},
	}
}

// fileURI returns the file: URI of an absolute path, byte for byte (RFC 8089,
// RFC 3986 §2.1).
func fileURI(path string) string {
	const unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$&'()*+,;=:@"
	if runtime.GOOS == "windows" {
		path = "/" + strings.TrimPrefix(filepath.ToSlash(path), "//")
	}
	var uri strings.Builder
	uri.WriteString("file://")
	for i := range len(path) {
		if b := path[i]; strings.IndexByte(unreserved, b) >= 0 {
			uri.WriteByte(b)
		} else {
			uri.WriteByte('%')
			uri.WriteByte("0123456789ABCDEF"[b>>4])
			uri.WriteByte("0123456789ABCDEF"[b&15])
		}
	}
	return uri.String()
}
