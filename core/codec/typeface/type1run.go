package typeface

import (
	"apsync/core/fault"
	"apsync/core/outline"
)

// outline implements shapes.
func (t *type1) outline(glyph int) (outline.Path, error) {
	run, err := t.drawn(glyph)
	if err != nil {
		return nil, err
	}
	return run.path.Transformed(t.matrix), nil
}

// advance returns how far a glyph takes one on, in ems.
func (t *type1) advance(glyph int) float64 {
	run, err := t.drawn(glyph)
	if err != nil {
		return 0
	}
	return run.width * t.matrix.XX
}

func (t *type1) drawn(glyph int) (*type1Run, error) {
	if glyph < 1 || glyph > len(t.programs) {
		return &type1Run{}, nil
	}
	run := &type1Run{font: t}
	err := run.run(t.programs[glyph-1], 0)
	t.steps += int64(run.operations)
	return run, err
}

// worked implements shapes.
func (t *type1) worked() int64 { return t.steps }

// type1Run runs a charstring ("Adobe Type 1 Font Format", chapters 6 and 8).
type type1Run struct {
	font       *type1
	stack      []float64
	results    []float64 // of PostScript, for pop
	flex       []outline.Point
	flexing    bool
	accent     bool // within seac
	ended      bool
	operations int
	width      float64
	at         outline.Point
	path       outline.Path
}

func (r *type1Run) run(program []byte, depth int) error {
	if depth > maxSubrDepth {
		return fault.New(fault.LimitDepth, "subroutines nested more than %d deep", maxSubrDepth)
	}
	if r.font.lenIV >= 0 {
		program = decrypted(program, charstring)
		program = program[min(r.font.lenIV, len(program)):]
	}
	for len(program) > 0 && !r.ended {
		// What is deciphered counts too.
		r.operations++
		if r.operations > maxOperations || len(r.path) > maxPoints {
			return fault.New(fault.LimitCount, "a glyph of more than %d operations", maxOperations)
		}
		n, err := r.step(program, depth)
		if err != nil || n == 0 {
			return err
		}
		program = program[min(n, len(program)):]
	}
	return nil
}

// step takes a number or runs an operator, and returns how many bytes that was; 0
// where the subroutine is over.
func (r *type1Run) step(p []byte, depth int) (int, error) {
	b := p[0]
	switch {
	case b == 255 && len(p) >= 5:
		r.push(float64(int32(uint32(p[1])<<24 | uint32(p[2])<<16 | uint32(p[3])<<8 | uint32(p[4]))))
		return 5, nil
	case b >= 32:
		v, n := charstringNumber(p)
		r.push(v)
		return n, nil
	case b == 10:
		i := int(r.pop())
		if i < 0 || i >= len(r.font.subrs) {
			return 0, fault.New(fault.Corrupt, "subroutine %d of %d", i, len(r.font.subrs))
		}
		r.operations += len(r.font.subrs[i]) / 16
		return 1, r.run(r.font.subrs[i], depth+1)
	case b == 11:
		return 0, nil
	case b == 12 && len(p) >= 2:
		return 2, r.escaped(p[1], depth)
	}
	r.draw(b)
	r.stack = r.stack[:0]
	return 1, nil
}

func (r *type1Run) push(v float64) {
	if len(r.stack) < maxOperands {
		r.stack = append(r.stack, v)
	}
}

func (r *type1Run) pop() float64 {
	if len(r.stack) == 0 {
		return 0
	}
	v := r.stack[len(r.stack)-1]
	r.stack = r.stack[:len(r.stack)-1]
	return v
}

// arg returns an operand, 0 where there are fewer.
func (r *type1Run) arg(i int) float64 {
	if i < len(r.stack) {
		return r.stack[i]
	}
	return 0
}

// draw runs an operator of one byte.
func (r *type1Run) draw(op byte) {
	a := r.arg
	switch op {
	case 13: // hsbw
		r.begin(a(0), 0, a(1))
	case 14: // endchar
		r.ended = true
	case 21:
		r.move(a(0), a(1))
	case 22:
		r.move(a(0), 0)
	case 4:
		r.move(0, a(0))
	case 5:
		r.line(a(0), a(1))
	case 6:
		r.line(a(0), 0)
	case 7:
		r.line(0, a(0))
	case 8:
		r.curve(a(0), a(1), a(2), a(3), a(4), a(5))
	case 30:
		r.curve(0, a(0), a(1), a(2), a(3), 0)
	case 31:
		r.curve(a(0), 0, a(1), a(2), 0, a(3))
	}
}

// begin sets the side bearing and the width. Of an accented character's parts, only
// the accent's place counts, which seac has set.
func (r *type1Run) begin(x, y, width float64) {
	if !r.accent {
		r.width = width
		r.at = outline.Point{}
	}
	r.at.X += x
	r.at.Y += y
}

func (r *type1Run) move(dx, dy float64) {
	r.at = outline.Point{X: r.at.X + dx, Y: r.at.Y + dy}
	if r.flexing {
		if len(r.flex) < 7 {
			r.flex = append(r.flex, r.at)
		}
		return
	}
	r.path.MoveTo(r.at)
}

func (r *type1Run) line(dx, dy float64) {
	r.at = outline.Point{X: r.at.X + dx, Y: r.at.Y + dy}
	r.path.LineTo(r.at)
}

func (r *type1Run) curve(ax, ay, bx, by, cx, cy float64) {
	a := outline.Point{X: r.at.X + ax, Y: r.at.Y + ay}
	b := outline.Point{X: a.X + bx, Y: a.Y + by}
	r.at = outline.Point{X: b.X + cx, Y: b.Y + cy}
	r.path.CubicTo(a, b, r.at)
}

// escaped runs an operator after an escape.
func (r *type1Run) escaped(op byte, depth int) error {
	a := r.arg
	switch op {
	case 12: // div
		divisor, v := r.pop(), r.pop()
		if divisor != 0 {
			v /= divisor
		}
		r.push(v)
		return nil
	case 16:
		r.other()
		return nil
	case 17: // pop
		v := 0.0
		if n := len(r.results); n > 0 {
			v, r.results = r.results[n-1], r.results[:n-1]
		}
		r.push(v)
		return nil
	case 7: // sbw
		r.begin(a(0), a(1), a(2))
	case 6:
		err := r.accented(depth)
		r.stack = r.stack[:0]
		return err
	}
	r.stack = r.stack[:0]
	return nil
}

// other runs a procedure of PostScript: those of flex, else none, whose operands come
// back (§8.3 and §8.4).
func (r *type1Run) other() {
	which, n := int(r.pop()), int(r.pop())
	r.results = r.results[:0]
	for range min(max(n, 0), len(r.stack)) {
		r.results = append(r.results, r.pop())
	}
	switch which {
	case 1:
		r.flexing, r.flex = true, r.flex[:0]
	case 0:
		if f := r.flex; r.flexing && len(f) == 7 {
			r.path.CubicTo(f[1], f[2], f[3])
			r.path.CubicTo(f[4], f[5], f[6])
		}
		r.flexing = false
		r.results = append(r.results[:0], r.at.Y, r.at.X)
	case 3:
		r.results = append(r.results[:0], 3)
	}
}

// accented puts two characters of the standard encoding together (§6.4, seac).
func (r *type1Run) accented(depth int) error {
	bearing, dx, dy, base, accent := r.arg(0), r.arg(1), r.arg(2), int(r.arg(3)), int(r.arg(4))
	left := r.at.X
	if r.accent {
		return nil
	}
	r.accent = true
	for i, code := range [...]int{base, accent} {
		glyph := r.font.names[standardName(code)]
		if glyph == 0 {
			continue
		}
		r.at, r.ended, r.stack = outline.Point{}, false, r.stack[:0]
		if i == 1 {
			r.at = outline.Point{X: left - bearing + dx, Y: dy}
		}
		if err := r.run(r.font.programs[glyph-1], depth+1); err != nil {
			return err
		}
	}
	r.ended = true
	return nil
}
