package colour

import "math"

// grid converts pixels of three or four channels by interpolating between nodes,
// which are worked out when they are first needed: a picture touches few of them.
// Interpolation is within the simplex of nodes around a colour, the tetrahedron of
// three channels, so that neutral colours stay on the line between neutral nodes.
type grid[T uint8 | uint16] struct {
	channels int
	last     uint32    // index of the last node of each channel
	stride   [4]uint32 // nodes from one to the next of each channel
	nodes    []node
	// light returns linear light of sRGB's primaries for samples 0..1.
	light func(samples [4]float64) [3]float64
}

// node is a colour in lanes of 16 bits, red, blue, green from the lowest, with a
// mark above them that it is known. Each lane is an sRGB code in 1/nodeOne above
// nodeZero: codes go on below 0 and above 1 for what is out of gamut.
type node uint64

const (
	nodeOne  = 1 << 14
	nodeZero = 1 << 14
	nodeMark = 1 << 48
)

// The nodes of each channel. A grid of three channels has 280 KiB, one of four 3 MiB.
const (
	nodesOf3 = 33
	nodesOf4 = 25
)

func newGrid[T uint8 | uint16](channels int, light func([4]float64) [3]float64) *grid[T] {
	n := uint32(nodesOf3)
	if channels == 4 {
		n = nodesOf4
	}
	g := &grid[T]{channels: channels, last: n - 1, light: light}
	total := uint32(1)
	for c := range channels {
		g.stride[c] = total
		total *= n
	}
	g.nodes = make([]node, total)
	return g
}

// fill works out the node of that index.
func (g *grid[T]) fill(i uint32) node {
	var samples [4]float64
	for c, rest := 0, i; c < g.channels; c++ {
		samples[c] = float64(rest%(g.last+1)) / float64(g.last)
		rest /= g.last + 1
	}
	var lanes [3]uint64
	for c, v := range g.light(samples) {
		code := math.Round(encodeSRGB(v)*nodeOne) + nodeZero
		lanes[c] = uint64(min(max(code, 0), math.MaxUint16))
	}
	n := node(lanes[0] | lanes[2]<<16 | lanes[1]<<32 | nodeMark)
	g.nodes[i] = n
	return n
}

// split returns the node below a sample and how far in 1/65536 it lies above, as a
// key that orders by that distance and remembers the channel.
func (g *grid[T]) split(v T, channel int) (base, key uint32) {
	wide := uint32(v)
	if isByte[T]() {
		wide *= 257
	}
	at := wide * g.last
	at += at >> 16 // to 1/65536 from 1/65535, all but the last of them
	return at >> 16 * g.stride[channel], at&0xffff<<2 | uint32(channel)
}

// sum adds up nodes by weights that make 65536: red and green in lanes of 32 bits.
type sum struct{ redGreen, blue uint64 }

func (s *sum) add(n node, weight uint32) {
	s.redGreen += uint64(n&0x0000ffff_0000ffff) * uint64(weight)
	s.blue += uint64(n>>16&0xffff) * uint64(weight)
}

// write rounds the sum to codes.
func (s *sum) write(dst []uint8) {
	dst[0] = laneCode(s.redGreen & math.MaxUint32)
	dst[1] = laneCode(s.redGreen >> 32)
	dst[2] = laneCode(s.blue)
}

func laneCode(lane uint64) uint8 {
	const one, zero = nodeOne << 16, nodeZero << 16
	return clamp8(int32(((int64(lane)-zero)*255 + one/2) >> 30))
}

func (g *grid[T]) convert(dst []uint8, src []T, step int) {
	if g.channels == 4 {
		g.convert4(dst, src, step)
		return
	}
	nodes, stride := g.nodes, g.stride
	for len(dst) >= 4 && len(src) >= step && step >= 3 {
		b0, k0 := g.split(src[0], 0)
		b1, k1 := g.split(src[1], 1)
		b2, k2 := g.split(src[2], 2)
		k0, k1 = max(k0, k1), min(k0, k1)
		k1, k2 = max(k1, k2), min(k1, k2)
		k0, k1 = max(k0, k1), min(k0, k1)
		i0 := b0 + b1 + b2
		i1 := i0 + stride[k0&3]
		i2 := i1 + stride[k1&3]
		i3 := i2 + stride[k2&3]
		n0, n1, n2, n3 := nodes[i0], nodes[i1], nodes[i2], nodes[i3]
		if n0&n1&n2&n3 < nodeMark {
			n0, n1, n2, n3 = g.known(i0), g.known(i1), g.known(i2), g.known(i3)
		}
		var s sum
		s.add(n0, 65536-k0>>2)
		s.add(n1, k0>>2-k1>>2)
		s.add(n2, k1>>2-k2>>2)
		s.add(n3, k2>>2)
		s.write(dst[:3])
		dst, src = dst[4:], src[step:]
	}
}

// known returns the node of that index, worked out if need be.
func (g *grid[T]) known(i uint32) node {
	if n := g.nodes[i]; n != 0 {
		return n
	}
	return g.fill(i)
}

func (g *grid[T]) convert4(dst []uint8, src []T, step int) {
	nodes, stride := g.nodes, g.stride
	for len(dst) >= 4 && len(src) >= step && step >= 4 {
		b0, k0 := g.split(src[0], 0)
		b1, k1 := g.split(src[1], 1)
		b2, k2 := g.split(src[2], 2)
		b3, k3 := g.split(src[3], 3)
		k0, k1 = max(k0, k1), min(k0, k1)
		k2, k3 = max(k2, k3), min(k2, k3)
		k0, k2 = max(k0, k2), min(k0, k2)
		k1, k3 = max(k1, k3), min(k1, k3)
		k1, k2 = max(k1, k2), min(k1, k2)
		i0 := b0 + b1 + b2 + b3
		i1 := i0 + stride[k0&3]
		i2 := i1 + stride[k1&3]
		i3 := i2 + stride[k2&3]
		i4 := i3 + stride[k3&3]
		n0, n1, n2, n3, n4 := nodes[i0], nodes[i1], nodes[i2], nodes[i3], nodes[i4]
		if n0&n1&n2&n3&n4 < nodeMark {
			n0, n1, n2, n3, n4 = g.known(i0), g.known(i1), g.known(i2), g.known(i3), g.known(i4)
		}
		var s sum
		s.add(n0, 65536-k0>>2)
		s.add(n1, k0>>2-k1>>2)
		s.add(n2, k1>>2-k2>>2)
		s.add(n3, k2>>2-k3>>2)
		s.add(n4, k3>>2)
		s.write(dst[:3])
		dst, src = dst[4:], src[step:]
	}
}
