//go:build unix

package main

// #include <signal.h>
// #include <stddef.h>
//
// // Signal handlers run on the stack of whatever the thread is doing, unless they ask
// // for the alternate one; a goroutine's stack is too small for any of them.
// static void use_alternate_stack(void) {
// 	for (int number = 1; number < NSIG; number++) {
// 		struct sigaction action;
// 		if (sigaction(number, NULL, &action) != 0 || (action.sa_flags & SA_ONSTACK) != 0 ||
// 		    action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) {
// 			continue;
// 		}
// 		action.sa_flags |= SA_ONSTACK;
// 		sigaction(number, &action, NULL);
// 	}
// }
import "C"

// admitSignals makes the host's signal handlers fit to run while its thread is in this
// library. The Go runtime does that once, when it is loaded; Python 3.9 and programs in
// C install handlers afterwards that would overwrite what is beside the stack.
func admitSignals() { C.use_alternate_stack() }
