package raw

import (
	"bytes"

	"apsync/core/colour"
	"apsync/core/container/tiff"
	"apsync/core/loaders/raw/develop"
	"apsync/core/loaders/raw/previews"
)

// Limits of directories: how many, how many in a chain or in a list of SubIFDs, and how
// deep SubIFDs nest.
const (
	maxDirectories = 64
	maxChain       = 16
	maxLevels      = 3
)

// Tags that are not TIFF's.
const (
	tagJpgFromRaw        = 0x002e // Panasonic
	tagSensorTop         = 0x0004 // Panasonic, then left, bottom, right
	tagPixelX            = 0xa002 // Exif PixelXDimension
	tagPixelY            = 0xa003
	tagMakerNote         = 0x927c
	tagDefaultCropSize   = 0xc620 // DNG
	tagPreviewColorSpace = 0xc71a // DNG
)

// walk reads the directories from off on, and their SubIFDs. Those that cannot be read
// are left out.
func (r *reader) walk(off int64, level int) {
	for dir, err := range r.file.Chain(off, maxChain) {
		if err != nil || r.seen[off] || len(r.dirs) >= maxDirectories {
			return
		}
		r.seen[off] = true
		r.dirs = append(r.dirs, dir)
		off = dir.Next
		if level >= maxLevels {
			continue
		}
		subs, err := dir.Values(tiff.TagSubIFDs, maxChain)
		if err != nil {
			continue
		}
		for i := range subs.Len() {
			r.walk(int64(min(subs.Uint(i), 1<<62)), level+1)
		}
	}
}

// previews takes the pictures that a directory describes.
func (r *reader) previews(dir *tiff.Directory) {
	space := previewSpace(dir)
	for _, tags := range [][2]uint16{
		{tiff.TagJPEGOffset, tiff.TagJPEGLength},
		{tiff.TagStripOffsets, tiff.TagStripByteCounts},
		{tiff.TagTileOffsets, tiff.TagTileByteCounts},
	} {
		r.pair(dir, tags, space, r.base)
	}
	if e, ok := dir.Find(tagJpgFromRaw); ok {
		if off, n, ok := dir.Offset(e); ok {
			r.finder.ExifJPEG(r.base+off, n)
		}
	}
	r.leaf(dir)
	if strips := r.uncompressed(dir); strips != nil {
		r.finder.Picture(strips, space)
	}
}

// pair takes the JPEG whose place two tags tell that have one value each, counted from
// the first of the bases at which there is one.
func (r *reader) pair(dir *tiff.Directory, tags [2]uint16, space *colour.Space, bases ...int64) {
	if e, ok := dir.Find(tags[0]); !ok || e.Count != 1 {
		return
	}
	off, ok := dir.Uint(tags[0])
	n, okN := dir.Uint(tags[1])
	if !ok || !okN {
		return
	}
	for _, base := range bases {
		if r.finder.JPEG(base+int64(off), int64(n), space) {
			return
		}
	}
}

// previewSpace returns what DNG says of a preview's colours, nil where it does not (DNG
// 1.7, PreviewColorSpace).
func previewSpace(dir *tiff.Directory) *colour.Space {
	var space colour.Space
	switch v, _ := dir.Uint(tagPreviewColorSpace); v {
	case 1:
		space.Transfer, space.Gamma = colour.TransferGamma, 2.2
	case 2:
	case 3:
		space = previews.AdobeRGB()
	case 4:
		space.Primaries, space.Transfer, space.Gamma = &colour.ProPhoto, colour.TransferGamma, 1.8
	default:
		return nil
	}
	return &space
}

// size returns the photograph's size: DNG's default crop, Panasonic's borders, what
// Exif says of the developed picture, or the largest directory's.
func (r *reader) size() (w, h int) {
	for _, dir := range r.dirs {
		dw, dh := dimensions(dir)
		if crop, err := dir.Values(tagDefaultCropSize, 2); err == nil && crop.Len() == 2 && isSensor(dir) {
			return int(min(crop.Float(0), 1<<30)), int(min(crop.Float(1), 1<<30))
		}
		if dw*dh > w*h {
			w, h = dw, dh
		}
	}
	if borders, ok := r.borders(); ok {
		return borders[3] - borders[1], borders[2] - borders[0]
	}
	for _, sub := range r.exifs() {
		dw, _ := sub.Uint(tagPixelX)
		dh, _ := sub.Uint(tagPixelY)
		if dw < 1<<20 && dh < 1<<20 && 2*int(dw)*int(dh) > w*h {
			return int(dw), int(dh)
		}
	}
	return w, h
}

// dimensions returns a directory's width and height, 0 where it has none that is sane.
func dimensions(dir *tiff.Directory) (w, h int) {
	x, _ := dir.Uint(tiff.TagImageWidth)
	y, _ := dir.Uint(tiff.TagImageLength)
	if x >= 1<<20 || y >= 1<<20 {
		return 0, 0
	}
	return int(x), int(y)
}

// borders returns the rows and columns between which Panasonic's sensors lie open: top,
// left, bottom, right.
func (r *reader) borders() (b [4]int, ok bool) {
	if !bytes.HasPrefix(r.src.Head(), []byte("IIU\x00")) {
		return b, false
	}
	for i := range b {
		v, ok := r.dirs[0].Uint(tagSensorTop + uint16(i))
		if !ok || v >= 1<<20 {
			return b, false
		}
		b[i] = int(v)
	}
	return b, b[3] > b[1] && b[2] > b[0]
}

// isSensor reports whether the directory is of sensor data at full size.
func isSensor(dir *tiff.Directory) bool {
	kind, _ := dir.Uint(tiff.TagNewSubfileType)
	photometric, _ := dir.Uint(tiff.TagPhotometric)
	return kind == 0 && (photometric == develop.PhotometricCFA || photometric == develop.PhotometricLinear)
}

// sensor takes what can be developed of a DNG's sensor data.
func (r *reader) sensor() {
	root := r.dirs[0]
	if _, ok := root.Find(tiff.TagDNGVersion); !ok {
		r.finder.NotDeveloped(previews.NotDNG())
		return
	}
	for _, dir := range r.dirs {
		if !isSensor(dir) {
			continue
		}
		sensor, err := develop.Open(r.src, r.file, root, dir)
		if err == nil {
			r.finder.Sensor(sensor)
			return
		}
		r.finder.NotDeveloped(err)
	}
}

// hasDNGVersion reports whether the first directory lies in the head and has DNG's
// version.
func hasDNGVersion(head []byte) bool {
	file, err := tiff.Open(bytes.NewReader(head), int64(len(head)))
	if err != nil {
		return false
	}
	dir, err := file.Directory(file.First)
	if err != nil {
		return false
	}
	_, ok := dir.Find(tiff.TagDNGVersion)
	return ok
}
