package xcf

import (
	"math"
	"sync"
)

// The curves of IEC 61966-2-1 lead from light to samples as displays take them, and
// back. GIMP calls the one linear, the other perceptual. Where a profile has a curve of
// its own, light is that of sRGB's all the same: only half transparent edges tell.

// steps is in how many parts curves are tabulated between 0 and 1.
const steps = 4096

// curve is tabulated, and has a function for what lies beyond.
type curve struct {
	table [steps + 1]float32
	exact func(float64) float64
}

func newCurve(exact func(float64) float64) *curve {
	c := &curve{exact: exact}
	for i := range c.table {
		c.table[i] = float32(exact(float64(i) / steps))
	}
	return c
}

// at returns the value of the curve, which is odd.
func (c *curve) at(v float32) float32 {
	if v >= 0 && v < 1 {
		t := v * steps
		i := int(t)
		low := c.table[i]
		return low + (c.table[i+1]-low)*(t-float32(i))
	}
	if v == 1 {
		return 1
	}
	return float32(math.Copysign(c.exact(math.Abs(float64(v))), float64(v)))
}

// colours applies the curve to all samples but the last of pixels of n.
func (c *curve) colours(row []float32, n int) {
	for ; len(row) >= n; row = row[n:] {
		for i, v := range row[:n-1] {
			row[i] = c.at(v)
		}
	}
}

// toLight returns the curve that leads to light.
var toLight = sync.OnceValue(func() *curve {
	return newCurve(func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	})
})

// fromLight returns the curve that leads back.
var fromLight = sync.OnceValue(func() *curve { return newCurve(encode) })

func encode(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// codeSteps is in how many parts light is rounded to become codes of 8 bits: dark codes
// lie ten of them apart.
const codeSteps = 1 << 15

// lightCodes returns the codes of light of 0 to 1.
var lightCodes = sync.OnceValue(func() *[codeSteps + 1]uint8 {
	codes := new([codeSteps + 1]uint8)
	for i := range codes {
		codes[i] = uint8(encode(float64(i)/codeSteps)*math.MaxUint8 + 0.5)
	}
	return codes
})
