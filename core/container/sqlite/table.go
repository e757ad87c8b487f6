package sqlite

import (
	"encoding/binary"
	"iter"
	"slices"
	"strings"

	"apsync/core/fault"
)

// Kinds of pages (§1.6).
const (
	interiorTable = 5
	leafTable     = 13
)

// maxDepth is how deep a tree may be.
const maxDepth = 20

// Table is a table of a database.
type Table struct {
	db      *Database
	name    string
	root    int64
	columns []string
}

// Column returns the index of the column of that name, in any case, or -1.
func (t *Table) Column(name string) int {
	return slices.IndexFunc(t.columns, func(c string) bool { return strings.EqualFold(c, name) })
}

// Rows yields the rows in the order of their identifiers. An error is yielded last.
func (t *Table) Rows() iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		w := &walk{db: t.db, left: t.db.pages, yield: yield}
		if err := w.visit(t.root, 0); err != nil {
			yield(nil, err)
		}
	}
}

// walk is a walk through a tree.
type walk struct {
	db    *Database
	left  int64 // pages that may be visited
	yield func(*Row, error) bool
	done  bool // nothing more is wanted
}

// visit yields the rows below a page.
func (w *walk) visit(number int64, depth int) error {
	if depth == maxDepth {
		return fault.New(fault.LimitDepth, "sqlite page %d: the tree is more than %d deep", number, maxDepth)
	}
	if w.left--; w.left < 0 {
		return fault.New(fault.Corrupt, "sqlite page %d: the tree has more pages than the file", number)
	}
	p, err := w.db.treePage(number)
	if err != nil {
		return err
	}
	for _, off := range p.cells {
		if p.kind == leafTable {
			err = w.row(p.data[off:])
		} else {
			err = w.visit(int64(binary.BigEndian.Uint32(p.data[off:])), depth+1)
		}
		if err != nil || w.done {
			return err
		}
	}
	if p.kind == interiorTable {
		return w.visit(p.right, depth+1)
	}
	return nil
}

// row yields the row of a leaf's cell.
func (w *walk) row(cell []byte) error {
	row, err := w.db.row(cell)
	if err == nil {
		w.done = !w.yield(row, nil)
	}
	return err
}

// treePage is a page of a tree.
type treePage struct {
	kind  byte
	data  []byte
	cells []int // their offsets, each with four bytes behind it at least
	right int64 // the last page below
}

// treePage reads the header of a page of a tree and where its cells are (§1.6). In front
// of the first page's lies the database's header.
func (d *Database) treePage(number int64) (*treePage, error) {
	data, err := d.page(number)
	if err != nil {
		return nil, err
	}
	head := 0
	if number == 1 {
		head = headerSize
	}
	p := &treePage{kind: data[head], data: data}
	count := int(binary.BigEndian.Uint16(data[head+3:]))
	array := head + 8
	switch p.kind {
	case leafTable:
	case interiorTable:
		p.right = int64(binary.BigEndian.Uint32(data[head+8:]))
		array += 4
	default:
		return nil, fault.New(fault.Unsupported, "sqlite page %d: kind %d, which is no table with row identifiers", number, p.kind)
	}
	if array+2*count > len(data) {
		return nil, fault.New(fault.Corrupt, "sqlite page %d: %d cells in %d bytes", number, count, len(data))
	}
	p.cells = make([]int, count)
	for i := range p.cells {
		p.cells[i] = int(binary.BigEndian.Uint16(data[array+2*i:]))
		if p.cells[i] > len(data)-4 {
			return nil, fault.New(fault.Corrupt, "sqlite page %d: a cell at %d of %d bytes", number, p.cells[i], len(data))
		}
	}
	return p, nil
}
