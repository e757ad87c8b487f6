package comic

import (
	"path"
	"slices"
	"strings"
)

const (
	maxTries  = 16       // pages, until one can be read
	maxBefore = 32 << 20 // bytes that are unpacked before those that are tried
)

// inOrder returns the pictures among the members in natural order: numbers count by
// their value.
func inOrder(all []member) []member {
	var pages []member
	for _, m := range all {
		if isPage(m.Name()) {
			pages = append(pages, m)
		}
	}
	slices.SortStableFunc(pages, func(a, b member) int { return natural(a.Name(), b.Name()) })
	return pages
}

func isPage(name string) bool {
	base := path.Base(name)
	if strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(base, ".") || strings.HasSuffix(name, "/") {
		return false
	}
	switch strings.ToLower(path.Ext(base)) {
	case ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff":
		return true
	}
	return false
}

// natural compares names as people number them: "page 9" comes before "page 10". Names
// that differ only in zeros or case are in the order of their bytes.
func natural(a, b string) int {
	x, y := strings.ToLower(a), strings.ToLower(b)
	for x != "" && y != "" {
		if isDigit(x[0]) && isDigit(y[0]) {
			var m, n string
			m, x = number(x)
			n, y = number(y)
			if c := compareNumbers(m, n); c != 0 {
				return c
			}
			continue
		}
		if x[0] != y[0] {
			return rank(x[0]) - rank(y[0])
		}
		x, y = x[1:], y[1:]
	}
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	return strings.Compare(a, b)
}

// rank orders bytes; the files of a folder come before those of the folders in it and
// of folders whose names go on.
func rank(c byte) int {
	if c == '/' {
		return -1
	}
	return int(c)
}

func compareNumbers(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
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
