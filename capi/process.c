//go:build unix

#include <stdint.h>
#include <unistd.h>

// The process that loaded the library. Who finds another's number here is its child: the
// threads of the Go runtime are not there any more, and none of its functions may be called.
__attribute__((visibility("default"))) int32_t apsync_process;

__attribute__((constructor)) static void loaded(void) { apsync_process = getpid(); }
