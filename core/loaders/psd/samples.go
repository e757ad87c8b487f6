package psd

import (
	"encoding/binary"
	"math"

	"apsync/core/raster"
)

// kind is what depends on the type of samples.
type kind[T raster.Sample] struct {
	// samples returns the samples of a stored row: in buf, or the row itself.
	samples   func(buf []T, stored []byte) []T
	white     T
	tolerance T // what rounding may do
	neutral   T // a* or b* of no colour, as raster.Lab has it
}

func samples8(_ []uint8, stored []byte) []uint8 { return stored }

func samples16(buf []uint16, stored []byte) []uint16 {
	for i := range buf {
		if len(stored) < 2 {
			break
		}
		buf[i] = binary.BigEndian.Uint16(stored)
		stored = stored[2:]
	}
	return buf
}

// samplesFloat returns light; what is no number is none.
func samplesFloat(buf []float32, stored []byte) []float32 {
	for i := range buf {
		if len(stored) < 4 {
			break
		}
		v := math.Float32frombits(binary.BigEndian.Uint32(stored))
		stored = stored[4:]
		switch {
		case v != v:
			v = 0
		case v > math.MaxFloat32:
			v = math.MaxFloat32
		case v < -math.MaxFloat32:
			v = -math.MaxFloat32
		}
		buf[i] = v
	}
	return buf
}

// samplesBits returns bits, of which 1 is black.
func samplesBits(buf []uint8, stored []byte) []uint8 {
	for i := range buf {
		buf[i] = stored[i/8]>>(7-i%8)&1 - 1
	}
	return buf
}

// finish makes rows from row to row end of the shrunk picture what their layout says:
// takes the white out again with which transparent pixels were blended, and makes ink
// of light.
func (b *bander[T]) finish(from, to int) {
	var (
		layout  = b.m.layout
		n       = layout.Channels()
		colours = len(b.m.planes)
		lab     = layout == raster.Lab || layout == raster.LabA
		ink     = b.d.header.ink()
	)
	if layout.HasAlpha() {
		colours--
	}
	for y := from; y < min(to, b.dst.Height); y++ {
		row := b.dst.Row(y)
		if lab {
			widenLab(row, n)
		}
		if b.matted {
			b.unmatte(row, n, lab)
		}
		switch {
		case ink && b.matted:
			for i := 0; i < len(row); i += n {
				invertMatted(row[i:i+colours], row[i+n-1])
			}
		case ink:
			for i := 0; i < len(row); i += n {
				for c, v := range row[i : i+colours] {
					row[i+c] = b.white - v
				}
			}
		}
	}
}

// invertMatted makes ink of light, both multiplied by alpha.
func invertMatted[T raster.Sample](colours []T, alpha T) {
	for c, v := range colours {
		colours[c] = max(alpha, v) - v
	}
}

// unmatte takes white out of pixels with which it was blended, which leaves colours
// multiplied by alpha, and counts those where it cannot have been.
func (b *bander[T]) unmatte(row []T, n int, lab bool) {
	white := b.white
	var partial, clashes int64
	for ; len(row) >= n; row = row[n:] {
		p, alpha := row[:n], min(max(row[n-1], 0), white)
		if alpha == white {
			continue
		}
		rest := white - alpha
		clash := false
		for c, v := range p[:n-1] {
			least := rest
			if lab && c > 0 {
				least = T(float64(rest) / float64(white) * float64(b.neutral))
			}
			clash = clash || v < least && least-v > b.tolerance
			p[c] = max(v, least) - least
		}
		if alpha > 0 {
			partial++
			if clash {
				clashes++
			}
		}
	}
	b.partial.Add(partial)
	b.clashes.Add(clashes)
}

// widenLab makes a* and b* of 16 bits, 256 to the unit and 32768 for 0, those of
// raster.Lab, 257 to the unit. Those of 8 bits are right.
func widenLab[T raster.Sample](row []T, n int) {
	words, ok := any(row).([]uint16)
	if !ok {
		return
	}
	for ; len(words) >= n; words = words[n:] {
		for c := 1; c <= 2; c++ {
			words[c] += min(words[c]>>8, 65535-words[c])
		}
	}
}
