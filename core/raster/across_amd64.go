package raster

import "golang.org/x/sys/cpu"

// atOnce is how many samples loops in assembly are given at a time: nothing stops them,
// and the garbage collector waits for them.
const atOnce = 256 << 10

// Blocks of sumAcross3AVX2 and sumAcross4AVX2, in bytes. A block of three bytes to the
// pixel is loaded before the one before it, which ends one byte later than it begins, is
// written.
const (
	acrossBlock3 = 15
	acrossBlock4 = 16
	acrossBehind = 16 // bytes behind blocks of three to the pixel
)

// sumAcrossFast does what SumAcross does to the first bytes of a row, whole pixels, and
// returns how many these are.
func sumAcrossFast(row []byte, n int) (done int) {
	least := acrossBlock4
	switch {
	case !cpu.X86.HasAVX2 || n != 3 && n != 4:
		return 0
	case n == 3:
		least = acrossBlock3 + acrossBehind
	}
	for len(row)-done >= least {
		part := row[done:min(done+atOnce, len(row))]
		if done > 0 {
			for i, v := range row[done-n : done] {
				part[i] += v
			}
		}
		if n == 3 {
			blocks := (len(part) - acrossBehind) / acrossBlock3
			sumAcross3AVX2(part, blocks)
			done += blocks * acrossBlock3
		} else {
			blocks := len(part) / acrossBlock4
			sumAcross4AVX2(part, blocks)
			done += blocks * acrossBlock4
		}
	}
	return done
}

// sumAcross3AVX2 sums blocks of 15 bytes, at least one, behind which lie 16 more.
//
//go:noescape
func sumAcross3AVX2(row []byte, blocks int)

// sumAcross4AVX2 sums blocks of 16 bytes, at least one.
//
//go:noescape
func sumAcross4AVX2(row []byte, blocks int)
