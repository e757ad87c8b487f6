package settings

import (
	"math"
	"unsafe"

	"golang.org/x/sys/windows"
)

// memoryStatus is MEMORYSTATUSEX of sysinfoapi.h.
type memoryStatus struct {
	length, load             uint32
	total, available         uint64
	totalPage, availablePage uint64
	totalVirtual, available2 uint64
	availableExtended        uint64
}

// physical returns the machine's memory in bytes, 0 where it is not known.
func physical() int64 {
	status := memoryStatus{length: uint32(unsafe.Sizeof(memoryStatus{}))}
	call := windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalMemoryStatusEx")
	if call.Find() != nil {
		return 0
	}
	ok, _, _ := call.Call(uintptr(unsafe.Pointer(&status)))
	if ok == 0 || status.total > math.MaxInt64 {
		return 0
	}
	return int64(status.total)
}

// limits returns the limits set for this process in bytes: job objects are not
// asked.
func limits() []int64 { return nil }
