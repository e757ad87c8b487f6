package dpx

import (
	"bufio"
	"encoding/binary"
	"io"

	"apsync/core/fault"
)

// runs reads lines of runs, ST 268-1 §7.2: a sample of which the lowest bit says
// whether one pixel follows, to be repeated, or different ones; the others count
// pixels. Samples are packed as they would be otherwise.
type runs struct {
	r       *bufio.Reader
	e       *element
	order   binary.ByteOrder
	line    int // samples of a line
	words   [3]uint32
	have    int // samples in words
	acc     uint64
	accBits int
}

func newRuns(r *bufio.Reader, e *element, s *scan) *runs {
	return &runs{r: r, e: e, order: s.order, line: e.perLine(s.header.Width)}
}

// read reads a line, whose samples it writes as little-endian words. Runs end with
// the line, which begins at a whole word.
func (d *runs) read(stored []byte) error {
	d.have, d.acc, d.accBits = 0, 0, 0
	n := len(d.e.parts)
	for at := 0; at < d.line; {
		code, err := d.sample()
		if err != nil {
			return err
		}
		count := int(code>>1) * n
		if count == 0 || count > d.line-at {
			return fault.New(fault.Corrupt, "a run of %d samples in the %d left of a line", count, d.line-at)
		}
		repeated := code&1 == 1
		for i := range count {
			if repeated && i >= n {
				copy(stored[2*(at+i):2*(at+i)+2], stored[2*(at+i-n):])
				continue
			}
			v, err := d.sample()
			if err != nil {
				return err
			}
			binary.LittleEndian.PutUint16(stored[2*(at+i):], uint16(v))
		}
		at += count
	}
	return nil
}

// sample reads the next sample.
func (d *runs) sample() (uint32, error) {
	switch {
	case d.e.bits == 8:
		b, err := d.r.ReadByte()
		return uint32(b), err
	case d.e.bits == 10 && d.e.packing != packed:
		return d.ten()
	case d.e.bits == 16, d.e.bits == 12 && d.e.packing != packed:
		var b [2]byte
		_, err := io.ReadFull(d.r, b[:])
		v := uint32(d.order.Uint16(b[:]))
		if d.e.bits == 12 && d.e.packing == packedFilledA {
			v >>= 4
		}
		return v, err
	}
	if d.accBits < d.e.bits {
		v, err := d.word()
		if err != nil {
			return 0, err
		}
		d.acc |= uint64(v) << d.accBits
		d.accBits += 32
	}
	v := uint32(d.acc) & (1<<d.e.bits - 1)
	d.acc >>= d.e.bits
	d.accBits -= d.e.bits
	return v, nil
}

func (d *runs) ten() (uint32, error) {
	if d.have == 0 {
		v, err := d.word()
		if err != nil {
			return 0, err
		}
		if d.e.packing == packedFilledA {
			v >>= 2
		}
		d.words = [3]uint32{v & 0x3ff, v >> 10 & 0x3ff, v >> 20 & 0x3ff}
		d.have = 3
	}
	d.have--
	return d.words[d.have], nil
}

func (d *runs) word() (uint32, error) {
	var b [4]byte
	_, err := io.ReadFull(d.r, b[:])
	return d.order.Uint32(b[:]), err
}
