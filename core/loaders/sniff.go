package loaders

import (
	"slices"
	"strings"

	"apsync/core/fault"
)

// Sniff returns the loader for a file that begins with head. Content decides; the
// extension, in lower case with its dot, chooses between several that match. An
// UnknownFormat error says what the file looks like instead.
func Sniff(head []byte, ext string) (*Loader, error) {
	var found *Loader
	for i := range table {
		row := &table[i]
		named := slices.Contains(row.Extensions, ext)
		switch {
		case named && (row.matches(head) || hasAny(head, row.Shared)):
			return row, nil
		case found == nil && row.matches(head):
			found = row
		}
	}
	if found != nil {
		return found, nil
	}
	return nil, fault.New(fault.UnknownFormat, "%s", lookalike(head, ext)).
		Advise("python -m apsync formats lists what can be read")
}

func (l *Loader) matches(head []byte) bool {
	if l.Match != nil {
		return l.Match(head)
	}
	return hasAny(head, l.Signatures)
}

func hasAny(head []byte, signatures []string) bool {
	return slices.ContainsFunc(signatures, func(s string) bool { return hasSignature(head, s) })
}

// hasSignature reports whether head begins with signature, whose "?" match any
// byte.
func hasSignature(head []byte, signature string) bool {
	if len(head) < len(signature) {
		return false
	}
	for i := range len(signature) {
		if signature[i] != '?' && signature[i] != head[i] {
			return false
		}
	}
	return true
}

// known are signatures of formats that have no loader, for the error's sake.
var known = []struct{ signature, name string }{
	{"%PDF", "a PDF document"},
	{"\x28\xb5\x2f\xfd", "data compressed with zstd"},
	{"\x1f\x8b", "data compressed with gzip"},
	{"\x1f\x9d", "data compressed with compress"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"},
	{"Rar!\x1a\x07", "a RAR archive"},
	{"PK\x03\x04", "a ZIP archive or a document kept in one"},
	{"????ftypavif", "an AVIF picture"},
	{"????ftyphei", "a HEIF picture"},
	{"????ftypmif1", "a HEIF picture"},
	{"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"},
	{"\xff\x4f\xff\x51", "a JPEG 2000 codestream"},
	{"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"},
	{"\xff\x0a", "a JPEG XL codestream"},
	{"glTF", "a binary glTF model"},
	{"Kaydara FBX Binary", "an FBX model"},
	{"{\\rtf", "a rich text document"},
	{"<svg", "an SVG drawing"},
	{"\x7fELF", "a program"},
	{"MZ", "a program"},
}

// lookalike names what head looks like.
func lookalike(head []byte, ext string) string {
	looks := "does not look like any format that is known"
	switch i := slices.IndexFunc(known, func(k struct{ signature, name string }) bool {
		return hasSignature(head, k.signature)
	}); {
	case len(head) == 0:
		return "the file is empty"
	case i >= 0:
		looks = "looks like " + known[i].name
	case strings.Contains(string(head), "<svg"):
		looks = "looks like an SVG drawing"
	case isText(head):
		looks = "looks like text"
	case isZero(head):
		looks = "begins with nothing but zero bytes"
	}
	if ext == "" {
		return looks + ", which is not read"
	}
	return looks + ", which is not read; its extension is " + ext
}

func isText(head []byte) bool {
	return !slices.ContainsFunc(head, func(b byte) bool {
		return b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b
	})
}

func isZero(head []byte) bool {
	return !slices.ContainsFunc(head, func(b byte) bool { return b != 0 })
}
