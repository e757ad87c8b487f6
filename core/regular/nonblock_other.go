//go:build !unix

package regular

// nonblock is nothing where pipes have no names among files.
const nonblock = 0
