package exr

import (
	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
	"apsync/core/loaders/exr/half"
)

// addSamples adds n columns of a row to the sums without a detour, where all
// channels that are shown are halves. It reports whether it did.
func (l *lane) addSamples(rows *rowReader, skip, n int) bool {
	if l.isDirect() || l.shown.model == lumaModel {
		return false
	}
	for _, s := range l.slots {
		c := &rows.b.Channels[l.shown.channels[s.role]]
		if c.Type != block.Half || c.XSampling != 1 || c.YSampling != 1 {
			return false
		}
	}
	for _, s := range l.slots {
		half.Add(l.sumsOf(s.role, n), rows.samples[l.shown.channels[s.role]][2*skip:])
	}
	return true
}

// sumsOf returns the sums of n columns, which are 0 at first.
func (l *lane) sumsOf(role, n int) []float32 {
	if len(l.sums[role]) != n {
		l.sums[role] = bytewise.Room(l.sums[role], n)
		clear(l.sums[role])
	}
	return l.sums[role]
}

// addValues adds the values of row y, which are n from column x on.
func (l *lane) addValues(x, y, n int) {
	if l.isDirect() {
		channels := l.dst.Layout.Channels()
		for _, s := range l.slots {
			place(l.dst.Row(y)[x*channels+s.at:], l.values[s.role], channels)
		}
		return
	}
	for _, s := range l.slots {
		sums := l.sumsOf(s.role, n)
		for i, v := range l.values[s.role][:len(sums)] {
			sums[i] += clean(v)
		}
	}
}

// place writes values step apart.
func place(dst, values []float32, step int) {
	for _, v := range values {
		if len(dst) == 0 {
			return
		}
		dst[0] = clean(v)
		dst = dst[min(step, len(dst)):]
	}
}

// clean limits a value to what halves hold; what is no number becomes 0, so that it
// spoils none beside it.
func clean(v float32) float32 {
	if v >= -half.Max && v <= half.Max {
		return v
	}
	return limited(v)
}

func limited(v float32) float32 {
	switch {
	case v > half.Max:
		return half.Max
	case v < -half.Max:
		return -half.Max
	}
	return 0
}

// endRow makes boxes of the sums behind the last of their rows that is visible.
func (l *lane) endRow(v box, y int) {
	if l.isDirect() {
		return
	}
	row := l.down.box(y)
	if y+1 < v.y+v.h && l.down.box(y+1) == row {
		return
	}
	height := 1 / float32(l.down.start(row+1)-l.down.start(row))
	channels := l.dst.Layout.Channels()
	dst := l.row(row)
	for _, s := range l.slots {
		sums := l.sums[s.role]
		x := v.x
		for i := l.across.box(x); len(sums) > 0; i++ {
			n := min(len(sums), l.across.start(i+1)-x)
			total := float32(0)
			for _, v := range sums[:n] {
				total += v
			}
			dst[i*channels+s.at] += total * height * l.widths[i]
			sums, x = sums[n:], x+n
		}
		clear(l.sums[s.role])
	}
}
