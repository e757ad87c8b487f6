package vp8l

import "apsync/core/fault"

const (
	// ringSize is more than how far back copies reach: what a distance code and its
	// 18 bits say, less the codes of nearby places.
	ringSize = 1 << 20
	// maxCacheBits is the largest size of the colour cache.
	maxCacheBits = 11
	cacheSize    = 1 << placeBits
	present      = 1 << 32
	hashFactor   = 0x1e35a7bd // RFC 9649 §5.2.3
)

// image decodes the pixels of one picture in the data: the one that is shown or
// one of parameters (RFC 9649 §5).
type image struct {
	b             *bitReader
	width, pixels int
	out           []uint32 // pixel p is at p&mask, as 0xaarrggbb
	mask          int
	done          int // pixels

	cache      *[cacheSize]uint64 // colours, and present; nil where there is none
	cacheShift int

	groups     []group
	tiles      []uint16 // groups by tiles; nil where there is one group
	tileBits   int
	tilesInRow int
}

// readImage reads what precedes the pixels of a picture of w×h.
func (b *bitReader) readImage(w, h int, shown bool) (*image, error) {
	m := &image{b: b, width: w, pixels: w * h}
	colours := 0
	if b.flag() {
		n := int(b.bits(4))
		if n < 1 || n > maxCacheBits {
			return nil, fault.New(fault.Corrupt, "vp8l: colour cache of %d bits", n)
		}
		colours = 1 << n
		m.cache, m.cacheShift = new([cacheSize]uint64), 32-n
		m.cache[0] = present
	}
	if err := m.readGroups(h, colours, shown); err != nil {
		return nil, err
	}
	// What is written at once may go beyond the end.
	m.out, m.mask = make([]uint32, min(m.pixels, ringSize)+maxQuick), ringSize-1
	if !shown {
		m.out, m.mask = make([]uint32, m.pixels+maxQuick), -1
	}
	return m, nil
}

// readParameters reads a picture of parameters of w×h whole.
func (b *bitReader) readParameters(w, h int) ([]uint32, error) {
	m, err := b.readImage(w, h, false)
	if err != nil {
		return nil, err
	}
	if err := m.decode(m.pixels); err != nil {
		return nil, err
	}
	return m.out[:m.pixels], nil
}

// readGroups reads the groups of prefix codes, and which tiles use which.
func (m *image) readGroups(h, colours int, shown bool) error {
	b := m.b
	places, used := []int16{0}, 1 // of groups as they are numbered; -1 where none uses one
	if shown && b.flag() {
		m.tileBits = int(b.bits(3)) + minTileBits
		m.tilesInRow = tiles(m.width, m.tileBits)
		numbers, err := b.readParameters(m.tilesInRow, tiles(h, m.tileBits))
		if err != nil {
			return err
		}
		if places, used, err = m.place(numbers); err != nil {
			return err
		}
	}
	m.groups = make([]group, used)
	for _, place := range places {
		g, err := b.readGroup(colours, place >= 0)
		if err != nil {
			return err
		}
		if place >= 0 {
			m.groups[place] = g
		}
	}
	width := quickWidth(used, m.pixels)
	for i := range m.groups {
		m.groups[i].makeQuick(width)
	}
	return nil
}

// place gives the groups that tiles use their places, by their numbers in the red
// and green of a picture.
func (m *image) place(numbers []uint32) (places []int16, used int, err error) {
	m.tiles = make([]uint16, len(numbers))
	last := uint32(0)
	for _, v := range numbers {
		last = max(last, v>>8&0xffff)
	}
	places = make([]int16, last+1)
	for i := range places {
		places[i] = -1
	}
	for i, v := range numbers {
		number := v >> 8 & 0xffff
		if places[number] < 0 {
			if used == maxGroups {
				return nil, 0, fault.New(fault.LimitCount, "vp8l: more than %d groups of prefix codes", maxGroups)
			}
			places[number] = int16(used)
			used++
		}
		m.tiles[i] = uint16(places[number])
	}
	return places, used, nil
}

// tiles returns how many tiles of 2^bits pixels a side there are along n pixels.
func tiles(n, bits int) int { return (n + 1<<bits - 1) >> bits }

// decode decodes pixels until there are at least so many.
func (m *image) decode(count int) error {
	for m.done < count {
		g, end := &m.groups[0], count
		if m.tiles != nil {
			x, y := m.done%m.width, m.done/m.width
			g = &m.groups[m.tiles[y>>m.tileBits*m.tilesInRow+x>>m.tileBits]]
			end = min(m.done-x+min((x>>m.tileBits+1)<<m.tileBits, m.width), count)
		}
		for m.done < end {
			if err := m.run(g, end); err != nil {
				return err
			}
		}
	}
	return m.b.err()
}

// run decodes as many pixels as the quick table knows one after the other, to end
// at most, and one more or a copy.
func (m *image) run(g *group, end int) error {
	at := m.done & m.mask
	out := m.out[at:min(at+end-m.done, len(m.out)-maxQuick)]
	b := m.b
	b.provide()
	n := uint(0)
	if m.cache != nil {
		b.cursor, n = cachedPixels(b.cursor, b.window, g.quick, m.cache, out)
	} else {
		b.cursor, n = plainPixels(b.cursor, b.window, g.quick, out, g.alpha)
	}
	m.done += int(n)
	if n == uint(len(out)) {
		return nil
	}
	b.provide()
	c := b.fill(b.window)
	e := g.quick[c.value&uint64(len(g.quick)-1)]
	switch e & quickKind {
	case quickPixel:
		b.cursor = c.skip(uint64(e & quickLength))
		m.put(e>>quickRGB | g.alpha)
		return nil
	case quickGreen:
		if c, argb, ok := g.rest(c.skip(uint64(e & quickLength))); ok {
			b.cursor = c
			m.put(e>>quickRGB | argb)
			return nil
		}
	}
	return m.step(g)
}

func cachedPixels(c cursor, window *[windowSize]uint8, quick []uint32, cache *[cacheSize]uint64, out []uint32) (cursor, uint) {
	i := uint(0)
	for c.next <= windowSize-8 {
		c = c.fill(window)
		for range quickReads {
			e := quick[c.value&uint64(len(quick)-1)]
			if e&quickKind != quickCached || i+1 >= uint(len(out)) {
				return c, i
			}
			c.value >>= e & 63
			u := cache[e>>quickPlace&(cacheSize-1)]
			out[i] = uint32(u)
			v := cache[e>>(quickPlace+placeBits)]
			out[i+1] = uint32(v)
			if u&v&present == 0 {
				cache[0] = present
			}
			i += uint(1 + e>>quickTwo&1)
			c.have -= int(e & 63)
		}
	}
	return c, i
}

func plainPixels(c cursor, window *[windowSize]uint8, quick []uint32, out []uint32, alpha uint32) (cursor, uint) {
	n := len(out)
	for len(out) > 0 && c.next <= windowSize-8 {
		c = c.fill(window)
		for range quickReads {
			e := quick[c.value&uint64(len(quick)-1)]
			if e&quickKind != quickPixel || len(out) == 0 {
				return c, uint(n - len(out))
			}
			out[0] = e>>quickRGB | alpha
			out = out[1:]
			c = c.skip(uint64(e & quickLength))
		}
	}
	return c, uint(n - len(out))
}

// step decodes one pixel, or copies some.
func (m *image) step(g *group) error {
	b := m.b
	b.provide()
	c := b.fill(b.window)
	symbol, n := g.codes[green].find(c.value)
	c = c.skip(n)
	switch {
	case symbol < literals:
		// Three words of 15 bits, and one more, are within 56 and 56 bits.
		r, n := g.codes[red].find(c.value)
		c = c.skip(n)
		v, n := g.codes[blue].find(c.value)
		c = c.skip(n)
		b.cursor = c
		if b.next <= windowSize-8 {
			b.cursor = c.fill(b.window)
		}
		m.put(uint32(r)<<16 | uint32(symbol)<<8 | uint32(v) | uint32(b.symbol(&g.codes[alpha]))<<24)
	case symbol < literals+lengthCodes:
		b.cursor = c
		length := b.number(symbol - literals)
		code := b.number(b.symbol(&g.codes[distance]))
		return m.copy(m.distance(code), length)
	default:
		b.cursor = c
		m.put(uint32(m.cache[symbol-literals-lengthCodes]))
	}
	return nil
}

// put appends a pixel.
func (m *image) put(argb uint32) {
	m.out[m.done&m.mask] = argb
	m.done++
	if m.cache != nil {
		m.cache[argb*hashFactor>>m.cacheShift] = present | uint64(argb)
	}
}

// number reads a length, or the code of a distance, that a symbol begins (RFC 9649
// §5.2.2).
func (b *bitReader) number(symbol uint16) int {
	if symbol < 4 {
		return int(symbol) + 1
	}
	extra := int(symbol-2) >> 1
	return (2+int(symbol&1))<<extra + int(b.bits(extra)) + 1
}

// distance returns how many pixels back a code of a distance is.
func (m *image) distance(code int) int {
	if code > len(nearby) {
		return code - len(nearby)
	}
	place := nearby[code-1]
	return max(1, int(place.up)*m.width+int(place.left))
}

// copy appends so many pixels from some way back.
func (m *image) copy(way, length int) error {
	if way > m.done || length > m.pixels-m.done {
		return fault.New(fault.Corrupt, "vp8l: copy of %d pixels from %d back, after %d of %d", length, way, m.done, m.pixels)
	}
	from, to := (m.done-way)&m.mask, m.done&m.mask
	if way >= length && max(from, to)+length <= len(m.out)-maxQuick {
		copy(m.out[to:to+length], m.out[from:from+length])
	} else {
		for i := range length {
			m.out[(m.done+i)&m.mask] = m.out[(m.done+i-way)&m.mask]
		}
	}
	if m.cache != nil {
		for i := range length {
			argb := m.out[(m.done+i)&m.mask]
			m.cache[argb*hashFactor>>m.cacheShift] = present | uint64(argb)
		}
	}
	m.done += length
	return nil
}
