//go:build !amd64

package jpeg

func run(l *lane, buf []byte, phases []phase) { runPortable(l, buf, phases) }

func runBoth(a, b *lane, buf []byte, phases []phase) {
	runPortable(a, buf, phases)
	runPortable(b, buf, phases)
}
