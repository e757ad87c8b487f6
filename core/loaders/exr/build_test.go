package exr_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"math"
	"slices"

	"apsync/core/codec/half"
)

// The numbers of the file format.
const (
	uintType  = 0
	halfType  = 1
	floatType = 2

	none = 0
	rle  = 1
	zips = 2
	zip  = 3
)

// channel is a channel of a file to be built. Value tells its samples, by pixels of
// the data window of a level.
type channel struct {
	name     string
	kind     int
	sampling int // 0 for 1
	value    func(x, y int) float32
}

// window is a rectangle with its corners inside.
type window struct{ x0, y0, x1, y1 int }

func size(w, h int) window { return window{0, 0, w - 1, h - 1} }

func (w window) width() int  { return w.x1 - w.x0 + 1 }
func (w window) height() int { return w.y1 - w.y0 + 1 }

// built is a part of a file to be built.
type built struct {
	name, view  string
	channels    []channel
	compression int
	data        window
	display     window // that of data where it is zero
	aspect      float32
	tile        int // its edge, 0 for scan lines
	mode        int // of levels, and 16 to round up
	deep        bool
	depths      func(x, y int) []float32 // of deep samples
	extra       []byte                   // attributes
}

// file returns parts as a file; several have headers of several.
func file(parts ...built) []byte {
	var out bytes.Buffer
	version := uint32(2)
	multi := len(parts) > 1
	switch {
	case multi:
		version |= 1 << 12
	case parts[0].deep:
		version |= 1 << 11
	case parts[0].tile > 0:
		version |= 1 << 9
	}
	out.WriteString("v/1\x01")
	put(&out, version)
	var chunks [][][]byte
	for i := range parts {
		p := &parts[i]
		if p.display == (window{}) {
			p.display = p.data
		}
		p.channels = slices.Clone(p.channels)
		slices.SortFunc(p.channels, func(a, b channel) int { return bytes.Compare([]byte(a.name), []byte(b.name)) })
		chunks = append(chunks, p.chunks())
		p.header(&out, multi, len(chunks[i]))
	}
	if multi {
		out.WriteByte(0)
	}
	at := out.Len()
	for _, c := range chunks {
		at += 8 * len(c)
	}
	var body bytes.Buffer
	for i, c := range chunks {
		for _, chunk := range c {
			put(&out, uint64(at+body.Len()))
			if multi {
				put(&body, uint32(i))
			}
			body.Write(chunk)
		}
	}
	out.Write(body.Bytes())
	return out.Bytes()
}

func put(out *bytes.Buffer, values ...any) {
	for _, v := range values {
		if err := binary.Write(out, binary.LittleEndian, v); err != nil {
			panic(err)
		}
	}
}

// attribute returns an attribute with its value.
func attribute(name, kind string, values ...any) []byte {
	var value, out bytes.Buffer
	put(&value, values...)
	out.WriteString(name + "\x00" + kind + "\x00")
	put(&out, uint32(value.Len()))
	out.Write(value.Bytes())
	return out.Bytes()
}

func (p *built) header(out *bytes.Buffer, multi bool, chunks int) {
	var list bytes.Buffer
	for _, c := range p.channels {
		list.WriteString(c.name + "\x00")
		put(&list, uint32(c.kind), uint32(0), uint32(max(1, c.sampling)), uint32(max(1, c.sampling)))
	}
	list.WriteByte(0)
	out.Write(attribute("channels", "chlist", list.Bytes()))
	out.Write(attribute("compression", "compression", uint8(p.compression)))
	for name, w := range map[string]window{"dataWindow": p.data, "displayWindow": p.display} {
		out.Write(attribute(name, "box2i", int32(w.x0), int32(w.y0), int32(w.x1), int32(w.y1)))
	}
	out.Write(attribute("lineOrder", "lineOrder", uint8(0)))
	if p.aspect != 0 {
		out.Write(attribute("pixelAspectRatio", "float", p.aspect))
	}
	if p.tile > 0 {
		out.Write(attribute("tiles", "tiledesc", uint32(p.tile), uint32(p.tile), uint8(p.mode)))
	}
	if multi || p.deep {
		kind := map[bool]string{false: "scanlineimage", true: "tiledimage"}[p.tile > 0]
		if p.deep {
			kind = map[bool]string{false: "deepscanline", true: "deeptile"}[p.tile > 0]
		}
		out.Write(attribute("type", "string", []byte(kind)))
		out.Write(attribute("chunkCount", "int", int32(chunks)))
	}
	if p.name != "" {
		out.Write(attribute("name", "string", []byte(p.name)))
	}
	if p.view != "" {
		out.Write(attribute("view", "string", []byte(p.view)))
	}
	out.Write(p.extra)
	out.WriteByte(0)
}

// chunks returns the part's chunks in the order of its table.
func (p *built) chunks() [][]byte {
	w, h := p.data.width(), p.data.height()
	if p.tile > 0 {
		return p.tiles(w, h)
	}
	lines := 1
	if p.compression == zip {
		lines = 16
	}
	var all [][]byte
	for y := 0; y < h; y += lines {
		var c bytes.Buffer
		put(&c, int32(p.data.y0+y))
		p.write(&c, window{0, y, w - 1, min(y+lines, h) - 1}, 0, 0)
		all = append(all, c.Bytes())
	}
	return all
}

func (p *built) tiles(w, h int) [][]byte {
	var all [][]byte
	for ly := range 32 {
		for lx := range 32 {
			levelW, levelH := p.halved(w, lx), p.halved(h, ly)
			done := lx > 0 && p.halved(w, lx-1) == 1 || ly > 0 && p.halved(h, ly-1) == 1
			switch p.mode & 15 {
			case 0:
				done = lx+ly > 0
			case 1:
				done = lx != ly || lx > 0 && p.halved(max(w, h), lx-1) == 1
			}
			if done {
				continue
			}
			for y := 0; y < levelH; y += p.tile {
				for x := 0; x < levelW; x += p.tile {
					var c bytes.Buffer
					put(&c, int32(x/p.tile), int32(y/p.tile), int32(lx), int32(ly))
					p.write(&c, window{x, y, min(x+p.tile, levelW) - 1, min(y+p.tile, levelH) - 1}, lx, ly)
					all = append(all, c.Bytes())
				}
			}
		}
	}
	return all
}

func (p *built) halved(n, level int) int {
	if p.mode >= 16 {
		return max(1, (n+1<<level-1)>>level)
	}
	return max(1, n>>level)
}

// write writes a rectangle of a level. Its samples are those of the data window's
// pixels, as many times further apart.
func (p *built) write(c *bytes.Buffer, r window, lx, ly int) {
	if p.deep {
		p.writeDeep(c, r)
		return
	}
	var raw bytes.Buffer
	for y := r.y0; y <= r.y1; y++ {
		for _, ch := range p.channels {
			step := max(1, ch.sampling)
			if (p.data.y0+y)%step != 0 {
				continue
			}
			for x := r.x0; x <= r.x1; x++ {
				if (p.data.x0+x)%step == 0 {
					putSample(&raw, ch.kind, ch.value(x<<lx, y<<ly))
				}
			}
		}
	}
	packed := pack(raw.Bytes(), p.compression)
	put(c, uint32(len(packed)))
	c.Write(packed)
}

func (p *built) writeDeep(c *bytes.Buffer, r window) {
	var counts, raw bytes.Buffer
	for y := r.y0; y <= r.y1; y++ {
		total := uint32(0)
		for x := r.x0; x <= r.x1; x++ {
			total += uint32(len(p.depths(x, y)))
			put(&counts, total)
		}
		for _, ch := range p.channels {
			for x := r.x0; x <= r.x1; x++ {
				for i, depth := range p.depths(x, y) {
					v := depth
					if ch.name != "Z" {
						v = ch.value(x, i)
					}
					putSample(&raw, ch.kind, v)
				}
			}
		}
	}
	packedCounts, packed := pack(counts.Bytes(), p.compression), pack(raw.Bytes(), p.compression)
	put(c, uint64(len(packedCounts)), uint64(len(packed)), uint64(raw.Len()))
	c.Write(packedCounts)
	c.Write(packed)
}

func putSample(out *bytes.Buffer, kind int, v float32) {
	switch kind {
	case uintType:
		put(out, uint32(v))
	case halfType:
		put(out, half.Bits(v))
	case floatType:
		put(out, math.Float32bits(v))
	}
}

// pack compresses a chunk, or leaves it where that makes it no smaller.
func pack(raw []byte, compression int) []byte {
	if compression == none || len(raw) == 0 {
		return raw
	}
	split := make([]byte, 0, len(raw))
	for start := range 2 {
		for i := start; i < len(raw); i += 2 {
			split = append(split, raw[i])
		}
	}
	for i := len(split) - 1; i > 0; i-- {
		split[i] -= split[i-1] - 128
	}
	var out bytes.Buffer
	if compression == rle {
		runs(&out, split)
	} else {
		w := zlib.NewWriter(&out)
		if _, err := w.Write(split); err != nil {
			panic(err)
		}
		if err := w.Close(); err != nil {
			panic(err)
		}
	}
	if out.Len() >= len(raw) {
		return raw
	}
	return out.Bytes()
}

// runs writes run lengths, single bytes as literals.
func runs(out *bytes.Buffer, b []byte) {
	for len(b) > 0 {
		n := 1
		for n < min(len(b), 128) && b[n] == b[0] {
			n++
		}
		if n > 2 {
			out.Write([]byte{byte(n - 1), b[0]})
			b = b[n:]
			continue
		}
		n = 1
		for n < min(len(b), 127) && b[n] != b[n-1] {
			n++
		}
		out.WriteByte(byte(-n))
		out.Write(b[:n])
		b = b[n:]
	}
}

// shade returns samples that differ from pixel to pixel and from channel to channel,
// all of which halves hold.
func shade(seed int) func(x, y int) float32 {
	return func(x, y int) float32 { return float32((x*13+y*7+seed*29)%128) / 128 }
}

// flat returns samples that are all alike.
func flat(v float32) func(x, y int) float32 { return func(int, int) float32 { return v } }

// channels returns halves of shades, named by single letters.
func channels(names string, kind int) []channel {
	var all []channel
	for i, name := range names {
		all = append(all, channel{name: string(name), kind: kind, value: shade(i)})
	}
	return all
}

// layer returns channels of a layer, all of one value.
func layer(prefix, names string, v float32) []channel {
	var all []channel
	for _, name := range names {
		all = append(all, channel{name: prefix + string(name), kind: halfType, value: flat(v)})
	}
	return all
}
