package tiff

import (
	"slices"
	"strings"

	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
)

// The values of PhotometricInterpretation that mean sensor data (TIFF/EP, DNG).
const (
	photoCFA  = 32803
	linearRaw = 34892
)

// rawExtensions are those of the camera RAW formats that are built like TIFF.
var rawExtensions = []string{
	".3fr", ".arw", ".cr2", ".dcr", ".dng", ".erf", ".fff", ".gpr", ".iiq", ".k25", ".kdc", ".mef",
	".mos", ".nef", ".nrw", ".pef", ".ptx", ".rwl", ".sr2", ".srf", ".srw",
}

// rawMarks are what some of them have eight bytes behind their beginning; "?"
// stands for any byte.
var rawMarks = []struct{ mark, name string }{
	{"CR\x02\x00", "Canon CR2"},
	{"IIII?waR", "Phase One"},
	{"MMMMRaw?", "Phase One"},
}

// refuseRaw fails for camera RAW files that their name or their header tells. The
// pictures that a TIFF reader finds in them are thumbnails or sensor data.
func refuseRaw(src *picture.Source) error {
	if ext := src.Ext(); slices.Contains(rawExtensions, ext) {
		return fault.New(fault.Unsupported, "camera RAW (%s)", strings.ToUpper(ext[1:]))
	}
	head := src.Head()
	for _, m := range rawMarks {
		if len(head) >= 8+len(m.mark) && matches(head[8:], m.mark) {
			return fault.New(fault.Unsupported, "camera RAW (%s)", m.name)
		}
	}
	return nil
}

// matches reports whether b begins with mark.
func matches(b []byte, mark string) bool {
	for i := range len(mark) {
		if mark[i] != '?' && b[i] != mark[i] {
			return false
		}
	}
	return true
}

// refuseRawTags fails for directories that camera RAW files have.
func refuseRawTags(dir *ifd.Directory) error {
	if _, ok := dir.Find(ifd.TagDNGVersion); ok {
		return fault.New(fault.Unsupported, "camera RAW (DNG)")
	}
	switch photometric, _ := dir.Uint(ifd.TagPhotometric); photometric {
	case photoCFA, linearRaw:
		return fault.New(fault.Unsupported, "camera RAW (sensor data)")
	}
	return nil
}
