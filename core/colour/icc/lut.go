package icc

import (
	"apsync/core/bits"
	"apsync/core/fault"
)

// readLut8 reads the rest of a lut8Type, ICC.1:2022 §10.11, from its grid count on.
func (p *pipeline) readLut8(r *bits.Cursor, space signature) error {
	grid := r.U8()
	p.readMatrix(r, space)
	return p.readLut(r, lutShape{grid: grid, width: 1, entriesIn: 256, entriesOut: 256})
}

// readLut16 reads the rest of a lut16Type, ICC.1:2022 §10.10.
func (p *pipeline) readLut16(r *bits.Cursor, space signature) error {
	grid := r.U8()
	p.readMatrix(r, space)
	shape := lutShape{grid: grid, width: 2, entriesIn: int(r.U16()), entriesOut: int(r.U16())}
	if shape.entriesIn < 2 || shape.entriesOut < 2 {
		return fault.New(fault.Corrupt, "curves of %d and %d entries", shape.entriesIn, shape.entriesOut)
	}
	return p.readLut(r, shape)
}

// readMatrix reads the matrix of a lut8Type or lut16Type, which counts only where
// the input is XYZ.
func (p *pipeline) readMatrix(r *bits.Cursor, space signature) {
	r.Skip(1)
	m := &matrixStage{}
	for i := range 9 {
		m.m[i/3][i%3] = fixed(r)
	}
	if space == sign("XYZ ") && p.in == 3 {
		p.stages = append(p.stages, m)
	}
}

// lutShape is what the headers of lut8Type and lut16Type say.
type lutShape struct {
	grid                  uint8
	width                 int // bytes of a sample
	entriesIn, entriesOut int // samples of each curve
}

// readLut reads input curves, grid and output curves.
func (p *pipeline) readLut(r *bits.Cursor, shape lutShape) error {
	in := tableCurves(r, p.in, shape.entriesIn, shape.width)
	grid := make([]uint8, p.in)
	for i := range grid {
		grid[i] = shape.grid
	}
	clut, err := readGrid(r, grid, p.out, shape.width)
	if err != nil {
		return err
	}
	out := tableCurves(r, p.out, shape.entriesOut, shape.width)
	if err := r.Err(); err != nil {
		return err
	}
	p.stages = append(p.stages, in, clut, out)
	return nil
}

// tableCurves reads n curves of count samples each.
func tableCurves(r *bits.Cursor, n, count, width int) curveStage {
	curves := make(curveStage, n)
	for i := range curves {
		curves[i] = &Curve{samples: r.Bytes(count * width), width: width, count: count}
	}
	return curves
}

// readElements reads a lutAToBType or, backwards, a lutBToAType, ICC.1:2022 §10.12
// and §10.13: curves A, grid, curves M, matrix and curves B, of which all but B may
// be absent. data is the whole tag.
func (p *pipeline) readElements(data []byte, backwards bool) error {
	r := bits.Big(data)
	r.Seek(12)
	e := elements{data: data, p: p}
	e.b, e.matrix, e.m, e.clut, e.a = r.U32(), r.U32(), r.U32(), r.U32(), r.U32()
	if err := r.Err(); err != nil {
		return err
	}
	if e.clut == 0 && p.in != p.out {
		return fault.New(fault.Corrupt, "%d channels become %d without a grid", p.in, p.out)
	}
	if backwards {
		e.addCurves(e.b, p.in)
		e.addMatrix()
		e.addCurves(e.m, p.in)
		e.addGrid()
		e.addCurves(e.a, p.out)
	} else {
		e.addCurves(e.a, p.in)
		e.addGrid()
		e.addCurves(e.m, p.out)
		e.addMatrix()
		e.addCurves(e.b, p.out)
	}
	return e.err
}

// elements are the parts of a lutAToBType by their offsets, 0 where absent, and the
// first error of reading them.
type elements struct {
	data                  []byte
	p                     *pipeline
	b, matrix, m, clut, a uint32
	err                   error
}

// at returns a cursor at an offset, or nil where there is nothing to be read.
func (e *elements) at(off uint32) *bits.Cursor {
	if off == 0 || e.err != nil {
		return nil
	}
	if int64(off) > int64(len(e.data)) {
		e.err = fault.New(fault.Truncated, "offset %d exceeds the tag's %d bytes", off, len(e.data))
		return nil
	}
	r := bits.Big(e.data)
	r.Seek(int(off))
	return r
}

// addCurves reads n curves, each padded to a multiple of 4 bytes.
func (e *elements) addCurves(off uint32, n int) {
	r := e.at(off)
	if r == nil {
		return
	}
	curves := make(curveStage, n)
	for i := range curves {
		curve, err := parseCurve(r)
		if err != nil {
			e.err = err
			return
		}
		curves[i] = curve
		if rest := r.Offset() % 4; rest != 0 && i < n-1 {
			r.Skip(4 - rest)
		}
	}
	e.p.stages = append(e.p.stages, curves)
}

// addMatrix reads a 3×3 matrix and what it adds.
func (e *elements) addMatrix() {
	r := e.at(e.matrix)
	if r == nil {
		return
	}
	m := &matrixStage{}
	for i := range 9 {
		m.m[i/3][i%3] = fixed(r)
	}
	for i := range m.add {
		m.add[i] = fixed(r)
	}
	e.err = r.Err()
	e.p.stages = append(e.p.stages, m)
}

// addGrid reads the colour grid, ICC.1:2022 §10.12.3.
func (e *elements) addGrid() {
	r := e.at(e.clut)
	if r == nil {
		return
	}
	counts := r.Bytes(16)
	width := int(r.U8())
	r.Skip(3)
	if e.err = r.Err(); e.err != nil {
		return
	}
	if width != 1 && width != 2 {
		e.err = fault.New(fault.Corrupt, "a grid of %d-byte samples", width)
		return
	}
	var clut *gridStage
	if clut, e.err = readGrid(r, counts[:e.p.in], e.p.out, width); e.err == nil {
		e.p.stages = append(e.p.stages, clut)
	}
}
