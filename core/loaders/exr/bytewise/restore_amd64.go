package bytewise

import "golang.org/x/sys/cpu"

// Blocks of the kernels, in bytes.
const (
	restoreBlock = 16
	totalBlock   = 32
)

// atOnce is how many bytes assembly is given at a time: nothing stops it, and the
// garbage collector waits for it.
const atOnce = 256 << 10

// restore undoes the differences of two halves of one length and writes them by
// turns; first and second are the sums before them.
func restore(dst, even, odd []byte, first, second byte) {
	for cpu.X86.HasAVX2 && len(even) >= restoreBlock {
		n := min(len(even), atOnce) &^ (restoreBlock - 1)
		_, _ = dst[2*n-1], odd[n-1]
		restoreAVX(dst, even[:n], odd, first, second)
		first, second = dst[2*n-2], dst[2*n-1]
		dst, even, odd = dst[2*n:], even[n:], odd[n:]
	}
	portableRestore(dst, even, odd, first, second)
}

// total returns the last sum of differences.
func total(differences []byte) byte {
	sum := uint64(0)
	for cpu.X86.HasAVX2 && len(differences) >= totalBlock {
		n := min(len(differences), atOnce) &^ (totalBlock - 1)
		sum += totalAVX2(differences[:n])
		differences = differences[n:] // 128 as often is 0
	}
	return byte(sum) + portableTotal(differences)
}

// restoreAVX restores whole blocks of even, one at least, of which odd has as many, and
// dst room for both.
//
//go:noescape
func restoreAVX(dst, even, odd []byte, first, second byte)

// totalAVX2 adds up whole blocks, one at least.
//
//go:noescape
func totalAVX2(b []byte) uint64
