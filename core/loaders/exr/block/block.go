// Package block says how the pixels of a chunk of an OpenEXR file lie in memory
// once they are decompressed: row by row, in each row channel by channel, in each
// channel the samples from left to right, little-endian ("OpenEXR File Layout",
// pixel data). A channel with a sampling of n has samples only at coordinates that
// n divides.
package block

// Type is the type of a channel's samples, with the numbers of the file format.
type Type uint8

// The types.
const (
	Uint  Type = iota // 32 bits, unsigned
	Half              // 16 bits, floating point
	Float             // 32 bits, floating point
)

// Size returns the bytes of a sample.
func (t Type) Size() int {
	if t == Half {
		return 2
	}
	return 4
}

// Channel is a channel of a part.
type Channel struct {
	Name string
	Type Type
	// Linear says that equal steps look equal, as of alpha; B44 and DWA keep others
	// by their logarithm.
	Linear    bool
	XSampling int // at least 1
	YSampling int // at least 1
	// Wanted says that somebody looks at the channel; decoders may leave alone
	// where the samples of others would be.
	Wanted bool
}

// Block is a rectangle of pixels with its channels.
type Block struct {
	Channels      []Channel
	X, Y          int // of the upper left pixel
	Width, Height int // at least 1
}

// Multiples returns how many multiples of step are in from..from+n-1.
func Multiples(from, n, step int) int {
	if step == 1 {
		return n
	}
	return floorDiv(from+n-1, step) - floorDiv(from-1, step)
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Columns returns the samples of a channel in a row that has any.
func (b *Block) Columns(c *Channel) int { return Multiples(b.X, b.Width, c.XSampling) }

// Rows returns how many rows have samples of a channel.
func (b *Block) Rows(c *Channel) int { return Multiples(b.Y, b.Height, c.YSampling) }

// Has reports whether row y, counted from the block's first, has samples of c.
func (b *Block) Has(c *Channel, y int) bool { return c.YSampling == 1 || (b.Y+y)%c.YSampling == 0 }

// Size returns the bytes of the block.
func (b *Block) Size() int {
	n := 0
	for i := range b.Channels {
		c := &b.Channels[i]
		n += b.Columns(c) * b.Rows(c) * c.Type.Size()
	}
	return n
}

// RowBytes returns the bytes of row y, counted from the block's first.
func (b *Block) RowBytes(y int) int {
	n := 0
	for i := range b.Channels {
		if c := &b.Channels[i]; b.Has(c, y) {
			n += b.Columns(c) * c.Type.Size()
		}
	}
	return n
}

// Each calls visit with every channel's samples of every row in data, in their
// order, and stops where data ends.
func (b *Block) Each(data []byte, visit func(channel, y int, samples []byte)) {
	for y := range b.Height {
		for i := range b.Channels {
			c := &b.Channels[i]
			if !b.Has(c, y) {
				continue
			}
			n := b.Columns(c) * c.Type.Size()
			if n > len(data) {
				return
			}
			visit(i, y, data[:n:n])
			data = data[n:]
		}
	}
}
