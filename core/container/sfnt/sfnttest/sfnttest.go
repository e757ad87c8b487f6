// Package sfnttest packs TrueType fonts for tests: as collections, WOFF and WOFF2, from
// their specifications rather than from the code that reads them.
package sfnttest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"

	"github.com/andybalholm/brotli"
)

// Table is a table of a font.
type Table struct {
	Tag  string
	Data []byte
}

// Tables returns the tables of a sound font that begins at off of the file.
func Tables(file []byte, off int) []Table {
	var all []Table
	for i := range int(binary.BigEndian.Uint16(file[off+4:])) {
		entry := file[off+12+16*i:]
		at, n := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		all = append(all, Table{string(entry[:4]), file[at : at+n]})
	}
	return all
}

// Font returns a font of those tables.
func Font(version string, tables ...Table) []byte {
	file := append([]byte(version), 0, byte(len(tables)), 0, 0, 0, 0, 0, 0)
	at := len(file) + 16*len(tables)
	for _, t := range tables {
		file = append(append(file, t.Tag...), 0, 0, 0, 0)
		file = words(file, at, len(t.Data))
		at += len(t.Data)
	}
	for _, t := range tables {
		file = append(file, t.Data...)
	}
	return file
}

// Replaced returns the font with another table of that tag, which is added where it has
// none.
func Replaced(font []byte, table Table) []byte {
	tables := Tables(font, 0)
	for i := range tables {
		if tables[i].Tag == table.Tag {
			tables[i] = table
			return Font(string(font[:4]), tables...)
		}
	}
	return Font(string(font[:4]), append(tables, table)...)
}

// words appends numbers of four bytes.
func words(b []byte, values ...int) []byte {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	return b
}

// Collection returns a collection of fonts.
func Collection(fonts ...[]byte) []byte {
	file := words([]byte("ttcf\x00\x01\x00\x00"), len(fonts))
	at := len(file) + 4*len(fonts)
	for _, font := range fonts {
		file = words(file, at)
		at += len(font)
	}
	for _, font := range fonts {
		moved := bytes.Clone(font)
		for i := range int(binary.BigEndian.Uint16(font[4:])) {
			entry := moved[12+16*i+8:]
			binary.BigEndian.PutUint32(entry, binary.BigEndian.Uint32(entry)+uint32(len(file)))
		}
		file = append(file, moved...)
	}
	return file
}

// WOFF returns the font as WOFF 1.0.
func WOFF(font []byte) []byte {
	tables := Tables(font, 0)
	file := append([]byte("wOFF"), font[:4]...)
	file = append(words(file, 0), 0, byte(len(tables)), 0, 0)
	file = append(file, make([]byte, 44-len(file))...)
	at := len(file) + 20*len(tables)
	var data []byte
	for _, t := range tables {
		packed := t.Data
		var buf bytes.Buffer
		w := zlib.NewWriter(&buf)
		_, _ = w.Write(t.Data)
		_ = w.Close()
		if buf.Len() < len(t.Data) {
			packed = buf.Bytes()
		}
		file = words(append(file, t.Tag...), at+len(data), len(packed), len(t.Data), 0)
		data = append(data, packed...)
	}
	return append(file, data...)
}

// WOFF2 returns the font as WOFF 2.0, its glyphs and advances transformed or not.
func WOFF2(font []byte, transformed bool) []byte {
	tables := Tables(font, 0)
	var directory, data []byte
	for _, t := range tables {
		entry, stored := stored(t, tables, transformed)
		directory, data = append(directory, entry...), append(data, stored...)
	}
	return woff2(string(font[:4]), len(tables), directory, data)
}

// WOFF2Collection returns a collection of the font, twice, as WOFF 2.0.
func WOFF2Collection(font []byte) []byte {
	tables := Tables(font, 0)
	var directory, data, indices []byte
	for i, t := range tables {
		entry, stored := stored(t, tables, false)
		directory, data = append(directory, entry...), append(data, stored...)
		indices = append(indices, byte(i))
	}
	directory = append(directory, 0, 1, 0, 0, 2)
	for range 2 {
		directory = append(append(append(directory, byte(len(tables))), font[:4]...), indices...)
	}
	return woff2("ttcf", len(tables), directory, data)
}

// stored returns a table's entry of the directory and its data.
func stored(t Table, tables []Table, transformed bool) (entry, data []byte) {
	const own, identity, once = 63, 3 << 6, 1 << 6
	entry = append([]byte{own}, t.Tag...)
	data = t.Data
	isGlyphs := t.Tag == "glyf" || t.Tag == "loca"
	switch {
	case transformed && t.Tag == "glyf":
		data = transformGlyphs(tables)
	case transformed && t.Tag == "loca":
		data = nil
	case transformed && t.Tag == "hmtx":
		entry[0] |= once
		data = transformAdvances(tables)
	case isGlyphs:
		entry[0] |= identity
		return base128(entry, len(t.Data)), data
	default:
		return base128(entry, len(t.Data)), data
	}
	return base128(base128(entry, len(t.Data)), len(data)), data
}

func base128(b []byte, v int) []byte {
	for shift := 28; shift > 0; shift -= 7 {
		if v>>shift != 0 {
			b = append(b, 128|byte(v>>shift&127))
		}
	}
	return append(b, byte(v&127))
}

func woff2(flavour string, tables int, directory, data []byte) []byte {
	var packed bytes.Buffer
	w := brotli.NewWriter(&packed)
	_, _ = w.Write(data)
	_ = w.Close()
	file := append(words([]byte("wOF2"+flavour), 0), 0, byte(tables), 0, 0)
	file = words(file, 0, packed.Len())
	file = append(file, make([]byte, 48-len(file))...)
	return append(append(file, directory...), packed.Bytes()...)
}

func find(tables []Table, tag string) []byte {
	for _, t := range tables {
		if t.Tag == tag {
			return t.Data
		}
	}
	return nil
}
