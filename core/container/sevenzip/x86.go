package sevenzip

import (
	"encoding/binary"
	"io"
)

// x86 undoes the filter that made the targets of x86's calls and jumps absolute, so that
// they repeat (LZMA SDK, Bra86.c; some programs use it for all files). It looks at
// four bytes behind each opcode, so that the last four of the stream stay as they are.
type x86 struct {
	r     io.Reader
	buf   []byte
	ready int // bytes of buf that are final
	pos   uint32
	mask  uint32 // which of the last bytes were opcodes, and what came of them
	since uint32 // bytes since the last opcode
	err   error
}

const (
	x86Buffer    = 16 << 10
	x86Length    = 5 // of a call or jump
	x86Unfit     = 0x10
	x86MaskShift = 1
)

func newX86(r io.Reader) *x86 { return &x86{r: r, since: x86Length, buf: make([]byte, 0, x86Buffer)} }

// Read implements io.Reader.
func (x *x86) Read(p []byte) (int, error) {
	for x.ready == 0 {
		if x.err != nil {
			return 0, x.err
		}
		x.fill()
	}
	n := copy(p, x.buf[:x.ready])
	x.ready -= n
	x.buf = x.buf[:copy(x.buf, x.buf[n:])]
	return n, nil
}

// fill reads more and makes as much of it final as can be.
func (x *x86) fill() {
	held := len(x.buf)
	n, err := x.r.Read(x.buf[held:cap(x.buf)])
	x.buf = x.buf[:held+n]
	x.ready = x.convert(x.buf)
	if err != nil {
		x.ready, x.err = len(x.buf), err
	}
}

// convert makes targets relative again and returns how many bytes are final.
func (x *x86) convert(b []byte) int {
	i := 0
	for i+x86Length <= len(b) {
		if b[i]&0xfe != 0xe8 {
			i++
			x.pos++
			x.since = min(x.since+1, x86Length+1)
			continue
		}
		n := x.opcode(b[i:])
		i += n
		x.pos += uint32(n)
	}
	return i
}

// opcode converts the target behind an opcode, where there is one, and returns how many
// bytes are done with.
func (x *x86) opcode(b []byte) int {
	if x.since > x86Length {
		x.mask = 0
	}
	for range min(x.since, x86Length) {
		x.mask = x.mask & 0x77 << 1
	}
	x.since = 1
	fits := isSign(b[4])
	before := x.mask >> x86MaskShift
	if !fits || before >= x86Unfit || before&7 == 3 || before&7 >= 5 {
		x.mask |= 1
		if fits {
			x.mask |= x86Unfit
		}
		return 1
	}
	target := binary.LittleEndian.Uint32(b[1:])
	for {
		target -= x.pos + x86Length
		if x.mask == 0 {
			break
		}
		shift := 8 * opcodeBytes(before)
		if !isSign(byte(target >> (24 - shift))) {
			break
		}
		target ^= 1<<(32-shift) - 1
	}
	target &= 0x1ffffff
	if target&0x1000000 != 0 {
		target |= 0xff000000
	}
	binary.LittleEndian.PutUint32(b[1:], target)
	x.mask = 0
	return x86Length
}

// isSign reports whether b is the highest byte of a target that is near.
func isSign(b byte) bool { return b == 0 || b == 0xff }

// opcodeBytes returns how many bytes on the highest opcode of the mask lies.
func opcodeBytes(mask uint32) uint32 {
	switch {
	case mask == 0:
		return 0
	case mask == 1:
		return 1
	case mask < 4:
		return 2
	}
	return 3
}
