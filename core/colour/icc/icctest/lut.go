package icctest

// Lut is a table from In channels to Out, all 0..1 as encoded.
type Lut struct {
	In, Out int
	Grid    int // nodes of each channel
	// Node gives the colour of a node.
	Node func(in []float64) []float64
	// InCurve and OutCurve run before and after; nil stands for the identity.
	InCurve, OutCurve func(float64) float64
}

// Lut8 returns the table as a lut8Type (§10.11).
func (l Lut) Lut8() []byte {
	b := append([]byte("mft1\x00\x00\x00\x00"), l.head()...)
	b = append(b, l.curves8(l.InCurve, l.In)...)
	b = append(b, l.nodes(1)...)
	return append(b, l.curves8(l.OutCurve, l.Out)...)
}

// Lut16 returns the table as a lut16Type (§10.10), with curves of 64 and 32 entries.
func (l Lut) Lut16() []byte {
	b := append([]byte("mft2\x00\x00\x00\x00"), l.head()...)
	b = append(b, shorts(64, 32)...)
	b = append(b, l.curves16(l.InCurve, l.In, 64)...)
	b = append(b, l.nodes(2)...)
	return append(b, l.curves16(l.OutCurve, l.Out, 32)...)
}

// AToB returns the table as a lutAToBType (§10.12) with samples of width bytes,
// curves A and, of formulas m and b with the matrix between them, curves M and B:
// nil leaves the three out but for B.
func (l Lut) AToB(width byte, m, b []byte, matrix [12]float64) []byte {
	tag := append([]byte("mAB \x00\x00\x00\x00"), byte(l.In), byte(l.Out), 0, 0)
	tag = append(tag, make([]byte, 20)...)
	place := func(at int, data []byte) {
		copy(tag[at:], words(uint32(len(tag))))
		tag = append(tag, padded(data)...)
	}
	if b == nil {
		b = Gamma(1)
	}
	place(12, repeated(b, l.Out))
	if m != nil {
		place(16, fixeds(matrix[:]))
		place(20, repeated(m, l.Out))
	}
	clut := make([]byte, 20)
	for c := range l.In {
		clut[c] = byte(l.Grid)
	}
	clut[16] = width
	place(24, append(clut, l.nodes(int(width))...))
	place(28, repeated(Samples(256, l.curve(l.InCurve)), l.In))
	return tag
}

// MatrixAToB returns a lutAToBType of three channels without a grid.
func MatrixAToB(m, b []byte, matrix [12]float64) []byte {
	l := Lut{In: 3, Out: 3, Grid: 2, Node: func(in []float64) []float64 { return in }}
	tag := l.AToB(1, m, b, matrix)
	copy(tag[24:32], make([]byte, 8))
	return tag
}

// head returns what lut8Type and lut16Type have in common.
func (l Lut) head() []byte {
	b := []byte{byte(l.In), byte(l.Out), byte(l.Grid), 0}
	return append(b, fixeds([]float64{1, 0, 0, 0, 1, 0, 0, 0, 1})...)
}

func (l Lut) curve(f func(float64) float64) func(float64) float64 {
	if f == nil {
		return func(v float64) float64 { return v }
	}
	return f
}

func (l Lut) curves8(f func(float64) float64, n int) (b []byte) {
	for range n {
		for i := range 256 {
			b = append(b, byte(unit(l.curve(f)(float64(i)/255), 255)))
		}
	}
	return b
}

func (l Lut) curves16(f func(float64) float64, n, entries int) (b []byte) {
	for range n {
		b = append(b, Samples(entries, l.curve(f))[12:]...)
	}
	return b
}

// nodes returns the grid, its last channel varying fastest.
func (l Lut) nodes(width int) (b []byte) {
	total := 1
	for range l.In {
		total *= l.Grid
	}
	in := make([]float64, l.In)
	for i := range total {
		for c, rest := l.In-1, i; c >= 0; c-- {
			in[c] = float64(rest%l.Grid) / float64(l.Grid-1)
			rest /= l.Grid
		}
		for _, v := range l.Node(in) {
			if width == 1 {
				b = append(b, byte(unit(v, 255)))
			} else {
				b = append(b, shorts(unit(v, 65535))...)
			}
		}
	}
	return b
}

// repeated returns n curves, each padded to a multiple of 4 bytes.
func repeated(curve []byte, n int) (b []byte) {
	for range n {
		b = append(b, padded(curve)...)
	}
	return b
}

func fixeds(values []float64) (b []byte) {
	for _, v := range values {
		b = append(b, words(fixed(v))...)
	}
	return b
}
