package jpeg_test

import "bytes"

// huffTable is a Huffman table made for some tokens (T.81 §K.2).
type huffTable struct {
	counts  [17]int
	symbols []byte
	code    [256]uint32
	length  [256]int
}

func newHuffTable(list []token, class int) *huffTable {
	var freq [257]int
	freq[256] = 1 // keeps the code of ones unused
	used := 0
	for _, tok := range list {
		if tok.kind == symbolToken && tok.class == class {
			if freq[tok.symbol] == 0 {
				used++
			}
			freq[tok.symbol]++
		}
	}
	if used == 0 {
		return nil
	}
	t := &huffTable{counts: limited(codeSizes(freq))}
	sizes := codeSizes(freq)
	for size := 1; size <= 256; size++ {
		for symbol := range 256 {
			if sizes[symbol] == size {
				t.symbols = append(t.symbols, byte(symbol))
			}
		}
	}
	code, n := uint32(0), 0
	for length := 1; length <= 16; length++ {
		for range t.counts[length] {
			t.code[t.symbols[n]], t.length[t.symbols[n]] = code, length
			code++
			n++
		}
		code <<= 1
	}
	return t
}

// codeSizes follows T.81 figure K.1.
func codeSizes(freq [257]int) (sizes [257]int) {
	var next [257]int
	for i := range next {
		next[i] = -1
	}
	for {
		a, b := -1, -1
		for i, f := range freq {
			switch {
			case f == 0:
			case a < 0 || f <= freq[a]:
				a, b = i, a
			case b < 0 || f <= freq[b]:
				b = i
			}
		}
		if b < 0 {
			return sizes
		}
		freq[a] += freq[b]
		freq[b] = 0
		for ; ; a = next[a] {
			sizes[a]++
			if next[a] < 0 {
				break
			}
		}
		next[a] = b
		for ; b >= 0; b = next[b] {
			sizes[b]++
		}
	}
}

// limited follows T.81 figure K.3.
func limited(sizes [257]int) (counts [17]int) {
	var all [258]int
	for _, size := range sizes {
		if size > 0 {
			all[size]++
		}
	}
	for i := 257; i > 16; i-- {
		for all[i] > 0 {
			j := i - 2
			for all[j] == 0 {
				j--
			}
			all[i] -= 2
			all[i-1]++
			all[j+1] += 2
			all[j]--
		}
	}
	last := 16
	for all[last] == 0 {
		last--
	}
	all[last]--
	copy(counts[:], all[:17])
	return counts
}

func (t *huffTable) segment(class int) []byte {
	body := []byte{byte(class << 4)}
	for _, n := range t.counts[1:] {
		body = append(body, byte(n))
	}
	return append(body, t.symbols...)
}

func writeTokens(out *bytes.Buffer, list []token, tables [2]*huffTable) {
	var acc uint64
	n, restarts := 0, 0
	put := func(bits uint32, size int) {
		acc = acc<<size | uint64(bits)
		n += size
		for ; n >= 8; n -= 8 {
			b := byte(acc >> (n - 8))
			out.WriteByte(b)
			if b == 0xff {
				out.WriteByte(0)
			}
		}
	}
	pad := func() { put(0xff>>(8-(8-n)%8), (8-n)%8) }
	for _, tok := range list {
		switch tok.kind {
		case restartToken:
			pad()
			out.Write([]byte{0xff, byte(0xd0 + restarts%8)})
			restarts++
		case symbolToken:
			t := tables[tok.class]
			put(t.code[tok.symbol], t.length[tok.symbol])
			put(tok.bits, tok.n)
		case bitsToken:
			put(tok.bits, tok.n)
		}
	}
	pad()
}
