package xcf_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"math"
)

// file is an XCF to be written.
type file struct {
	version     int
	w, h        int
	mode        uint32 // 0 RGB, 1 grey, 2 indexed
	precision   uint32 // from version 4 on; 0 is 150
	compression byte
	palette     []byte
	profile     []byte
	layers      []layer // the topmost first
	properties  []property
}

// property is one of an image or a layer.
type property struct {
	kind uint32
	data []byte
}

// layer is one to be written.
type layer struct {
	x, y, w, h int
	alpha      bool
	properties []property
	// pixel returns the samples of a pixel, 0..1 or an index.
	pixel func(x, y int) []float64
	mask  func(x, y int) float64
}

// word returns a property of one number.
func word(kind uint32, v int64) property {
	return property{kind, binary.BigEndian.AppendUint32(nil, uint32(v))}
}

// words returns one of several.
func words(kind uint32, values ...int64) property {
	p := property{kind: kind}
	for _, v := range values {
		p.data = binary.BigEndian.AppendUint32(p.data, uint32(v))
	}
	return p
}

// opacity returns the opacity as a floating-point number.
func opacity(v float32) property { return word(33, int64(math.Float32bits(v))) }

// writer writes structures with pointers.
type writer struct {
	bytes.Buffer
	f file
}

func (w *writer) u32(v uint32) { w.Write(binary.BigEndian.AppendUint32(nil, v)) }

func (w *writer) text(s string) {
	w.u32(uint32(len(s) + 1))
	w.WriteString(s + "\x00")
}

// pointer writes room for a pointer and returns what sets it to where the file ends.
func (w *writer) pointer() (set func()) {
	at := w.Len()
	wide := w.f.version >= 11
	w.Write(make([]byte, 4))
	if wide {
		w.Write(make([]byte, 4))
	}
	return func() {
		if wide {
			binary.BigEndian.PutUint64(w.Bytes()[at:], uint64(w.Len()))
		} else {
			binary.BigEndian.PutUint32(w.Bytes()[at:], uint32(w.Len()))
		}
	}
}

func (w *writer) properties(all []property) {
	for _, p := range all {
		w.u32(p.kind)
		w.u32(uint32(len(p.data)))
		w.Write(p.data)
	}
	w.u32(0)
	w.u32(0)
}

// bytes returns the file.
func (f file) bytes() []byte {
	w := &writer{f: f}
	version := "file"
	if f.version > 0 {
		version = fmt.Sprintf("v%03d", f.version)
	}
	w.WriteString("gimp xcf " + version + "\x00")
	w.u32(uint32(f.w))
	w.u32(uint32(f.h))
	w.u32(f.mode)
	if f.version >= 4 {
		if f.precision == 0 {
			w.f.precision = 150
		}
		w.u32(w.f.precision)
	}
	all := append([]property{{17, []byte{f.compression}}}, f.properties...)
	if f.palette != nil {
		data := binary.BigEndian.AppendUint32(nil, uint32(len(f.palette)/3))
		all = append(all, property{1, append(data, f.palette...)})
	}
	if f.profile != nil {
		p := &writer{f: f}
		p.text("gimp-comment")
		p.u32(1)
		p.u32(3)
		p.WriteString("abc")
		p.text("icc-profile")
		p.u32(1)
		p.u32(uint32(len(f.profile)))
		p.Write(f.profile)
		all = append(all, property{21, p.Bytes()})
	}
	w.properties(all)
	var pointers []func()
	for range f.layers {
		pointers = append(pointers, w.pointer())
	}
	w.pointer() // ends the layers
	w.pointer() // ends the channels
	for i, l := range f.layers {
		pointers[i]()
		w.layer(l)
	}
	return w.Bytes()
}

func (w *writer) layer(l layer) {
	kind := 2 * w.f.mode
	if l.alpha {
		kind++
	}
	w.u32(uint32(l.w))
	w.u32(uint32(l.h))
	w.u32(kind)
	w.text("a layer")
	w.properties(append([]property{words(15, int64(l.x), int64(l.y))}, l.properties...))
	hierarchy, mask := w.pointer(), w.pointer()
	if w.f.version >= 20 {
		w.pointer() // ends the effects
	}
	if l.pixel != nil {
		hierarchy()
		w.hierarchy(l.w, l.h, l.pixel)
	}
	if l.mask != nil {
		mask()
		w.u32(uint32(l.w))
		w.u32(uint32(l.h))
		w.text("a mask")
		w.properties(nil)
		set := w.pointer()
		set()
		w.hierarchy(l.w, l.h, func(x, y int) []float64 { return []float64{l.mask(x, y)} })
	}
}

func (w *writer) hierarchy(width, height int, pixel func(x, y int) []float64) {
	w.u32(uint32(width))
	w.u32(uint32(height))
	w.u32(uint32(len(w.samples(pixel(0, 0)))))
	level := w.pointer()
	w.pointer()
	level()
	w.u32(uint32(width))
	w.u32(uint32(height))
	across, down := (width+63)/64, (height+63)/64
	var pointers []func()
	for range across * down {
		pointers = append(pointers, w.pointer())
	}
	w.pointer()
	for i := range across * down {
		pointers[i]()
		var pixels [][]byte
		for y := i / across * 64; y < min(height, i/across*64+64); y++ {
			for x := i % across * 64; x < min(width, i%across*64+64); x++ {
				pixels = append(pixels, w.samples(pixel(x, y)))
			}
		}
		w.tile(pixels)
	}
}

// tile writes a tile.
func (w *writer) tile(pixels [][]byte) {
	switch w.f.compression {
	case 1:
		for i := range pixels[0] {
			plane := make([]byte, len(pixels))
			for j := range pixels {
				plane[j] = pixels[j][i]
			}
			w.runs(plane)
		}
	case 2:
		z := zlib.NewWriter(w)
		_, _ = z.Write(bytes.Join(pixels, nil))
		_ = z.Close()
	default:
		w.Write(bytes.Join(pixels, nil))
	}
}

// runs writes a plane in all four kinds of runs.
func (w *writer) runs(plane []byte) {
	for len(plane) > 0 {
		n := 1
		for n < len(plane) && plane[n] == plane[0] {
			n++
		}
		switch {
		case n > 127:
			w.Write([]byte{127, byte(n >> 8), byte(n), plane[0]})
		case n > 1:
			w.Write([]byte{byte(n - 1), plane[0]})
		case len(plane) > 200:
			n = 200
			w.Write([]byte{128, byte(n >> 8), byte(n)})
			w.Write(plane[:n])
		default:
			n = min(len(plane), 127)
			w.WriteByte(byte(256 - n))
			w.Write(plane[:n])
		}
		plane = plane[n:]
	}
}

// samples stores those of a pixel.
func (w *writer) samples(values []float64) []byte {
	var b []byte
	precision := w.f.precision
	if w.f.version < 4 {
		precision = 150
	}
	for i, v := range values {
		switch precision {
		case 100, 150:
			if w.f.mode == 2 && i == 0 && len(values) < 3 && v >= 1 {
				b = append(b, byte(v)) // an index
				continue
			}
			b = append(b, byte(v*255+0.5))
		case 200, 250:
			b = binary.BigEndian.AppendUint16(b, uint16(v*65535+0.5))
		case 300, 350:
			b = binary.BigEndian.AppendUint32(b, uint32(v*math.MaxUint32))
		case 500, 550:
			b = binary.BigEndian.AppendUint16(b, halfBits(v))
		case 600, 650:
			b = binary.BigEndian.AppendUint32(b, math.Float32bits(float32(v)))
		case 700, 750:
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}

// halfBits returns a number of 16 bits, cut.
func halfBits(v float64) uint16 {
	if v == 0 {
		return 0
	}
	fraction, exponent := math.Frexp(v)
	return uint16(exponent+14)<<10 | uint16((fraction*2-1)*1024)
}
