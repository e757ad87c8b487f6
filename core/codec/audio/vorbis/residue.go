package vorbis

import "apsync/core/fault"

// residue is what a spectrum has beside its floor, in partitions of classes, each of
// which refines its values in up to eight passes (Vorbis I §8).
type residue struct {
	kind       int
	begin, end int
	size       int // of a partition
	classes    int
	classbook  *codebook
	books      [][8]*codebook // by class and pass; nil where there is none
}

// readResidue reads a residue's description (§8.6.1).
func (s *setup) readResidue(r *bitReader) (*residue, error) {
	v := &residue{kind: r.read(16), begin: r.read(24), end: r.read(24), size: r.read(24) + 1, classes: r.read(6) + 1}
	if v.kind > 2 {
		return nil, fault.New(fault.Corrupt, "a residue of type %d", v.kind)
	}
	var err error
	if v.classbook, err = s.book(r.read(8)); err != nil {
		return nil, err
	}
	if v.classbook.dimensions < 1 {
		return nil, fault.New(fault.Corrupt, "a codebook of classes of no dimensions")
	}
	passes := make([]int, v.classes)
	for i := range passes {
		passes[i] = r.read(3)
		if r.flag() {
			passes[i] |= r.read(5) << 3
		}
	}
	v.books = make([][8]*codebook, v.classes)
	for class, set := range passes {
		for pass := range 8 {
			if set>>pass&1 == 0 {
				continue
			}
			book, err := s.book(r.read(8))
			if err != nil {
				return nil, err
			}
			if book.vectors == nil {
				return nil, fault.New(fault.Corrupt, "a residue of a codebook without vectors")
			}
			v.books[class][pass] = book
		}
	}
	return v, nil
}

// decode adds the residue to the vectors (§8.6.2). Those of type 2 are one, whose
// values are of each channel in turn.
func (v *residue) decode(r *bitReader, vectors [][]float32, scratch *scratch) {
	if len(vectors) == 0 {
		return
	}
	if v.kind != 2 {
		v.partitions(r, vectors, scratch)
		return
	}
	n := len(vectors[0])
	joined := scratch.joined[:n*len(vectors)]
	clear(joined)
	v.partitions(r, [][]float32{joined}, scratch)
	for c, vector := range vectors {
		for i := range vector {
			vector[i] = joined[i*len(vectors)+c]
		}
	}
}

// scratch is room that a decoder keeps.
type scratch struct {
	joined  []float32
	classes []uint8 // of each partition of each vector
}

func (v *residue) partitions(r *bitReader, vectors [][]float32, scratch *scratch) {
	begin, end := min(v.begin, len(vectors[0])), min(v.end, len(vectors[0]))
	count := max(end-begin, 0) / v.size
	if need := count * len(vectors); len(scratch.classes) < need {
		scratch.classes = make([]uint8, need)
	}
	classes := scratch.classes
	words := v.classbook.dimensions
	for pass := range 8 {
		for p := 0; p < count; p++ {
			if pass == 0 && p%words == 0 && !v.readClasses(r, classes, p, [2]int{count, len(vectors)}) {
				return
			}
			for c, vector := range vectors {
				book := v.books[classes[c*count+p]][pass]
				if book == nil {
					continue
				}
				from := begin + p*v.size
				if !v.partition(r, book, vector[from:from+v.size]) {
					return
				}
			}
		}
	}
}

// readClasses reads the classes of the next partitions of each vector, of which one
// code holds several. Size says how many partitions and vectors there are.
func (v *residue) readClasses(r *bitReader, classes []uint8, p int, size [2]int) bool {
	count, words := size[0], v.classbook.dimensions
	for c := range size[1] {
		code, ok := v.classbook.read(r)
		if !ok {
			return false
		}
		for i := words - 1; i >= 0; i-- {
			if p+i < count {
				classes[c*count+p+i] = uint8(code % v.classes)
			}
			code /= v.classes
		}
	}
	return true
}

// partition adds vectors of a codebook to a partition.
func (v *residue) partition(r *bitReader, book *codebook, values []float32) bool {
	d := book.dimensions
	step := len(values) / d
	for i := 0; i+d <= len(values); i += d {
		entry, ok := book.read(r)
		if !ok {
			return false
		}
		vector := book.vectors[entry*d:][:d]
		if v.kind == 0 {
			for k, x := range vector {
				values[i/d+k*step] += x
			}
			continue
		}
		for k, x := range vector {
			values[i+k] += x
		}
	}
	return true
}
