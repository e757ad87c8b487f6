package composite

import (
	"math"
	"slices"
)

// Use is what a source of rows takes while it is read: bytes from one row of the canvas
// up to another.
type Use struct {
	From, To int
	Bytes    int64
}

// Peak returns the most that sources take at the same time.
func Peak(uses []Use) int64 {
	type change struct {
		y     int
		bytes int64
	}
	var changes []change
	for _, u := range uses {
		if u.From < u.To {
			changes = append(changes, change{u.From, u.Bytes}, change{u.To, -u.Bytes})
		}
	}
	slices.SortFunc(changes, func(a, b change) int {
		if a.y != b.y {
			return a.y - b.y
		}
		return int(max(-1, min(b.bytes-a.bytes, 1))) // what begins before what ends
	})
	var now, most int64
	for _, c := range changes {
		if now > math.MaxInt64/2-c.bytes {
			return math.MaxInt64 / 2
		}
		now += c.bytes
		most = max(most, now)
	}
	return most
}
