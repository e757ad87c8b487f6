package tiff

import "apsync/core/codec/webp"

// compressionWebP is the value of the Compression tag for WebP (libtiff).
const compressionWebP = 50001

// newWebP returns what decodes segments that are WebP files of RGB. Their alpha is full
// where the page has one and they have none.
func newWebP(p *page) decompressor {
	z := &jpegSegments{p: p, row: make([]byte, p.lineBytes()), open: webp.Open}
	t := newYCbCrTables([]float64{0.299, 0.587, 0.114}, []float64{0, 255, 128, 255, 128, 255})
	z.recolour = t.recolour(p.storedSamples())
	return z
}

// webpBytes bounds what decoding a segment takes.
func (p *page) webpBytes() int64 {
	const fixed = 16 << 20 // what copies refer to, and tables
	return 24*int64(p.grid.width+16)*int64(p.grid.height+16) + fixed
}

// streamsBytes bounds what decoding a segment that is a picture of its own takes.
func (p *page) streamsBytes() int64 {
	if p.compression == compressionWebP {
		return p.webpBytes()
	}
	return p.jpegBytes()
}
