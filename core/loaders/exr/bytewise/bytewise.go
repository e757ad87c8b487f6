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

// Restore undoes differences and split of src: dst gets as many bytes. Src is
// overwritten.
func Restore(dst, src []byte) {
	if len(src) == 0 {
		return
	}
	even, odd := src[:(len(src)+1)/2], src[(len(src)+1)/2:]
	// The halves are summed up side by side: the second begins where the first ends.
	first, second := even[0], total(even)
	dst[0] = first
	if len(odd) == 0 {
		return
	}
	second += odd[0] - 128
	dst[1] = second
	even, odd, dst = even[1:], odd[1:], dst[2:]
	for len(odd) > 0 && len(even) > 0 && len(dst) >= 2 {
		first += even[0] - 128
		second += odd[0] - 128
		dst[0], dst[1] = first, second
		even, odd, dst = even[1:], odd[1:], dst[2:]
	}
	if len(even) > 0 && len(dst) > 0 {
		dst[0] = first + even[0] - 128
	}
}

// total returns the last sum of a half that begins with a byte as it is.
func total(differences []byte) byte {
	sum := differences[0]
	for _, d := range differences[1:] {
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
