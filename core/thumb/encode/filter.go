package encode

import "encoding/binary"

// Filter types (PNG 3rd edition §9.2).
const (
	filterNone = iota
	filterSub
	filterUp
	filterAverage
	filterPaeth
	filterCount
)

// kernels are the loops over bytes. They come twice: in Go, and for processors that
// have AVX2, equal to that.
type kernels struct {
	// The filters write dst, as long as row and the row above it; n is how many bytes
	// lie between a byte and the one to its left. What is left of the first is 0.
	sub, up, average, paeth func(dst, row, above []byte, n int)
	// absolute returns the sum of bytes as signed numbers without their signs.
	absolute func(row []byte) int
	// adler goes on with the checksum of RFC 1950 §8.2.
	adler func(sum uint32, data []byte) uint32
	// pack writes the red, green and blue of pixels of four bytes.
	pack func(dst, src []byte)
}

// portable are the kernels in Go.
func portable() kernels { return kernels{sub, up, average, paeth, absolute, adler, pack} }

// apply writes the row filtered to dst.
func (k *kernels) apply(kind int, dst, row, above []byte, n int) {
	n = min(n, len(row))
	switch kind {
	case filterSub:
		k.sub(dst, row, above, n)
	case filterUp:
		k.up(dst, row, above, n)
	case filterAverage:
		k.average(dst, row, above, n)
	case filterPaeth:
		k.paeth(dst, row, above, n)
	default:
		copy(dst, row)
	}
}

// Eight bytes are subtracted at a time: with the top bits out of the way, no byte
// borrows from its neighbour.
const tops = 0x8080808080808080

func subtract(a, b uint64) uint64 { return (a | tops - b&^tops) ^ (a^^b)&tops }

func sub(dst, row, _ []byte, n int) {
	copy(dst[:n], row)
	up(dst[n:], row[n:], row, 0)
}

func up(dst, row, above []byte, _ int) {
	for len(row) >= 8 && len(above) >= 8 && len(dst) >= 8 {
		v := subtract(binary.LittleEndian.Uint64(row), binary.LittleEndian.Uint64(above))
		binary.LittleEndian.PutUint64(dst, v)
		dst, row, above = dst[8:], row[8:], above[8:]
	}
	for i, v := range row {
		dst[i] = v - above[i]
	}
}

func average(dst, row, above []byte, n int) {
	for i, v := range row[:n] {
		dst[i] = v - above[i]/2
	}
	dst, left, row, above := dst[n:], row, row[n:], above[n:]
	for len(row) >= 8 && len(above) >= 8 && len(dst) >= 8 {
		a, b := binary.LittleEndian.Uint64(left), binary.LittleEndian.Uint64(above)
		mean := a&b + (a^b)>>1&^tops
		binary.LittleEndian.PutUint64(dst, subtract(binary.LittleEndian.Uint64(row), mean))
		dst, left, row, above = dst[8:], left[8:], row[8:], above[8:]
	}
	for i, v := range row {
		dst[i] = v - byte((int(left[i])+int(above[i]))/2)
	}
}

func paeth(dst, row, above []byte, n int) {
	for i, v := range row[:n] {
		dst[i] = v - above[i]
	}
	left, corner := row[:len(row)-n], above[:len(row)-n]
	dst, row, above = dst[n:][:len(left)], row[n:][:len(left)], above[n:][:len(left)]
	for i, a := range left {
		dst[i] = row[i] - predict(int(a), int(above[i]), int(corner[i]))
	}
}

// predict is the Paeth predictor of left, above and upper left (§9.4).
func predict(a, b, c int) byte {
	pa, pb := b-c, a-c
	pc := magnitude(pa + pb)
	pa, pb = magnitude(pa), magnitude(pb)
	switch {
	case pa <= pb && pa <= pc:
		return byte(a)
	case pb <= pc:
		return byte(b)
	default:
		return byte(c)
	}
}

func magnitude(v int) int { return max(v, -v) }

func absolute(row []byte) int {
	sum := 0
	for _, v := range row {
		sum += magnitude(int(int8(v)))
	}
	return sum
}

func pack(dst, src []byte) {
	for len(dst) >= 3 && len(src) >= 4 {
		dst[0], dst[1], dst[2] = src[0], src[1], src[2]
		dst, src = dst[3:], src[4:]
	}
}
