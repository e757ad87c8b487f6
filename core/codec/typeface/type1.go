package typeface

import (
	"bytes"
	"encoding/hex"
	"strconv"

	"apsync/core/container/sfnt"
	"apsync/core/fault"
	"apsync/core/outline"
)

const (
	// MaxType1 bounds the file of a Type 1 font, in bytes.
	MaxType1 = 6 << 20

	maxSubrs     = 65536
	eexecKey     = 55665 // "Adobe Type 1 Font Format" §7.2
	charstring   = 4330  // the key of charstrings, §7.3
	defaultLenIV = 4     // random bytes before each charstring
)

// BareCFF begins files that are a CFF table of version 1.0 and nothing else.
const BareCFF = "\x01\x00\x04"

// openBare reads a CFF table without a font around it: names of its glyphs are not
// read, so that it has no characters.
func openBare(data []byte) (*Face, error) {
	const unitsPerEm = 1000
	table := sfnt.NewTable(data)
	names, err := readIndex(table, int64(data[2]), false)
	if err != nil {
		return nil, err
	}
	c, err := newCompact(table, false, unitsPerEm)
	if err != nil {
		return nil, err
	}
	f := &Face{Glyphs: min(c.glyphs.count, maxGlyphs), shapes: c, chars: &charmap{}}
	if name, err := names.get(0, maxName); err == nil {
		f.Family = cleaned(string(name))
	}
	return f, nil
}

// type1 are the glyphs of a Type 1 font: encrypted programs that draw cubic curves.
type type1 struct {
	programs [][]byte // of glyphs from 1 on, encrypted
	names    map[string]int
	subrs    [][]byte
	lenIV    int
	matrix   outline.Matrix
	steps    int64 // of all charstrings that were run
}

// OpenType1 reads a Type 1 font, in clear or in the segments of a PFB file, or the CFF
// table that some files hold alone.
func OpenType1(data []byte) (*Face, error) {
	if bytes.HasPrefix(data, []byte(BareCFF)) {
		return openBare(data)
	}
	clear, private := splitType1(data)
	if private == nil {
		return nil, fault.New(fault.Truncated, "the file ends before the font's glyphs")
	}
	t := &type1{lenIV: defaultLenIV, names: map[string]int{}, matrix: fontMatrix(clear)}
	t.read(private)
	if len(t.programs) == 0 {
		return nil, fault.New(fault.NoPicture, "the font has no glyphs").Advise("it holds no charstrings that are read")
	}
	f := &Face{Glyphs: len(t.programs) + 1, shapes: t, chars: t.charmap()}
	f.Family = type1Name(clear)
	return f, nil
}

// splitType1 returns the part in clear, and the other one deciphered; nil where there
// is none.
func splitType1(data []byte) (clear, private []byte) {
	data = withoutSegments(data)
	const begin = "currentfile eexec"
	at := bytes.Index(data, []byte(begin))
	if at < 0 {
		return data, nil
	}
	clear, private = data[:at], bytes.TrimLeft(data[at+len(begin):], " \t\r\n")
	if isHex(private) {
		private = unhex(private)
	}
	private = decrypted(private, eexecKey)
	return clear, private[min(4, len(private)):]
}

// withoutSegments drops the headers of PFB's segments: 128, a kind, a length.
func withoutSegments(data []byte) []byte {
	const marker, end = 128, 3
	if len(data) == 0 || data[0] != marker {
		return data
	}
	var out []byte
	for len(data) >= 6 && data[0] == marker && data[1] != end {
		n := int64(data[2]) | int64(data[3])<<8 | int64(data[4])<<16 | int64(data[5])<<24
		data = data[6:]
		n = min(n, int64(len(data)))
		out, data = append(out, data[:n]...), data[n:]
	}
	return out
}

// isHex reports whether the first four bytes are digits, which says that all are (§7.2).
func isHex(data []byte) bool {
	for _, b := range data[:min(4, len(data))] {
		if !bytes.ContainsRune([]byte("0123456789abcdefABCDEF"), rune(b)) {
			return false
		}
	}
	return true
}

func unhex(data []byte) []byte {
	digits := bytes.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'f' || r >= 'A' && r <= 'F' {
			return r
		}
		return -1
	}, data)
	out := make([]byte, len(digits)/2)
	n, _ := hex.Decode(out, digits[:len(digits)&^1])
	return out[:n]
}

// decrypted returns bytes deciphered (§7.1).
func decrypted(data []byte, key uint16) []byte {
	out := make([]byte, len(data))
	for i, b := range data {
		out[i] = b ^ byte(key>>8)
		key = (uint16(b)+key)*52845 + 22719
	}
	return out
}

// fontMatrix returns the matrix that takes units to ems.
func fontMatrix(clear []byte) outline.Matrix {
	plain := outline.Matrix{XX: 0.001, YY: 0.001}
	_, rest, ok := bytes.Cut(clear, []byte("/FontMatrix"))
	if !ok {
		return plain
	}
	_, rest, _ = bytes.Cut(rest[:min(len(rest), 200)], []byte("["))
	rest, _, ok = bytes.Cut(rest, []byte("]"))
	fields := bytes.Fields(rest)
	if !ok || len(fields) != 6 {
		return plain
	}
	var v [6]float64
	for i, field := range fields {
		v[i], _ = strconv.ParseFloat(string(field), 64)
	}
	if v[0] == 0 || v[3] == 0 {
		return plain
	}
	return outline.Matrix{XX: v[0], YX: v[1], XY: v[2], YY: v[3], DX: v[4], DY: v[5]}
}

// type1Name returns the font's full name.
func type1Name(clear []byte) string {
	for _, key := range []string{"/FullName", "/FamilyName"} {
		_, rest, ok := bytes.Cut(clear, []byte(key))
		if !ok {
			continue
		}
		_, rest, _ = bytes.Cut(rest[:min(len(rest), maxName)], []byte("("))
		if name, _, ok := bytes.Cut(rest, []byte(")")); ok && len(name) > 0 {
			return cleaned(string(name))
		}
	}
	_, rest, _ := bytes.Cut(clear, []byte("/FontName"))
	if fields := bytes.Fields(rest[:min(len(rest), maxName)]); len(fields) > 0 {
		return cleaned(string(bytes.TrimPrefix(fields[0], []byte("/"))))
	}
	return ""
}

// read finds subroutines and charstrings: "dup 5 23 RD" and "/A 23 RD", each with a
// space and as many bytes as that says. What RD is called does not matter.
func (t *type1) read(private []byte) {
	if _, rest, ok := bytes.Cut(private, []byte("/lenIV")); ok {
		if fields := bytes.Fields(rest[:min(len(rest), 16)]); len(fields) > 0 {
			if n, err := strconv.Atoi(string(fields[0])); err == nil && n >= -1 && n < 64 {
				t.lenIV = n
			}
		}
	}
	s := &scanner{data: private}
	glyphs := false
	var before [3]string
	for {
		token := s.next()
		if token == "" {
			return
		}
		switch {
		case token == "/CharStrings":
			glyphs = true
		case glyphs && token == "end" && len(t.programs) > 0:
			return
		case token == "dict" || token == "array":
		case isNumber(before[2]) && (before[0] == "dup" || glyphs && len(before[1]) > 1 && before[1][0] == '/') && !isNumber(token):
			n, _ := strconv.Atoi(before[2])
			t.keep(before, s.bytes(n), glyphs)
		}
		before = [3]string{before[1], before[2], token}
	}
}

// keep keeps a program that the tokens before it name.
func (t *type1) keep(before [3]string, program []byte, glyphs bool) {
	if program == nil {
		return
	}
	if glyphs {
		if len(before[1]) > 1 && before[1][0] == '/' && len(t.programs) < maxGlyphs-1 {
			t.programs = append(t.programs, program)
			t.names[before[1][1:]] = len(t.programs)
		}
		return
	}
	i, err := strconv.Atoi(before[1])
	if err != nil || i < 0 || i >= maxSubrs {
		return
	}
	for len(t.subrs) <= i {
		t.subrs = append(t.subrs, nil)
	}
	t.subrs[i] = program
}

func isNumber(token string) bool {
	_, err := strconv.ParseUint(token, 10, 24)
	return err == nil
}

// scanner reads tokens of PostScript that are parted by white space.
type scanner struct {
	data []byte
	at   int
}

func isSpace(b byte) bool {
	return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == 0 || b == '\f'
}

// next returns the next token, or "" at the end; a slash begins one.
func (s *scanner) next() string {
	for s.at < len(s.data) && isSpace(s.data[s.at]) {
		s.at++
	}
	begin := s.at
	for s.at < len(s.data) && !isSpace(s.data[s.at]) && (s.at == begin || s.data[s.at] != '/') {
		s.at++
	}
	return string(s.data[begin:min(s.at, begin+maxName)])
}

// bytes returns the n bytes behind the space that follows a token; nil where there are
// fewer.
func (s *scanner) bytes(n int) []byte {
	if n > maxCharstring || s.at+1+n > len(s.data) {
		return nil
	}
	b := s.data[s.at+1 : s.at+1+n]
	s.at += 1 + n
	return b
}
