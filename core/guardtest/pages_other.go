//go:build !unix

package guardtest

import "testing"

// protected returns at least size bytes. What is written beside a slice at an edge is not found, but
// for what lies on the other side of it.
func protected(_ testing.TB, size int) []byte { return make([]byte, size+64) }
