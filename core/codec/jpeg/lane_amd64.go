package jpeg

import "golang.org/x/sys/cpu"

// run is runPortable for this processor. It may pass l.until by a step.
func run(l *lane, buf []byte, phases []phase) {
	if !cpu.X86.HasBMI2 {
		runPortable(l, buf, phases)
		return
	}
	runBMI2(l, &phases[0], &buf[0])
}

// runBoth runs two lanes until one of them stops.
func runBoth(a, b *lane, buf []byte, phases []phase) {
	if !cpu.X86.HasBMI2 {
		runPortable(a, buf, phases)
		runPortable(b, buf, phases)
		return
	}
	runBothBMI2(a, b, &phases[0], &buf[0])
}

//go:noescape
func runBMI2(l *lane, phases *phase, buf *byte)

//go:noescape
func runBothBMI2(a, b *lane, phases *phase, buf *byte)
