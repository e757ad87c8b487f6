package colour

import "math"

// grid converts pixels of three or four channels by interpolating between nodes,
// which are worked out when they are first needed: a picture touches few of them.
type grid[T uint8 | uint16] struct {
	channels int
	last     uint32    // index of the last node of each channel
	stride   [4]uint32 // nodes from one to the next of each channel
	nodes    []node
	// light returns linear light of sRGB's primaries for samples 0..1.
	light func(samples [4]float64) [3]float64
}

// node is a colour: red, green, blue as sRGB codes in 1/nodeOne, going on beyond
// 0..1 for what is out of gamut, and whether it is known.
type node [4]int16

const (
	nodeOne   = 1 << 13
	nodeLimit = 2*nodeOne - 1
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

// at returns the node of that index.
func (g *grid[T]) at(i uint32) *node {
	p := &g.nodes[i]
	if p[3] == 0 {
		g.fill(p, i)
	}
	return p
}

func (g *grid[T]) fill(p *node, i uint32) {
	var samples [4]float64
	for c := range g.channels {
		samples[c] = float64(i%(g.last+1)) / float64(g.last)
		i /= g.last + 1
	}
	for c, v := range g.light(samples) {
		code := math.Round(encodeSRGB(v) * nodeOne)
		p[c] = int16(min(max(code, -nodeLimit), nodeLimit))
	}
	p[3] = 1
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

// sum accumulates weighted nodes.
type sum [3]int32

func (s *sum) add(p *node, weight uint32) {
	w := int32(weight >> 1)
	s[0] += w * int32(p[0])
	s[1] += w * int32(p[1])
	s[2] += w * int32(p[2])
}

// write rounds the sum to codes.
func (s *sum) write(dst []uint8) {
	for c, v := range s {
		dst[c] = clamp8(((v>>13)*255 + 1<<14) >> 15)
	}
}

func (g *grid[T]) convert(dst []uint8, src []T, step int) {
	if g.channels == 4 {
		g.convert4(dst, src, step)
		return
	}
	for len(dst) >= 4 && len(src) >= step && step >= 3 {
		base, k0 := g.split(src[0], 0)
		b, k1 := g.split(src[1], 1)
		base += b
		b, k2 := g.split(src[2], 2)
		base += b
		k0, k1 = max(k0, k1), min(k0, k1)
		k1, k2 = max(k1, k2), min(k1, k2)
		k0, k1 = max(k0, k1), min(k0, k1)

		var s sum
		s.add(g.at(base), 65536-k0>>2)
		base += g.stride[k0&3]
		s.add(g.at(base), k0>>2-k1>>2)
		base += g.stride[k1&3]
		s.add(g.at(base), k1>>2-k2>>2)
		base += g.stride[k2&3]
		s.add(g.at(base), k2>>2)
		s.write(dst[:3])
		dst, src = dst[4:], src[step:]
	}
}

func (g *grid[T]) convert4(dst []uint8, src []T, step int) {
	for len(dst) >= 4 && len(src) >= step && step >= 4 {
		base, k0 := g.split(src[0], 0)
		b, k1 := g.split(src[1], 1)
		base += b
		b, k2 := g.split(src[2], 2)
		base += b
		b, k3 := g.split(src[3], 3)
		base += b
		k0, k1 = max(k0, k1), min(k0, k1)
		k2, k3 = max(k2, k3), min(k2, k3)
		k0, k2 = max(k0, k2), min(k0, k2)
		k1, k3 = max(k1, k3), min(k1, k3)
		k1, k2 = max(k1, k2), min(k1, k2)

		var s sum
		s.add(g.at(base), 65536-k0>>2)
		base += g.stride[k0&3]
		s.add(g.at(base), k0>>2-k1>>2)
		base += g.stride[k1&3]
		s.add(g.at(base), k1>>2-k2>>2)
		base += g.stride[k2&3]
		s.add(g.at(base), k2>>2-k3>>2)
		base += g.stride[k3&3]
		s.add(g.at(base), k3>>2)
		s.write(dst[:3])
		dst, src = dst[4:], src[step:]
	}
}
