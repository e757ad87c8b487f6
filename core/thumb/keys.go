package thumb

import (
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// Software is what thumbnails name as their maker.
const Software = "apsync"

// key is one textual entry of a thumbnail.
type key struct{ name, value string }

// keys returns what the thumbnail of a file says about it (Freedesktop Thumbnail
// Managing Standard 0.9, "Thumbnail Attributes").
func (f *file) keys(path string, result Result) []key {
	return []key{
		{"Software", Software},
		{"Thumb::URI", fileURI(path)},
		{"Thumb::MTime", strconv.FormatInt(f.modified.Unix(), 10)},
		{"Thumb::Size", strconv.FormatInt(f.size, 10)},
		{"Thumb::Mimetype", result.Mimetype},
		{"Thumb::Image::Width", strconv.Itoa(result.Width)},
		{"Thumb::Image::Height", strconv.Itoa(result.Height)},
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
