package aseprite_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
)

// sprite describes a file that a test makes.
type sprite struct {
	width, height uint16
	depth         uint16
	flags         uint32
	transparent   byte
	frames        [][]string // chunks
}

func (s sprite) file() []byte {
	le := binary.LittleEndian
	head := make([]byte, 128)
	le.PutUint16(head[4:], 0xa5e0)
	le.PutUint16(head[6:], uint16(len(s.frames)))
	le.PutUint16(head[8:], s.width)
	le.PutUint16(head[10:], s.height)
	le.PutUint16(head[12:], s.depth)
	le.PutUint32(head[14:], s.flags)
	head[28] = s.transparent
	file := head
	for _, chunks := range s.frames {
		size := 16
		for _, c := range chunks {
			size += len(c)
		}
		file = le.AppendUint32(file, uint32(size))
		file = le.AppendUint16(file, 0xf1fa)
		file = le.AppendUint16(file, uint16(len(chunks)))
		file = append(file, make([]byte, 8)...)
		for _, c := range chunks {
			file = append(file, c...)
		}
	}
	le.PutUint32(file, uint32(len(file)))
	return file
}

// chunk returns a chunk of numbers and strings, one after the other.
func chunk(kind uint16, parts ...any) string {
	var b bytes.Buffer
	for _, p := range parts {
		if s, ok := p.(string); ok {
			b.WriteString(s)
			continue
		}
		_ = binary.Write(&b, binary.LittleEndian, p)
	}
	head := binary.LittleEndian.AppendUint32(nil, uint32(6+b.Len()))
	return string(binary.LittleEndian.AppendUint16(head, kind)) + b.String()
}

// layer describes a layer chunk.
type layer struct {
	flags, kind, level, mode uint16
	opacity                  uint8
	tileset                  uint32
}

func (l layer) chunk() string {
	const name = "\x05\x00layer"
	parts := []any{l.flags, l.kind, l.level, uint32(0), l.mode, l.opacity, "\x00\x00\x00", name}
	if l.kind == 2 {
		parts = append(parts, l.tileset)
	}
	return chunk(0x2004, parts...)
}

// visible is a plain layer.
var visible = layer{flags: 1, opacity: 255}

// cel describes a cel chunk.
type cel struct {
	layer         uint16
	x, y          int16
	opacity       uint8 // 255 less it
	z             int16
	width, height uint16
	pixels        string
}

func (c cel) head(kind uint16) []any {
	return []any{c.layer, c.x, c.y, 255 - c.opacity, kind, c.z, "\x00\x00\x00\x00\x00"}
}

func (c cel) raw() string {
	return chunk(0x2005, append(c.head(0), c.width, c.height, c.pixels)...)
}

func (c cel) compressed() string {
	return chunk(0x2005, append(c.head(2), c.width, c.height, deflated(c.pixels))...)
}

func (c cel) linked(frame uint16) string {
	return chunk(0x2005, append(c.head(1), frame)...)
}

// tiles is a map, whose pixels are numbers of four bytes.
func (c cel) tiles() string {
	return chunk(0x2005, append(c.head(3), c.width, c.height, uint16(32),
		uint32(0x1fffffff), uint32(1<<29), uint32(1<<30), uint32(1<<31), string(make([]byte, 10)), deflated(c.pixels))...)
}

func tileset(id, count uint32, width, height uint16, pixels string) string {
	data := deflated(pixels)
	return chunk(0x2023, id, uint32(2), count, width, height, string(make([]byte, 16)), uint16(0), uint32(len(data)), data)
}

func deflated(data string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(data))
	_ = w.Close()
	return b.String()
}
