package sfnt

import (
	"context"
	"encoding/binary"
	"io"

	"github.com/andybalholm/brotli"

	"apsync/core/bits"
	"apsync/core/fault"
)

const (
	woff2Header = 48 // bytes
	// maxDirectory bounds the bytes of a WOFF2 directory, and of a collection's.
	maxDirectory = 256 << 10
	// brotliBytes bounds what the decompressor holds: its window and its tables.
	brotliBytes = 40 << 20
	// nullTransform marks a glyf or loca table that is stored as it is.
	nullTransform = 3
	// headLocaFormat is where the head table says whether loca's offsets are long.
	headLocaFormat = 50
)

// knownTags are the tables that a WOFF2 directory names by their number (WOFF 2.0 §4.1).
var knownTags = [63]string{
	"cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post", "cvt ", "fpgm", "glyf", "loca", "prep",
	"CFF ", "VORG", "EBDT", "EBLC", "gasp", "hdmx", "kern", "LTSH", "PCLT", "VDMX", "vhea", "vmtx", "BASE",
	"GDEF", "GPOS", "GSUB", "EBSC", "JSTF", "MATH", "CBDT", "CBLC", "COLR", "CPAL", "SVG ", "sbix", "acnt",
	"avar", "bdat", "bloc", "bsln", "cvar", "fdsc", "feat", "fmtx", "fvar", "gvar", "hsty", "just", "lcar",
	"mort", "morx", "opbd", "prop", "trak", "Zapf", "Silf", "Glat", "Gloc", "Feat", "Sill",
}

// kept reports whether a table says something about the shapes of glyphs.
func kept(tag string) bool {
	switch tag {
	case "cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post", "glyf", "loca", "CFF ", "CFF2",
		"COLR", "CPAL", "CBDT", "CBLC", "EBDT", "EBLC", "bdat", "bloc", "sbix", "GSUB":
		return true
	}
	return false
}

// woff2 is the one stream that holds the tables of a WOFF2 file, one behind the other.
type woff2 struct{ offset, length int64 }

// openWOFF2 reads the directory of a WOFF 2.0 file (§4 and §5 there).
func (f *File) openWOFF2() error {
	head, err := f.bytes(0, woff2Header)
	if err != nil {
		return err
	}
	c := bits.Big(head)
	c.Skip(4)
	f.Flavour = c.U32()
	c.Skip(4)
	count := int64(c.U16())
	c.Skip(2 + 4)
	length := int64(c.U32())
	if err := checkCount(count); err != nil {
		return err
	}
	directory, err := f.bytes(woff2Header, min(maxDirectory, f.size-woff2Header))
	if err != nil {
		return err
	}
	c = bits.Big(directory)
	unpacked := int64(0)
	for range count {
		e := directoryEntry(c)
		unpacked += e.length + e.original
		f.tables = append(f.tables, e)
	}
	if f.Flavour == 0x74746366 { // "ttcf"
		f.collection(c)
	}
	if err := c.Err(); err != nil {
		return err
	}
	f.woff2 = &woff2{offset: woff2Header + int64(c.Offset())}
	f.woff2.length = min(length, f.size-f.woff2.offset)
	return checkExpansion(f.woff2.length, unpacked)
}

// directoryEntry reads an entry: flags, a tag where they do not name it, lengths.
func directoryEntry(c *bits.Cursor) entry {
	flags := c.U8()
	e := entry{packed: true, wanted: true}
	if known := int(flags & 63); known < len(knownTags) {
		e.tag = knownTags[known]
	} else {
		e.tag = string(c.Bytes(4))
	}
	version := flags >> 6
	e.original = base128(c)
	e.length = e.original
	if e.tag == "glyf" || e.tag == "loca" {
		e.transformed = version != nullTransform
	} else {
		e.transformed = version != 0
	}
	if e.transformed {
		e.length = base128(c)
	}
	return e
}

// base128 reads a number of up to five bytes of seven bits (UIntBase128).
func base128(c *bits.Cursor) int64 {
	var n int64
	for range 5 {
		b := c.U8()
		n = n<<7 | int64(b&127)
		if b < 128 {
			break
		}
	}
	return n
}

// short reads a number of one to three bytes (255UInt16).
func short(c *bits.Cursor) int {
	switch b := c.U8(); b {
	case 253:
		return int(c.U16())
	case 254:
		return 2*253 + int(c.U8())
	case 255:
		return 253 + int(c.U8())
	default:
		return int(b)
	}
}

// collection reads the directory of a collection's fonts and keeps the tables of the
// first (WOFF 2.0 §4.2).
func (f *File) collection(c *bits.Cursor) {
	c.Skip(4)
	f.Fonts = max(1, short(c))
	for i := range f.Fonts {
		tables := short(c)
		flavour := c.U32()
		if i == 0 {
			f.Flavour = flavour
			for j := range f.tables {
				f.tables[j].wanted = false
			}
		}
		for range tables {
			if index := short(c); i == 0 && index < len(f.tables) {
				f.tables[index].wanted = true
			}
		}
		if c.Err() != nil {
			return
		}
	}
}

// bytes bounds what unpacking takes.
func (w *woff2) bytes(tables []entry) int64 {
	n := int64(brotliBytes)
	for i := range tables {
		e := &tables[i]
		if !e.keeps() {
			continue
		}
		n += e.length
		if e.transformed {
			n += rebuiltBytes(e)
		}
	}
	return n
}

func (e *entry) keeps() bool { return e.wanted && kept(e.tag) }

// unpackWOFF2 reads the stream and puts its tables into to.
func (f *File) unpackWOFF2(ctx context.Context, to map[string]Table) error {
	section := io.NewSectionReader(f.r, f.woff2.offset, f.woff2.length)
	stream := brotli.NewReader(section)
	raw := map[string][]byte{}
	for i := range f.tables {
		e := &f.tables[i]
		if err := ctx.Err(); err != nil {
			return err
		}
		if !e.keeps() {
			if _, err := io.CopyN(io.Discard, stream, e.length); err != nil {
				return broken(e.tag, err)
			}
			continue
		}
		data := make([]byte, e.length)
		if n, err := io.ReadFull(stream, data); err != nil {
			return broken(e.tag, fault.New(fault.Truncated, "%d of %d bytes: %w", n, e.length, err))
		}
		raw[e.tag] = data
		if !e.transformed {
			to[e.tag] = NewTable(data)
		}
	}
	return f.rebuild(raw, to)
}

// rebuild makes the transformed tables what they were (WOFF 2.0 §5).
func (f *File) rebuild(raw map[string][]byte, to map[string]Table) error {
	for i := range f.tables {
		e := &f.tables[i]
		if !e.keeps() || !e.transformed {
			continue
		}
		switch e.tag {
		case "glyf":
			glyf, loca, err := rebuildGlyphs(raw["glyf"])
			if err != nil {
				return err
			}
			to["glyf"], to["loca"] = NewTable(glyf), NewTable(loca)
			if head := raw["head"]; len(head) >= headLocaFormat+2 {
				binary.BigEndian.PutUint16(head[headLocaFormat:], 1)
			}
		case "hmtx":
			hmtx, err := rebuildMetrics(raw["hmtx"], raw["hhea"])
			if err != nil {
				return err
			}
			to["hmtx"] = NewTable(hmtx)
		case "loca":
		default:
			return fault.New(fault.Corrupt, "table %q is transformed in an unknown way", e.tag)
		}
	}
	return nil
}
