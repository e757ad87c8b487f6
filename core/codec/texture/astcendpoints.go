package texture

// astcEnds are the two colours of a partition. Light of high range is a number of
// twelve bits, in about the logarithm; the rest of eight.
type astcEnds struct {
	colours  [2][4]int32
	hdr      bool // red, green and blue are of high range
	hdrAlpha bool
}

const (
	hdrOne = 0x780 // 1 in high range
	hdrTop = 0xfff
)

// newEnds makes the colours of an endpoint mode from its values, Khronos Data Format
// 1.4 §24.14.
func newEnds(mode uint8, v []uint8) (e astcEnds) {
	var n [8]int32
	for i := range min(len(v), 8) {
		n[i] = int32(v[i])
	}
	switch mode {
	case 2, 3, 7, 11, 14, 15:
		e.high(mode, n)
	default:
		e.low(mode, n)
		for i := range e.colours {
			for c, value := range e.colours[i] {
				e.colours[i][c] = clamp(value, 0, 255)
			}
		}
	}
	return e
}

func (e *astcEnds) set(a, b [4]int32) { e.colours = [2][4]int32{a, b} }

// low reads the modes of low range.
func (e *astcEnds) low(mode uint8, v [8]int32) {
	switch mode {
	case 0:
		e.grey(v[0], v[1], 255, 255)
	case 1:
		base := v[0]>>2 | v[1]&0xc0
		e.grey(base, base+v[1]&63, 255, 255)
	case 4:
		e.grey(v[0], v[1], v[2], v[3])
	case 5:
		transfer(&v, 4)
		e.grey(v[0], v[0]+v[1], v[2], v[2]+v[3])
	case 6, 10:
		a0, a1 := int32(255), int32(255)
		if mode == 10 {
			a0, a1 = v[4], v[5]
		}
		e.set([4]int32{v[0] * v[3] >> 8, v[1] * v[3] >> 8, v[2] * v[3] >> 8, a0}, [4]int32{v[0], v[1], v[2], a1})
	case 8, 12:
		if mode == 8 {
			v[6], v[7] = 255, 255
		}
		e.direct(v)
	case 9, 13:
		transfer(&v, 8)
		if mode == 9 {
			v[6], v[7] = 255, 0
		}
		e.offset(v)
	}
}

func (e *astcEnds) grey(a, b, alpha0, alpha1 int32) {
	e.set([4]int32{a, a, a, alpha0}, [4]int32{b, b, b, alpha1})
}

func (e *astcEnds) direct(v [8]int32) {
	a, b := [4]int32{v[0], v[2], v[4], v[6]}, [4]int32{v[1], v[3], v[5], v[7]}
	if v[1]+v[3]+v[5] >= v[0]+v[2]+v[4] {
		e.set(a, b)
		return
	}
	e.set(contractBlue(b), contractBlue(a))
}

func (e *astcEnds) offset(v [8]int32) {
	a := [4]int32{v[0], v[2], v[4], v[6]}
	b := [4]int32{v[0] + v[1], v[2] + v[3], v[4] + v[5], v[6] + v[7]}
	if v[1]+v[3]+v[5] >= 0 {
		e.set(a, b)
		return
	}
	e.set(contractBlue(b), contractBlue(a))
}

func contractBlue(c [4]int32) [4]int32 {
	return [4]int32{(c[0] + c[2]) >> 1, (c[1] + c[2]) >> 1, c[2], c[3]}
}

// transfer moves the highest bit of every second of the first n values to the one
// before it, and leaves a number of six bits with a sign.
func transfer(v *[8]int32, n int) {
	for i := 0; i < n; i += 2 {
		v[i] = v[i]>>1 | v[i+1]&0x80
		v[i+1] = extend(v[i+1]>>1, 6)
	}
}

// high reads the modes of high range.
func (e *astcEnds) high(mode uint8, v [8]int32) {
	e.hdr, e.hdrAlpha = true, true
	switch mode {
	case 2:
		if v[1] >= v[0] {
			e.grey(v[0]<<4, v[1]<<4, hdrOne, hdrOne)
		} else {
			e.grey(v[1]<<4+8, v[0]<<4-8, hdrOne, hdrOne)
		}
	case 3:
		e.smallRange(v)
	case 7:
		e.scaled(v)
	default:
		e.highDirect(v)
	}
	switch mode {
	case 14:
		e.hdrAlpha = false
		e.colours[0][3], e.colours[1][3] = v[6], v[7]
	case 15:
		e.highAlpha(v[6], v[7])
	}
}

func (e *astcEnds) smallRange(v [8]int32) {
	base, step := v[1]&0xf0<<4|v[0]&0x7f<<1, v[1]&15<<1
	if v[0]&0x80 != 0 {
		base, step = v[1]&0xe0<<4|v[0]&0x7f<<2, v[1]&31<<2
	}
	e.grey(base, min(base+step, hdrTop), hdrOne, hdrOne)
}

// highAlpha reads the alpha of mode 15.
func (e *astcEnds) highAlpha(a, b int32) {
	mode := a>>7&1 | b>>6&2
	a, b = a&0x7f, b&0x7f
	if mode == 3 {
		e.colours[0][3], e.colours[1][3] = a<<5, b<<5
		return
	}
	a |= b << (mode + 1) & 0x780
	b = b&(0x3f>>mode) ^ 0x20>>mode
	b -= 0x20 >> mode
	a, b = a<<(4-mode), b<<(4-mode)
	e.colours[0][3], e.colours[1][3] = a, clamp(a+b, 0, hdrTop)
}

// moved is a bit of a value that belongs to another: the modes where it does, the
// value and the bit it is taken from, and the number and the bit it goes to.
type moved struct {
	modes    uint8
	from     uint8
	fromBit  uint8
	to       uint8
	position uint8
}

// scaledMoves are those of mode 7: to red, green, blue and the scale.
var scaledMoves = []moved{
	{0x30, 1, 6, 1, 6},
	{0x3a, 1, 5, 1, 5},
	{0x30, 2, 6, 2, 6},
	{0x3a, 2, 5, 2, 5},
	{0x3d, 3, 5, 3, 5},
	{0x2d, 3, 6, 3, 6},
	{0x04, 3, 7, 3, 7},
	{0x3b, 3, 7, 0, 6},
	{0x04, 2, 5, 0, 6},
	{0x10, 3, 6, 0, 7},
	{0x0f, 2, 6, 0, 7},
	{0x05, 1, 5, 0, 8},
	{0x0a, 1, 6, 0, 8},
	{0x05, 1, 6, 0, 9},
	{0x02, 3, 5, 0, 9},
	{0x01, 2, 5, 0, 10},
	{0x02, 3, 6, 0, 10},
}

// directMoves are those of mode 11: to a, b0, b1 and c.
var directMoves = []moved{
	{0xa4, 2, 6, 0, 9},
	{0x08, 4, 6, 0, 9},
	{0x50, 4, 5, 0, 9},
	{0x50, 5, 5, 0, 10},
	{0xa0, 3, 6, 0, 10},
	{0xc0, 4, 6, 0, 11},
	{0x04, 3, 6, 3, 6},
	{0xe8, 5, 6, 3, 6},
	{0x20, 4, 6, 3, 7},
	{0x5b, 2, 6, 1, 6},
	{0x5b, 3, 6, 2, 6},
	{0x12, 4, 6, 1, 7},
	{0x12, 5, 6, 2, 7},
}

func move(n *[4]int32, v *[8]int32, moves []moved, mode int32) {
	for _, m := range moves {
		if m.modes>>mode&1 != 0 {
			n[m.to] |= v[m.from] >> m.fromBit & 1 << m.position
		}
	}
}

// scaled reads mode 7: a colour, and how much less of everything the other has.
func (e *astcEnds) scaled(v [8]int32) {
	packed := v[0]>>6&3 | v[1]>>5&4 | v[2]>>4&8
	major, mode := packed>>2, packed&3
	switch {
	case packed == 15:
		major, mode = 0, 5
	case packed >= 12:
		major, mode = packed&3, 4
	}
	n := [4]int32{v[0] & 63, v[1] & 31, v[2] & 31, v[3] & 31}
	move(&n, &v, scaledMoves, mode)
	shift := [6]int32{1, 1, 2, 3, 4, 5}[mode]
	for i := range n {
		n[i] <<= shift
	}
	if mode != 5 {
		n[1], n[2] = n[0]-n[1], n[0]-n[2]
	}
	scale := n[3]
	n[0], n[major] = n[major], n[0]
	for c := range 3 {
		e.colours[0][c], e.colours[1][c] = clamp(n[c]-scale, 0, hdrTop), clamp(n[c], 0, hdrTop)
	}
	e.colours[0][3], e.colours[1][3] = hdrOne, hdrOne
}

// highDirect reads the colours of modes 11, 14 and 15.
func (e *astcEnds) highDirect(v [8]int32) {
	major := v[4]>>7&1 | v[5]>>6&2
	if major == 3 {
		e.set([4]int32{v[0] << 4, v[2] << 4, v[4] & 0x7f << 5, hdrOne}, [4]int32{v[1] << 4, v[3] << 4, v[5] & 0x7f << 5, hdrOne})
		return
	}
	mode := v[1]>>7&1 | v[2]>>6&2 | v[3]>>5&4
	n := [4]int32{v[0] | v[1]&0x40<<2, v[2] & 63, v[3] & 63, v[1] & 63}
	move(&n, &v, directMoves, mode)
	width := [8]int{7, 6, 7, 6, 5, 6, 5, 6}[mode]
	d := [2]int32{extend(v[4], width), extend(v[5], width)}
	shift := mode>>1 ^ 3
	a, b0, b1, c := n[0]<<shift, n[1]<<shift, n[2]<<shift, n[3]<<shift
	d0, d1 := d[0]<<shift, d[1]<<shift
	e.set([4]int32{a - c, a - b0 - c - d0, a - b1 - c - d1, hdrOne}, [4]int32{a, a - b0, a - b1, hdrOne})
	for i := range e.colours {
		colour := &e.colours[i]
		for k := range 3 {
			colour[k] = clamp(colour[k], 0, hdrTop)
		}
		colour[0], colour[major] = colour[major], colour[0]
	}
}
