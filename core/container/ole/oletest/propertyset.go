package oletest

import "encoding/binary"

// Property is a value of a property set, with its type.
type Property struct {
	ID    uint32
	Value []byte
}

// PropertySet writes a stream of one property set.
func PropertySet(properties ...Property) []byte {
	le := binary.LittleEndian
	b := le.AppendUint16(nil, 0xfffe)
	b = append(b, make([]byte, 22)...)
	b = le.AppendUint32(b, 1)
	b = append(b, make([]byte, 16)...)
	b = le.AppendUint32(b, 48)
	body := make([]byte, 0, 1000)
	at := 8 + 8*len(properties)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint32(b, uint32(len(properties)))
	for _, p := range properties {
		b = le.AppendUint32(b, p.ID)
		b = le.AppendUint32(b, uint32(at+len(body)))
		body = append(body, p.Value...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	return append(b, body...)
}

// Clipboard writes a value of type VT_CF in a format of Windows or of the Macintosh.
func Clipboard(family int32, format uint32, data []byte) []byte {
	le := binary.LittleEndian
	b := le.AppendUint32(nil, 71)
	b = le.AppendUint32(b, uint32(8+len(data)))
	b = le.AppendUint32(b, uint32(family))
	b = le.AppendUint32(b, format)
	return append(b, data...)
}
