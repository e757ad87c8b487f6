package fault

import (
	"fmt"
	"runtime/debug"
)

// maxStack bounds the stack trace kept of a panic, in bytes.
const maxStack = 4096

// Catch turns a panic of the surrounding function into an Internal error in
// *err. Use it as "defer fault.Catch(&err)": a panic that leaves a goroutine
// would end the host process.
func Catch(err *error) {
	if value := recover(); value != nil {
		*err = fromPanic(value)
	}
}

// Go runs f on a new goroutine and sends its result, or its panic as an Internal
// error, on the returned channel, which has room for it: nobody need receive.
// Every goroutine of apsync is started here.
func Go(f func() error) <-chan error {
	done := make(chan error, 1)
	go func() {
		var err error
		defer func() { done <- err }()
		defer Catch(&err)
		err = f()
	}()
	return done
}

func fromPanic(value any) *Error {
	stack := debug.Stack()
	if len(stack) > maxStack {
		stack = stack[:maxStack]
	}
	e := New(Internal, "panic: %v", value)
	e.Err = fmt.Errorf("%v\n%s", value, stack)
	return e.Advise("this is a defect of apsync: please report it with the file")
}
