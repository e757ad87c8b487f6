//go:build !amd64

package encode

// fastest are the kernels for this processor.
func fastest() kernels { return portable() }
