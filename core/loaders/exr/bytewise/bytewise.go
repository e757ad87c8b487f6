// Package bytewise decodes what OpenEXR compresses as mere bytes: run lengths, and
// deflate. Before either, the bytes of a chunk are split in those at even and those
// at odd offsets, and each but the first is replaced by its difference to the one
// before it, plus 128 ("Technical Introduction to OpenEXR", data compression).
//
// Decoders are reused from chunk to chunk and keep no more than they were made for.
package bytewise

import (
	"apsync/core/fault"
	"apsync/core/inflate"
)

// Restore undoes differences and split of src: dst gets as many bytes.
func Restore(dst, src []byte) {
	even, odd := src[:(len(src)+1)/2], src[(len(src)+1)/2:]
	// The first byte is none's difference, which 128 before it makes up for. The halves
	// are summed up side by side: the second begins where the first ends.
	const before = 128
	middle := before + total(even)
	restore(dst, even[:len(odd)], odd, before, middle)
	if len(even) > len(odd) {
		dst[len(src)-1] = middle
	}
}

// portableRestore is restore for any processor.
func portableRestore(dst, even, odd []byte, first, second byte) {
	odd = odd[:len(even)]
	for i, d := range even {
		if len(dst) < 2 {
			return
		}
		first += d - 128
		second += odd[i] - 128
		dst[0], dst[1] = first, second
		dst = dst[2:]
	}
}

// portableTotal is total for any processor.
func portableTotal(differences []byte) byte {
	sum := byte(0)
	for _, d := range differences {
		sum += d - 128
	}
	return sum
}

// RunLengths expands src to dst and returns how many bytes that made: a negative
// count is followed by as many bytes as they are, another by one that stands for
// one more than the count.
func RunLengths(dst, src []byte) (int, error) {
	n := 0
	for len(src) >= 2 {
		count := int(int8(src[0]))
		if count < 0 {
			if -count >= len(src) || -count > len(dst)-n {
				return n, fault.New(fault.Corrupt, "a run of %d bytes exceeds the %d left, or the chunk", -count, len(src)-1)
			}
			n += copy(dst[n:], src[1:1-count])
			src = src[1-count:]
			continue
		}
		if count >= len(dst)-n {
			return n, fault.New(fault.Corrupt, "a run of %d bytes exceeds the %d that the chunk has left", count+1, len(dst)-n)
		}
		for i := range dst[n : n+count+1] {
			dst[n+i] = src[1]
		}
		n += count + 1
		src = src[2:]
	}
	return n, nil
}

// Inflate decompresses a zlib stream to all of dst.
func Inflate(dst, src []byte) error {
	n, err := inflate.Inflate(dst, src, inflate.Zlib)
	if err != nil {
		return err
	}
	if n < len(dst) {
		return fault.New(fault.Corrupt, "a chunk of %d bytes holds only %d", len(dst), n)
	}
	return nil
}

// RLE decodes chunks of compression RLE.
type RLE struct{ scratch []byte }

// Decode decompresses src to all of dst.
func (d *RLE) Decode(dst, src []byte) error {
	d.scratch = Room(d.scratch, len(dst))
	n, err := RunLengths(d.scratch, src)
	if err != nil {
		return err
	}
	if n < len(dst) {
		return fault.New(fault.Corrupt, "a chunk of %d bytes holds only %d", len(dst), n)
	}
	Restore(dst, d.scratch)
	return nil
}

// ZIP decodes chunks of compressions ZIP and ZIPS.
type ZIP struct{ scratch []byte }

// Decode decompresses src to all of dst.
func (d *ZIP) Decode(dst, src []byte) error {
	d.scratch = Room(d.scratch, len(dst))
	if err := Inflate(d.scratch, src); err != nil {
		return err
	}
	Restore(dst, d.scratch)
	return nil
}

// Room returns n elements, of b where it has them.
func Room[T any](b []T, n int) []T {
	if cap(b) >= n {
		return b[:n]
	}
	return make([]T, n)
}
