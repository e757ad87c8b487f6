package vp8

import "golang.org/x/sys/cpu"

// walks says that the processor has what the walks below need.
var walks = cpu.X86.HasBMI2 && cpu.X86.HasLZCNT

// walk is a partition for assembly, in the order of its offsets. Words are loaded from
// offsets between 0 and limit alone.
type walk struct {
	arith
	window *uint8
	limit  int // the highest offset of a word in the window
	next   int // offset of the byte behind the bits that arith has
}

func (p *partition) walk() walk {
	_ = p.window[padding-1]
	return walk{p.arith, &p.window[0], len(p.window) - padding, max(0, p.next)}
}

// follow goes on where w ended.
func (p *partition) follow(w *walk) { p.arith, p.next = w.arith, w.next }
