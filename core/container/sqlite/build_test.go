package sqlite_test

import (
	"encoding/binary"
)

// builder writes databases: page 1 with the schema, then the tables.
type builder struct {
	size   int
	pages  [][]byte
	schema [][]any
}

func newBuilder(pageSize int) *builder {
	return &builder{size: pageSize, pages: [][]byte{make([]byte, pageSize)}}
}

// add takes a new page and returns its number.
func (b *builder) add() (number int, page []byte) {
	page = make([]byte, b.size)
	b.pages = append(b.pages, page)
	return len(b.pages), page
}

// table writes a table of several leaves below a root.
func (b *builder) table(name, statement string, rows [][]any) {
	root, page := b.add()
	b.schema = append(b.schema, []any{"table", name, name, root, statement})
	cells := b.cells(rows)
	if b.fits(cells, 0) {
		b.fill(page, 0, 13, cells)
		return
	}
	var children [][]byte
	for i := 0; i < len(cells); {
		n := 1
		for i+n < len(cells) && b.fits(cells[i:i+n+1], 0) {
			n++
		}
		number, leaf := b.add()
		b.fill(leaf, 0, 13, cells[i:i+n])
		i += n
		children = append(children, append(binary.BigEndian.AppendUint32(nil, uint32(number)), putVarint(i)...))
	}
	last := len(children) - 1
	b.fill(page, 0, 5, children[:last])
	copy(page[8:12], children[last])
}

// cells returns the cells of rows, with what does not fit on pages of its own.
func (b *builder) cells(rows [][]any) [][]byte {
	var cells [][]byte
	for i, row := range rows {
		payload := record(row)
		cell := append(putVarint(len(payload)), putVarint(i+1)...)
		most, least := b.size-35, (b.size-12)*32/255-23
		inline := len(payload)
		if inline > most {
			if inline = least + (len(payload)-least)%(b.size-4); inline > most {
				inline = least
			}
		}
		cell = append(cell, payload[:inline]...)
		if inline < len(payload) {
			cell = binary.BigEndian.AppendUint32(cell, uint32(b.chain(payload[inline:])))
		}
		cells = append(cells, cell)
	}
	return cells
}

// chain writes overflow pages and returns the first.
func (b *builder) chain(data []byte) int {
	first, page := b.add()
	for {
		n := copy(page[4:], data)
		if data = data[n:]; len(data) == 0 {
			return first
		}
		number, next := b.add()
		binary.BigEndian.PutUint32(page, uint32(number))
		page = next
	}
}

func (b *builder) fits(cells [][]byte, head int) bool {
	n := head + 12
	for _, cell := range cells {
		n += 2 + max(4, len(cell))
	}
	return n <= b.size
}

// fill writes a page of a tree.
func (b *builder) fill(page []byte, head int, kind byte, cells [][]byte) {
	array := head + 8
	if kind == 5 {
		array += 4
	}
	page[head] = kind
	binary.BigEndian.PutUint16(page[head+3:], uint16(len(cells)))
	end := len(page)
	for i, cell := range cells {
		end -= max(4, len(cell))
		copy(page[end:], cell)
		binary.BigEndian.PutUint16(page[array+2*i:], uint16(end))
	}
}

// bytes writes the schema and the header.
func (b *builder) bytes() []byte {
	cells := b.cells(b.schema)
	head := b.pages[0]
	b.fill(head, 100, 13, cells)
	copy(head, "SQLite format 3\x00")
	binary.BigEndian.PutUint16(head[16:], uint16(b.size>>16|b.size&0xffff))
	head[56+3] = 1
	var all []byte
	for _, page := range b.pages {
		all = append(all, page...)
	}
	return all
}

// record encodes a row.
func record(row []any) []byte {
	var kinds, body []byte
	for _, v := range row {
		switch v := v.(type) {
		case nil:
			kinds = append(kinds, 0)
		case int:
			kind, data := integer(v)
			kinds, body = append(kinds, kind), append(body, data...)
		case string:
			kinds, body = append(kinds, putVarint(13+2*len(v))...), append(body, v...)
		case []byte:
			kinds, body = append(kinds, putVarint(12+2*len(v))...), append(body, v...)
		}
	}
	size := len(kinds) + 1
	if size > 127 {
		size++
	}
	return append(append(putVarint(size), kinds...), body...)
}

// integer encodes an integer in as few bytes as it takes.
func integer(n int) (kind byte, data []byte) {
	whole := binary.BigEndian.AppendUint64(nil, uint64(n))
	if n == 0 || n == 1 {
		return byte(8 + n), nil
	}
	for i, size := range []int{1, 2, 3, 4, 6, 8} {
		if limit := 1 << (8*size - 1); size == 8 || -limit <= n && n < limit {
			return byte(i + 1), whole[8-size:]
		}
	}
	return 0, nil
}

// putVarint encodes a number that is not negative and less than 2^56.
func putVarint(n int) []byte {
	out := []byte{byte(n & 0x7f)}
	for n >>= 7; n > 0; n >>= 7 {
		out = append([]byte{byte(n&0x7f | 0x80)}, out...)
	}
	return out
}
