package tiff

import (
	"encoding/binary"
	"math"

	"apsync/core/fault"
)

// The field types (TIFF 6.0 §2, BigTIFF).
const (
	Byte      = 1
	ASCII     = 2
	Short     = 3
	Long      = 4
	Rational  = 5
	SByte     = 6
	Undefined = 7
	SShort    = 8
	SLong     = 9
	SRational = 10
	Float     = 11
	Double    = 12
	IFD       = 13
	Long8     = 16
	SLong8    = 17
	IFD8      = 18
)

// typeSize is the size in bytes of a value of each field type.
var typeSize = [...]uint64{
	Byte: 1, ASCII: 1, Short: 2, Long: 4, Rational: 8, SByte: 1, Undefined: 1, SShort: 2,
	SLong: 4, SRational: 8, Float: 4, Double: 8, IFD: 4, Long8: 8, SLong8: 8, IFD8: 8,
}

// Entry is one field of a directory.
type Entry struct {
	Tag   uint16
	Type  uint16
	Count uint64
	// Value is the field's four bytes, of BigTIFF its eight: the value itself where
	// it fits, else its offset.
	Value [8]byte
}

// Find returns the entry of a tag.
func (d *Directory) Find(tag uint16) (Entry, bool) {
	for _, e := range d.Entries {
		if e.Tag == tag {
			return e, true
		}
	}
	return Entry{}, false
}

// Uint returns the first value of an integer field, or false where the tag is
// missing, of another type or too large.
func (d *Directory) Uint(tag uint16) (uint32, bool) {
	e, ok := d.Find(tag)
	if !ok || e.Count == 0 {
		return 0, false
	}
	switch e.Type {
	case Byte, Short, Long, Undefined, IFD, Long8, IFD8:
	default:
		return 0, false
	}
	b, err := d.values(e, 1)
	if err != nil {
		return 0, false
	}
	v := (&Values{data: b, kind: e.Type, order: d.file.order}).Uint(0)
	return uint32(v), v <= math.MaxUint32
}

// Bytes returns the raw bytes of a field's values. It fails with LimitMemory
// where there are more than limit.
func (d *Directory) Bytes(e Entry, limit int64) ([]byte, error) {
	size, err := e.valueSize()
	if err != nil {
		return nil, err
	}
	if e.Count > math.MaxInt64/size || int64(e.Count*size) > limit {
		return nil, fault.New(fault.LimitMemory, "field %#04x has %d values of %d bytes, more than %d bytes", e.Tag, e.Count, size, limit)
	}
	return d.values(e, e.Count)
}

// Offset returns where the values of a field begin whose entry does not hold them, and
// how many bytes they are. It is false where the entry does, or where that is nowhere.
func (d *Directory) Offset(e Entry) (off, n int64, ok bool) {
	size, err := e.valueSize()
	if err != nil || e.Count > math.MaxInt64/size || int64(e.Count*size) <= d.file.inline() {
		return 0, 0, false
	}
	off = d.file.offset(e.Value[:])
	return off, int64(e.Count * size), off >= 0
}

// Values returns the first n numbers of a field, or all where it has fewer: none
// where the tag is missing. It fails where they lie outside of the file.
func (d *Directory) Values(tag uint16, n int) (*Values, error) {
	e, ok := d.Find(tag)
	if !ok {
		return &Values{}, nil
	}
	if _, err := e.valueSize(); err != nil {
		return nil, err
	}
	b, err := d.values(e, min(e.Count, uint64(max(n, 0))))
	if err != nil {
		return nil, err
	}
	return &Values{data: b, kind: e.Type, order: d.file.order}, nil
}

// valueSize returns the size in bytes of each of the field's values.
func (e Entry) valueSize() (uint64, error) {
	if int(e.Type) >= len(typeSize) || typeSize[e.Type] == 0 {
		return 0, fault.New(fault.Corrupt, "field %#04x has type %d", e.Tag, e.Type)
	}
	return typeSize[e.Type], nil
}

// values returns the bytes of the first n values of a field of a known type.
func (d *Directory) values(e Entry, n uint64) ([]byte, error) {
	size, inline := typeSize[e.Type], uint64(d.file.inline())
	if e.Count <= inline/size {
		return append([]byte(nil), e.Value[:n*size]...), nil
	}
	if n > math.MaxInt64/size {
		return nil, fault.New(fault.Truncated, "field %#04x has %d values of %d bytes in a file of %d", e.Tag, e.Count, size, d.file.size)
	}
	return d.file.read(d.file.offset(e.Value[:]), int64(n*size))
}

// Values are the numbers of a field, kept as the file has them.
type Values struct {
	data  []byte
	kind  uint16
	order binary.ByteOrder
}

// Len returns how many numbers there are.
func (v *Values) Len() int {
	if len(v.data) == 0 {
		return 0
	}
	return len(v.data) / int(typeSize[v.kind])
}

// Uint returns number i of an integer field; negative numbers and those of other
// fields are 0.
func (v *Values) Uint(i int) uint64 {
	switch v.kind {
	case Byte, ASCII, Undefined:
		return uint64(v.data[i])
	case Short:
		return uint64(v.order.Uint16(v.data[2*i:]))
	case Long, IFD:
		return uint64(v.order.Uint32(v.data[4*i:]))
	case Long8, IFD8:
		return v.order.Uint64(v.data[8*i:])
	case SByte, SShort, SLong, SLong8:
		return uint64(max(0, v.signed(i)))
	}
	return 0
}

// Float returns number i of a field of any numeric type; a quotient by zero is 0.
func (v *Values) Float(i int) float64 {
	switch v.kind {
	case SByte, SShort, SLong, SLong8:
		return float64(v.signed(i))
	case Float:
		return float64(math.Float32frombits(v.order.Uint32(v.data[4*i:])))
	case Double:
		return math.Float64frombits(v.order.Uint64(v.data[8*i:]))
	case Rational:
		return quotient(v.order.Uint32(v.data[8*i:]), v.order.Uint32(v.data[8*i+4:]))
	case SRational:
		return quotient(int32(v.order.Uint32(v.data[8*i:])), int32(v.order.Uint32(v.data[8*i+4:])))
	}
	return float64(v.Uint(i))
}

func (v *Values) signed(i int) int64 {
	switch v.kind {
	case SByte:
		return int64(int8(v.data[i]))
	case SShort:
		return int64(int16(v.order.Uint16(v.data[2*i:])))
	case SLong:
		return int64(int32(v.order.Uint32(v.data[4*i:])))
	default:
		return int64(v.order.Uint64(v.data[8*i:]))
	}
}

func quotient[T uint32 | int32](a, b T) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
