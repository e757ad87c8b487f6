package mp3

import "sync"

// tree is a Huffman code. Its first bits are looked up; the rest of long codes is gone
// through bit by bit.
type tree struct {
	// first has the entry of every beginning: a leaf as its value with its length from
	// bit 8 on, or the negative number of a node.
	first [1 << firstBits]int16
	nodes [][2]int16 // what a 0 and a 1 lead to: a value, or the negative number of a node
}

const firstBits = 8

// trees returns the codes by their number (ISO/IEC 11172-3 table B.7).
var trees = sync.OnceValue(func() *[34]*tree {
	var all [34]*tree
	for number, code := range codes {
		t := &tree{nodes: make([][2]int16, 1)}
		root, _ := t.parse(code)
		for i := range t.first {
			t.first[i] = t.walk(root, i)
		}
		all[number] = t
	}
	for i := range all {
		switch {
		case i > 16 && i < 24:
			all[i] = all[16]
		case i > 24 && i < 32:
			all[i] = all[24]
		}
	}
	return &all
})

// parse reads a branch and returns its entry, and what is behind it.
func (t *tree) parse(code string) (entry int16, rest string) {
	if code[0] != '.' {
		return int16(hexadecimal(code[0])<<4 | hexadecimal(code[1])), code[2:]
	}
	node := len(t.nodes)
	t.nodes = append(t.nodes, [2]int16{})
	zero, rest := t.parse(code[1:])
	one, rest := t.parse(rest)
	t.nodes[node] = [2]int16{zero, one}
	return int16(-node), rest
}

func hexadecimal(c byte) int {
	if c >= 'a' {
		return int(c-'a') + 10
	}
	return int(c - '0')
}

// walk returns where the bits of a beginning lead.
func (t *tree) walk(entry int16, beginning int) int16 {
	for n := range firstBits {
		if entry >= 0 {
			return entry | int16(n)<<8
		}
		entry = t.nodes[-entry][beginning>>(firstBits-1-n)&1]
	}
	if entry >= 0 {
		return entry | firstBits<<8
	}
	return entry
}

// read returns the next value.
func (t *tree) read(r *bitReader) int {
	entry := t.first[r.peek(firstBits)]
	if entry >= 0 {
		r.pos += int(entry >> 8)
		return int(entry & 0xff)
	}
	r.pos += firstBits
	for entry < 0 {
		entry = t.nodes[-entry][r.read(1)]
	}
	return int(entry)
}

// linbits returns how many bits follow the greatest value of a table.
func linbits(table int) int {
	if table < 16 {
		return 0
	}
	return [16]int{1, 2, 3, 4, 6, 8, 10, 13, 4, 5, 6, 7, 8, 9, 11, 13}[table-16]
}

// readSpectrum reads the lines of the spectrum, quantised, up to a bit (§2.4.3.4.6). It
// returns how many of them may be other than 0.
func readSpectrum(r *bitReader, lines *[granule]int32, i *channelInfo, b *bands, end int) int {
	first, second := i.regions(b)
	n, big := 0, 2*i.bigValues
	for region, bound := range [3]int{first, second, granule} {
		n = readPairs(r, lines, n, min(bound, big), pairs{i.tableSelect[region], end})
	}
	quads := trees()[32+i.count1Table]
	for n+4 <= granule && r.pos < end {
		v := quads.read(r)
		for k := range 4 {
			lines[n+k] = 0
			if v>>(3-k)&1 == 1 {
				lines[n+k] = 1 - 2*int32(r.read(1))
			}
		}
		if r.pos > end { // it was only padding
			break
		}
		n += 4
	}
	clear(lines[n:])
	return n
}

// pairs says how pairs of lines are coded, and up to which bit.
type pairs struct{ table, end int }

// readPairs reads lines from one to another.
func readPairs(r *bitReader, lines *[granule]int32, from, to int, p pairs) int {
	t, extra := trees()[p.table], linbits(p.table)
	if t == nil { // 0 stands for silence; 4 and 14 are reserved
		for ; from < to; from++ {
			lines[from] = 0
		}
		return from
	}
	for ; from+2 <= to && r.pos < p.end; from += 2 {
		v := t.read(r)
		lines[from] = value(r, v>>4, extra)
		lines[from+1] = value(r, v&15, extra)
	}
	return from
}

// value completes a value by what follows its code.
func value(r *bitReader, v, extra int) int32 {
	if v == 0 {
		return 0
	}
	if v == 15 && extra > 0 {
		v += r.read(extra)
	}
	if r.flag() {
		return -int32(v)
	}
	return int32(v)
}

// codes has the trees of the codes, by number: a dot is followed by what a 0 leads to
// and then by what a 1 does, two digits are the values of a leaf.
var codes = map[int]string{
	1: "...11011000",
	2: "......220212.212011.011000",
	3: "......220212.21201011.0100",
	5: "........33233231..1303.3022..1221.022011.011000",
	6: ".......330323.3230.1331..220212..212001.11.1000",
	7: "..........5545.5453.3544..255215..51.0534.50.4333...244214.4140....0423.3203.1331..302212..21.022011.011" +
		"000",
	8: "...........55544553..354425..520515..51.3443..503324...421441..0440.2332....1331.033022.0220.122111..011" +
		"000",
	9: ".........554535.53.5405..4425.5215..5134.43.5004...2442.3340.1441...233213.31.0330...220212.2120..1101.1" +
		"000",
	10: "...........7767.7657..756647..7456.6537...7346..555463.2772....640770.62.4535..06.534417...71.3626...255" +
		"215.51.3443..1661.60.0550.....2442.3304.1441..4023.3203..1331.3022...1221.022011.011000",
	11: "..........7767.7675..6647.74.5755...566537.7346....4554.355327.72.6407..71.1770..3663.60.4425.....520515" +
		"62..260616..61.5134..50.4333.2442.....1441.0440.2332.1331...03302221..12.022011..011000",
	12: "..........776776.5775..6647.7465..5637..735527...7246.6417..71.0770.3663....4554.44.0605.2662..61.1660.." +
		"3553.2552....1551.3443...500424.4214..3341.2332.....40033013.3122.1221....02200011.0110",
	13: "...................fefcfdedff.efdf..eecf.debf...fbce.dc.afe9.ecdd....facdbe.eb9f..f9ea.bddb....8ff8.cc.a" +
		"e9e..8e.7f7ef7..da.adbc..cbf66f....e85f.9dd9..f5e7.acbb...4ff4..cae6f3.3f.8dd8....2ff2..6e9c0f...c95eab." +
		".7dd74e....c8d63e.b9.9baa.1ff1....f0.bae5..e48c.6de3..e2.2e0e.1ee1....e05d.d57c..c74d.8bb8...d49a.a96c.c" +
		"63d......d37b2d.d21d..b7.5cc5..997ac3....a7974bd1..0dd0.8aa8....4cc4.6bb6.3c2c..c25b..b5891c.....c1.980c" +
		".c0.b46a...a6793b.b3.885a...2b.a569.a4.7887..94.7776b2...1bb1..0bb0.964a...3aa3.5995.2aa2.....1aa1..0a68" +
		"a0...864993..3958.8567...2992..577538..83.6647..7456.6573...1991..0990.4884...72.466428.8218......372717" +
		".71.5507...7036.6345..5426.6235..81.0880..1661.0660.....534425.5205.1551...3443.5024..423314....41.0440." +
		".233213..3103.3022..1221.0220..11011000",
	15: ".............ffef.fedf.ee.fdcf...fcde.edbf.fb.ceec...ddaf.fabe..ebcd.dc9f....f9ea.bddb..8ff8.cc9e...e97f" +
		".f7ad..dabc.6f.ae0f....cbf6..8ee8.5f9d..f57e.e7ac...cabb..d98d4f..f43f.f3d8.....e62f.f2.6ef0..1ff1.9cc9." +
		"..5eab.bae5..7dd7.4ee4....8cc8.3e6d..d6e3.9bb9...2eaa.e21e..e1.0ee0.5dd5......7cc7.4d8b.d4.b89a...a96c.c" +
		"63d.d3d2....2d0d1d.7bb7..d1.5cd0.c58a....a84c.c46b..b6.990c.3cc3...7aa7.a6.c00b.c2.2c5b......b51c.8998.." +
		"c14b.b46a...3b79b3..9788.2b5a...b2.a51b.b1.b069...964a.a478..873aa3....5995.2aa2..1aa1..0aa068...8649.94" +
		"39..93.7709.5885......2967.7692.91.1990...4884.5775..3883.6647...2882.1881...7408.8056..6537.7346....277" +
		"2.6417..5571..077036...6345.5426..6216..066035.....61.5344.2552..1551..055034...4324.4233.41.1404...2332" +
		"..400313..313022....1221.022011..011000",
	16: "...........effe.dffd..cffc.bffb..af.fa9f..f9f88f...7ff7.6ff6ff....5ff54f.f4f3..f0.3f......ce.ecddde.e9.e" +
		"ad9.ee.edeb..becd..dcdbae...cc.adda..7eacca...c97d5ebdf2....2f0f1f.f1.....9e.bccb..8ee8.9de7...bb8d.d86e" +
		".e69c....abba.e5d7.4e.e48c..c83e.6d.d69b.....b9aae1.d4.b8a9..7b.b7d0e3...0ee0.5dd5..7cc7.4d8b.......9a6c" +
		".c63d..5cc50d...8aa8.994c..b67a3c....5b891c.c0.9879.e2.2e1e....d32d.d2d1..3b.97881d...c46b.c3a7.2c.c2b5." +
		"....c10c.4bb4..6aa6b3...5aa52b.b21b...b1.0bb0..6996.4aa4...7887a3..3a592a........9568a1..867794...495767" +
		"a2..1a.0aa0..3993.5885...2992..760919..91.9048..8475.3883.....662882..477418..8180..085637...73.6546.277" +
		"2...64550717....71.7036..6345.5426..6216.61.0660...53.3544.2552.51.1505......3443.5024..423314..41.0440." +
		"2332..1331..033022..1221.0220..11011000",
	24: "........effe.dffd..cffc.bffb..fa.af9f.f9f8....8f7ff7.6ff6..5ff5.4ff4....3ff3.2ff2..f1.1ff0...0f..eede.ed" +
		"ce...ecdd.beeb..cddc.aeea....bddb.cc9e..e9ad.dabc...cb8e.e89d..d97e.e7acff.........cabb.8dd8...0ee00de6." +
		"..6e9cc9.5eba...e5.ab7d.d7e4..8cc8..4e2e3e....6dd6.e39b..b9aa.e21e...e15d.d57c..c74d.8bb8.....d49a.a96c." +
		".c63d.d32d...d21d.7bb7..d15c.c58a....a899.4cc4..6bb6..d00c3c...c37a.a72c..c25b.b51c......8998.c14b...c00" +
		"b3b..b00a1a..b4.6aa6..7997..a00990...b388..2b5ab2...a51b.b169.96a4.....4a7887.3aa3..5995.2aa2...a168.867" +
		"7..4994.3993......5885.2967..7692.1991...4884.5775..3883.6628....8218.4774..81.0880.5665...17.077073..37" +
		"2772....4664.5571..3663.4554...2662.1661...066035.5344.......2552.15.0550.51.3443..2442.3314...41.0440.2" +
		"332.1331....03302212.21.0220..1101.1000",
	32: "......0b0f.0d0e..070509..0603.0a0c..0201.040800",
	33: "....0f0e.0d0c..0b0a.0908...0706.0504..0302.0100",
}
