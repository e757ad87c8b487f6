package psd

import (
	"image"

	"apsync/core/composite"
	"apsync/core/fault"
	"apsync/core/picture"
)

// layerReadBytes is how much of each channel of a layer is read at once.
const layerReadBytes = 8 << 10

// layerSource reads some channels of a layer, row by row.
type layerSource struct {
	src    *picture.Source
	canvas image.Rectangle
	bounds image.Rectangle
	planes []layerPlane
	y      int // of the next row
	opened bool
}

// layerPlane is a channel with its place among the samples of a pixel.
type layerPlane struct {
	plane  plane
	to     int
	data   span
	reader *rowReader
}

// source returns the rows of a layer's pixels.
func (t *tree) source(l *layer, bounds image.Rectangle) func(y int, dst []float32) error {
	h := t.d.header
	n := h.model().Colours + 1
	s := t.newSource(bounds)
	opaque := true
	for _, c := range l.channels {
		switch {
		case c.id == channelTransparency:
			s.add(h, c.data, n-1)
			opaque = false
		case c.id >= 0 && int(c.id) < n-1:
			s.add(h, c.data, int(c.id))
		}
	}
	t.use(s, l)
	return func(y int, dst []float32) error {
		if opaque && len(s.planes) > 0 {
			for i := n - 1; i < len(dst); i += n {
				dst[i] = 1
			}
		}
		return s.row(y, dst, n)
	}
}

// mask returns the rows of a layer's mask.
func (t *tree) mask(l *layer) func(y int, dst []float32) error {
	m := l.mask
	s := t.newSource(m.bounds)
	for _, c := range l.channels {
		if c.id == m.channel && !m.bounds.Empty() {
			s.add(t.d.header, c.data, 0)
		}
	}
	t.use(s, l)
	inside := s.bounds.Intersect(s.canvas)
	return func(y int, dst []float32) error {
		for x := range dst {
			dst[x] = m.ground
		}
		if y >= inside.Min.Y && y < inside.Max.Y && len(s.planes) > 0 {
			if err := s.row(y, dst[inside.Min.X:inside.Max.X], 1); err != nil {
				return err
			}
		}
		for x, v := range dst {
			if m.inverts {
				v = 1 - v
			}
			dst[x] = 1 - m.density*(1-v)
			if m.merged {
				dst[x] *= 1 - m.vectorDensity*(1-v)
			}
		}
		return nil
	}
}

func (t *tree) newSource(bounds image.Rectangle) *layerSource {
	return &layerSource{
		src: t.d.src, bounds: bounds, canvas: image.Rect(0, 0, t.d.header.width, t.d.header.height), y: bounds.Min.Y,
	}
}

// use counts a source that will be read.
func (t *tree) use(s *layerSource, l *layer) {
	if !l.hidden {
		t.sources = append(t.sources, s)
	}
}

// add adds a channel.
func (s *layerSource) add(h header, data span, to int) {
	const widest = 1 << 20 // layers may reach beyond a canvas of 300,000 pixels
	if s.bounds.Dx() > widest || s.bounds.Empty() {
		return
	}
	s.planes = append(s.planes, layerPlane{
		plane: plane{
			depth: h.depth, width: s.bounds.Dx(), rows: s.bounds.Dy(), rowBytes: h.rowBytes(s.bounds.Dx()),
			end: data.end(), tableEntry: entryBytes(h),
		},
		to: to, data: data,
	})
}

// entryBytes returns the size of an entry of a table of rows of runs.
func entryBytes(h header) int {
	if h.large {
		return 4
	}
	return 2
}

// row writes the samples of row y within the canvas, a pixel of n samples after the
// other.
func (s *layerSource) row(y int, dst []float32, n int) error {
	if !s.opened {
		s.opened = true
		for i := range s.planes {
			if err := s.open(&s.planes[i]); err != nil {
				return err
			}
		}
	}
	skip := y - s.y
	s.y = y + 1
	left := max(0, -s.bounds.Min.X)
	for i := range s.planes {
		p := &s.planes[i]
		if err := p.reader.skip(skip); err != nil {
			return err
		}
		stored, err := p.reader.next()
		if err != nil {
			return err
		}
		size := p.plane.depth / 8
		spread(dst[p.to:], stored[min(left*size, len(stored)):], n, p.plane.depth)
		if y+1 == min(s.bounds.Max.Y, s.canvas.Max.Y) {
			p.reader = nil // nothing more is read of it
		}
	}
	return nil
}

// open begins a channel (Channel image data).
func (s *layerSource) open(p *layerPlane) error {
	w := newWalker(s.src, p.data.off, p.data.end())
	p.plane.compression = compression(w.u16())
	if w.err != nil {
		return w.err
	}
	p.plane.data = w.at
	switch {
	case p.plane.compression > zipPrediction:
		return fault.New(fault.Corrupt, "channel at offset %d: compression %d", p.data.off, p.plane.compression)
	case p.plane.compression == runs:
		p.plane.table = w.at
		p.plane.data = w.at + int64(p.plane.rows)*int64(p.plane.tableEntry)
		p.plane.marks, p.plane.markRows = []int64{p.plane.data}, max(1, p.plane.rows)
	}
	p.reader = newRowReader(s.src, layerReadBytes)
	return p.reader.start(&p.plane, 0)
}

// spread writes stored samples to every n-th place of dst.
func spread(dst []float32, stored []byte, n, depth int) {
	switch depth {
	case 8:
		for i := 0; i < len(dst) && len(stored) > 0; i += n {
			dst[i] = float32(stored[0]) * (1.0 / 255)
			stored = stored[1:]
		}
	case 16:
		for i := 0; i < len(dst) && len(stored) >= 2; i += n {
			dst[i] = float32(uint16(stored[0])<<8|uint16(stored[1])) * (1.0 / 65535)
			stored = stored[2:]
		}
	case 32:
		var v [1]float32
		for i := 0; i < len(dst) && len(stored) >= 4; i += n {
			dst[i] = samplesFloat(v[:], stored)[0]
			stored = stored[4:]
		}
	}
}

// bytes bounds what reading the source takes. What the compression is, is not known
// before it is opened: any of them.
func (s *layerSource) bytes() int64 {
	var n int64
	for i := range s.planes {
		p := s.planes[i].plane
		p.compression = runs
		w := newWalker(s.src, s.planes[i].data.off, s.planes[i].data.end())
		if c := compression(w.u16()); c.zipped() {
			p.compression = c
		}
		n += p.readerBytes(layerReadBytes)
	}
	return n
}

// sourceBytes bounds what the sources take that are read at the same time.
func (t *tree) sourceBytes() int64 {
	var uses []composite.Use
	for _, s := range t.sources {
		from, to := max(0, s.bounds.Min.Y), min(s.canvas.Max.Y, s.bounds.Max.Y)
		if from < to {
			uses = append(uses, composite.Use{From: from, To: to, Bytes: s.bytes()})
		}
	}
	return composite.Peak(uses)
}
