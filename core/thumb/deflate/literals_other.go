//go:build !amd64

package deflate

func literals(state *bitState, codes *[symbols]code, src, out []byte) int {
	return portableLiterals(state, codes, src, out)
}
