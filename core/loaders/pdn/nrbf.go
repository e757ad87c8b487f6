package pdn

import (
	"math"

	"apsync/core/bits"
	"apsync/core/fault"
)

// Record types ([MS-NRBF] §2.1.2.1).
const (
	recordHeader          = 0
	recordClassWithID     = 1
	recordSystemClass     = 4
	recordClass           = 5
	recordString          = 6
	recordArray           = 7
	recordPrimitive       = 8
	recordReference       = 9
	recordNull            = 10
	recordEnd             = 11
	recordLibrary         = 12
	recordNulls256        = 13
	recordNulls           = 14
	recordPrimitivesArray = 15
	recordObjectsArray    = 16
	recordStringsArray    = 17
)

// Types of members (§2.1.2.2).
const (
	typePrimitive       = 0
	typeString          = 1
	typeSystemClass     = 3
	typeClass           = 4
	typeStringArray     = 6
	typePrimitivesArray = 7
)

// Primitive types (§2.1.2.3).
const (
	primitiveBoolean = 1
	primitiveByte    = 2
	primitiveChar    = 3
	primitiveDecimal = 5
	primitiveInt32   = 8
	primitiveInt64   = 9
	primitiveNull    = 17
	primitiveString  = 18
)

// primitiveSizes are the sizes of the types that have one.
var primitiveSizes = [...]int{1: 1, 2: 1, 6: 8, 7: 2, 8: 4, 9: 8, 10: 1, 11: 4, 12: 8, 13: 8, 14: 2, 15: 4, 16: 8, 17: 0}

const (
	maxNesting = 64
	maxMembers = 1 << 10
	maxObjects = 1 << 16
)

// object is one of a class, or an array.
type object struct {
	class   string
	members map[string]value
	items   []value
}

// value is a member's: a number, a string, an object, or a reference to one.
type value struct {
	number    int64
	text      string
	object    *object
	reference int32
}

// class is what a class record says of its members.
type class struct {
	name    string
	members []member
}

type member struct {
	name      string
	kind      uint8
	primitive uint8
}

// graph reads objects that .NET serialised.
type graph struct {
	c       *bits.Cursor
	root    int32
	objects map[int32]*object
	classes map[int32]*class
	depth   int
	err     error
}

// readGraph reads records to the end of their message. The error is Truncated where
// data is too short for it.
func readGraph(data []byte) (*graph, int, error) {
	g := &graph{c: bits.Little(data), objects: map[int32]*object{}, classes: map[int32]*class{}}
	for g.failure() == nil {
		kind := g.c.U8()
		if kind == recordEnd {
			break
		}
		g.record(kind)
	}
	return g, g.c.Offset(), g.failure()
}

func (g *graph) failure() error {
	if g.err != nil {
		return g.err
	}
	return g.c.Err()
}

func (g *graph) fail(code fault.Code, format string, args ...any) {
	if g.failure() == nil {
		g.err = fault.New(code, format, args...)
	}
}

// record reads a record of a type. It returns how many values it stands for, which is
// 1 but for empty ones.
func (g *graph) record(kind uint8) (v value, n int) {
	if g.depth++; g.depth > maxNesting {
		g.fail(fault.LimitDepth, "objects are nested more than %d deep", maxNesting)
	}
	defer func() { g.depth-- }()
	if g.failure() != nil {
		return v, 1
	}
	switch kind {
	case recordHeader:
		g.root = g.c.I32()
		g.c.Skip(12)
	case recordLibrary:
		g.c.Skip(4)
		g.text()
		return v, 0
	case recordClass, recordSystemClass:
		v.object = g.readClass(kind == recordClass)
	case recordClassWithID:
		id := g.c.I32()
		v.object = g.instance(id, g.classes[g.c.I32()])
	case recordString:
		id := g.c.I32()
		v.text = g.text()
		g.keep(id, &object{items: []value{{text: v.text}}})
	case recordPrimitive:
		return g.primitive(g.c.U8()), 1
	case recordReference:
		v.reference = g.c.I32()
	case recordNull:
	case recordNulls256:
		return v, int(g.c.U8())
	case recordNulls:
		return v, int(max(0, g.c.I32()))
	default:
		v.object = g.array(kind)
	}
	return v, 1
}

// keep remembers an object.
func (g *graph) keep(id int32, o *object) {
	if len(g.objects) == maxObjects {
		g.fail(fault.LimitCount, "more than %d objects", maxObjects)
		return
	}
	g.objects[id] = o
}

// text reads a string whose length is in groups of seven bits (§2.1.1.6).
func (g *graph) text() string {
	n := 0
	for shift := 0; shift < 35; shift += 7 {
		b := int(g.c.U8())
		n |= b & 0x7f << shift
		if b < 0x80 {
			break
		}
	}
	return string(g.c.Bytes(n))
}

// readClass reads a class and its first instance (§2.3.2).
func (g *graph) readClass(library bool) *object {
	id := g.c.I32()
	c := &class{name: g.text()}
	n := int(g.c.I32())
	if n < 0 || n > maxMembers {
		g.fail(fault.LimitCount, "class %q: %d members of at most %d", c.name, n, maxMembers)
		return nil
	}
	for range n {
		c.members = append(c.members, member{name: g.text()})
	}
	for i := range c.members {
		c.members[i].kind = g.c.U8()
	}
	for i := range c.members {
		c.members[i].primitive = g.typeInfo(c.members[i].kind)
	}
	if library {
		g.c.Skip(4)
	}
	g.classes[id] = c
	return g.instance(id, c)
}

// typeInfo reads what a type of members says besides, and returns the primitive type.
func (g *graph) typeInfo(kind uint8) uint8 {
	switch kind {
	case typePrimitive, typePrimitivesArray:
		return g.c.U8()
	case typeSystemClass:
		g.text()
	case typeClass:
		g.text()
		g.c.Skip(4)
	}
	return 0
}

// instance reads the members of an object.
func (g *graph) instance(id int32, c *class) *object {
	if c == nil {
		g.fail(fault.Corrupt, "object %d: its class is unknown", id)
		return nil
	}
	o := &object{class: c.name, members: map[string]value{}}
	g.keep(id, o)
	for i := 0; i < len(c.members) && g.failure() == nil; {
		m := c.members[i]
		if m.kind == typePrimitive {
			o.members[m.name] = g.primitive(m.primitive)
			i++
			continue
		}
		v, n := g.record(g.c.U8())
		if n == 0 {
			continue
		}
		o.members[m.name] = v
		i += n
	}
	return o
}

// primitive reads a value of a primitive type.
func (g *graph) primitive(kind uint8) (v value) {
	switch kind {
	case primitiveBoolean, primitiveByte:
		v.number = int64(g.c.U8())
	case primitiveInt32:
		v.number = int64(g.c.I32())
	case primitiveInt64:
		v.number = int64(g.c.U64()) // the bits are a signed number
	case primitiveString, primitiveDecimal:
		v.text = g.text()
	case primitiveChar:
		g.char()
	default:
		if int(kind) >= len(primitiveSizes) || kind == 0 || kind == 4 {
			g.fail(fault.Corrupt, "a value of type %d", kind)
			return v
		}
		g.c.Skip(primitiveSizes[kind])
	}
	return v
}

// char passes over a character in UTF-8.
func (g *graph) char() {
	switch b := g.c.U8(); {
	case b >= 0xf0:
		g.c.Skip(3)
	case b >= 0xe0:
		g.c.Skip(2)
	case b >= 0xc0:
		g.c.Skip(1)
	}
}

// array reads an array (§2.4).
func (g *graph) array(kind uint8) *object {
	id := g.c.I32()
	n, of, primitive := int64(1), uint8(typeString), uint8(0)
	switch kind {
	case recordArray:
		n, of, primitive = g.shape()
	case recordPrimitivesArray:
		n = int64(g.c.I32())
		of, primitive = typePrimitive, g.c.U8()
	case recordObjectsArray, recordStringsArray:
		n = int64(g.c.I32())
	default:
		g.fail(fault.Corrupt, "a record of type %d", kind)
		return nil
	}
	o := &object{}
	g.keep(id, o)
	if n < 0 || n > math.MaxInt32 {
		g.fail(fault.Corrupt, "an array of %d items", n)
		return nil
	}
	if of == typePrimitive {
		g.skipPrimitives(primitive, n)
		return o
	}
	g.items(o, n)
	return o
}

// items reads what an array of objects holds.
func (g *graph) items(o *object, n int64) {
	for i := int64(0); i < n && g.failure() == nil; {
		v, count := g.record(g.c.U8())
		if count == 1 && len(o.items) < maxObjects {
			o.items = append(o.items, v)
		}
		i += int64(count)
	}
}

// shape reads the number of an array's items and their type (§2.4.3.1).
func (g *graph) shape() (n int64, of, primitive uint8) {
	const firstWithBounds = 3
	kind, rank := g.c.U8(), int(g.c.I32())
	if rank < 1 || rank > 32 {
		g.fail(fault.Corrupt, "an array of %d dimensions", rank)
		return 0, 0, 0
	}
	n = 1
	for range rank {
		var ok bool
		if n, ok = bits.Mul(n, int64(g.c.I32())); !ok {
			g.fail(fault.Corrupt, "an array that is too large")
		}
	}
	if kind >= firstWithBounds {
		g.c.Skip(4 * rank)
	}
	of = g.c.U8()
	return n, of, g.typeInfo(of)
}

// skipPrimitives passes over values.
func (g *graph) skipPrimitives(kind uint8, n int64) {
	if int(kind) < len(primitiveSizes) && primitiveSizes[kind] > 0 {
		g.c.Skip(int(min(n*int64(primitiveSizes[kind]), math.MaxInt32)))
		return
	}
	if kind == primitiveNull {
		return
	}
	for i := int64(0); i < n && g.failure() == nil; i++ {
		g.primitive(kind)
	}
}

// resolve returns the object of a value, or one that has nothing.
func (g *graph) resolve(v value) *object {
	if v.object != nil {
		return v.object
	}
	if o := g.objects[v.reference]; o != nil {
		return o
	}
	return &object{}
}
