package atomicfile

import (
	"bytes"
	"errors"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// processSpace names the space that process numbers are unique in. Where the system
// does not tell, the name is shorter.
func processSpace() string {
	name, _ := os.Readlink("/proc/self/ns/pid")
	// Outside containers all machines give that the same name, and machines that were
	// copied have one host name: random(4) has a number for each boot.
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return name + "\x00" + string(bytes.TrimSpace(boot))
}

// exists reports whether a process of that number lives. One that has ended and
// that its parent has not asked about is dead.
func exists(pid int) bool {
	if fields := stat(pid); fields != nil {
		state := string(fields[0])
		return state != "Z" && state != "X"
	}
	err := unix.Kill(pid, 0)
	return err == nil || errors.Is(err, unix.EPERM)
}

// startOf returns when a process began, in ticks since the machine did, as
// hexadecimal digits.
func startOf(pid int) string {
	const starttime = 22 - 3 // proc(5): field 22; the first of stat is field 3
	fields := stat(pid)
	if len(fields) <= starttime {
		return unknownStart
	}
	ticks, err := strconv.ParseUint(string(fields[starttime]), 10, 64)
	if err != nil {
		return unknownStart
	}
	return strconv.FormatUint(ticks, 16)
}

// stat returns the fields of /proc/<pid>/stat from the state on, or nil. The two
// before it are the number and a name, which may hold anything.
func stat(pid int) [][]byte {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return nil
	}
	fields := bytes.Fields(data[bytes.LastIndexByte(data, ')')+1:])
	if len(fields) == 0 {
		return nil
	}
	return fields
}
