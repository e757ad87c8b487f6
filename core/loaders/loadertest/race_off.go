//go:build !race

package loadertest

// racing says that the race detector runs, which takes ten times the time.
const racing = false
