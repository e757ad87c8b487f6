package audio

// Windows is how many windows long sounds are looked at through.
const Windows = 1024

// Window is a stretch of a file or of a sound, in bytes or samples.
type Window struct{ Off, Size int64 }

// Strew returns what to look at of total units: all of them in one window where they
// are no more than whole, else as many of whole/Windows units, rounded down to a
// multiple of unit, strewn over all. Windows begin at multiples of unit.
func Strew(total, whole, unit int64) []Window {
	size := whole / Windows / unit * unit
	if total <= whole || size == 0 || total-size < unit {
		return []Window{{0, total}}
	}
	windows := make([]Window, Windows)
	for i := range windows {
		windows[i] = Window{Place(i, (total-size)/unit) * unit, size}
	}
	return windows
}

// Place returns where the window of a number begins, of which the last may begin at
// last. There is one in each of as many equal parts, not always at the same place in
// it: music is periodic, and even steps would meet the same beat again and again.
func Place(number int, last int64) int64 {
	const golden = 0.6180339887498949
	shift := golden * float64(number)
	shift -= float64(int(shift))
	return min(last, int64((float64(number)+shift)/Windows*float64(last)))
}
