package vp8l

// Quick tables tell whole pixels, or two of them, by the next bits: entries hold
//
//	bits 0-5    how many bits they take
//	bits 6-7    what they are
//	bit 8       of quickCached, whether there are two pixels
//	bits 10-31  of quickCached, their places in the colour cache, 11 bits each
//	bits 8-31   of quickPixel, blue, green and red; of quickGreen, green
//
// What is quickSlow is none of these: a copy, or a longer word.
const (
	quickLength = 1<<6 - 1
	quickSlow   = 0
	quickPixel  = 1 << 6
	quickCached = 2 << 6
	quickGreen  = 3 << 6
	quickKind   = 3 << 6

	maxQuick   = 2
	quickTwo   = 8
	quickPlace = 10
	placeBits  = 11
	quickRGB   = 8
)

// quickWidths are the bits that quick tables are looked up by: at most, and at
// least.
const (
	maxQuickWidth = 11
	minQuickWidth = 6
	quickReads    = 5 // from 56 bits
)

// quickWidth returns the width of the tables of so many groups for so many pixels:
// to make them must take less time than they save.
func quickWidth(groups, pixels int) int {
	width := maxQuickWidth
	for width > minQuickWidth && groups<<width > pixels/32 {
		width--
	}
	return width
}

// makeQuick makes the quick table.
func (g *group) makeQuick(width int) {
	a, n := g.codes[alpha].find(0)
	g.alpha, g.opaque = uint32(a)<<24, n == 0
	g.quick = make([]uint32, 1<<width)
	for i := range g.quick {
		g.quick[i] = g.quickEntry(uint64(i), uint64(width))
	}
}

// quickEntry decodes bits of which only the first width are known.
func (g *group) quickEntry(bits, width uint64) uint32 {
	symbol, n := g.codes[green].find(bits)
	switch {
	case n > width, symbol >= literals && symbol < literals+lengthCodes:
		return quickSlow
	case symbol < literals:
		return g.quickPixel(symbol, bits, n, width)
	}
	entry := uint32(quickCached | uint64(symbol-literals-lengthCodes)<<quickPlace)
	next, more := g.codes[green].find(bits >> n)
	if more == 0 || n+more > width || next < literals+lengthCodes {
		return entry | uint32(n)
	}
	return entry | uint32(next-literals-lengthCodes)<<(quickPlace+placeBits) | 1<<quickTwo | uint32(n+more)
}

func (g *group) quickPixel(symbol uint16, bits, n, width uint64) uint32 {
	r, rn := g.codes[red].find(bits >> n)
	b, bn := g.codes[blue].find(bits >> (n + rn))
	if n+rn+bn > width || !g.opaque {
		return quickGreen | uint32(symbol)<<(quickRGB+8) | uint32(n)
	}
	return quickPixel | (uint32(r)<<16|uint32(symbol)<<8|uint32(b))<<quickRGB | uint32(n+rn+bn)
}

// rest reads red, blue and alpha of a pixel whose green is known, from 45 bits. It
// returns false where a word is too long for the tables.
func (g *group) rest(c cursor) (cursor, uint32, bool) {
	r := g.codes[red].table[c.value&uint64(len(g.codes[red].table)-1)]
	c = c.skip(uint64(r & 15))
	b := g.codes[blue].table[c.value&uint64(len(g.codes[blue].table)-1)]
	c = c.skip(uint64(b & 15))
	a := g.codes[alpha].table[c.value&uint64(len(g.codes[alpha].table)-1)]
	c = c.skip(uint64(a & 15))
	argb := uint32(r>>4)<<16 | uint32(b>>4) | uint32(a>>4)<<24
	return c, argb, r != long && b != long && a != long
}
