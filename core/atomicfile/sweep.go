package atomicfile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// abandoned is how long a foreign host's file must have lain still.
	abandoned = time.Hour
	// batch is how many names of a folder are read at once.
	batch = 1024
)

// passing matches the names of files that are being written.
var passing = regexp.MustCompile(`^\.apsync-([0-9a-f]{8})-([1-9][0-9]{0,9})-([0-9a-f]{1,16})-([0-9a-f]{8})\.tmp$`)

// passingName returns a name for a file that this process writes.
func passingName() string {
	pid := os.Getpid()
	return fmt.Sprintf(".apsync-%s-%d-%s-%08x.tmp", host(), pid, startOf(pid), rand.Uint32())
}

// host returns 8 hexadecimal digits that differ between hosts, between boots of one,
// and between containers on it, whose process numbers mean different processes.
func host() string {
	name, err := os.Hostname()
	if err != nil {
		name = "?"
	}
	sum := sha256.Sum256([]byte(name + "\x00" + processSpace()))
	return hex.EncodeToString(sum[:4])
}

// Sweep removes from the folder what writers left that were killed, and returns how
// many files that were. It never touches what a live process is writing, and
// ignores what it may not read or remove.
func Sweep(folder string) int {
	swept := 0
	for _, path := range Abandoned(folder) {
		if os.Remove(path) == nil {
			swept++
		}
	}
	return swept
}

// Abandoned returns the paths of what Sweep would remove from the folder.
func Abandoned(folder string) []string {
	d, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer d.Close()
	var paths []string
	here, now := host(), sync.OnceValue(func() time.Time { return clockOf(folder) })
	for {
		names, err := d.Readdirnames(batch)
		for _, name := range names {
			if IsPassing(name) && isAbandoned(folder, name, here, now) {
				paths = append(paths, filepath.Join(folder, name))
			}
		}
		if err != nil || len(names) == 0 {
			return paths
		}
	}
}

// IsPassing reports whether a name looks like that of a file being written.
func IsPassing(name string) bool { return strings.HasPrefix(name, ".apsync-") }

// clockOf returns the time by the clock that dates a folder's files, which on network
// folders is not ours, as far as files can be made there.
func clockOf(folder string) time.Time {
	f, err := Create(folder, Options{Sync: SyncNone})
	if err != nil {
		return time.Now()
	}
	defer f.Abandon()
	made, err := f.Made()
	if err != nil {
		return time.Now()
	}
	return made
}

// isAbandoned reports whether name is that of a file whose writer is gone.
func isAbandoned(folder, name, here string, now func() time.Time) bool {
	parts := passing.FindStringSubmatch(name)
	if parts == nil {
		return false
	}
	info, err := os.Lstat(filepath.Join(folder, name))
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	if parts[1] != here {
		return now().Sub(info.ModTime()) > abandoned
	}
	pid, err := strconv.Atoi(parts[2])
	return err == nil && !isAlive(pid, parts[3])
}

// isAlive reports whether the process of that number lives and is the one that
// began at start: numbers are used again.
func isAlive(pid int, start string) bool {
	if !exists(pid) {
		return false
	}
	now := startOf(pid)
	return now == start || now == unknownStart || start == unknownStart
}

// unknownStart stands for the start of a process where the system does not tell.
const unknownStart = "0"
