//go:build !amd64

package resample

// fastest are the kernels for this processor.
func fastest() kernels { return portable() }
