package bands

import (
	"math"

	"apsync/core/composite"
)

// Composed returns the rows of a picture of layers, w pixels of red, green, blue and
// straight alpha. It allocates ComposedBytes.
func Composed(w int, c *composite.Compositor) Rows[uint8] {
	row, y := make([]float32, 4*w), 0
	return InOrder(func(dst []uint8) error {
		defer func() { y++ }()
		if c.Empty(y) {
			clear(dst)
			return nil
		}
		if err := c.Row(y, row); err != nil {
			return err
		}
		for i, v := range row {
			dst[i] = uint8(min(max(v, 0), 1)*math.MaxUint8 + 0.5)
		}
		return nil
	})
}

// ComposedBytes is what Composed allocates.
func ComposedBytes(w int) int64 { return 4 * 4 * int64(w) }
