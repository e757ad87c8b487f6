package bytewise

import "golang.org/x/sys/cpu"

// Blocks of the kernels, in bytes.
const (
	restoreBlock = 16
	totalBlock   = 32
)

// restore undoes the differences of two halves of one length and writes them by
// turns; first and second are the sums before them.
func restore(dst, even, odd []byte, first, second byte) {
	if cpu.X86.HasAVX2 && len(even) >= restoreBlock {
		n := len(even) &^ (restoreBlock - 1)
		_, _ = dst[:2*n], odd[:n]
		restoreAVX(dst, even[:n], odd, first, second)
		first, second = dst[2*n-2], dst[2*n-1]
		dst, even, odd = dst[2*n:], even[n:], odd[n:]
	}
	portableRestore(dst, even, odd, first, second)
}

// total returns the last sum of differences.
func total(differences []byte) byte {
	sum := uint64(0)
	if n := len(differences) &^ (totalBlock - 1); cpu.X86.HasAVX2 && n > 0 {
		sum = totalAVX2(differences[:n])
		differences = differences[n:] // 128 as often is 0
	}
	return byte(sum) + portableTotal(differences)
}

//go:noescape
func restoreAVX(dst, even, odd []byte, first, second byte)

//go:noescape
func totalAVX2(b []byte) uint64
