package exr

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"apsync/core/codec/half"
	"apsync/core/fault"
	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
)

// maxDeepBytes bounds what the samples of a chunk of deep pixels take when they are
// decompressed: headers do not tell.
const maxDeepBytes = 64 << 20

// maxDeepSamples bounds the samples of a pixel.
const maxDeepSamples = 1 << 20

// deepBytes returns an upper bound for what decoding deep chunks of a level takes.
func deepBytes(l *level) int64 {
	const tables = 1 << 20
	counts := 3 * 4 * int64(min(l.chunkW, l.w)) * int64(min(l.chunkH, l.h))
	return 3*maxDeepBytes + 32*maxDeepSamples + counts + tables
}

// deepSamples is what is kept from one deep chunk to the next.
type deepSamples struct {
	counts []byte
	pixel  []sample
}

// sample is one of a pixel, with the values of its roles.
type sample struct {
	depth  float32
	values [roles]float32
}

// decodeDeep decodes a chunk of deep pixels and adds it to the picture.
func (l *lane) decodeDeep(head *chunkHead, a area) error {
	b := l.block(a)
	size := int64(b.Width) * int64(b.Height) * 4
	counts := head.counts
	if l.shown.part.compression == noCompression && counts > size {
		counts = size // tables of tiles at the edge may be those of whole ones
	}
	if counts > size || head.full < 0 || head.full > maxDeepBytes || head.packed > head.full {
		return fault.New(fault.LimitExpansion, "a deep chunk of %d and %d bytes that makes %d and %d", counts, head.packed, size, head.full)
	}
	l.deep.counts = bytewise.Room(l.deep.counts, int(size))
	if err := l.unpack(l.deep.counts, head.at, counts); err != nil {
		return err
	}
	l.data = bytewise.Room(l.data, int(head.full))
	if err := l.unpack(l.data, head.at+head.counts, head.packed); err != nil {
		return err
	}
	return l.addDeepRows(b, a)
}

// unpack reads n bytes and decompresses them to dst.
func (l *lane) unpack(dst []byte, off, n int64) error {
	if n == int64(len(dst)) {
		return l.read(dst, off)
	}
	l.packed = bytewise.Room(l.packed, int(n))
	if err := l.read(l.packed, off); err != nil {
		return err
	}
	bytes, ok := l.decoder.(bytesDecoder)
	if !ok {
		return fault.New(fault.Unsupported, "compression %d of deep pixels", l.shown.part.compression)
	}
	return bytes.Decode(dst, l.packed, nil)
}

// addDeepRows composites the rows of a chunk. In each a channel has the samples of
// all pixels behind each other.
func (l *lane) addDeepRows(b *block.Block, a area) error {
	v := a.visible
	skip, top := v.x-l.x-a.chunk.x, v.y-l.y-a.chunk.y
	data := l.data
	samples := bytewise.Room(l.samples, len(b.Channels))
	l.samples = samples
	for y := range b.Height {
		counts := l.deep.counts[4*y*b.Width:][:4*b.Width]
		total, err := total(counts)
		if err != nil {
			return err
		}
		for i := range b.Channels {
			n := total * b.Channels[i].Type.Size()
			if n > len(data) {
				return fault.New(fault.Corrupt, "%d deep samples in a row of which %d bytes are left", total, len(data))
			}
			samples[i], data = data[:n:n], data[n:]
		}
		if y < top || y >= top+v.h {
			continue
		}
		for role := range l.values {
			l.values[role] = bytewise.Room(l.values[role], v.w)
		}
		for x := range v.w {
			l.composite(b, counts, skip+x, x)
		}
		l.addValues(v.x, v.y+y-top, v.w)
		l.endRow(v, v.y+y-top)
	}
	return nil
}

// total returns the number of a row's samples: counts include those to the left.
func total(counts []byte) (int, error) {
	last := uint32(0)
	for ; len(counts) >= 4; counts = counts[4:] {
		n := binary.LittleEndian.Uint32(counts)
		if n < last || n-last > maxDeepSamples || n > maxDeepBytes {
			return 0, fault.New(fault.Corrupt, "%d deep samples up to a pixel, and %d before it", n, last)
		}
		last = n
	}
	return int(last), nil
}

// composite writes the value of a row's pixel to column x: its samples one over the
// other, the nearest on top.
func (l *lane) composite(b *block.Block, counts []byte, pixel, x int) {
	from := uint32(0)
	if pixel > 0 {
		from = binary.LittleEndian.Uint32(counts[4*pixel-4:])
	}
	to := binary.LittleEndian.Uint32(counts[4*pixel:])
	all := bytewise.Room(l.deep.pixel, int(to-from))[:0]
	depth := depthChannel(b.Channels)
	for i := int(from); i < int(to); i++ {
		s := sample{values: [roles]float32{alpha: 1}}
		for role, index := range l.shown.channels {
			if index != none {
				s.values[role] = l.deepValue(b, index, i)
			}
		}
		if depth != none {
			s.depth = l.deepValue(b, depth, i)
		}
		all = append(all, s)
	}
	l.deep.pixel = all
	slices.SortStableFunc(all, func(a, b sample) int { return cmp.Compare(a.depth, b.depth) })
	var sum [roles]float32
	for i := range all {
		clear := 1 - min(max(sum[alpha], 0), 1)
		for role, v := range all[i].values {
			sum[role] += clear * v
		}
	}
	for role, v := range sum {
		l.values[role][x] = half.Clean(v)
	}
}

// deepValue returns sample i of a channel in the row.
func (l *lane) deepValue(b *block.Block, channel, i int) float32 {
	c := &b.Channels[channel]
	var v [1]float32
	convert(v[:], l.samples[channel][i*c.Type.Size():], c.Type)
	return v[0]
}

// depthChannel returns the channel of depth, or none.
func depthChannel(channels []block.Channel) int {
	return slices.IndexFunc(channels, func(c block.Channel) bool { return strings.EqualFold(c.Name, "z") })
}
