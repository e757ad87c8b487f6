// Package oletest writes compound files, for tests of package ole and of the loaders
// above it.
package oletest

import (
	"bytes"
	"encoding/binary"
	"sort"
	"strings"
	"unicode/utf16"
)

// Document is a compound file to be made.
type Document struct {
	// Major is the version: 4 has sectors of 4096 bytes, any other of 512.
	Major uint16
	// Streams are by their paths, with slashes.
	Streams map[string][]byte
	// Scatter lays the sectors of streams out backwards.
	Scatter bool
	// Spare is how many sectors are allocated to nothing, to have a longer table.
	Spare int
}

type node struct {
	name        string
	data        []byte
	children    []*node
	storage     bool
	index       uint32
	left, right uint32
	start       uint32
}

const (
	free  = 0xffffffff
	last  = 0xfffffffe
	table = 0xfffffffd
	lists = 0xfffffffc
)

// File writes the document.
func (d Document) File() []byte {
	shift := 9
	if d.Major == 4 {
		shift = 12
	}
	w := &writer{size: 1 << shift, scatter: d.Scatter}
	root := d.tree()
	nodes := number(root)
	mini, miniFAT := &bytes.Buffer{}, &bytes.Buffer{}
	for _, n := range nodes[1:] {
		switch {
		case n.storage:
		case len(n.data) < 4096:
			n.start = addMini(mini, miniFAT, n.data)
		default:
			n.start = w.chain(n.data)
		}
	}
	root.start, root.data = w.chain(mini.Bytes()), mini.Bytes()
	miniSectors := (miniFAT.Len() + w.size - 1) / w.size
	miniStart := w.chain(miniFAT.Bytes())
	directory := w.chain(entries(nodes, w.size))
	for range d.Spare {
		w.add(nil, free)
	}
	fatSectors, difatStart, difatSectors := w.allocation()

	h := make([]byte, w.size)
	copy(h, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	le := binary.LittleEndian
	le.PutUint16(h[24:], 0x3e)
	le.PutUint16(h[26:], max(3, d.Major))
	le.PutUint16(h[28:], 0xfffe)
	le.PutUint16(h[30:], uint16(shift))
	le.PutUint16(h[32:], 6)
	le.PutUint32(h[44:], uint32(len(fatSectors)))
	le.PutUint32(h[48:], directory)
	le.PutUint32(h[56:], 4096)
	le.PutUint32(h[60:], miniStart)
	le.PutUint32(h[64:], uint32(miniSectors))
	le.PutUint32(h[68:], difatStart)
	le.PutUint32(h[72:], uint32(difatSectors))
	for i := range 109 {
		value := uint32(free)
		if i < len(fatSectors) {
			value = fatSectors[i]
		}
		le.PutUint32(h[76+4*i:], value)
	}
	return append(h, w.body.Bytes()...)
}

// tree returns the root of the nodes.
func (d Document) tree() *node {
	root := &node{name: "Root Entry", storage: true}
	paths := make([]string, 0, len(d.Streams))
	for path := range d.Streams {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths {
		n := root
		parts := strings.Split(path, "/")
		for _, part := range parts {
			n = n.sub(part)
			n.storage = true
		}
		n.storage, n.data = false, d.Streams[path]
	}
	return root
}

func (n *node) sub(name string) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	c := &node{name: name}
	n.children = append(n.children, c)
	return c
}

// number gives every node its place and its siblings: those of a storage hang to the
// right and left in turn.
func number(root *node) []*node {
	nodes := []*node{root}
	root.left, root.right = free, free
	for i := 0; i < len(nodes); i++ {
		for j, c := range nodes[i].children {
			c.index, c.left, c.right = uint32(len(nodes)), free, free
			nodes = append(nodes, c)
			if j > 0 {
				before := nodes[i].children[j-1]
				if j%2 == 0 {
					before.left = c.index
				} else {
					before.right = c.index
				}
			}
		}
	}
	return nodes
}

func entries(nodes []*node, size int) []byte {
	var b bytes.Buffer
	for i, n := range nodes {
		e := make([]byte, 128)
		le := binary.LittleEndian
		for j, unit := range utf16.Encode([]rune(n.name)) {
			le.PutUint16(e[2*j:], unit)
			le.PutUint16(e[64:], uint16(2*j+4))
		}
		e[66] = 2
		if n.storage {
			e[66] = 1
		}
		if i == 0 {
			e[66] = 5
		}
		child := uint32(free)
		if len(n.children) > 0 {
			child = n.children[0].index
		}
		le.PutUint32(e[68:], n.left)
		le.PutUint32(e[72:], n.right)
		le.PutUint32(e[76:], child)
		le.PutUint32(e[116:], n.start)
		le.PutUint64(e[120:], uint64(len(n.data)))
		b.Write(e)
	}
	b.Write(make([]byte, -b.Len()&(size-1)))
	return b.Bytes()
}

func addMini(mini, fat *bytes.Buffer, data []byte) uint32 {
	if len(data) == 0 {
		return last
	}
	start := uint32(mini.Len() / 64)
	mini.Write(data)
	mini.Write(make([]byte, -mini.Len()&63))
	for i := start + 1; i < uint32(mini.Len()/64); i++ {
		_ = binary.Write(fat, binary.LittleEndian, i)
	}
	_ = binary.Write(fat, binary.LittleEndian, uint32(last))
	return start
}

// writer lays out sectors.
type writer struct {
	size    int
	scatter bool
	body    bytes.Buffer
	fat     []uint32
}

func (w *writer) add(data []byte, next uint32) uint32 {
	sector := make([]byte, w.size)
	copy(sector, data)
	w.body.Write(sector)
	w.fat = append(w.fat, next)
	return uint32(len(w.fat) - 1)
}

// chain writes data and returns its first sector.
func (w *writer) chain(data []byte) uint32 {
	n := (len(data) + w.size - 1) / w.size
	if n == 0 {
		return last
	}
	first := len(w.fat)
	if w.scatter {
		next := uint32(last)
		for i := n - 1; i >= 0; i-- {
			next = w.add(data[i*w.size:min(len(data), (i+1)*w.size)], next)
		}
		return next
	}
	for i := range n {
		next := uint32(first + i + 1)
		if i == n-1 {
			next = last
		}
		w.add(data[i*w.size:min(len(data), (i+1)*w.size)], next)
	}
	return uint32(first)
}

// allocation writes the table and the list of its sectors.
func (w *writer) allocation() (sectors []uint32, listStart uint32, listSectors int) {
	per := w.size / 4
	used, n, m := len(w.fat), 0, 0
	for {
		total := used + n + m
		fats := (total + per - 1) / per
		more := max(0, (fats-109+per-2)/(per-1))
		if fats == n && more == m {
			break
		}
		n, m = fats, more
	}
	fat := w.fat
	for i := range n {
		sectors = append(sectors, uint32(used+i))
		fat = append(fat, table)
	}
	for range m {
		fat = append(fat, lists)
	}
	for len(fat) < n*per {
		fat = append(fat, free)
	}
	_ = binary.Write(&w.body, binary.LittleEndian, fat)
	listStart = last
	if m > 0 {
		listStart = uint32(used + n)
	}
	for i := range m {
		page := make([]uint32, per)
		for j := range per - 1 {
			page[j] = free
			if k := 109 + i*(per-1) + j; k < n {
				page[j] = sectors[k]
			}
		}
		page[per-1] = last
		if i < m-1 {
			page[per-1] = uint32(used + n + i + 1)
		}
		_ = binary.Write(&w.body, binary.LittleEndian, page)
	}
	return sectors, listStart, m
}
