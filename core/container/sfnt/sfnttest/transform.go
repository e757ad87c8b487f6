package sfnttest

import "encoding/binary"

// transformAdvances stores advances without side bearings (WOFF 2.0 §5.4).
func transformAdvances(tables []Table) []byte {
	hmtx, n := find(tables, "hmtx"), int(binary.BigEndian.Uint16(find(tables, "hhea")[34:]))
	out := []byte{3}
	for i := range n {
		out = append(out, hmtx[4*i:4*i+2]...)
	}
	return out
}

// streams are the parts of a transformed glyf table (WOFF 2.0 §5.1).
type streams struct {
	contours, points, flags, coordinates, composites, boxes, instructions []byte
}

// transformGlyphs stores the glyphs as WOFF 2.0 does.
func transformGlyphs(tables []Table) []byte {
	glyf, loca, head := find(tables, "glyf"), find(tables, "loca"), find(tables, "head")
	n := int(binary.BigEndian.Uint16(find(tables, "maxp")[4:]))
	s := &streams{boxes: make([]byte, (n+31)/32*4)}
	for i := range n {
		from, to := span(loca, i, head[51] != 0)
		if from == to {
			s.contours = append(s.contours, 0, 0)
			continue
		}
		s.contours = append(s.contours, glyf[from:from+2]...)
		if glyf[from] >= 128 {
			s.boxes[i/8] |= 128 >> (i % 8)
			s.boxes = append(s.boxes, glyf[from+2:from+10]...)
			s.composite(glyf[from+10 : to])
			continue
		}
		s.simple(glyf[from:to])
	}
	parts := [][]byte{s.contours, s.points, s.flags, s.coordinates, s.composites, s.boxes, s.instructions}
	out := []byte{0, 0, 0, 0, byte(n >> 8), byte(n), 0, head[51]}
	for _, part := range parts {
		out = words(out, len(part))
	}
	for _, part := range parts {
		out = append(out, part...)
	}
	return out
}

func span(loca []byte, i int, long bool) (from, to int) {
	if long {
		return int(binary.BigEndian.Uint32(loca[4*i:])), int(binary.BigEndian.Uint32(loca[4*i+4:]))
	}
	return 2 * int(binary.BigEndian.Uint16(loca[2*i:])), 2 * int(binary.BigEndian.Uint16(loca[2*i+2:]))
}

// composite copies components, of fonts without instructions for them.
func (s *streams) composite(data []byte) {
	const instructed = 1
	n := 0
	for more := true; more; {
		flags := binary.BigEndian.Uint16(data[n:])
		n += 6 + int(flags&1)*2
		switch {
		case flags&8 != 0:
			n += 2
		case flags&0x40 != 0:
			n += 4
		case flags&0x80 != 0:
			n += 8
		}
		more = flags&0x20 != 0
		if !more && flags>>8&instructed != 0 {
			s.coordinates = append(s.coordinates, 0)
		}
	}
	s.composites = append(s.composites, data[:n]...)
}

// simple stores the points of a glyph, the first of a repeated flag and all.
func (s *streams) simple(data []byte) {
	contours, at := int(data[1]), 10
	points := 0
	for range contours {
		end := int(binary.BigEndian.Uint16(data[at:])) + 1
		s.points = short(s.points, end-points)
		points, at = end, at+2
	}
	at += 2 + int(binary.BigEndian.Uint16(data[at:]))
	var flags []byte
	for len(flags) < points {
		flag, times := data[at], 1
		if at++; flag&8 != 0 {
			times += int(data[at])
			at++
		}
		for range times {
			flags = append(flags, flag)
		}
	}
	xs, at := steps(data, at, flags, 2, 16)
	ys, _ := steps(data, at, flags, 4, 32)
	for i, flag := range flags {
		s.step(flag&1 != 0, xs[i], ys[i])
	}
	s.coordinates = append(s.coordinates, 0) // no instructions
}

func steps(data []byte, at int, flags []byte, isShort, same byte) ([]int, int) {
	var out []int
	for _, flag := range flags {
		step := 0
		switch {
		case flag&isShort != 0:
			step = int(data[at])
			if flag&same == 0 {
				step = -step
			}
			at++
		case flag&same == 0:
			step = int(int16(binary.BigEndian.Uint16(data[at:])))
			at += 2
		}
		out = append(out, step)
	}
	return out, at
}

func short(b []byte, v int) []byte {
	if v < 253 {
		return append(b, byte(v))
	}
	return append(b, 253, byte(v>>8), byte(v))
}

// step stores a step in the shortest way that there is for it (WOFF 2.0 §5.2).
func (s *streams) step(on bool, dx, dy int) {
	x, y := max(dx, -dx), max(dy, -dy)
	signs := 0
	if dx >= 0 {
		signs |= 1
	}
	if dy >= 0 {
		signs |= 2
	}
	var flag int
	var data []byte
	switch {
	case dx == 0 && y < 1280:
		flag, data = y>>8<<1|signs>>1, []byte{byte(y)}
	case dy == 0 && x < 1280:
		flag, data = 10+(x>>8<<1|signs&1), []byte{byte(x)}
	case x >= 1 && x <= 64 && y >= 1 && y <= 64:
		flag, data = 20+((x-1)&0x30|(y-1)>>4<<2|signs), []byte{byte((x-1)&15<<4 | (y-1)&15)}
	case x >= 1 && x <= 768 && y >= 1 && y <= 768:
		flag, data = 84+((x-1)>>8*12+(y-1)>>8<<2+signs), []byte{byte(x - 1), byte(y - 1)}
	case x < 4096 && y < 4096:
		flag, data = 120+signs, []byte{byte(x >> 4), byte(x&15<<4 | y>>8), byte(y)}
	default:
		flag, data = 124+signs, []byte{byte(x >> 8), byte(x), byte(y >> 8), byte(y)}
	}
	if !on {
		flag |= 128
	}
	s.flags = append(s.flags, byte(flag))
	s.coordinates = append(s.coordinates, data...)
}
