// Package wirepath carries file paths through JSON without loss. A path on Unix is
// bytes, and on Windows 16-bit units, neither of which need be Unicode; JSON has
// only Unicode strings. A path that is valid UTF-8 is written as a string, any
// other as {"bytes": "<base64>"}:
//
//	"/renders/röck.exr"
//	{"bytes": "L3JlbmRlcnMvcv9jay5leHI="}
//
// The base64 alphabet is the standard one with padding (RFC 4648 §4), of the bytes
// that the operating system knows the file by; on Windows of the path in WTF-8, as
// Go and Python's surrogatepass have it. Both forms are read for any path; a form
// from which characters would be lost, a lone surrogate or a byte that is no
// UTF-8 inside a string, is an error.
package wirepath

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"apsync/core/fault"
)

// Path is a path whose JSON form loses nothing.
type Path string

// inBytes is the form of paths that are no Unicode.
type inBytes struct {
	Bytes *[]byte `json:"bytes"`
}

// MarshalJSON returns a JSON string, or an object for a path that is not valid
// UTF-8.
func (p Path) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(p)) {
		return json.Marshal(string(p))
	}
	raw := []byte(p)
	return json.Marshal(inBytes{&raw})
}

// UnmarshalJSON reads either form. null leaves the path as it is. Anything else is
// an Argument error.
func (p *Path) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch {
	case bytes.Equal(data, []byte("null")):
		return nil
	case len(data) > 0 && data[0] == '"':
		return p.fromString(data)
	}
	var form inBytes
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&form); err != nil || form.Bytes == nil {
		return fault.New(fault.Argument, `a path is a string or {"bytes": "<base64>"}, not %.40q`, data)
	}
	*p = Path(*form.Bytes)
	return nil
}

func (p *Path) fromString(data []byte) error {
	if !utf8.Valid(data) || hasLoneSurrogate(data) {
		return fault.New(fault.Argument, `a path that is not Unicode is written as {"bytes": "<base64>"}, not as %.40q`, data)
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return fault.New(fault.Argument, "a path is not a JSON string: %w", err)
	}
	*p = Path(s)
	return nil
}

// hasLoneSurrogate reports whether a JSON string escapes half a surrogate pair,
// which encoding/json would turn into U+FFFD.
func hasLoneSurrogate(data []byte) bool {
	for i := 0; i+1 < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		i++
		unit, ok := escapedUnit(data[i:])
		if !ok || !utf16.IsSurrogate(unit) {
			continue
		}
		if i+6 > len(data) || data[i+5] != '\\' {
			return true
		}
		low, ok := escapedUnit(data[i+6:])
		if !ok || utf16.DecodeRune(unit, low) == utf8.RuneError {
			return true
		}
		i += 10
	}
	return false
}

// escapedUnit returns the 16-bit unit of an escape, given from its "u" on.
func escapedUnit(data []byte) (rune, bool) {
	if len(data) < 5 || data[0] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(data[1:5]), 16, 16)
	return rune(unit), err == nil
}
