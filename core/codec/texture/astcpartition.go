package texture

// astcSeeds are the numbers from which the partition of a pixel comes, Khronos Data
// Format 1.4 §24.21: x and y of the pixel count so much for each partition.
type astcSeeds struct {
	x, y  [4]uint32
	start [4]uint32
	count int
	shift int // of the pixel's place, in small blocks
}

// newSeeds returns those of a pattern for a block of so many pixels.
func newSeeds(pattern uint32, count, pixels int) astcSeeds {
	seed := pattern + uint32(count-1)*1024
	hash := hash52(seed)
	first, second := uint32(5), uint32(5)
	if seed&2 != 0 {
		first = 4
	}
	if count == 3 {
		second = 6
	}
	if seed&1 == 0 {
		first, second = second, first
	}
	s := astcSeeds{count: count, shift: b2i(pixels < 31)}
	for i := range s.x {
		x, y := hash>>(8*i)&15, hash>>(8*i+4)&15
		s.x[i], s.y[i] = x*x>>first, y*y>>second
		s.start[i] = hash >> (14 - 4*i)
	}
	return s
}

func hash52(v uint32) uint32 {
	v ^= v >> 15
	v -= v << 17
	v += v << 7
	v += v << 4
	v ^= v >> 5
	v += v << 16
	v ^= v >> 7
	v ^= v >> 3
	v ^= v << 6
	return v ^ v>>17
}

// at returns the partition of a pixel.
func (s *astcSeeds) at(x, y int) uint8 {
	px, py := uint32(x<<s.shift), uint32(y<<s.shift)
	best, largest := 0, uint32(0)
	for i := range s.count {
		v := (s.x[i]*px + s.y[i]*py + s.start[i]) & 63
		if i == 0 || v > largest {
			best, largest = i, v
		}
	}
	return uint8(best)
}
