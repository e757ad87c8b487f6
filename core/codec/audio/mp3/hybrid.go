package mp3

import (
	"math"
	"sync"
)

// subband is how many lines each of the 32 subbands has.
const subband = 18

// reorder brings the lines of short blocks, which are coded by window, into the order
// of their frequencies (ISO/IEC 11172-3 §2.4.3.4.8).
func reorder(spectrum *[granule]float32, i *channelInfo, b *bands) {
	if i.blockType != short {
		return
	}
	first := 0
	if i.mixed {
		first = mixedShort
	}
	var ordered [granule]float32
	for band := first; band < 13; band++ {
		from, size := b.short[band], b.short[band+1]-b.short[band]
		for w := range 3 {
			for k := range size {
				ordered[3*(from+k)+w] = spectrum[3*from+w*size+k]
			}
		}
	}
	copy(spectrum[3*b.short[first]:], ordered[3*b.short[first]:])
}

// butterflies are the factors of the alias reduction (table B.9).
var butterflies = sync.OnceValue(func() (f [8][2]float32) {
	for i, c := range [8]float64{-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037} {
		f[i] = [2]float32{float32(1 / math.Sqrt(1+c*c)), float32(c / math.Sqrt(1+c*c))}
	}
	return f
})

// smooth takes from neighbouring subbands what they have of each other (§2.4.3.4.10).
func smooth(spectrum *[granule]float32, i *channelInfo) {
	bound := granule
	if i.blockType == short {
		if !i.mixed {
			return
		}
		bound = 2 * subband
	}
	factors := butterflies()
	for edge := subband; edge < bound; edge += subband {
		for k, f := range factors {
			a, b := spectrum[edge-1-k], spectrum[edge+k]
			spectrum[edge-1-k] = a*f[0] - b*f[1]
			spectrum[edge+k] = b*f[0] + a*f[1]
		}
	}
}

// transforms are the cosines and the windows of the inverse transforms (§2.4.3.4.10).
type transforms struct {
	long    [36][18]float32
	short   [12][6]float32
	windows [4][36]float32 // by block type; of short blocks the first twelve
}

var tables = sync.OnceValue(func() *transforms {
	t := &transforms{}
	cosine := func(n, i, k int) float32 {
		return float32(math.Cos(math.Pi / float64(2*n) * float64(2*i+1+n/2) * float64(2*k+1)))
	}
	for i := range t.long {
		for k := range t.long[i] {
			t.long[i][k] = cosine(36, i, k)
		}
	}
	for i := range t.short {
		for k := range t.short[i] {
			t.short[i][k] = cosine(12, i, k)
		}
	}
	sine := func(n, i int) float32 { return float32(math.Sin(math.Pi / float64(n) * (float64(i) + 0.5))) }
	for i := range 36 {
		t.windows[0][i] = sine(36, i)
	}
	for i := range 18 {
		t.windows[1][i], t.windows[3][35-i] = sine(36, i), sine(36, i)
	}
	for i := range 6 {
		t.windows[1][18+i], t.windows[3][17-i] = 1, 1
		t.windows[1][24+i], t.windows[3][11-i] = sine(12, 6+i), sine(12, 6+i)
	}
	for i := range 12 {
		t.windows[short][i] = sine(12, i)
	}
	return t
})

// transform makes samples of the subbands of their lines, and overlaps them with those
// of the last block. The sign of every second sample of every second subband changes,
// as the synthesis wants it (§2.4.3.4.10).
func (c *channel) transform(i *channelInfo) {
	t := tables()
	for sb := range granule / subband {
		lines := (*[subband]float32)(c.spectrum[sb*subband:])
		overlap := (*[subband]float32)(c.overlap[sb*subband:])
		kind := i.blockType
		if i.mixed && i.switched && sb < 2 {
			kind = 0
		}
		var block [36]float32
		switch {
		case *lines == [subband]float32{}:
		case kind == short:
			t.shortBlocks(&block, lines)
		default:
			t.longBlock(&block, lines, &t.windows[kind])
		}
		for k := range lines {
			lines[k] = block[k] + overlap[k]
			if sb&k&1 == 1 {
				lines[k] = -lines[k]
			}
			overlap[k] = block[subband+k]
		}
	}
}

// longBlock transforms 18 lines to 36 samples, of which the second quarter mirrors the
// first with its sign changed, and the fourth the third.
func (t *transforms) longBlock(block *[36]float32, lines *[subband]float32, window *[36]float32) {
	for i := range 9 {
		a, b := &t.long[i], &t.long[18+i]
		var first, second float32
		for k, v := range lines {
			first += v * a[k]
			second += v * b[k]
		}
		block[i], block[17-i] = first*window[i], -first*window[17-i]
		block[18+i], block[35-i] = second*window[18+i], second*window[35-i]
	}
}

// shortBlocks transforms three times six lines to twelve samples, one behind the other.
func (t *transforms) shortBlocks(block *[36]float32, lines *[subband]float32) {
	for w := range 3 {
		for i := range 12 {
			var sum float32
			for k := range 6 {
				sum += lines[3*k+w] * t.short[i][k]
			}
			block[6+6*w+i] += sum * t.windows[short][i]
		}
	}
}
