// Package sfnt reads the tables of font files: TrueType and OpenType fonts, the first
// font of collections, WOFF and WOFF2.
//
// Specifications: OpenType 1.9.1, "Font File" (Microsoft), TrueType Reference Manual
// (Apple: the versions "true" and "typ1"), WOFF 1.0 and WOFF 2.0 (W3C).
//
// Open reads directories only. Tables of fonts that are not compressed are read piece
// by piece where they lie, so that a large font costs no more than a small one; those
// of WOFF are inflated one by one, WOFF2 is unpacked whole, of which the tables that
// say nothing about the shapes of glyphs are dropped. Checksums are not looked at.
//
// Limits: 256 tables, 65,535 fonts in a collection; a compressed font may become 100
// times as large, and 128 MiB at most, which fails with LimitExpansion.
package sfnt

import (
	"context"
	"io"

	"apsync/core/bits"
	"apsync/core/fault"
)

// Signatures begin the files that Open reads.
var Signatures = []string{"\x00\x01\x00\x00\x00", "OTTO", "true\x00", "typ1\x00", "ttcf\x00", "wOFF", "wOF2"}

const (
	maxTables     = 256
	maxFonts      = 65535
	maxExpansion  = 100
	maxUnpacked   = 128 << 20
	smallUnpacked = 1 << 20 // may come of any number of bytes
)

// File is a font file whose directory was read.
type File struct {
	// Fonts counts the fonts of a collection; 1 otherwise.
	Fonts int
	// Flavour is the first font's version: 0x00010000, "true", "OTTO" or "typ1".
	Flavour uint32
	// Cut says that tables lie beyond the end of the file, wholly or in part.
	Cut bool

	r      io.ReaderAt
	size   int64
	tables []entry
	woff2  *woff2
}

// entry is a table's place in the file, or what becomes of it.
type entry struct {
	tag            string
	offset, length int64 // as stored
	original       int64 // length of what is stored once it is unpacked
	packed         bool
	transformed    bool // WOFF2 only
	wanted         bool // WOFF2 only: of the first font
}

// Open reads the directory of the size bytes that r holds.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r, size: size, Fonts: 1}
	head, err := f.bytes(0, 12)
	if err != nil {
		return nil, err
	}
	switch string(head[:4]) {
	case "wOFF":
		err = f.openWOFF()
	case "wOF2":
		err = f.openWOFF2()
	case "ttcf":
		err = f.openCollection(head)
	default:
		err = f.openFont(0)
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// bytes returns n bytes at off of the file.
func (f *File) bytes(off, n int64) ([]byte, error) {
	return Table{r: f.r, size: f.size}.Bytes(off, n)
}

// openCollection reads a TTC header (OpenType, "Font Collections").
func (f *File) openCollection(head []byte) error {
	c := bits.Big(head)
	c.Skip(8)
	fonts := c.U32()
	if fonts > maxFonts {
		return fault.New(fault.LimitCount, "a collection of %d fonts, more than %d", fonts, maxFonts)
	}
	if fonts == 0 {
		return fault.New(fault.Corrupt, "a collection of no fonts")
	}
	f.Fonts = int(fonts)
	first, err := f.bytes(12, 4)
	if err != nil {
		return err
	}
	return f.openFont(int64(bits.Big(first).U32()))
}

// openFont reads the table directory at off.
func (f *File) openFont(off int64) error {
	head, err := f.bytes(off, 12)
	if err != nil {
		return err
	}
	c := bits.Big(head)
	f.Flavour = c.U32()
	count := int64(c.U16())
	if err := checkCount(count); err != nil {
		return err
	}
	directory, err := f.bytes(off+12, 16*count)
	if err != nil {
		return err
	}
	c = bits.Big(directory)
	for range count {
		tag := string(c.Bytes(4))
		c.Skip(4) // checksum
		offset, length := int64(c.U32()), int64(c.U32())
		// What is cut at its end may still hold the glyphs that are shown.
		if length > f.size-offset {
			f.Cut = true
			length = max(0, f.size-offset)
		}
		f.tables = append(f.tables, entry{tag: tag, offset: offset, length: length, original: length})
	}
	return c.Err()
}

func checkCount(n int64) error {
	if n == 0 {
		return fault.New(fault.Corrupt, "a font without tables")
	}
	if n > maxTables {
		return fault.New(fault.LimitCount, "%d tables are more than %d", n, maxTables)
	}
	return nil
}

// checkExpansion refuses what grows beyond reason.
func checkExpansion(packed, unpacked int64) error {
	if unpacked > maxUnpacked || unpacked > smallUnpacked && unpacked/maxExpansion > packed {
		return fault.New(fault.LimitExpansion, "%d bytes that unpack to %d, beyond %d times or %d", packed, unpacked, maxExpansion, maxUnpacked).
			Advise("the font is larger inside than fonts are")
	}
	return nil
}

// Bytes bounds what the tables take in memory once they are loaded, but for those that
// are read piece by piece.
func (f *File) Bytes() int64 {
	if f.woff2 != nil {
		return f.woff2.bytes(f.tables)
	}
	var n int64
	for _, e := range f.tables {
		if e.packed {
			n += e.original
		}
	}
	return n
}

// Load returns the first font, unpacked where it must be as a whole. It allocates at
// most what Bytes says.
func (f *File) Load(ctx context.Context) (*Font, error) {
	font := &Font{file: f, tables: map[string]Table{}}
	if f.woff2 != nil {
		return font, f.unpackWOFF2(ctx, font.tables)
	}
	return font, nil
}

// Font is one font's tables.
type Font struct {
	file   *File
	tables map[string]Table // those that are unpacked
}

// Table returns a table, empty where the font has none of that tag.
func (f *Font) Table(tag string) (Table, error) {
	if t, ok := f.tables[tag]; ok {
		return t, nil
	}
	for i := range f.file.tables {
		e := &f.file.tables[i]
		if e.tag != tag || f.file.woff2 != nil {
			continue
		}
		if !e.packed {
			return Table{r: f.file.r, off: e.offset, size: e.length}, nil
		}
		data, err := f.file.inflate(e)
		if err != nil {
			return Table{}, err
		}
		f.tables[tag] = NewTable(data)
		return f.tables[tag], nil
	}
	return Table{}, nil
}
