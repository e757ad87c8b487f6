package raster

import "encoding/binary"

// maxLaneRows is how many bytes a lane of 16 bits adds up.
const maxLaneRows = 257

// PlaneShrinker averages one plane of a YCbCr picture that arrives row by row, to
// the size that luma comes out with: as Shrink does with whole planes. The zero
// value is not usable; see NewPlaneShrinker.
type PlaneShrinker struct {
	dst        Plane
	w, h, f    int // of luma
	subX, subY int
	lanes      []uint64 // sums of the even and of the odd bytes of words, in turns
	laneRows   int      // rows in lanes
	sums       []uint32 // sums of columns that lanes gave up
	top        int      // of the next row, in luma
	rows       int      // of luma, added since the last of dst's
	y          int      // of the next row of dst
	emit       func(row []uint8)
}

// NewPlaneShrinker returns a shrinker by the factor f of a plane of a picture of
// w×h pixels. Each of the plane's samples covers subX×subY pixels, those of the
// last column and row what is left of them. It allocates the shrunk plane and sums
// of one row; see PlaneShrunkBytes.
func NewPlaneShrinker(w, h, subX, subY, f int) *PlaneShrinker {
	return newPlaneShrinker(w, h, subX, subY, f, (h+f-1)/f)
}

// NewPlaneRowShrinker returns one that keeps no plane, but calls emit with every row
// of it, valid during the call; Plane is called after the last row all the same.
func NewPlaneRowShrinker(w, h, subX, subY, f int, emit func(row []uint8)) *PlaneShrinker {
	s := newPlaneShrinker(w, h, subX, subY, f, 1)
	s.emit = emit
	return s
}

// newPlaneShrinker returns one that keeps so many rows.
func newPlaneShrinker(w, h, subX, subY, f, kept int) *PlaneShrinker {
	dw := (w + f - 1) / f
	n := (w + subX - 1) / subX
	return &PlaneShrinker{
		dst: Plane{Width: dw, Height: kept, Stride: dw, Pix: make([]uint8, dw*kept)},
		w:   w, h: h, f: f, subX: subX, subY: subY,
		lanes: make([]uint64, (n+7)/8*2),
		sums:  make([]uint32, (n+7)/8*8),
	}
}

// PlaneShrunkBytes returns an upper bound for what NewPlaneShrinker allocates.
func PlaneShrunkBytes(w, h, subX, f int) int64 {
	dw, dh := int64((w+f-1)/f), int64((h+f-1)/f)
	return dw*dh + 6*int64((w+subX-1)/subX) + 64
}

// Add takes the next row of the plane, its width in samples. Rows beyond the
// picture's height are ignored.
func (s *PlaneShrinker) Add(row []uint8) {
	for left := min(s.subY, s.h-s.top); left > 0; {
		n := min(left, s.f-s.rows, maxLaneRows)
		if s.laneRows+n > maxLaneRows {
			s.spill()
		}
		s.add(row, uint64(n))
		s.laneRows += n
		if s.rows += n; s.rows == s.f {
			s.flush()
		}
		left -= n
		s.top += n
	}
}

// Plane returns the shrunk plane after the last row was added.
func (s *PlaneShrinker) Plane() Plane {
	if s.rows > 0 {
		s.flush()
	}
	return s.dst
}

// add adds a row, as often as n says, to the lanes.
func (s *PlaneShrinker) add(row []uint8, n uint64) {
	const even = 0x00ff00ff00ff00ff
	lanes := s.lanes
	for len(row) >= 8 && len(lanes) >= 2 {
		v := binary.LittleEndian.Uint64(row)
		lanes[0] += v & even * n
		lanes[1] += v >> 8 & even * n
		row, lanes = row[8:], lanes[2:]
	}
	if len(row) > 0 && len(lanes) >= 2 {
		var last [8]uint8
		copy(last[:], row)
		v := binary.LittleEndian.Uint64(last[:])
		lanes[0] += v & even * n
		lanes[1] += v >> 8 & even * n
	}
}

// spill moves the lanes' sums to those of columns.
func (s *PlaneShrinker) spill() {
	sums, lanes := s.sums, s.lanes
	for len(sums) >= 8 && len(lanes) >= 2 {
		even, odd := lanes[0], lanes[1]
		lanes[0], lanes[1] = 0, 0
		sums[0] += uint32(even & 0xffff)
		sums[1] += uint32(odd & 0xffff)
		sums[2] += uint32(even >> 16 & 0xffff)
		sums[3] += uint32(odd >> 16 & 0xffff)
		sums[4] += uint32(even >> 32 & 0xffff)
		sums[5] += uint32(odd >> 32 & 0xffff)
		sums[6] += uint32(even >> 48)
		sums[7] += uint32(odd >> 48)
		sums, lanes = sums[8:], lanes[2:]
	}
	s.laneRows = 0
}

// flush writes a row of means and starts anew.
func (s *PlaneShrinker) flush() {
	s.spill()
	count := newDivisor(uint64(s.rows * s.f))
	out := s.dst.Row(s.y)
	for x := range out {
		from, to := x*s.f, min((x+1)*s.f, s.w)
		if to-from < s.f {
			count = newDivisor(uint64(s.rows * (to - from)))
		}
		out[x] = uint8(count.divide(s.box(from, to)))
	}
	clear(s.sums)
	s.rows = 0
	if s.emit != nil {
		s.emit(out)
		return
	}
	s.y++
}

// box adds up what luma's columns from to to cover, each of their samples as often
// as columns of it lie between them.
func (s *PlaneShrinker) box(from, to int) uint64 {
	first, last := (from+s.subX-1)/s.subX, to/s.subX
	if first > last {
		return uint64(to-from) * uint64(s.sums[last])
	}
	var total uint64
	for _, v := range s.sums[first:last] {
		total += uint64(v)
	}
	total *= uint64(s.subX)
	if part := first*s.subX - from; part > 0 {
		total += uint64(part) * uint64(s.sums[first-1])
	}
	if part := to - last*s.subX; part > 0 {
		total += uint64(part) * uint64(s.sums[last])
	}
	return total
}
