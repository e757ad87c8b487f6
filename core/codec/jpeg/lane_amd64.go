package jpeg

import "golang.org/x/sys/cpu"

// run is runPortable for this processor. It may pass l.until by a step.
func run(l *lane, buf []byte, phases []phase) {
	if !cpu.X86.HasBMI2 {
		runPortable(l, buf, phases)
		return
	}
	l.check(buf, phases)
	runBMI2(l, &phases[0], &buf[0])
}

// runBoth runs two lanes until one of them stops.
func runBoth(a, b *lane, buf []byte, phases []phase) {
	if !cpu.X86.HasBMI2 {
		runPortable(a, buf, phases)
		runPortable(b, buf, phases)
		return
	}
	a.check(buf, phases)
	b.check(buf, phases)
	runBothBMI2(a, b, &phases[0], &buf[0])
}

// check panics where assembly would leave the data or the starts. It loads eight bytes
// from before until, and what it takes three steps of has 57 bits; a block has two bits
// at least, but for the first of which some may be passed already, and where it ends the
// start is written of what comes next.
func (l *lane) check(buf []byte, phases []phase) {
	_ = phases[l.phase]
	_ = buf[l.until>>3+7]
	if l.bit < l.until {
		_ = l.starts[l.count+(l.until-l.bit+stepsSize)/2+1]
	}
}

// stepsSize is how many bits three steps take at most.
const stepsSize = 3 * mostStep

//go:noescape
func runBMI2(l *lane, phases *phase, buf *byte)

//go:noescape
func runBothBMI2(a, b *lane, phases *phase, buf *byte)
