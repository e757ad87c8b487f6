// Package packbits unpacks PackBits, the run lengths of the Macintosh that other formats
// took over: a byte n of 0 to 127 is followed by n+1 bytes as they are; one of 129 to
// 255 by a byte that occurs 257-n times; 128 means nothing.
//
// Specification: TIFF 6.0 §9. The same are ILBM's ByteRun1 (EA IFF 85, ILBM appendix C)
// and DICOM's RLE segments (PS3.5 annex G.3). Formats whose counts mean something else
// unpack their own.
//
// Nothing is written beyond what is asked for, and each byte of the input is looked at
// once. Two of them make a run of 128 at most.
package packbits

import "encoding/binary"

// Unpack unpacks runs to dst and returns how many bytes of it they fill. What would go
// beyond is left out; a run that src does not have whole is cut.
func Unpack(dst, src []byte) int {
	size := len(dst)
	for len(src) >= 2 && len(dst) > 0 {
		n := int(src[0])
		switch {
		case n < 128:
			n = min(n+1, len(dst), len(src)-1)
			copyBytes(dst, src[1:], n)
			dst, src = dst[n:], src[n+1:]
		case n > 128:
			n = min(257-n, len(dst))
			fill(dst[:n], src[1])
			dst, src = dst[n:], src[2:]
		default:
			src = src[1:]
		}
	}
	return size - len(dst)
}

// copyBytes copies n bytes, few of them without a call.
func copyBytes(dst, src []byte, n int) {
	if n <= 8 && len(dst) >= 8 && len(src) >= 8 {
		// What is written beyond is written over by what follows.
		binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(src))
		return
	}
	copy(dst[:n], src[:n])
}

// fill fills dst, eight bytes at a time.
func fill(dst []byte, v byte) {
	const ones = 0x0101010101010101
	if len(dst) < 8 {
		for i := range dst {
			dst[i] = v
		}
		return
	}
	word := uint64(v) * ones
	last := dst[len(dst)-8:]
	for ; len(dst) >= 8; dst = dst[8:] {
		binary.LittleEndian.PutUint64(dst, word)
	}
	binary.LittleEndian.PutUint64(last, word)
}
