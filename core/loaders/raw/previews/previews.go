// Package previews chooses among the pictures that a camera or a converter saved in a
// RAW file: full-sized JPEGs, screen-sized ones, thumbnails, and what a developer makes
// of the sensor's data. Loaders find them; here they are judged by their own headers.
//
// The largest picture that has the photograph's aspect is what the file shows. One of
// another aspect is a thumbnail with bars or a cropped picture and counts only where
// those of the right aspect are less than half as large; the bars of a thumbnail of
// 160×120 pixels (JEITA CP-3461, DCF 2.0 §3.3.3) are cut off. For a smaller want the
// smallest picture that serves it is decoded, so that few bytes are read. Streams in
// lossless coding are sensor data and no pictures.
//
// The photograph's orientation applies to all of them, except to pictures that lie
// across it: those are turned already. What the pictures do not say of their colours is
// said by the photograph. Limits: 64 places are looked at, 12 pictures are kept.
package previews

import (
	"io"

	"apsync/core/codec/jpeg"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// maxPlaces bounds how many places are looked at.
	maxPlaces = 64
	// maxPictures bounds how many are kept, each with its headers.
	maxPictures = 12
	// minSide is the size in pixels below which nothing is a picture.
	minSide = 8
)

// Finder collects the pictures of a file.
type Finder struct {
	src    *picture.Source
	seen   map[int64]bool
	found  []choice
	sensor picture.Picture
	why    string // the sensor data is not developed
	failed error  // of the first picture that is damaged
}

// choice is a picture that was found.
type choice struct {
	picture.Picture
	width, height int
	orientation   picture.Orientation
	space         colour.Space
	plain         bool // says nothing of its colours
	bars          bool // cut off
}

// NewFinder returns a finder for a file in which nothing was found yet.
func NewFinder(src *picture.Source) *Finder {
	return &Finder{src: src, seen: map[int64]bool{}}
}

// JPEG looks at a place where a JPEG of size bytes should be, and takes it if there is
// one with losses. Space is what the place says of its colours, nil for nothing. It
// reports whether a JPEG begins there.
func (f *Finder) JPEG(off, size int64, space *colour.Space) bool {
	if off <= 0 || size < 16 || off > f.src.Size()-size || f.seen[off] || len(f.seen) >= maxPlaces || len(f.found) >= maxPictures {
		return false
	}
	f.seen[off] = true
	src, err := picture.NewSource(mended{io.NewSectionReader(f.src, off, size)}, size, f.src.Name())
	if err != nil {
		return false
	}
	marks, ok := marksOf(src.Head())
	if !ok || marks.lossless {
		return false
	}
	opened, err := jpeg.Open(src)
	if err != nil {
		f.fail(err)
		return true
	}
	f.add(opened, marks.exif, space)
	return true
}

// Picture takes a picture that is no JPEG, of which the file says that its colours are
// space, nil for nothing.
func (f *Finder) Picture(p picture.Picture, space *colour.Space) { f.add(p, false, space) }

// Sensor takes the picture that can be developed from the sensor's data.
func (f *Finder) Sensor(p picture.Picture) { f.sensor = p }

// NotDNG says that only the sensor data of DNG files is developed.
func NotDNG() error { return fault.New(fault.Unsupported, "only that of DNG files is") }

// AdobeRGB returns the space of Adobe RGB (1998) §4.3.1, which Exif and makers' notes
// name.
func AdobeRGB() colour.Space {
	return colour.Space{Primaries: &colour.AdobeRGB, Transfer: colour.TransferGamma, Gamma: 563.0 / 256}
}

// NotDeveloped says why the sensor data is not developed.
func (f *Finder) NotDeveloped(err error) { f.why = fault.From(err).Detail }

func (f *Finder) fail(err error) {
	if f.failed == nil {
		f.failed = err
	}
}

func (f *Finder) add(p picture.Picture, said bool, space *colour.Space) {
	info := p.Info()
	if info.Width < minSide || info.Height < minSide || len(f.found) >= maxPictures {
		return
	}
	c := choice{Picture: p, width: info.Width, height: info.Height, orientation: info.Orientation, plain: !said}
	if space != nil && !said {
		c.space, c.plain = *space, false
	}
	f.found = append(f.found, c)
}

// mended is a JPEG whose first byte is what it must be: some Minolta cameras write
// another.
type mended struct{ r *io.SectionReader }

func (m mended) ReadAt(p []byte, off int64) (int, error) {
	n, err := m.r.ReadAt(p, off)
	if off == 0 && n > 0 {
		p[0] = jpeg.Signature[0]
	}
	return n, err
}

// marks are what the segments of a JPEG tell before anything is decoded.
type marks struct {
	lossless bool // coded without losses (T.81 table B.1: SOF3)
	exif     bool // it has an Exif block or a profile, and with it says of its colours what it has to say
}

// marksOf reads the markers in the head of a stream, and is false where it is no JPEG.
func marksOf(head []byte) (m marks, ok bool) {
	const (
		app1, app2 = 0xe1, 0xe2
		sof0, sof3 = 0xc0, 0xc3
		startOfImg = 0xd8
		scan       = 0xda
	)
	if len(head) < 4 || head[1] != startOfImg || head[2] != 0xff {
		return m, false
	}
	for off := 2; off+10 <= len(head) && head[off] == 0xff; {
		code, size := head[off+1], int(head[off+2])<<8|int(head[off+3])
		switch body := string(head[off+4 : off+10]); {
		case code == scan:
			return m, true
		case code == sof3:
			m.lossless = true
		case code == app1 && body[:4] == "Exif", code == app2 && body == "ICC_PR":
			m.exif = true
		case code >= sof0 && code < sof3:
			return m, true
		}
		off += 2 + size
	}
	return m, true
}
