// Package sqlite reads the tables of SQLite databases, which some programs keep their
// documents in. It knows nothing of SQL: a table's rows are walked from its root, and
// its columns are known by name.
//
// Specification: "Database File Format" (https://www.sqlite.org/fileformat2.html), whose
// sections the comments name.
//
// Read are tables with row identifiers in UTF-8 and UTF-16. Tables WITHOUT ROWID, indices
// and what still lies in a journal or a write-ahead log beside the file are not. Values
// stay in the file until they are asked for; a large one is read from the pages that
// follow its row, and nothing else.
//
// Limits: a schema of 4 MiB and 65536 entries, statements of 1 MiB, 2000 columns, trees 20
// deep, as SQLite's own. No more pages of a tree are visited than the file has, so that a tree
// which comes back to itself ends.
package sqlite

import (
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"

	"apsync/core/bits"
	"apsync/core/fault"
)

// Signature begins every database.
const Signature = "SQLite format 3\x00"

const (
	headerSize   = 100
	maxEntries   = 1 << 16 // of the schema
	maxSchema    = 4 << 20
	maxKind      = 64
	maxStatement = 1 << 20
)

// Values of the header's text encoding (§1.3.13).
const (
	utf16LE = 2
	utf16BE = 3
)

// Database is an opened database.
type Database struct {
	r        io.ReaderAt
	pageSize int64
	usable   int64 // of a page
	pages    int64
	encoding uint32
	tables   []*Table
}

// Open reads the header and the schema of the database that r holds in its first size
// bytes.
func Open(r io.ReaderAt, size int64) (*Database, error) {
	head := make([]byte, headerSize)
	if err := bits.ReadFull(r, head, 0); err != nil {
		return nil, err
	}
	if string(head[:len(Signature)]) != Signature {
		return nil, fault.New(fault.Corrupt, "sqlite header: signature %q", head[:len(Signature)])
	}
	d := &Database{r: r, encoding: binary.BigEndian.Uint32(head[56:])}
	d.pageSize = int64(binary.BigEndian.Uint16(head[16:]))
	if d.pageSize == 1 { // 65536 does not fit (§1.3.2)
		d.pageSize = 1 << 16
	}
	d.usable = d.pageSize - int64(head[20])
	if d.pageSize < 512 || d.pageSize&(d.pageSize-1) != 0 || d.usable < 480 {
		return nil, fault.New(fault.Corrupt, "sqlite header: pages of %d bytes, %d of them usable", d.pageSize, d.usable)
	}
	d.pages = (size + d.pageSize - 1) / d.pageSize
	return d, d.readSchema()
}

// readSchema reads the table of the tables, whose root is the first page (§2.6).
func (d *Database) readSchema() error {
	schema := &Table{db: d, root: 1}
	entries, size := 0, int64(0)
	for row, err := range schema.Rows() {
		if err != nil {
			return err
		}
		// Cells may overlap, so that a small file could have a large schema.
		entries++
		if size += row.size; entries > maxEntries || size > maxSchema {
			return fault.New(fault.LimitCount, "sqlite schema: more than %d entries or %d bytes", maxEntries, maxSchema)
		}
		if err := d.readTable(row); err != nil {
			return err
		}
	}
	return nil
}

// readTable notes the table of a row of the schema, whose columns are type, name,
// table, root and statement.
func (d *Database) readTable(row *Row) error {
	kind, err := row.Text(0, maxKind)
	if err != nil || kind != "table" {
		return err
	}
	t := &Table{db: d}
	if t.name, err = row.Text(1, maxStatement); err != nil {
		return err
	}
	if t.root, err = row.Int(3); err != nil {
		return err
	}
	statement, err := row.Text(4, maxStatement)
	if err != nil {
		return err
	}
	t.columns = columns(statement)
	d.tables = append(d.tables, t)
	return nil
}

// Find returns the table of that name, in any case.
func (d *Database) Find(name string) (*Table, bool) {
	for _, t := range d.tables {
		if strings.EqualFold(t.name, name) {
			return t, true
		}
	}
	return nil, false
}

// text decodes a text of the database.
func (d *Database) text(data []byte) string {
	var order binary.ByteOrder
	switch d.encoding {
	case utf16LE:
		order = binary.LittleEndian
	case utf16BE:
		order = binary.BigEndian
	default:
		return string(data)
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// page reads what is usable of a page; the first is number 1.
func (d *Database) page(number int64) ([]byte, error) {
	if number < 1 || number > d.pages {
		return nil, fault.New(fault.Corrupt, "sqlite page %d of %d", number, d.pages)
	}
	page := make([]byte, d.pageSize)
	if err := bits.ReadFull(d.r, page, (number-1)*d.pageSize); err != nil {
		return nil, err
	}
	return page[:d.usable], nil
}
