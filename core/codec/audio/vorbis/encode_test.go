package vorbis_test

import "encoding/binary"

// bitWriter writes numbers, the lowest bit first.
type bitWriter struct {
	data []byte
	n    int // bits
}

func (w *bitWriter) write(v, width int) {
	for i := range width {
		if w.n%8 == 0 {
			w.data = append(w.data, 0)
		}
		w.data[w.n/8] |= byte(v>>i&1) << (w.n % 8)
		w.n++
	}
}

// stream is a sound of one line of the spectrum, in blocks of 256 and 2048 samples.
type stream struct {
	channels int
	residue  int // its type
	line     int
	level    int // of the floor, 255 being 1
	coupled  bool
}

const (
	shortBlock, longBlock = 256, 2048
	partition             = 4
)

func (s stream) header() []byte {
	b := []byte("\x01vorbis\x00\x00\x00\x00")
	b = append(b, byte(s.channels))
	b = binary.LittleEndian.AppendUint32(b, 8000)
	b = append(b, make([]byte, 12)...)
	return append(b, 8|11<<4, 1)
}

// setup writes two codebooks: one of bits, and one of pairs of 0 and 1.
func (s stream) setup() []byte {
	w := &bitWriter{data: []byte("\x05vorbis"), n: 56}
	w.write(1, 8)
	w.book(1, []int{1, 1})
	w.write(0, 4)
	w.book(2, []int{1, 3, 3, 2})
	w.write(1, 4)
	w.write(788<<21, 32) // lowest: 0
	w.write(788<<21|1, 32)
	w.write(0, 4)
	w.write(0, 1)
	w.write(0, 1)
	w.write(1, 1)
	w.write(0, 6+16)
	w.write(0, 6) // one floor
	w.write(1, 16)
	w.write(0, 5)
	w.write(0, 2)
	w.write(10, 4)
	w.write(0, 6) // one residue
	w.write(s.residue, 16)
	w.write(0, 24)
	w.write(longBlock*s.channels, 24)
	w.write(partition-1, 24)
	w.write(1, 6) // classes of nothing and of one pass
	w.write(0, 8)
	w.write(0, 4)
	w.write(1, 4)
	w.write(1, 8)
	w.write(0, 6) // one mapping
	w.write(0, 16+1)
	if s.coupled {
		w.write(1, 1)
		w.write(0, 8)
		w.write(0, 1)
		w.write(1, 1)
	} else {
		w.write(0, 1)
	}
	w.write(0, 2+8+8+8)
	w.write(1, 6) // modes of short and of long blocks
	w.write(0, 1+32+8)
	w.write(1, 1)
	w.write(0, 32+8)
	w.write(1, 1)
	return w.data
}

func (w *bitWriter) book(dimensions int, lengths []int) {
	w.write(0x564342, 24)
	w.write(dimensions, 16)
	w.write(len(lengths), 24)
	w.write(0, 2)
	for _, n := range lengths {
		w.write(n-1, 5)
	}
}

// packet writes a block. In long ones, the neighbours are said to be long or not.
func (s stream) packet(long, before, after bool) []byte {
	w := &bitWriter{}
	half := shortBlock / 2
	w.write(0, 1)
	if long {
		half = longBlock / 2
		w.write(1, 1)
		w.write(number(before), 1)
		w.write(number(after), 1)
	} else {
		w.write(0, 1)
	}
	for range s.channels {
		w.write(1, 1)
		w.write(s.level, 8)
		w.write(s.level, 8)
	}
	vectors, values := s.channels, make([]bool, half)
	values[s.line*half*2/longBlock] = true
	if s.residue == 2 {
		vectors = 1
		all := make([]bool, half*s.channels)
		for i, v := range values {
			for c := range s.channels {
				all[i*s.channels+c] = v
			}
		}
		values = all
	}
	for i := 0; i < len(values); i += partition {
		part := values[i : i+partition]
		sounds := number(part[0] || part[1] || part[2] || part[3])
		for range vectors {
			w.write(sounds, 1)
		}
		for range vectors * sounds {
			w.pairs(part, s.residue)
		}
	}
	return w.data
}

// pairs writes a partition: in residues of type 0 the values of a pair are far apart.
func (w *bitWriter) pairs(part []bool, kind int) {
	for i := range partition / 2 {
		a, b := part[2*i], part[2*i+1]
		if kind == 0 {
			a, b = part[i], part[i+partition/2]
		}
		// The codes of lengths 1, 3, 3 and 2 are 0, 100, 101 and 11.
		switch number(a) + 2*number(b) {
		case 0:
			w.write(0, 1)
		case 1:
			w.write(0b001, 3)
		case 2:
			w.write(0b101, 3)
		case 3:
			w.write(0b11, 2)
		}
	}
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// page returns a page of whole packets.
func page(flags byte, granule int64, serial, sequence uint32, packets ...[]byte) []byte {
	var lengths, body []byte
	for _, p := range packets {
		for range len(p) / 255 {
			lengths = append(lengths, 255)
		}
		lengths = append(lengths, byte(len(p)%255))
		body = append(body, p...)
	}
	return rawPage(flags, granule, serial, sequence, lengths, body)
}

func rawPage(flags byte, granule int64, serial, sequence uint32, lengths, body []byte) []byte {
	le := binary.LittleEndian
	b := append([]byte("OggS\x00"), flags)
	b = le.AppendUint64(b, uint64(granule))
	b = le.AppendUint32(b, serial)
	b = le.AppendUint32(b, sequence)
	b = append(b, 0, 0, 0, 0, byte(len(lengths)))
	b = append(append(b, lengths...), body...)
	var sum uint32
	for _, v := range b {
		sum ^= uint32(v) << 24
		for range 8 {
			if sum>>31 == 1 {
				sum = sum<<1 ^ 0x04c11db7
			} else {
				sum <<= 1
			}
		}
	}
	le.PutUint32(b[22:], sum)
	return b
}

const serial = 77

// head returns the pages of the three headers.
func (s stream) head() []byte {
	b := page(2, 0, serial, 0, s.header())
	return append(b, page(0, 0, serial, 1, []byte("\x03vorbis\x00\x00\x00\x00\x00\x00\x00\x00\x01"), s.setup())...)
}

// file returns n long blocks, with eight short ones after every fifth, and how many
// samples they make. It ends five samples before its last block does.
func (s stream) file(n int) (file []byte, samples int64) {
	file = s.head()
	var packets [][]byte
	previous, sequence := 0, uint32(2)
	add := func(size int, packet []byte) {
		packets = append(packets, packet)
		if previous > 0 {
			samples += int64(previous/4 + size/4)
		}
		previous = size
	}
	for i := range n {
		short := i%5 == 4
		add(longBlock, s.packet(true, i%5 != 0 || i == 0, !short))
		for range 8 * number(short) {
			add(shortBlock, s.packet(false, false, false))
		}
		switch {
		case i == n-1:
			samples -= 5
			file = append(file, page(4, samples, serial, sequence, packets...)...)
		case len(packets) >= 10:
			file = append(file, page(0, samples, serial, sequence, packets...)...)
			packets, sequence = nil, sequence+1
		}
	}
	return file, samples
}
