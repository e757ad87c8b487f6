//go:build !unix

package loadertest

import "time"

// processorTime returns the time of the clock, where that of processors is not known.
func processorTime() time.Duration { return time.Duration(time.Now().UnixNano()) }
