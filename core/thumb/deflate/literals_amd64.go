package deflate

import "golang.org/x/sys/cpu"

func literals(state *bitState, codes *[symbols]code, src, out []byte) int {
	if !cpu.X86.HasBMI2 || state.bits > 7 {
		return portableLiterals(state, codes, src, out)
	}
	src = src[:len(src)&^3]
	n := 0
	for len(src) > atOnce {
		n += literalsSome(state, codes, src[:atOnce], out[n:])
		src = src[atOnce:]
	}
	return n + literalsSome(state, codes, src, out[n:])
}

// atOnce is how many literals assembly is given at a time: nothing stops it, and the
// garbage collector waits for it.
const atOnce = 64 << 10

func literalsSome(state *bitState, codes *[symbols]code, src, out []byte) int {
	_ = out[len(src)*maxBits/8+8]
	return literalsBMI2(state, codes, src, out)
}

// literalsBMI2 writes four codes at a time, of at most maxBits, which all have that tree
// builds, and eight bytes with them. The pending bits are fewer than eight before and
// after.
//
//go:noescape
func literalsBMI2(state *bitState, codes *[symbols]code, src, out []byte) int
