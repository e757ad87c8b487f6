package unreal

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// maxSummary is how much is read for the summary, in bytes.
	maxSummary = 256 << 10
	// maxName is the size of a name, in bytes.
	maxName = 4096
	// newestLegacy is the legacy version of the newest packages.
	newestLegacy = -9
	// filterEditorOnly is the flag of packages without what only the editor uses.
	filterEditorOnly = 0x80000000
)

// Versions of the engine's packages that add something before the table's offset.
const (
	version3Guids      = 623
	version3Thumbnails = 584

	version4StringReferences = 384
	version4Text             = 459
	version4SearchableNames  = 510
	version4Localisation     = 516

	version5SoftPaths  = 1008
	version5MetaData   = 1014
	version5VerseCells = 1015
	version5SavedHash  = 1016
)

// summary is what a package says of itself.
type summary struct {
	order      binary.ByteOrder
	cooked     bool
	thumbnails int64 // the table's offset; 0 where there is none
}

// readSummary reads the beginning of a package: mostly a few hundred bytes.
func readSummary(src *picture.Source) (*summary, error) {
	s, err := parseSummary(src.Head())
	var failed *fault.Error
	if err == nil || src.Size() <= int64(len(src.Head())) || !errors.As(err, &failed) || failed.Code != fault.Truncated {
		return s, err
	}
	data, err := src.Bytes(0, min(src.Size(), maxSummary))
	if err != nil {
		return nil, err
	}
	return parseSummary(data)
}

func parseSummary(data []byte) (*summary, error) {
	s := &summary{order: binary.LittleEndian}
	c := bits.Little(data)
	if len(data) > 0 && data[0] == Signatures[1][0] {
		s.order, c = binary.BigEndian, bits.Big(data)
	}
	if tag := c.U32(); c.Err() == nil && tag != binary.LittleEndian.Uint32([]byte(Signatures[0])) {
		return nil, fault.New(fault.Corrupt, "the package begins with % x", data[:4])
	}
	legacy := c.I32()
	r := reader{c}
	var err error
	if legacy >= 0 {
		s.thumbnails, err = r.version3(uint32(legacy))
	} else {
		err = s.read(r, legacy)
	}
	if err == nil {
		err = c.Err()
	}
	return s, err
}

// reader reads what packages are made of.
type reader struct{ *bits.Cursor }

// string reads a text: its length and Latin letters, or, where that is negative, UTF-16.
func (r reader) string() (string, error) {
	n := int(r.I32())
	switch {
	case r.Err() != nil:
		return "", r.Err()
	case n < -maxName/2 || n > maxName:
		return "", fault.New(fault.Corrupt, "text of %d letters at offset %d", n, r.Offset()-4)
	case n < 0:
		units := make([]uint16, -n)
		for i := range units {
			units[i] = r.U16()
		}
		return trimmed(string(utf16.Decode(units))), r.Err()
	}
	return trimmed(string(r.Bytes(n))), r.Err()
}

// trimmed returns a text without the zero at its end.
func trimmed(s string) string {
	if n := len(s); n > 0 && s[n-1] == 0 {
		return s[:n-1]
	}
	return s
}

// skip passes over so many numbers of four bytes.
func (r reader) skip(numbers int) { r.Skip(4 * numbers) }

// version3 reads the summary of Unreal Engine 3, of which the low half of the version
// is the engine's, and returns the offset of its thumbnails.
func (r reader) version3(version uint32) (int64, error) {
	version &= 0xffff
	if version < version3Thumbnails {
		return 0, nil
	}
	r.skip(1) // size of the headers
	if _, err := r.string(); err != nil {
		return 0, err
	}
	r.skip(8) // flags, names, exports, imports, dependencies
	if version >= version3Guids {
		r.skip(3)
	}
	return int64(r.I32()), nil
}

// read reads the summary of versions 4 and 5.
func (s *summary) read(r reader, legacy int32) error {
	if legacy < newestLegacy {
		return fault.New(fault.Unsupported, "package of legacy version %d, newer than %d", legacy, newestLegacy)
	}
	if legacy != -4 {
		r.skip(1) // version of Unreal Engine 3
	}
	version4, version5 := r.I32(), int32(0)
	if legacy <= -8 {
		version5 = r.I32()
	}
	licensee := r.I32()
	if version4 == 0 && version5 == 0 && licensee == 0 {
		s.cooked = true // only cooking leaves the versions out
		return nil
	}
	if version5 >= version5SavedHash {
		r.Skip(20)
		r.skip(1) // size of the headers
	}
	if err := r.customVersions(legacy); err != nil {
		return err
	}
	if version5 < version5SavedHash {
		r.skip(1)
	}
	if _, err := r.string(); err != nil {
		return err
	}
	flags := r.U32()
	s.cooked = flags&filterEditorOnly != 0
	return s.readOffsets(r, version4, version5)
}

// customVersions passes over the versions of the engine's parts.
func (r reader) customVersions(legacy int32) error {
	if legacy > -2 {
		return nil
	}
	n := r.I32()
	if n < 0 {
		return fault.New(fault.Corrupt, "%d custom versions", n)
	}
	for range n {
		switch {
		case legacy == -2: // an enumeration
			r.skip(2)
		case legacy <= -6: // a GUID
			r.skip(5)
		default:
			r.skip(5)
			if _, err := r.string(); err != nil {
				return err
			}
		}
		if r.Err() != nil {
			return r.Err()
		}
	}
	return nil
}

// readOffsets reads what follows the flags, as far as the thumbnails' offset.
func (s *summary) readOffsets(r reader, version4, version5 int32) error {
	r.skip(2) // names
	if version5 >= version5SoftPaths {
		r.skip(2)
	}
	if version4 >= version4Localisation && !s.cooked {
		if _, err := r.string(); err != nil {
			return err
		}
	}
	if version4 >= version4Text {
		r.skip(2)
	}
	r.skip(4) // exports, imports
	if version5 >= version5VerseCells {
		r.skip(4)
	}
	if version5 >= version5MetaData {
		r.skip(1)
	}
	r.skip(1) // dependencies
	if version4 >= version4StringReferences {
		r.skip(2)
	}
	if version4 >= version4SearchableNames {
		r.skip(1)
	}
	s.thumbnails = int64(r.I32())
	return r.Err()
}
