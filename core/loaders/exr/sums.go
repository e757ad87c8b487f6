package exr

import (
	"apsync/core/codec/half"
	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
	"apsync/core/raster"
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
		l.interleave(l.dst.Row(y)[x*channels:][:n*channels])
		return
	}
	for _, s := range l.slots {
		sums := l.sumsOf(s.role, n)
		for i, v := range l.values[s.role][:len(sums)] {
			sums[i] += v
		}
	}
}

// interleave writes the values to pixels.
func (l *lane) interleave(dst []float32) {
	switch layout := l.dst.Layout; {
	case layout == raster.RGBA && len(l.slots) == 4:
		r, g, b, a := l.values[red], l.values[green], l.values[blue], l.values[alpha]
		g, b, a = g[:len(r)], b[:len(r)], a[:len(r)]
		for i := 0; i < len(r) && len(dst) >= 4; i++ {
			dst[0], dst[1], dst[2], dst[3] = r[i], g[i], b[i], a[i]
			dst = dst[4:]
		}
	case layout == raster.RGB && len(l.slots) == 3:
		r, g, b := l.values[red], l.values[green], l.values[blue]
		g, b = g[:len(r)], b[:len(r)]
		for i := 0; i < len(r) && len(dst) >= 3; i++ {
			dst[0], dst[1], dst[2] = r[i], g[i], b[i]
			dst = dst[3:]
		}
	default:
		n := layout.Channels()
		for _, s := range l.slots {
			for i, v := range l.values[s.role] {
				dst[i*n+s.at] = v
			}
		}
	}
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
