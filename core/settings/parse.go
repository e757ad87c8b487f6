package settings

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"strings"
	"time"

	"apsync/core/fault"
)

// errRange says that a value is not one of those allowed; the row says which are.
var errRange = errors.New("not allowed")

// apply puts a value into s and notes its origin, unless it is not allowed.
func (r *setting) apply(s *Settings, text string, from Origin) bool {
	set := r.set
	if from.Layer == Project {
		set = r.setInProject
	}
	if set(s, text) != nil {
		return false
	}
	s.origins[r.Name] = from
	return true
}

// refuse returns the error for a value that is not allowed.
func (r *setting) refuse(e entry, from Origin) error {
	allowed := r.Range
	if from.Layer == Project {
		allowed = r.ProjectRange + " in a project"
	}
	if from.Layer == Environment {
		return fault.New(fault.Argument, "%s in the environment is %q, not %s", from.Place, e.text, allowed)
	}
	return fault.New(fault.Argument, "%s: %s is %q, not %s", e.at(from), r.Name, e.text, allowed)
}

// fill replaces values of 0 that stand for what the machine has.
func (s *Settings) fill() {
	if s.Memory == 0 {
		s.Memory = min(Available()/memoryPart, maxDefaultMemory)
	}
	if s.Workers == 0 {
		// The runtime counts the processors that affinity and control groups leave.
		s.Workers = min(runtime.GOMAXPROCS(0), maxWorkers)
	}
}

func putPreviewSize(s *Settings, n int64) { s.PreviewSize = int(n) }
func putDetailSize(s *Settings, n int64)  { s.DetailSize = int(n) }
func putWorkers(s *Settings, n int64)     { s.Workers = int(n) }
func putMaxPixels(s *Settings, n int64)   { s.MaxPixels = n }

// whole returns a set function for whole numbers.
func whole(low, high int64, put func(s *Settings, n int64)) func(*Settings, string) error {
	return func(s *Settings, text string) error {
		n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil || n < low || n > high {
			return errRange
		}
		put(s, n)
		return nil
	}
}

// byteSize returns a set function for numbers of bytes: 0, or one within the bounds.
func byteSize(put func(s *Settings, n int64)) func(*Settings, string) error {
	return func(s *Settings, text string) error {
		n, err := parseSize(text)
		if err != nil || n != 0 && (n < minBytes || n > maxBytes) {
			return errRange
		}
		put(s, int64(n))
		return nil
	}
}

// parseSize reads a number of bytes with or without a unit.
func parseSize(text string) (float64, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	number := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz")
	scale, ok := unit(text[len(number):])
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !ok || math.IsNaN(n) || n < 0 {
		return 0, errRange
	}
	return n * scale, nil
}

// unit returns how many bytes a unit has: kB, MB, GB and TB are powers of 1000, KiB
// and so on powers of 1024 (IEC 80000-13).
func unit(name string) (float64, bool) {
	if name == "" || name == "b" {
		return 1, true
	}
	power := strings.IndexByte("kmgt", name[0]) + 1
	switch name[1:] {
	case "b", "":
		return math.Pow(1000, float64(power)), power > 0
	case "ib":
		return math.Pow(1024, float64(power)), power > 0
	}
	return 0, false
}

// deadline returns a set function for Deadline.
func deadline(low, high time.Duration, mayBeEndless bool) func(*Settings, string) error {
	return func(s *Settings, text string) error {
		d, err := parseTime(strings.TrimSpace(text))
		endless := d == 0 && mayBeEndless
		if err != nil || !endless && (d < low || d > high) {
			return errRange
		}
		s.Deadline = d
		return nil
	}
}

// parseTime reads a number of seconds, or a time with units.
func parseTime(text string) (time.Duration, error) {
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return time.ParseDuration(text)
	}
	if !(math.Abs(seconds) <= maxTime.Seconds()) {
		return 0, errRange
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

func putFolder(field func(s *Settings) *string) func(*Settings, string) error {
	return func(s *Settings, text string) error {
		if text == "" || strings.IndexByte(text, 0) >= 0 {
			return errRange
		}
		*field(s) = text
		return nil
	}
}

func storeOf(s *Settings) *string { return &s.Store }
func cacheOf(s *Settings) *string { return &s.Cache }

// inMiB returns a number of bytes as a person reads it.
func inMiB(n int64) string { return fmt.Sprintf("%d MiB", n>>20) }
