package jpeg

import (
	"fmt"
	"slices"

	"apsync/core/fault"
)

// notes are sentences about what was tolerated, each said once.
type notes struct{ list []string }

func (n *notes) add(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(n.list, s) {
		n.list = append(n.list, s)
	}
}

// garbage notes that bytes were passed over.
func (n *notes) garbage(count int64) {
	if count > 0 {
		n.add("bytes that belong to nothing were passed over")
	}
}

// restart judges the marker at offset off between two restart intervals, of which
// count came before the first.
func (n *notes) restart(marker byte, count int, off int64) error {
	switch {
	case isRestart(marker):
		if int(marker-markerRST0) != count%8 {
			n.add("restart markers are misnumbered")
		}
		return nil
	case marker == markerNone, marker == markerEOI:
		return fault.New(fault.Truncated, "the data of a scan ends with %s at offset %d, after %d restart intervals", describe(marker), off, count+1)
	}
	return fault.New(fault.Corrupt, "%s instead of a restart marker at offset %d", describe(marker), off)
}
