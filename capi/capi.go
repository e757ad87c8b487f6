// Package main is apsync as a C library. It only carries JSON across: what the
// functions mean is in package calls. Every function recovers from panics, and
// every returned string must be given back with apsync_free.
package main

// #include <stdint.h>
// #include <stdlib.h>
import "C"

import (
	"time"
	"unsafe"

	"apsync/core/calls"
)

var desk = calls.NewDesk()

func main() {}

// apsync_abi returns the version of this interface.
//
//export apsync_abi
func apsync_abi() C.int32_t { return calls.Version }

// apsync_submit starts what a request of length bytes of JSON asks for. It returns
// {"job": number} or {"error": …}.
//
//export apsync_submit
func apsync_submit(request *C.char, length C.int64_t) (reply *C.char) {
	defer recovered(&reply)
	admitSignals()
	if request == nil || length < 0 || length > maxRequest {
		return C.CString(badLength)
	}
	return C.CString(string(desk.Submit(C.GoBytes(unsafe.Pointer(request), C.int(length)))))
}

// apsync_wait returns what is new of a job, after at most timeoutMS.
//
//export apsync_wait
func apsync_wait(job C.int64_t, timeoutMS C.int32_t) (reply *C.char) {
	defer recovered(&reply)
	admitSignals()
	return C.CString(string(desk.Wait(int64(job), time.Duration(timeoutMS)*time.Millisecond)))
}

// apsync_cancel asks a job to end and returns at once.
//
//export apsync_cancel
func apsync_cancel(job C.int64_t) {
	defer recovered(nil)
	desk.Cancel(int64(job))
}

// apsync_free frees a string that one of the other functions returned.
//
//export apsync_free
func apsync_free(reply *C.char) { C.free(unsafe.Pointer(reply)) }

const (
	maxRequest = 1<<31 - 1 // what C.GoBytes can take
	badLength  = `{"error":{"code":"argument","message":"the request is missing or too long"}}`
	panicked   = `{"state":"done","error":{"code":"internal","message":"a defect of apsync"}}`
)

// recovered turns a panic into an answer: it must not reach the host.
func recovered(reply **C.char) {
	if recover() != nil && reply != nil {
		*reply = C.CString(panicked)
	}
}
