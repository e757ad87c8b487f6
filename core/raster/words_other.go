//go:build !amd64

package raster

// wordsFastest are the kernels for this processor.
func wordsFastest() wordKernels { return portableWords() }
