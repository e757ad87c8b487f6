package psd_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"math"
)

// document is a file to be written.
type document struct {
	large         bool
	mode, depth   int
	width, height int
	channels      [][]uint32 // the samples of each, as numbers of depth bits
	compression   int
	colours       []byte
	resources     []resource
	layers        []layer
	inBlock       string // the key of the block that the layers stand in, if any
	transparency  bool   // the count of layers is negative
	unmerged      bool   // nothing follows the layers
}

type resource struct {
	id   int
	data []byte
}

type layer struct {
	left, top, right, bottom int
	channels                 []channel
	key                      string // of the blend mode; "" is normal
	seeThrough               int    // 255 less the opacity
	clipped, hidden          bool
	mask                     []byte // Layer mask data
	blocks                   []byte // additional information
	compression              int
	maskWidth, maskHeight    int
}

type channel struct {
	id      int
	samples []uint32
}

// file returns the document's bytes.
func (d *document) file() []byte {
	var b bytes.Buffer
	version := 1
	if d.large {
		version = 2
	}
	b.WriteString("8BPS")
	put(&b, 2, version)
	b.Write(make([]byte, 6))
	put(&b, 2, len(d.channels))
	put(&b, 4, d.height)
	put(&b, 4, d.width)
	put(&b, 2, d.depth)
	put(&b, 2, d.mode)
	put(&b, 4, len(d.colours))
	b.Write(d.colours)
	var resources bytes.Buffer
	for _, r := range d.resources {
		resources.WriteString("8BIM")
		put(&resources, 2, r.id)
		put(&resources, 2, 0)
		put(&resources, 4, len(r.data))
		resources.Write(r.data)
		resources.Write(make([]byte, len(r.data)%2))
	}
	put(&b, 4, resources.Len())
	b.Write(resources.Bytes())
	section := d.layerSection()
	put(&b, d.lengthSize(), len(section))
	b.Write(section)
	if !d.unmerged {
		b.Write(d.stored(d.channels, d.width, d.height, d.compression))
	}
	return b.Bytes()
}

func (d *document) lengthSize() int {
	if d.large {
		return 8
	}
	return 4
}

func (d *document) layerSection() []byte {
	if len(d.layers) == 0 && !d.transparency {
		return nil
	}
	info := d.layerInfo()
	var b bytes.Buffer
	if d.inBlock == "" {
		put(&b, d.lengthSize(), len(info))
		b.Write(info)
		put(&b, 4, 0)
		return b.Bytes()
	}
	put(&b, d.lengthSize(), 0)
	put(&b, 4, 0)
	b.WriteString("8BIM" + d.inBlock)
	put(&b, d.lengthSize(), len(info))
	b.Write(info)
	return b.Bytes()
}

func (d *document) layerInfo() []byte {
	var records, data bytes.Buffer
	count := len(d.layers)
	if d.transparency {
		count = -max(1, count)
	}
	put(&records, 2, count)
	for i := range d.layers {
		d.record(&records, &data, &d.layers[i])
	}
	records.Write(data.Bytes())
	records.Write(make([]byte, records.Len()%2))
	return records.Bytes()
}

func (d *document) record(records, data *bytes.Buffer, l *layer) {
	for _, v := range []int{l.top, l.left, l.bottom, l.right} {
		put(records, 4, v)
	}
	put(records, 2, len(l.channels))
	for _, c := range l.channels {
		w, h := l.right-l.left, l.bottom-l.top
		if c.id == -2 {
			w, h = l.maskWidth, l.maskHeight
		}
		stored := d.stored([][]uint32{c.samples}, w, h, l.compression)
		put(records, 2, c.id)
		put(records, d.lengthSize(), len(stored))
		data.Write(stored)
	}
	key := l.key
	if key == "" {
		key = "norm"
	}
	records.WriteString("8BIM" + key)
	put(records, 1, 255-l.seeThrough)
	put(records, 1, flag(l.clipped, 1))
	put(records, 1, flag(l.hidden, 2))
	put(records, 1, 0)
	put(records, 4, 4+len(l.mask)+4+4+len(l.blocks))
	put(records, 4, len(l.mask))
	records.Write(l.mask)
	put(records, 4, 0)
	records.WriteString("\x03abc")
	records.Write(l.blocks)
}

func flag(set bool, v int) int {
	if set {
		return v
	}
	return 0
}

// block returns a block of additional information.
func block(key string, data []byte) []byte {
	var b bytes.Buffer
	b.WriteString("8BIM" + key)
	put(&b, 4, len(data))
	b.Write(data)
	b.Write(make([]byte, len(data)%2))
	return b.Bytes()
}

// maskData returns Layer mask data.
func maskData(left, top, right, bottom, ground, flags int) []byte {
	var b bytes.Buffer
	for _, v := range []int{top, left, bottom, right} {
		put(&b, 4, v)
	}
	put(&b, 1, ground)
	put(&b, 1, flags)
	put(&b, 2, 0)
	return b.Bytes()
}

// stored returns planes with their compression before them.
func (d *document) stored(planes [][]uint32, w, h, compression int) []byte {
	var table, data bytes.Buffer
	for _, samples := range planes {
		for y := range h {
			row := d.packed(samples[y*w : (y+1)*w])
			if compression == 3 {
				row = d.predicted(row)
			}
			if compression == 1 {
				row = packBits(row)
				put(&table, d.lengthSize()/2, len(row))
			}
			data.Write(row)
		}
	}
	var b bytes.Buffer
	put(&b, 2, compression)
	b.Write(table.Bytes())
	if compression < 2 {
		b.Write(data.Bytes())
		return b.Bytes()
	}
	z := zlib.NewWriter(&b)
	z.Write(data.Bytes())
	z.Close()
	return b.Bytes()
}

// packed returns the bytes of a row.
func (d *document) packed(samples []uint32) []byte {
	var b bytes.Buffer
	if d.depth > 1 {
		for _, v := range samples {
			put(&b, d.depth/8, int(v))
		}
		return b.Bytes()
	}
	row := make([]byte, (len(samples)+7)/8)
	for i, v := range samples {
		row[i/8] |= byte(v << (7 - i%8))
	}
	return row
}

// predicted returns the differences of a row.
func (d *document) predicted(row []byte) []byte {
	out := make([]byte, len(row))
	if d.depth == 16 {
		last := uint16(0)
		for i := 0; i < len(row); i += 2 {
			v := binary.BigEndian.Uint16(row[i:])
			binary.BigEndian.PutUint16(out[i:], v-last)
			last = v
		}
		return out
	}
	if d.depth == 32 {
		n := len(row) / 4
		mixed := make([]byte, len(row))
		for i, v := range row {
			mixed[i%4*n+i/4] = v
		}
		row = mixed
	}
	last := byte(0)
	for i, v := range row {
		out[i] = v - last
		last = v
	}
	return out
}

// packBits compresses a row: equal bytes as a run, others one by one or two together.
func packBits(row []byte) []byte {
	var out []byte
	for len(row) > 0 {
		n := 1
		for n < len(row) && n < 128 && row[n] == row[0] {
			n++
		}
		switch {
		case n > 1:
			out = append(out, byte(257-n), row[0])
		case len(row) > 1:
			n = 2
			out = append(out, 1, row[0], row[1])
		default:
			out = append(out, 0, row[0])
		}
		row = row[n:]
	}
	return out
}

// put writes the lower bytes of a number, the most significant first.
func put(b *bytes.Buffer, size, v int) {
	for i := size - 1; i >= 0; i-- {
		b.WriteByte(byte(v >> (8 * i)))
	}
}

// plane returns n equal samples.
func plane(n int, v uint32) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// ramp returns the samples of a picture that differ everywhere, below limit.
func ramp(w, h, phase int, limit uint64) []uint32 {
	out := make([]uint32, w*h)
	for i := range out {
		x, y := i%w, i/w
		level := 0.5 + 0.5*math.Sin(float64(x+phase*7)/9)*math.Cos(float64(y-phase*5)/11)
		out[i] = uint32(level * float64(limit-1))
	}
	return out
}

// light returns samples of 32 bits.
func light(levels ...float32) []uint32 {
	out := make([]uint32, len(levels))
	for i, v := range levels {
		out[i] = math.Float32bits(v)
	}
	return out
}
