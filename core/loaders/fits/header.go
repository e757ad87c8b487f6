package fits

import (
	"strconv"
	"strings"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Headers and data fill blocks; a header's are of cards of 80 characters.
const (
	blockBytes = 2880
	cardBytes  = 80
	maxHeader  = 1 << 20
	maxUnits   = 1000
	maxAxes    = 999
)

// unit is a header with the data behind it.
type unit struct {
	extension   string // the kind of an extension; empty for the file's own
	compressed  bool   // a table that holds a compressed picture
	groups      bool   // random groups
	bitpix      int
	axes        []int64
	zero, scale float64
	blank       int64
	hasBlank    bool
	pcount      int64
	gcount      int64
	data        int64 // offset
}

// findUnit returns the first unit that holds a picture.
func findUnit(src *picture.Source) (*unit, error) {
	compressed := false
	for off, n := int64(0), 0; off < src.Size(); n++ {
		if n == maxUnits {
			return nil, fault.New(fault.LimitCount, "no picture in %d units", maxUnits)
		}
		u, err := readUnit(src, off)
		if err != nil {
			if n > 0 && fault.CodeOf(err) == fault.Corrupt {
				break // what follows the last unit may be anything
			}
			return nil, err
		}
		if u.groups {
			return nil, fault.New(fault.Unsupported, "random groups")
		}
		if u.isPicture() {
			return u, u.check()
		}
		compressed = compressed || u.compressed
		size, ok := u.dataBytes()
		if !ok || size > src.Size()-u.data {
			return nil, fault.New(fault.Truncated, "the data of unit %d end beyond the file of %d bytes", n, src.Size())
		}
		off = u.data + (size+blockBytes-1)/blockBytes*blockBytes
	}
	if compressed {
		return nil, fault.New(fault.Unsupported, "the picture is tile-compressed")
	}
	return nil, fault.New(fault.NoPicture, "no unit holds an array of two dimensions")
}

// readUnit reads the header at off.
func readUnit(src *picture.Source, off int64) (*unit, error) {
	u := &unit{scale: 1, gcount: 1}
	for at := int64(0); at < maxHeader; at += blockBytes {
		block, err := src.Bytes(off+at, blockBytes)
		if err != nil {
			return nil, err
		}
		for i := 0; i < blockBytes; i += cardBytes {
			card := string(block[i : i+cardBytes])
			key := strings.TrimRight(card[:8], " ")
			if at == 0 && i == 0 && key != "SIMPLE" && key != "XTENSION" {
				return nil, fault.New(fault.Corrupt, "a header that begins with %.8q", card)
			}
			if key == "END" {
				u.data = off + at + blockBytes
				return u, nil
			}
			if card[8:10] == "= " {
				if err := u.set(key, value(card[10:])); err != nil {
					return nil, err
				}
			}
		}
	}
	return nil, fault.New(fault.Corrupt, "a header of more than %d bytes", maxHeader)
}

// value returns a card's value without quotes and comment.
func value(text string) string {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "'") {
		text, _, _ = strings.Cut(text[1:], "'")
		return strings.TrimSpace(text)
	}
	text, _, _ = strings.Cut(text, "/")
	return strings.TrimSpace(text)
}

// set takes a keyword's value; those that are no numbers where they must be count as
// absent.
func (u *unit) set(key, value string) error {
	integer, intErr := strconv.ParseInt(value, 10, 64)
	float, floatErr := strconv.ParseFloat(strings.Replace(value, "D", "E", 1), 64)
	switch key {
	case "XTENSION":
		u.extension = value
	case "BITPIX":
		u.bitpix = int(integer)
	case "NAXIS":
		if intErr != nil || integer < 0 || integer > maxAxes {
			return fault.New(fault.Corrupt, "header: NAXIS is %.20q", value)
		}
		u.axes = make([]int64, integer)
	case "BZERO":
		if floatErr == nil {
			u.zero = float
		}
	case "BSCALE":
		if floatErr == nil {
			u.scale = float
		}
	case "BLANK":
		u.blank, u.hasBlank = integer, intErr == nil
	case "PCOUNT":
		u.pcount = integer
	case "GCOUNT":
		u.gcount = integer
	case "GROUPS":
		u.groups = value == "T"
	case "ZIMAGE":
		u.compressed = value == "T"
	default:
		if number, ok := strings.CutPrefix(key, "NAXIS"); ok {
			if i, err := strconv.Atoi(number); err == nil && i >= 1 && i <= len(u.axes) {
				u.axes[i-1] = integer
			}
		}
	}
	return nil
}

// axis returns the length of an axis counted from 1; those that an array lacks are 1.
func (u *unit) axis(i int) int64 {
	if i > len(u.axes) {
		return 1
	}
	return u.axes[i-1]
}

// isPicture reports whether the unit has an array that can be shown.
func (u *unit) isPicture() bool {
	if u.extension != "" && u.extension != "IMAGE" || len(u.axes) < 2 {
		return false
	}
	for _, n := range u.axes {
		if n < 1 {
			return false
		}
	}
	return true
}

func (u *unit) check() error {
	switch u.bitpix {
	case 8, 16, 32, 64, -32, -64:
		return nil
	}
	return fault.New(fault.Corrupt, "header: BITPIX is %d", u.bitpix)
}

// sampleBytes returns the size of a sample.
func (u *unit) sampleBytes() int {
	if u.bitpix < 0 {
		return -u.bitpix / 8
	}
	return u.bitpix / 8
}

// dataBytes returns the size of the data (FITS 4.0 equations 1 and 2).
func (u *unit) dataBytes() (int64, bool) {
	if len(u.axes) == 0 {
		return 0, true
	}
	all, ok := bits.Mul(u.axes...)
	if !ok || u.pcount < 0 || all > 1<<60 || u.pcount > 1<<60 {
		return 0, false
	}
	return bits.Mul(int64(u.sampleBytes()), u.gcount, u.pcount+all)
}
