package sqlite

import (
	"encoding/binary"

	"apsync/core/fault"
)

const (
	maxColumns = 2000
	// maxVarint is the size of the longest number in bytes (§1.6).
	maxVarint = 9
)

// value says where a column's value lies in a record.
type value struct {
	kind int64 // its serial type (§2.1)
	off  int64
	size int64
}

// Row is a row of a table.
type Row struct {
	db       *Database
	inline   []byte // of the record
	size     int64  // of the record
	overflow int64  // the page on which it goes on
	values   []value
}

// row reads a leaf's cell: the record's size, the row's identifier, the record or its
// beginning, and the page where it goes on (§1.6).
func (d *Database) row(cell []byte) (*Row, error) {
	size, n := varint(cell)
	_, m := varint(cell[n:])
	if n == 0 || m == 0 || size < 1 || size > d.pages*d.pageSize {
		return nil, fault.New(fault.Corrupt, "sqlite: a record of %d bytes in a file of %d", size, d.pages*d.pageSize)
	}
	cell = cell[n+m:]
	r := &Row{db: d, size: size}
	inline := d.inline(size)
	if inline < size {
		inline += 4
	}
	if inline > int64(len(cell)) {
		return nil, fault.New(fault.Corrupt, "sqlite: %d bytes of a record in the %d that are left of its page", inline, len(cell))
	}
	r.inline = cell[:inline]
	if inline < size {
		r.inline = cell[:inline-4]
		r.overflow = int64(binary.BigEndian.Uint32(cell[inline-4:]))
	}
	return r, r.readHeader()
}

// inline returns how much of a record lies in its cell (§1.6).
func (d *Database) inline(size int64) int64 {
	most, least := d.usable-35, (d.usable-12)*32/255-23
	if size <= most {
		return size
	}
	if n := least + (size-least)%(d.usable-4); n <= most {
		return n
	}
	return least
}

// readHeader reads the record's header: its size and the kinds of the values (§2.1).
func (r *Row) readHeader() error {
	head, err := r.read(0, min(r.size, maxVarint))
	if err != nil {
		return err
	}
	size, n := varint(head)
	if n == 0 || size < int64(n) || size > min(r.size, maxColumns*maxVarint) {
		return fault.New(fault.Corrupt, "sqlite: a header of %d bytes in a record of %d", size, r.size)
	}
	if head, err = r.read(0, size); err != nil {
		return err
	}
	off := size
	for head = head[n:]; len(head) > 0 && len(r.values) < maxColumns; head = head[n:] {
		v := value{off: off}
		if v.kind, n = varint(head); n == 0 || v.kind < 0 {
			return fault.New(fault.Corrupt, "sqlite: column %d has no kind", len(r.values))
		}
		v.size = sizeOf(v.kind)
		if v.size > r.size-off {
			return fault.New(fault.Corrupt, "sqlite: column %d of %d bytes at %d of a record of %d", len(r.values), v.size, off, r.size)
		}
		off += v.size
		r.values = append(r.values, v)
	}
	return nil
}

// sizeOf returns how many bytes a value of that kind takes.
func sizeOf(kind int64) int64 {
	if kind >= 12 {
		return (kind - 12) / 2
	}
	return [12]int64{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0}[kind]
}

// read returns n bytes of the record from off; both lie within it.
func (r *Row) read(off, n int64) ([]byte, error) {
	out := make([]byte, 0, n)
	if off < int64(len(r.inline)) {
		out = append(out, r.inline[off:min(off+n, int64(len(r.inline)))]...)
	}
	at := int64(len(r.inline))
	for next := r.overflow; int64(len(out)) < n; {
		page, err := r.db.page(next)
		if err != nil {
			return nil, err
		}
		next = int64(binary.BigEndian.Uint32(page))
		page = page[4:]
		if skip := max(0, off+int64(len(out))-at); skip < int64(len(page)) {
			page := page[skip:]
			out = append(out, page[:min(int64(len(page)), n-int64(len(out)))]...)
		}
		at += int64(len(page))
	}
	return out, nil
}

// Int returns the integer of a column; anything else, and a column that the row does not
// have, is 0.
func (r *Row) Int(column int) (int64, error) {
	if column < 0 || column >= len(r.values) {
		return 0, nil
	}
	v := r.values[column]
	switch {
	case v.kind == 9:
		return 1, nil
	case v.kind < 1 || v.kind > 6:
		return 0, nil
	}
	data, err := r.read(v.off, v.size)
	if err != nil {
		return 0, err
	}
	n := int64(int8(data[0]))
	for _, b := range data[1:] {
		n = n<<8 | int64(b)
	}
	return n, nil
}

// Bytes returns the bytes of a column that holds a text or a blob; anything else, and a
// column that the row does not have, is empty. It fails with LimitExpansion where there
// are more than limit.
func (r *Row) Bytes(column int, limit int64) ([]byte, error) {
	if column < 0 || column >= len(r.values) || r.values[column].kind < 12 {
		return nil, nil
	}
	v := r.values[column]
	if v.size > limit {
		return nil, fault.New(fault.LimitExpansion, "sqlite: a value of %d bytes, more than %d", v.size, limit)
	}
	return r.read(v.off, v.size)
}

// Text returns the text of a column, within the limits of Bytes.
func (r *Row) Text(column int, limit int64) (string, error) {
	data, err := r.Bytes(column, limit)
	return r.db.text(data), err
}

// varint reads a number and tells how many bytes it takes, none where data ends in it
// (§1.6).
func varint(data []byte) (value int64, n int) {
	for i, b := range data[:min(len(data), maxVarint)] {
		if i == maxVarint-1 {
			return value<<8 | int64(b), maxVarint
		}
		value = value<<7 | int64(b&0x7f)
		if b < 0x80 {
			return value, i + 1
		}
	}
	return 0, 0
}
