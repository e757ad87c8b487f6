package develop

import (
	"apsync/core/container/tiff"
	"apsync/core/fault"
)

// maxRepeat is the side of the largest pattern of black levels, or of colours.
const maxRepeat = 8

// levels say which stored numbers are black and white (DNG 1.7, chapter 5, "Mapping raw
// values to linear reference values").
type levels struct {
	table        []uint16
	origin       area // patterns begin with the active area
	samples      int
	repeatW      int
	repeatH      int
	black        []float32 // by row, column and sample of the pattern
	scale        []float32 // likewise
	across, down []float32 // what is black in addition, by column and row of the active area
}

func readLevels(dir *tiff.Directory, active area, d data) (levels, error) {
	l := levels{origin: active, samples: d.samples, repeatW: 1, repeatH: 1}
	if err := l.readTable(dir); err != nil {
		return l, err
	}
	if v := floats(dir, tagBlackRepeatDim, 2); len(v) == 2 {
		l.repeatH, l.repeatW = int(v[0]), int(v[1])
	}
	if l.repeatH < 1 || l.repeatW < 1 || l.repeatH > maxRepeat || l.repeatW > maxRepeat {
		return l, fault.New(fault.Corrupt, "black levels in a pattern of %d×%d", l.repeatW, l.repeatH)
	}
	n := l.repeatH * l.repeatW * l.samples
	black, white := floats(dir, tagBlackLevel, n), floats(dir, tagWhiteLevel, l.samples)
	l.black, l.scale = make([]float32, n), make([]float32, n)
	for i := range n {
		if len(black) > 0 {
			l.black[i] = float32(black[min(i, len(black)-1)])
		}
		top := float32(int(1)<<d.bits - 1)
		if len(white) > 0 {
			top = float32(white[min(i%l.samples, len(white)-1)])
		}
		if !(top > l.black[i]) {
			return l, fault.New(fault.Corrupt, "white level %g is not above black level %g", top, l.black[i])
		}
		l.scale[i] = 1 / (top - l.black[i])
	}
	l.across = singles(floats(dir, tagBlackDeltaH, active.width), active.width)
	l.down = singles(floats(dir, tagBlackDeltaV, active.height), active.height)
	return l, nil
}

func (l *levels) readTable(dir *tiff.Directory) error {
	const most = 1 << 16
	values, err := dir.Values(tagLinearisation, most)
	if err != nil {
		return err
	}
	l.table = make([]uint16, values.Len())
	for i := range l.table {
		l.table[i] = uint16(min(values.Uint(i), 0xffff))
	}
	return nil
}

// singles returns the numbers if there are n of them.
func singles(v []float64, n int) []float32 {
	if len(v) != n {
		return nil
	}
	out := make([]float32, n)
	for i := range v {
		out[i] = float32(v[i])
	}
	return out
}

// apply makes light of the stored samples of row y from column x on.
func (l *levels) apply(dst []float32, src []uint16, x, y int) {
	n := l.samples
	x, y = x-l.origin.left, y-l.origin.top
	line := (y % l.repeatH) * l.repeatW * n
	cycle := l.repeatW * n
	black, scale := l.black[line:line+cycle], l.scale[line:line+cycle]
	var more float32
	if l.down != nil {
		more = l.down[y]
	}
	at := x % l.repeatW * n
	for i := range dst {
		v := src[i]
		if len(l.table) > 0 {
			v = l.table[min(int(v), len(l.table)-1)]
		}
		off := black[at] + more
		if l.across != nil {
			off += l.across[x+i/n]
		}
		dst[i] = (float32(v) - off) * scale[at]
		if at++; at == cycle {
			at = 0
		}
	}
}
