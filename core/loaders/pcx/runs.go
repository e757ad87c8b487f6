package pcx

import (
	"bufio"

	"apsync/core/codec/bands"
)

// readRows returns what fills one stored row after the other.
func readRows(in *bufio.Reader, encoded bool) func(dst []byte) error {
	if encoded {
		return (&bands.Runs{Next: nextRun(in)}).Row
	}
	return bands.Full(in)
}

// nextRun returns a function that reads one run after the other: a byte, or one whose
// upper two bits are set and which says how often the next is repeated.
func nextRun(in *bufio.Reader) func() (n int, value byte, err error) {
	return func() (n int, value byte, err error) {
		value, err = in.ReadByte()
		if err != nil || value>>6 != 3 {
			return 1, value, err
		}
		n = int(value & maxRun)
		value, err = in.ReadByte()
		return n, value, err
	}
}
