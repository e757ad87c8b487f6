//go:build !unix

package thumb

const openNonblock = 0
