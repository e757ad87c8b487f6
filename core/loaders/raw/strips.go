package raw

import (
	"apsync/core/container/tiff"
	"apsync/core/loaders/raw/previews"
)

// The values of tags that an uncompressed preview has.
const (
	compressionNone = 1
	photometricRGB  = 2
	planarChunky    = 1
)

// Limits of such previews, whose strips are listed before any is read.
const (
	maxPreviewSide   = 1 << 14
	maxPreviewStrips = 1 << 12
)

// uncompressed returns the preview of 8-bit RGB that a directory describes, nil where it
// is none of that kind or does not lie in the file.
func (r *reader) uncompressed(dir *tiff.Directory) *previews.RGB {
	w, h := dimensions(dir)
	if w <= 0 || h <= 0 || max(w, h) > maxPreviewSide || !isPlainRGB(dir) {
		return nil
	}
	s := &previews.RGB{Source: r.src, Width: w, Height: h, RowBytes: 3 * int64(w), Rows: h}
	if v, ok := dir.Uint(tiff.TagRowsPerStrip); ok && v > 0 && int64(v) < int64(h) {
		s.Rows = int(v)
	}
	count := (h + s.Rows - 1) / s.Rows
	if count > maxPreviewStrips {
		return nil
	}
	values, err := dir.Values(tiff.TagStripOffsets, count)
	if err != nil || values.Len() < count {
		return nil
	}
	for i := range count {
		s.Offsets = append(s.Offsets, r.base+int64(min(values.Uint(i), 1<<62)))
	}
	if !s.IsWhole() {
		return nil
	}
	return s
}

func isPlainRGB(dir *tiff.Directory) bool {
	for _, c := range []struct {
		tag  uint16
		want uint32
	}{{tiff.TagCompression, compressionNone}, {tiff.TagPhotometric, photometricRGB}, {tiff.TagSamplesPerPixel, 3}, {tiff.TagBitsPerSample, 8}} {
		if v, ok := dir.Uint(c.tag); !ok || v != c.want {
			return false
		}
	}
	planar, ok := dir.Uint(tiff.TagPlanar)
	return !ok || planar == planarChunky
}
