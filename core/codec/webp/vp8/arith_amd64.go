package vp8

import "golang.org/x/sys/cpu"

// walks says that the processor has what the walks below need: processors with BMI2
// have LZCNT as well.
var walks = cpu.X86.HasBMI2

// walk is a partition for assembly, in the order of its offsets.
type walk struct {
	arith
	window *uint8
	limit  int // the highest offset of a word in the window
	next   int // offset of the byte behind the bits that arith has
}

func (p *partition) walk() walk {
	return walk{p.arith, &p.window[0], len(p.window) - padding, p.next}
}

// follow goes on where w ended.
func (p *partition) follow(w *walk) { p.arith, p.next = w.arith, w.next }
