package atomicfile

import (
	"errors"
	"strconv"

	"golang.org/x/sys/unix"
)

// processSpace names the space that process numbers are unique in: machines that
// were copied have one host name, and each boot has an identifier.
func processSpace() string {
	boot, _ := unix.Sysctl("kern.bootsessionuuid")
	return boot
}

// exists reports whether a process of that number lives.
func exists(pid int) bool {
	err := unix.Kill(pid, 0)
	return err == nil || errors.Is(err, unix.EPERM)
}

// startOf returns when a process began, in microseconds, as hexadecimal digits.
func startOf(pid int) string {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return unknownStart
	}
	start := info.Proc.P_starttime
	return strconv.FormatUint(uint64(start.Sec)*1e6+uint64(start.Usec), 16)
}
