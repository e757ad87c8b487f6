package settings

import (
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
)

// groupLimit returns the memory limit of this process's control groups in bytes, 0
// where there is none: the least of the group's and of those above it, under
// version 1 (memory.limit_in_bytes) and 2 (memory.max). Root is the file system's
// root.
func groupLimit(root fs.FS) int64 {
	least := int64(math.MaxInt64)
	groups := membership(root)
	for _, m := range mounts(root) {
		group, ok := groups[m.version]
		if !ok {
			continue
		}
		// A container sees its own group as the root of the mount, while the membership
		// may be told from the host's root.
		below, ok := strings.CutPrefix(group, strings.TrimSuffix(m.root, "/"))
		if !ok {
			below = "/"
		}
		for folder := path.Join(m.point, below); ; folder = path.Dir(folder) {
			least = min(least, readLimit(root, path.Join(folder, m.version.file())))
			if len(folder) <= len(m.point) {
				break
			}
		}
	}
	if least == math.MaxInt64 {
		return 0
	}
	return least
}

// groupVersion is 1 or 2.
type groupVersion int

func (v groupVersion) file() string {
	if v == 1 {
		return "memory.limit_in_bytes"
	}
	return "memory.max"
}

// membership returns the paths of the groups that the process is in
// (cgroups(7), /proc/pid/cgroup: "hierarchy:controllers:path").
func membership(root fs.FS) map[groupVersion]string {
	groups := map[groupVersion]string{}
	for line := range lines(root, "proc/self/cgroup") {
		fields := strings.SplitN(line, ":", 3)
		switch {
		case len(fields) < 3:
		case fields[0] == "0" && fields[1] == "":
			groups[2] = fields[2]
		case hasItem(fields[1], "memory"):
			groups[1] = fields[2]
		}
	}
	return groups
}

// groupMount is a mounted hierarchy of control groups.
type groupMount struct {
	version groupVersion
	root    string // the group that is mounted
	point   string // where, relative to the root of the file system
}

// mounts returns the hierarchies that limit memory (proc(5), /proc/pid/mountinfo:
// "id parent device root point options … - type source options").
func mounts(root fs.FS) []groupMount {
	var found []groupMount
	for line := range lines(root, "proc/self/mountinfo") {
		before, after, ok := strings.Cut(line, " - ")
		where, kind := strings.Fields(before), strings.Fields(after)
		if !ok || len(where) < 5 || len(kind) < 3 {
			continue
		}
		m := groupMount{root: where[3], point: strings.Trim(where[4], "/")}
		switch {
		case kind[0] == "cgroup2":
			m.version = 2
		case kind[0] == "cgroup" && hasItem(kind[2], "memory"):
			m.version = 1
		default:
			continue
		}
		found = append(found, m)
	}
	return found
}

// readLimit returns the number in a file, or the largest where there is none:
// version 2 writes "max", version 1 a number beyond every machine's memory.
func readLimit(root fs.FS, name string) int64 {
	data, err := fs.ReadFile(root, name)
	if err != nil {
		return math.MaxInt64
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
	if err != nil || n <= 0 {
		return math.MaxInt64
	}
	return n
}

// lines returns the lines of a file, none where it cannot be read.
func lines(root fs.FS, name string) func(yield func(string) bool) {
	data, err := fs.ReadFile(root, name)
	if err != nil {
		return func(func(string) bool) {}
	}
	return strings.SplitSeq(string(data), "\n")
}

// hasItem reports whether a list with commas has the item.
func hasItem(list, item string) bool {
	for part := range strings.SplitSeq(list, ",") {
		if part == item {
			return true
		}
	}
	return false
}
