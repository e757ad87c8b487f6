package packaged

import (
	"path"
	"slices"
	"strings"

	"apsync/core/container/zip"
)

// pageNames returns the pictures of a comic book in natural order: numbers count by
// their value. What macOS and Windows leave in archives is none.
func pageNames(archive *zip.Archive) []string {
	var names []string
	for _, member := range archive.Members() {
		name := member.Name()
		base := path.Base(name)
		if strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(base, ".") {
			continue
		}
		switch strings.ToLower(path.Ext(base)) {
		case ".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff":
			names = append(names, name)
		}
	}
	slices.SortStableFunc(names, natural)
	return names[:min(len(names), maxPages)]
}

// maxPages is how many pages are tried until one can be read.
const maxPages = 16

// natural compares names as people number them: "page 9" comes before "page 10".
func natural(a, b string) int {
	a, b = strings.ToLower(a), strings.ToLower(b)
	for a != "" && b != "" {
		if isDigit(a[0]) && isDigit(b[0]) {
			x, restA := number(a)
			y, restB := number(b)
			if len(x) != len(y) {
				return len(x) - len(y)
			}
			if c := strings.Compare(x, y); c != 0 {
				return c
			}
			a, b = restA, restB
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

// number returns the digits that s begins with, without zeros before them, and what
// follows.
func number(s string) (digits, rest string) {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return strings.TrimLeft(s[:n], "0"), s[n:]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
