package atomicfile

import (
	"errors"
	"strconv"

	"golang.org/x/sys/windows"
)

// processSpace names the space that process numbers are unique in.
func processSpace() string { return "" }

// stillActive is the exit code of a process that has none yet (STILL_ACTIVE).
const stillActive = 259

// exists reports whether a process of that number lives. One that may not be asked
// does.
func exists(pid int) bool {
	process, err := open(pid)
	if err != nil {
		return !errors.Is(err, windows.ERROR_INVALID_PARAMETER)
	}
	defer windows.CloseHandle(process)
	var code uint32
	err = windows.GetExitCodeProcess(process, &code)
	return err != nil || code == stillActive
}

// startOf returns when a process began, in units of 100 ns, as hexadecimal digits.
func startOf(pid int) string {
	process, err := open(pid)
	if err != nil {
		return unknownStart
	}
	defer windows.CloseHandle(process)
	var created, exited, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(process, &created, &exited, &kernel, &user); err != nil {
		return unknownStart
	}
	return strconv.FormatUint(uint64(created.HighDateTime)<<32|uint64(created.LowDateTime), 16)
}

func open(pid int) (windows.Handle, error) {
	return windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
}
