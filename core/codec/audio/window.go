package audio

// Window is a stretch of a file or of a sound, in bytes or samples.
type Window struct{ Off, Size int64 }

// Strew returns what to look at of total units: all of them in one window where they
// are no more than whole, else as many of whole/Windows units, rounded down to a
// multiple of unit, strewn evenly from the beginning to the end. Windows begin at
// multiples of unit.
func Strew(total, whole, unit int64) []Window {
	size := whole / Windows / unit * unit
	if total <= whole || size == 0 || total-size < unit {
		return []Window{{0, total}}
	}
	windows := make([]Window, Windows)
	last := (total - size) / unit // where the last begins
	const steps = Windows - 1
	for i := range int64(Windows) {
		at := last/steps*i + last%steps*i/steps
		windows[i] = Window{at * unit, size}
	}
	return windows
}
