//go:build !amd64

package bytewise

// restore undoes the differences of two halves of one length and writes them by
// turns; first and second are the sums before them.
func restore(dst, even, odd []byte, first, second byte) {
	portableRestore(dst, even, odd, first, second)
}

// total returns the last sum of differences.
func total(differences []byte) byte { return portableTotal(differences) }
