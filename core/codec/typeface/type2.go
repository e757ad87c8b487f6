package typeface

import (
	"apsync/core/fault"
	"apsync/core/outline"
)

const (
	maxSubrDepth  = 10      // TN 5177, appendix B
	maxOperations = 1 << 17 // of a glyph with its subroutines
)

// type2 runs a Type 2 charstring (Adobe TN 5177; OpenType, "CFF2 CharString").
type type2 struct {
	font  *compact
	local *index

	stack      []float64
	hints      int
	begun      bool // the width, or its absence, is behind us
	ended      bool
	item       int // of the variation store
	operations int
	at         outline.Point
	path       outline.Path
}

// run runs a program.
func (t *type2) run(program []byte, depth int) error {
	if depth > maxSubrDepth {
		return fault.New(fault.LimitDepth, "subroutines nested more than %d deep", maxSubrDepth)
	}
	for len(program) > 0 && !t.ended {
		if t.operations++; t.operations > maxOperations || len(t.path) > maxPoints {
			return fault.New(fault.LimitCount, "a glyph of more than %d operations", maxOperations)
		}
		n, err := t.step(program, depth)
		if err != nil || n == 0 {
			return err
		}
		program = program[min(n, len(program)):]
	}
	return nil
}

// step takes a number or runs an operator, and returns how many bytes that was; 0
// where the subroutine is over.
func (t *type2) step(program []byte, depth int) (int, error) {
	b := program[0]
	if b >= 32 || b == 28 {
		v, n := charstringNumber(program)
		if len(t.stack) < maxOperands {
			t.stack = append(t.stack, v)
		}
		return n, nil
	}
	switch b {
	case 10:
		return 1, t.call(t.local, depth)
	case 29:
		return 1, t.call(&t.font.global, depth)
	case 11:
		return 0, nil
	case 14:
		t.width(0)
		t.ended = true
		return 1, nil
	case 15:
		t.item = int(t.pop())
		return 1, nil
	case 16:
		t.blend()
		return 1, nil
	case 1, 3, 18, 23:
		t.stems()
		return 1, nil
	case 19, 20:
		t.stems()
		return 1 + (t.hints+7)/8, nil
	case 12:
		if len(program) > 1 {
			t.flex(program[1])
		}
		t.stack = t.stack[:0]
		return 2, nil
	}
	t.draw(b)
	t.stack = t.stack[:0]
	return 1, nil
}

// charstringNumber returns the number that a program begins with, and its length.
func charstringNumber(p []byte) (float64, int) {
	b := int(p[0])
	at := func(i int) int {
		if i < len(p) {
			return int(p[i])
		}
		return 0
	}
	switch {
	case b == 28:
		return float64(int16(at(1)<<8 | at(2))), 3
	case b <= 246:
		return float64(b - 139), 1
	case b <= 250:
		return float64((b-247)*256 + at(1) + 108), 2
	case b <= 254:
		return float64(-(b-251)*256 - at(1) - 108), 2
	}
	return float64(int32(at(1)<<24|at(2)<<16|at(3)<<8|at(4))) / (1 << 16), 5
}

func (t *type2) pop() float64 {
	if len(t.stack) == 0 {
		return 0
	}
	v := t.stack[len(t.stack)-1]
	t.stack = t.stack[:len(t.stack)-1]
	return v
}

// call runs a subroutine, whose numbers begin below zero (TN 5177 §4.7).
func (t *type2) call(subrs *index, depth int) error {
	bias := 32768
	if subrs.count < 1240 {
		bias = 107
	} else if subrs.count < 33900 {
		bias = 1131
	}
	program, err := subrs.get(int(t.pop())+bias, maxCharstring)
	if err != nil {
		return err
	}
	t.operations += len(program) / 16 // what is read counts too
	return t.run(program, depth+1)
}

// width drops the glyph's width, which stands before the operands of the first
// operator where these are more than it takes.
func (t *type2) width(takes int) {
	if !t.begun && !t.font.second && len(t.stack) > takes {
		t.stack = t.stack[1:]
	}
	t.begun = true
}

// stems counts hints, which take two numbers each.
func (t *type2) stems() {
	t.width(len(t.stack) &^ 1)
	t.hints += len(t.stack) / 2
	t.stack = t.stack[:0]
}

// blend leaves the numbers of the default instance: n of them, each followed, behind
// all of them, by a step for every region.
func (t *type2) blend() {
	n := int(t.pop())
	regions := 0
	if t.item >= 0 && t.item < len(t.font.regions) {
		regions = t.font.regions[t.item]
	}
	if keep := len(t.stack) - n*regions; n >= 0 && keep >= 0 && keep <= len(t.stack) {
		t.stack = t.stack[:keep]
	}
}

// draw runs an operator that draws (TN 5177 §4.1 and §4.2).
func (t *type2) draw(op byte) {
	switch op {
	case 21, 22, 4:
		t.move(op)
	case 5:
		t.lines(t.stack)
	case 6, 7:
		for i, v := range t.stack {
			if (i%2 == 0) == (op == 6) {
				t.line(v, 0)
			} else {
				t.line(0, v)
			}
		}
	case 8:
		t.curves(t.stack)
	case 24:
		n := max(0, len(t.stack)-2) / 6 * 6
		t.curves(t.stack[:n])
		t.lines(t.stack[n:])
	case 25:
		n := max(0, len(t.stack)-6) / 2 * 2
		t.lines(t.stack[:n])
		t.curves(t.stack[n:])
	case 26, 27:
		t.sameEnds(op == 27)
	case 30, 31:
		t.turning(op == 31)
	}
}

// move begins a contour.
func (t *type2) move(op byte) {
	takes := 1
	if op == 21 {
		takes = 2
	}
	t.width(takes)
	if len(t.stack) < takes {
		return
	}
	switch op {
	case 21:
		t.at.X += t.stack[0]
		t.at.Y += t.stack[1]
	case 22:
		t.at.X += t.stack[0]
	default:
		t.at.Y += t.stack[0]
	}
	t.path.MoveTo(t.at)
}

func (t *type2) line(dx, dy float64) {
	t.at = outline.Point{X: t.at.X + dx, Y: t.at.Y + dy}
	t.path.LineTo(t.at)
}

func (t *type2) lines(v []float64) {
	for ; len(v) >= 2; v = v[2:] {
		t.line(v[0], v[1])
	}
}

// curve adds a curve by its steps.
func (t *type2) curve(ax, ay, bx, by, cx, cy float64) {
	a := outline.Point{X: t.at.X + ax, Y: t.at.Y + ay}
	b := outline.Point{X: a.X + bx, Y: a.Y + by}
	t.at = outline.Point{X: b.X + cx, Y: b.Y + cy}
	t.path.CubicTo(a, b, t.at)
}

func (t *type2) curves(v []float64) {
	for ; len(v) >= 6; v = v[6:] {
		t.curve(v[0], v[1], v[2], v[3], v[4], v[5])
	}
}

// sameEnds adds curves that begin and end level, or upright.
func (t *type2) sameEnds(level bool) {
	v := t.stack
	aside := 0.0
	if len(v)%4 == 1 {
		aside, v = v[0], v[1:]
	}
	for ; len(v) >= 4; v = v[4:] {
		if level {
			t.curve(v[0], aside, v[1], v[2], v[3], 0)
		} else {
			t.curve(aside, v[0], v[1], v[2], 0, v[3])
		}
		aside = 0
	}
}

// turning adds curves that begin level and end upright, then the other way round, and
// so on.
func (t *type2) turning(level bool) {
	for v := t.stack; len(v) >= 4; v = v[4:] {
		last := 0.0
		if len(v) == 5 {
			last = v[4]
		}
		if level {
			t.curve(v[0], 0, v[1], v[2], last, v[3])
		} else {
			t.curve(0, v[0], v[1], v[2], v[3], last)
		}
		level = !level
	}
}

// flex adds two curves of an operator after an escape; others of those do arithmetic,
// which fonts no longer do.
func (t *type2) flex(op byte) {
	v := t.stack
	switch {
	case op == 34 && len(v) >= 7:
		t.curve(v[0], 0, v[1], v[2], v[3], 0)
		t.curve(v[4], 0, v[5], -v[2], v[6], 0)
	case op == 35 && len(v) >= 12:
		t.curves(v[:12])
	case op == 36 && len(v) >= 9:
		t.curve(v[0], v[1], v[2], v[3], v[4], 0)
		t.curve(v[5], 0, v[6], v[7], v[8], -(v[1] + v[3] + v[7]))
	case op == 37 && len(v) >= 11:
		dx := v[0] + v[2] + v[4] + v[6] + v[8]
		dy := v[1] + v[3] + v[5] + v[7] + v[9]
		t.curves(v[:6])
		if dx*dx > dy*dy {
			t.curve(v[6], v[7], v[8], v[9], v[10], -dy)
		} else {
			t.curve(v[6], v[7], v[8], v[9], -dx, v[10])
		}
	}
}
