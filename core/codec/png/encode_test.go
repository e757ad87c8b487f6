package png_test

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"

	"apsync/core/codec/png"
)

// Colour types.
const (
	grey      = 0
	trueColor = 2
	indexed   = 3
	greyAlpha = 4
	trueAlpha = 6
)

// mixedFilters has the rows' filters take turns.
const mixedFilters = 5

// spec is a PNG to be written.
type spec struct {
	w, h       int
	depth      int
	colourType int
	interlaced bool
	filter     int    // of all rows, or mixedFilters
	palette    []byte // nil: one that fits the depth
	trns       []byte
	before     []byte // chunks before PLTE
	after      []byte // chunks after the data
	split      int    // bytes of an IDAT chunk; 0 for one chunk
	apple      bool   // CgBI
	// at returns the sample of a channel; nil means noise.
	at func(x, y, channel int) int
}

func (s spec) channels() int { return map[int]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[s.colourType] }

// sample returns a sample as stored.
func (s spec) sample(x, y, channel int) int {
	if s.at != nil {
		return s.at(x, y, channel)
	}
	random := rand.New(rand.NewPCG(uint64(x*8+channel), uint64(y)))
	if x > 1 && random.IntN(3) > 0 { // so that a transparent colour is met again
		return s.sample(x/2, y/2, channel)
	}
	return random.IntN(1 << s.depth)
}

// file writes the PNG.
func (s spec) file() []byte {
	var out bytes.Buffer
	out.WriteString(png.Signature)
	if s.apple {
		out.Write(chunk("CgBI", []byte{0x50, 0, 0x20, 2}))
	}
	out.Write(s.header())
	out.Write(s.before)
	if s.colourType == indexed {
		palette := s.palette
		if palette == nil {
			palette = colours(1 << s.depth)
		}
		out.Write(chunk("PLTE", palette))
	}
	if s.trns != nil {
		out.Write(chunk("tRNS", s.trns))
	}
	out.Write(s.data(s.pack(s.rows())))
	out.Write(s.after)
	out.Write(chunk("IEND", nil))
	return out.Bytes()
}

func (s spec) header() []byte {
	data := binary.BigEndian.AppendUint32(nil, uint32(s.w))
	data = binary.BigEndian.AppendUint32(data, uint32(s.h))
	data = append(data, byte(s.depth), byte(s.colourType), 0, 0, 0)
	if s.interlaced {
		data[12] = 1
	}
	return chunk("IHDR", data)
}

// data cuts packed rows into IDAT chunks.
func (s spec) data(packed []byte) []byte {
	if s.split == 0 {
		return chunk("IDAT", packed)
	}
	var out []byte
	for len(packed) > 0 {
		n := min(s.split, len(packed))
		out = append(out, chunk("IDAT", packed[:n])...)
		packed = packed[n:]
	}
	return out
}

func (s spec) pack(rows []byte) []byte {
	if s.apple {
		return deflated(rows)
	}
	return zipped(rows)
}

func zipped(data []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write(data)
	_ = w.Close()
	return out.Bytes()
}

func deflated(data []byte) []byte {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestSpeed)
	_, _ = w.Write(data)
	_ = w.Close()
	return out.Bytes()
}

// chunk writes a chunk.
func chunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// colours returns a palette of n entries.
func colours(n int) []byte {
	random := rand.New(rand.NewPCG(7, uint64(n)))
	palette := make([]byte, 3*n)
	for i := range palette {
		palette[i] = byte(random.Uint32())
	}
	return palette
}

// rows returns the filtered rows of all passes.
func (s spec) rows() []byte {
	steps := [][4]int{{0, 0, 1, 1}}
	if s.interlaced {
		steps = [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}
	}
	var out []byte
	for _, step := range steps {
		if step[0] >= s.w || step[1] >= s.h {
			continue
		}
		var above []byte
		for y := step[1]; y < s.h; y += step[3] {
			row := s.row(y, step[0], step[2])
			if above == nil {
				above = make([]byte, len(row))
			}
			out = append(out, s.filtered(y/step[3], row, above)...)
			above = row
		}
	}
	return out
}

// row packs the samples of every dx-th pixel from x0.
func (s spec) row(y, x0, dx int) []byte {
	var out []byte
	var held, bits int
	for x := x0; x < s.w; x += dx {
		for c := range s.channels() {
			held, bits = held<<s.depth|s.sample(x, y, c), bits+s.depth
			for ; bits >= 8; bits -= 8 {
				out = append(out, byte(held>>(bits-8)))
			}
			held &= 1<<bits - 1
		}
	}
	if bits > 0 {
		out = append(out, byte(held<<(8-bits)))
	}
	return out
}

// filtered writes a row by the definitions of its filter type.
func (s spec) filtered(y int, row, above []byte) []byte {
	filter := s.filter
	if filter == mixedFilters {
		filter = (y + 4) % 5
	}
	n := max(1, s.depth*s.channels()/8)
	out := []byte{byte(filter)}
	for i, v := range row {
		var left, corner int
		if i >= n {
			left, corner = int(row[i-n]), int(above[i-n])
		}
		up := int(above[i])
		predicted := [...]int{0, left, up, (left + up) / 2, closest(left, up, corner)}[filter]
		out = append(out, v-byte(predicted))
	}
	return out
}

// closest is the Paeth predictor as it is defined.
func closest(a, b, c int) int {
	p := a + b - c
	pa, pb, pc := max(p-a, a-p), max(p-b, b-p), max(p-c, c-p)
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}
