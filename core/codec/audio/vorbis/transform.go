package vorbis

import (
	"math"
	"math/bits"
	"math/cmplx"
)

// transform is the inverse modified cosine transform of blocks of n samples (Vorbis I
// §4.3.6), and the slope of their windows (§4.3.1).
type transform struct {
	n       int
	twist   []complex64 // of what goes into the Fourier transform, and out of it
	roots   []complex64 // of 1, of its order
	reverse []int
	work    []complex64
	slope   []float32 // the rising half
}

func newTransform(n int) *transform {
	m, size := n/2, n/4
	t := &transform{n: n, work: make([]complex64, size), reverse: make([]int, size), slope: make([]float32, m)}
	width := bits.Len(uint(size)) - 1
	for i := range size {
		t.twist = append(t.twist, complex64(cmplx.Rect(1, -math.Pi*(float64(i)+0.125)/float64(m))))
		t.reverse[i] = int(bits.Reverse32(uint32(i)) >> (32 - width))
	}
	for i := range size / 2 {
		t.roots = append(t.roots, complex64(cmplx.Rect(1, -2*math.Pi*float64(i)/float64(size))))
	}
	for i := range t.slope {
		s := math.Sin(math.Pi * (float64(i) + 0.5) / float64(n))
		t.slope[i] = float32(math.Sin(math.Pi / 2 * s * s))
	}
	return t
}

// inverse makes n samples of n/2 lines, in place: a cosine transform of type IV, by a
// Fourier transform of half its size, whose result is then unfolded.
func (t *transform) inverse(lines, samples []float32) {
	m, size := t.n/2, t.n/4
	for i, to := range t.reverse {
		t.work[to] = complex(lines[2*i], lines[m-1-2*i]) * t.twist[i]
	}
	t.fourier()
	for i, v := range t.work {
		v *= t.twist[i]
		lines[2*i], lines[m-1-2*i] = real(v), -imag(v)
	}
	half := size // m/2
	copy(samples[:half], lines[half:])
	for i := range m {
		samples[half+i] = -lines[m-1-i]
	}
	for i := range half {
		samples[half+m+i] = -lines[i]
	}
}

// fourier transforms work, which is in bit-reversed order.
func (t *transform) fourier() {
	size := len(t.work)
	for half := 1; half < size; half *= 2 {
		step := size / (2 * half)
		for from := 0; from < size; from += 2 * half {
			a, b := t.work[from:from+half], t.work[from+half:from+2*half]
			for k := range a {
				u, w := b[k], t.roots[k*step]
				v := complex(real(u)*real(w)-imag(u)*imag(w), real(u)*imag(w)+imag(u)*real(w))
				a[k], b[k] = a[k]+v, a[k]-v
			}
		}
	}
}
