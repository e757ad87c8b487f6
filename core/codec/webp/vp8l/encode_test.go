package vp8l_test

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// encoder writes random pictures that are valid: their pixels follow from what is
// drawn.
type encoder struct {
	out    []byte
	n      int // bits
	random *rand.Rand
}

func (e *encoder) bits(v, n int) {
	for i := range n {
		if e.n%8 == 0 {
			e.out = append(e.out, 0)
		}
		e.out[e.n/8] |= byte(v>>i&1) << (e.n % 8)
		e.n++
	}
}

func (e *encoder) flag(v bool) bool {
	if v {
		e.bits(1, 1)
	} else {
		e.bits(0, 1)
	}
	return v
}

// one draws true once in n times.
func (e *encoder) one(n int) bool { return e.random.IntN(n) == 0 }

// code is a prefix code: the words of its symbols, first bit lowest, and lengths.
type code struct {
	symbols        []int
	words, lengths map[int]int
}

func (e *encoder) symbol(c code, symbol int) { e.bits(c.words[symbol], c.lengths[symbol]) }

// draw writes any symbol.
func (e *encoder) draw(c code) int {
	symbol := c.symbols[e.random.IntN(len(c.symbols))]
	e.symbol(c, symbol)
	return symbol
}

// some draws some of n symbols, which must have others.
func (e *encoder) some(n int, must ...int) []int {
	chosen := make([]bool, n)
	for _, symbol := range must {
		chosen[symbol] = true
	}
	for range 1 + e.random.IntN([]int{1, 2, 8, 300}[e.random.IntN(4)]) {
		chosen[e.random.IntN(n)] = true
	}
	var symbols []int
	for symbol, yes := range chosen {
		if yes {
			symbols = append(symbols, symbol)
		}
	}
	return symbols
}

// code writes a code of the given symbols, which are of n.
func (e *encoder) code(n int, symbols []int) code {
	c := code{symbols: symbols, words: map[int]int{}, lengths: map[int]int{}}
	if len(symbols) <= 2 && symbols[len(symbols)-1] < 256 && !e.one(3) {
		e.simpleCode(&c)
		return c
	}
	lengths := make([]int, n)
	e.split(symbols, 0, lengths)
	if len(symbols) == 1 {
		lengths[symbols[0]] = 1 + e.random.IntN(15)
	}
	e.lengths(lengths)
	for word, length := 0, 1; length <= 15; length++ {
		for _, symbol := range symbols {
			if lengths[symbol] == length && len(symbols) > 1 {
				c.words[symbol] = int(bits.Reverse16(uint16(word)) >> (16 - length))
				c.lengths[symbol] = length
				word++
			}
		}
		word <<= 1
	}
	return c
}

func (e *encoder) simpleCode(c *code) {
	e.flag(true)
	e.flag(len(c.symbols) == 2)
	if e.flag(c.symbols[0] > 1 || e.one(2)) {
		e.bits(c.symbols[0], 8)
	} else {
		e.bits(c.symbols[0], 1)
	}
	if len(c.symbols) == 2 {
		e.bits(c.symbols[1], 8)
		c.words[c.symbols[1]] = 1
		c.lengths[c.symbols[0]], c.lengths[c.symbols[1]] = 1, 1
	}
}

// split gives symbols lengths: the depths of a random tree.
func (e *encoder) split(symbols []int, depth int, lengths []int) {
	if len(symbols) == 1 {
		lengths[symbols[0]] = depth
		return
	}
	// Either half must fit what depth is left.
	most := 1 << (14 - depth)
	least := max(1, len(symbols)-most)
	at := least + e.random.IntN(min(len(symbols)-1, most)-least+1)
	if e.one(2) {
		at = max(least, min(len(symbols)/2, most))
	}
	e.split(symbols[:at], depth+1, lengths)
	e.split(symbols[at:], depth+1, lengths)
}

// lengths writes lengths, each coded by four or five bits, with repetitions.
func (e *encoder) lengths(lengths []int) {
	e.flag(false)
	order := []int{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	e.bits(len(order)-4, 4)
	words, widths := map[int]int{}, map[int]int{}
	for word, symbol := 0, 0; symbol < 19; symbol++ { // 13 of four bits, 6 of five
		widths[symbol] = 4
		if symbol == 13 {
			word <<= 1
		}
		if symbol >= 13 {
			widths[symbol] = 5
		}
		words[symbol] = int(bits.Reverse8(uint8(word)) >> (8 - widths[symbol]))
		word++
	}
	for _, symbol := range order {
		e.bits(widths[symbol], 3)
	}
	e.flag(false) // all are given
	previous := 8
	for i := 0; i < len(lengths); {
		run := 1
		for i+run < len(lengths) && lengths[i+run] == lengths[i] {
			run++
		}
		symbol, extra, n := lengths[i], 0, 0
		switch {
		case lengths[i] == 0 && run >= 11:
			run = min(run, 138)
			symbol, extra, n = 18, run-11, 7
		case lengths[i] == 0 && run >= 3:
			symbol, extra, n = 17, run-3, 3
		case lengths[i] == previous && run >= 3:
			run = min(run, 6)
			symbol, extra, n = 16, run-3, 2
		default:
			run = 1
		}
		e.bits(words[symbol], widths[symbol])
		e.bits(extra, n)
		if lengths[i] != 0 {
			previous = lengths[i]
		}
		i += run
	}
}

// picture writes a picture of w×h with up to four transforms, behind the header.
func (e *encoder) picture(w, h int) {
	for _, kind := range e.random.Perm(4) {
		if e.one(2) {
			continue
		}
		e.flag(true)
		e.bits(kind, 2)
		switch kind {
		case 0, 1:
			tileBits := e.tileBits()
			e.image(tiles(w, tileBits), tiles(h, tileBits), false)
		case 3:
			n := 1 + e.random.IntN([]int{2, 4, 16, 256}[e.random.IntN(4)])
			e.bits(n-1, 8)
			e.image(n, 1, false)
			for _, most := range []int{2, 4, 16} {
				if n <= most {
					w = (w + 1) / 2
				}
			}
		}
	}
	e.flag(false)
	e.image(w, h, true)
}

// tileBits writes the size of tiles.
func (e *encoder) tileBits() int {
	n := e.random.IntN(8)
	e.bits(n, 3)
	return n + 2
}

func tiles(n, bits int) int { return (n + 1<<bits - 1) >> bits }

// image writes the pixels of a picture of w×h, one of parameters or, shown, one that
// may have groups of codes.
func (e *encoder) image(w, h int, shown bool) {
	cache := 0
	if e.flag(e.one(2)) {
		n := 1 + e.random.IntN(11)
		e.bits(n, 4)
		cache = 1 << n
	}
	numbers, tileBits, last := []int{0}, 14, 0
	if shown && e.flag(e.one(2)) {
		tileBits = e.tileBits()
		numbers = e.numbers(tiles(w, tileBits), tiles(h, tileBits))
		last = slices.Max(numbers)
	}
	groups := make([][5]code, last+1)
	for i := range groups {
		g := &groups[i]
		g[0] = e.code(280+cache, e.some(280+cache, e.random.IntN(256)))
		for j := 1; j < 4; j++ {
			g[j] = e.code(256, e.some(256))
		}
		g[4] = e.code(40, e.some(40, 1))
	}
	across := tiles(w, tileBits)
	for p := 0; p < w*h; {
		x, y := p%w, p/w
		p += e.pixels(&groups[numbers[y>>tileBits*across+x>>tileBits]], p, w, w*h)
	}
}

// numbers writes a picture of the numbers of groups, in literals.
func (e *encoder) numbers(w, h int) []int {
	e.flag(false)
	green := e.code(280, e.some(1+e.random.IntN(30)))
	red := e.code(256, []int{0})
	blue, alpha := e.code(256, e.some(256)), e.code(256, e.some(256))
	e.code(40, e.some(40))
	numbers := make([]int, w*h)
	for i := range numbers {
		numbers[i] = e.draw(green)
		e.symbol(red, 0)
		e.draw(blue)
		e.draw(alpha)
	}
	return numbers
}

// pixels writes a pixel or a copy, behind p of all, and returns of how many.
func (e *encoder) pixels(g *[5]code, p, w, all int) int {
	for {
		symbol := g[0].symbols[e.random.IntN(len(g[0].symbols))]
		length, extra := number(symbol - 256)
		switch {
		case symbol < 256:
			e.symbol(g[0], symbol)
			e.draw(g[1])
			e.draw(g[2])
			e.draw(g[3])
			return 1
		case symbol >= 280:
			e.symbol(g[0], symbol)
			return 1
		case p == 0 || length > all-p:
			continue
		}
		e.symbol(g[0], symbol)
		more := e.random.IntN(min(1<<extra, all-p-length+1))
		e.bits(more, extra)
		e.distance(g[4], p, w)
		return length + more
	}
}

// distance writes how far back a copy is, at most p.
func (e *encoder) distance(c code, p, w int) {
	for {
		symbol := c.symbols[e.random.IntN(len(c.symbols))]
		first, extra := number(symbol)
		more := e.random.IntN(1 << extra)
		code := first + more
		if code != 2 && (code-120 > p || code <= 120 && 7*w+8 > p) {
			continue
		}
		e.symbol(c, symbol)
		e.bits(more, extra)
		return
	}
}

// number returns the least number that a symbol begins, and how many bits follow.
func number(symbol int) (least, extra int) {
	if symbol < 4 {
		return symbol + 1, 0
	}
	extra = (symbol - 2) >> 1
	return (2+symbol&1)<<extra + 1, extra
}
