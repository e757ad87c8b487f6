package deflate

import "golang.org/x/sys/cpu"

func literals(state *bitState, codes *[symbols]code, src, out []byte) int {
	if !cpu.X86.HasBMI2 {
		return portableLiterals(state, codes, src, out)
	}
	_ = out[len(src)*maxBits/8+8]
	return literalsBMI2(state, codes, src, out)
}

//go:noescape
func literalsBMI2(state *bitState, codes *[symbols]code, src, out []byte) int
