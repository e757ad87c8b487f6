//go:build unix

package thumb

import "syscall"

// openNonblock keeps open(2) from waiting, should the file have become a pipe.
const openNonblock = syscall.O_NONBLOCK
