package pdn_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"fmt"
)

// file is a document to be written.
type file struct {
	w, h      int
	thumbnail []byte
	layers    []layer
	chunk     int  // bytes
	plain     bool // chunks are not compressed
	backwards bool // the last chunk first
	old       bool // blend modes are classes
}

// layer is one of a colour, of blue, green, red and alpha.
type layer struct {
	hidden  bool
	opacity byte
	mode    int
	pixel   func(x, y int) [4]byte
}

// writer writes records.
type writer struct {
	bytes.Buffer
	id int
}

func (w *writer) i32(values ...int) {
	for _, v := range values {
		w.Write(binary.LittleEndian.AppendUint32(nil, uint32(v)))
	}
}

func (w *writer) text(s string) {
	n := len(s)
	for ; n >= 0x80; n >>= 7 {
		w.WriteByte(byte(n) | 0x80)
	}
	w.WriteByte(byte(n))
	w.WriteString(s)
}

// member is one of a class: a primitive of a type, or an object where that is 0.
type member struct {
	name      string
	primitive byte
	write     func()
}

// class writes an object whose class is in a library, with its members' types.
func (w *writer) class(name string, members ...member) {
	w.id++
	w.WriteByte(5)
	w.i32(w.id)
	w.text(name)
	w.i32(len(members))
	for _, m := range members {
		w.text(m.name)
	}
	for _, m := range members {
		if m.primitive > 0 {
			w.WriteByte(0)
		} else {
			w.WriteByte(2) // any object
		}
	}
	for _, m := range members {
		if m.primitive > 0 {
			w.WriteByte(m.primitive)
		}
	}
	w.i32(2)
	for _, m := range members {
		m.write()
	}
}

func (w *writer) integer(name string, v int) member {
	return member{name, 8, func() { w.i32(v) }}
}

func (w *writer) short(name string, v byte) member {
	return member{name, 2, func() { w.WriteByte(v) }}
}

func (w *writer) object(name string, write func()) member { return member{name, 0, write} }

func (w *writer) layer(f file, l layer) {
	mode := []member{}
	if !f.old {
		mode = append(mode, w.object("blendMode", func() {
			w.class("PaintDotNet.LayerBlendMode", w.integer("value__", l.mode))
		}))
	}
	visible := byte(1)
	if l.hidden {
		visible = 0
	}
	w.class(
		"PaintDotNet.BitmapLayer",
		w.object("Layer+properties", func() {
			w.class("PaintDotNet.Layer+LayerProperties", append([]member{
				w.object("name", func() {
					w.WriteByte(6)
					w.id++
					w.i32(w.id)
					w.text("a layer")
				}),
				{"visible", 1, func() { w.WriteByte(visible) }},
				w.short("opacity", l.opacity),
				{"ignored", 13, func() { w.i32(0, 0) }},
			}, mode...)...)
		}),
		w.object("surface", func() {
			w.class(
				"PaintDotNet.Surface", w.integer("width", f.w), w.integer("height", f.h), w.integer("stride", 4*f.w),
				w.object("scan0", func() {
					w.class("PaintDotNet.MemoryBlock", member{"length64", 9, func() { w.i32(4*f.w*f.h, 0) }})
				}),
			)
		}),
		w.object("properties", func() {
			w.class("PaintDotNet.BitmapLayer+BitmapLayerProperties", w.object("blendOp", func() {
				w.class("PaintDotNet.UserBlendOps+" + []string{"Normal", "Multiply"}[l.mode%2] + "BlendOp")
			}))
		}),
	)
}

// bytes returns the file.
func (f file) bytes() []byte {
	header := fmt.Sprintf(`<pdnImage><custom><thumb png="%s" /></custom></pdnImage>`, base64.StdEncoding.EncodeToString(f.thumbnail))
	w := &writer{id: 100}
	w.WriteString("PDN3")
	w.Write([]byte{byte(len(header)), byte(len(header) >> 8), 0})
	w.WriteString(header)
	w.Write([]byte{0, 1})
	w.WriteByte(0)
	w.i32(101, -1, 1, 0)
	w.WriteByte(12)
	w.i32(2)
	w.text("PaintDotNet.Data")
	var list int
	w.class(
		"PaintDotNet.Document", w.integer("width", f.w), w.integer("height", f.h),
		w.object("layers", func() {
			list = 9999
			w.class(
				"PaintDotNet.LayerList", w.object("ArrayList+_items", func() {
					w.WriteByte(9)
					w.i32(list)
				}),
				w.integer("ArrayList+_size", len(f.layers)),
			)
		}),
	)
	w.WriteByte(16)
	w.i32(list, len(f.layers)+3)
	for _, l := range f.layers {
		w.layer(f, l)
	}
	w.Write([]byte{13, 3}) // three that are null
	w.WriteByte(11)
	for _, l := range f.layers {
		w.pixels(f, l)
	}
	return w.Bytes()
}

// pixels writes the chunks of a layer.
func (w *writer) pixels(f file, l layer) {
	var all []byte
	for y := range f.h {
		for x := range f.w {
			pixel := l.pixel(x, y)
			all = append(all, pixel[:]...)
		}
	}
	if f.plain {
		w.WriteByte(1)
	} else {
		w.WriteByte(0)
	}
	w.Write(binary.BigEndian.AppendUint32(nil, uint32(f.chunk)))
	count := (len(all) + f.chunk - 1) / f.chunk
	for i := range count {
		if f.backwards {
			i = count - 1 - i
		}
		data := all[i*f.chunk : min(len(all), (i+1)*f.chunk)]
		if !f.plain {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			z.Name = "a chunk"
			_, _ = z.Write(data)
			_ = z.Close()
			data = b.Bytes()
		}
		w.Write(binary.BigEndian.AppendUint32(nil, uint32(i)))
		w.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
		w.Write(data)
	}
}
