package rla

import (
	"encoding/binary"
	"math"
	"math/bits"

	"apsync/core/codec/bands"
	"apsync/core/fault"
)

// windowBytes is how much of the file is read at once: more than a channel's runs,
// whose length has 16 bits.
const windowBytes = 256 << 10

// reader returns a function that reads the rows of the frame from the bottom up.
func (f *file) reader() (func([]byte) error, error) {
	offsets, err := f.src.Bytes(headerBytes, 4*int64(f.height))
	if err != nil {
		return nil, err
	}
	window := bands.NewWindow(f.src, f.src.Size(), windowBytes)
	if f.float {
		if err := f.judgeOrder(window, int64(binary.BigEndian.Uint32(offsets[f.height/2*4:]))); err != nil {
			return nil, err
		}
	}
	y := -f.bottom
	return func(stored []byte) error {
		defer func() { y++ }()
		if y < 0 || y >= f.height {
			clear(stored)
			return nil
		}
		return f.readRow(window, stored, int64(binary.BigEndian.Uint32(offsets[4*y:])))
	}, nil
}

// judgeOrder finds the byte order of floats by the first channel of a row: renderers
// wrote that of their machine.
func (f *file) judgeOrder(window *bands.Window, off int64) error {
	n := 4 * int64(f.width)
	data, err := window.At(off+2, n)
	if err != nil {
		return err
	}
	big, little := 0, 0
	for ; len(data) >= 4; data = data[4:] {
		if isUsual(math.Float32frombits(binary.BigEndian.Uint32(data))) {
			big++
		}
		if isUsual(math.Float32frombits(binary.LittleEndian.Uint32(data))) {
			little++
		}
	}
	f.little = little > big
	return nil
}

// isUsual reports whether light is neither black nor beyond what pictures have.
func isUsual(v float32) bool { return v > 1e-6 && v < 1e6 }

// readRow reads the channels of a row: those of colour, of which the first are shown,
// and the first matte.
func (f *file) readRow(window *bands.Window, stored []byte, off int64) error {
	for i := range f.colours + min(f.mattes, 1) {
		length, err := window.At(off, 2)
		if err != nil {
			return err
		}
		if len(length) < 2 {
			return fault.New(fault.Truncated, "a channel at offset %d of a file of %d bytes", off, f.src.Size())
		}
		n := int64(binary.BigEndian.Uint16(length))
		at := i
		if i >= f.colours {
			at = len(f.channels) - 1
		}
		if i < f.shown() || i >= f.colours {
			data, err := window.At(off+2, n)
			if err != nil {
				return err
			}
			if int64(len(data)) < n {
				return fault.New(fault.Truncated, "a channel of %d bytes at offset %d of a file of %d", n, off+2, f.src.Size())
			}
			if err := f.readChannel(&f.channels[at], stored, data); err != nil {
				return err
			}
		}
		off += 2 + n
	}
	return nil
}

// shown returns how many of the channels are colours.
func (f *file) shown() int { return len(f.channels) - min(f.mattes, 1) }

// readChannel decodes a channel's planes of bytes, the most significant first. Floats
// are stored as they are where that is what their length says.
func (f *file) readChannel(ch *channel, stored, data []byte) error {
	dst := stored[ch.first : ch.first+f.width*ch.size]
	left := 0
	if ch.isFloat() && len(data) == len(dst) {
		interleave(dst, data)
	} else {
		left = expand(dst, data)
	}
	if left > 0 {
		return fault.New(fault.Corrupt, "the runs of a channel lack %d of %d bytes", left, len(dst))
	}
	return nil
}

// interleave brings samples of four bytes to planes.
func interleave(planes, samples []byte) {
	w := len(samples) / 4
	for i, b := range samples[:4*w] {
		planes[i%4*w+i/4] = b
	}
}

// expand decodes runs and returns how many bytes of dst they do not fill. A count of 0
// and above repeats a byte once more than that; one below is followed by so many
// bytes.
func expand(dst, runs []byte) int {
	for len(dst) > 0 && len(runs) > 1 {
		count := int(int8(runs[0]))
		runs = runs[1:]
		if count < 0 {
			n := copy(dst[:min(-count, len(dst))], runs)
			dst, runs = dst[n:], runs[n:]
			continue
		}
		n := min(count+1, len(dst))
		for i := range dst[:n] {
			dst[i] = runs[0]
		}
		dst, runs = dst[n:], runs[1:]
	}
	return len(dst)
}

// words makes samples of 16 bits.
func (f *file) words(row []uint16, stored []byte) {
	n := f.header.Layout.Channels()
	if f.lastX-f.firstX < f.header.Width {
		clear(row)
	}
	for c := range f.channels {
		ch := &f.channels[c]
		switch plane := stored[ch.first:]; {
		case ch.isFloat():
			f.each(ch, stored, func(x int, v uint32) {
				row[x*n+c] = uint16(clamp(math.Float32frombits(v))*math.MaxUint16 + 0.5)
			})
		case ch.bits == 8:
			for i := f.firstX; i < f.lastX; i++ {
				row[(i+f.left)*n+c] = uint16(plane[i]) * 257
			}
		case ch.bits == 16:
			for i := f.firstX; i < f.lastX; i++ {
				row[(i+f.left)*n+c] = uint16(plane[i])<<8 | uint16(plane[f.width+i])
			}
		default:
			f.each(ch, stored, func(x int, v uint32) {
				row[x*n+c] = uint16((uint64(v)*math.MaxUint16 + ch.top()/2) / ch.top())
			})
		}
	}
}

// floats makes floating-point samples.
func (f *file) floats(row []float32, stored []byte) {
	n := f.header.Layout.Channels()
	clear(row)
	for c := range f.channels {
		ch := &f.channels[c]
		f.each(ch, stored, func(x int, v uint32) {
			if ch.isFloat() {
				row[x*n+c] = bands.Finite(math.Float32frombits(v))
				return
			}
			row[x*n+c] = float32(float64(v) / float64(ch.top()))
		})
	}
}

// top is the largest value of an integer sample.
func (ch *channel) top() uint64 { return 1<<ch.bits - 1 }

// each calls emit with the samples of a channel that the frame shows.
func (f *file) each(ch *channel, stored []byte, emit func(x int, v uint32)) {
	w, plane := f.width, stored[ch.first:ch.first+f.width*ch.size]
	for i := f.firstX; i < f.lastX; i++ {
		var v uint32
		for k := range ch.size {
			v = v<<8 | uint32(plane[k*w+i])
		}
		if ch.isFloat() {
			if f.little {
				v = bits.ReverseBytes32(v)
			}
		} else {
			v = uint32(min(uint64(v), ch.top()))
		}
		emit(i+f.left, v)
	}
}

func clamp(v float32) float32 {
	if v > 0 {
		return min(v, 1)
	}
	return 0
}
