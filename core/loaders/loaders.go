// Package loaders is the one table of the formats that apsync reads. A format is
// one package below this folder and one row here; nothing else changes when one
// is added.
package loaders

import (
	"slices"

	"apsync/core/codec/jpeg"
	"apsync/core/codec/png"
	"apsync/core/codec/webp"
	"apsync/core/loaders/bmp"
	"apsync/core/loaders/gif"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
)

// Loader is a row of the table.
type Loader struct {
	// Name is the package's name: lower case, short, stable; results report it.
	Name string
	// Title is what a person calls the format.
	Title string
	// Extensions are in lower case with their dot. They break ties between formats
	// whose content looks alike, and are what folders are searched for.
	Extensions []string
	// Mimetype is written into thumbnails.
	Mimetype string
	// Signatures are beginnings of files of the format; "?" stands for any byte.
	Signatures []string
	// Match, where given, decides over a head of up to 4096 bytes instead.
	Match func(head []byte) bool
	// Open reads headers; see picture.Picture for what it owes.
	Open func(src *picture.Source) (picture.Picture, error)
	// Reads says in a line what is read, and what not, for the README's table.
	Reads string
}

// table is in the order of asking: most specific first.
var table = []Loader{
	{
		Name: "jpeg", Title: "JPEG",
		Extensions: []string{".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".mpo"},
		Mimetype:   "image/jpeg",
		Signatures: []string{jpeg.Signature},
		Open:       jpeg.Open,
		Reads:      "baseline and progressive, 8 bits, grey, YCbCr, RGB, CMYK; the first picture of several; not arithmetic, lossless or 12 bits",
	},
	{
		Name: "png", Title: "PNG",
		Extensions: []string{".png", ".apng"},
		Mimetype:   "image/png",
		Signatures: []string{png.Signature},
		Open:       png.Open,
		Reads:      "all colour types, depths and interlace; the default image of an animation; Apple's CgBI",
	},
	{
		Name: "webp", Title: "WebP",
		Extensions: []string{".webp"},
		Mimetype:   "image/webp",
		Signatures: []string{"RIFF????WEBP"},
		Open:       webp.Open,
		Reads:      "lossy, lossless, alpha, ICC, Exif orientation; the first frame of animations",
	},
	{
		Name: "gif", Title: "GIF",
		Extensions: []string{".gif"},
		Mimetype:   "image/gif",
		Signatures: []string{"GIF87a", "GIF89a"},
		Open:       gif.Open,
		Reads:      "the first frame that is not wholly transparent, with transparency",
	},
	{
		Name: "bmp", Title: "Windows and OS/2 bitmap",
		Extensions: []string{".bmp", ".dib"},
		Mimetype:   "image/bmp",
		Signatures: []string{"BM??????????????\x00\x00"}, // the header's size is below 65536
		Open:       bmp.Open,
		Reads:      "1 to 32 bits, palettes, run lengths, bit masks, alpha, ICC; not embedded JPEG or PNG, nor 64 bits",
	},
	{
		Name: "tiff", Title: "TIFF and BigTIFF",
		Extensions: []string{".tif", ".tiff", ".tf8", ".btf"},
		Mimetype:   "image/tiff",
		Signatures: tiff.Signatures,
		Open:       tiff.Open,
		Reads:      "1 to 32 bits and float, strips, tiles, pyramids, alpha, CMYK, L*a*b*, YCbCr, palettes; PackBits, LZW, deflate, Zstandard, JPEG, fax; not old-style JPEG, LogLuv or camera RAW",
	},
}

// Table returns the rows in the order in which they are asked.
func Table() []Loader { return slices.Clone(table) }
