// Package dwa decodes the compressions DWAA and DWAB of OpenEXR, which treat
// channels by what their names say: colours lose what is hard to see, as JPEG has
// it; alpha goes in run lengths, and what else there is in deflate. No specification
// is published; the reference is the OpenEXR library.
//
// A chunk begins with eleven numbers of 64 bits and, from version 2 on, the rules by
// which channels were told apart. Behind them are the bytes of the channels of no
// rule, the AC and the DC coefficients of all lossy channels, and the run lengths.
// Colours are cosine coefficients as halves, of 8×8 values that look evenly spaced:
// powers of 1/2.2, logarithms above 1. Red, green and blue of a layer come as
// brightness and two differences.
//
// Numbers of a chunk that its pixels cannot need are refused, so that memory is
// bounded by Scratch.
package dwa

import (
	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/loaders/exr/block"
	"apsync/core/loaders/exr/bytewise"
	"apsync/core/loaders/exr/huffman"
)

// Scratch returns an upper bound for what a Decoder takes for chunks of n bytes, and
// of that many blocks of 8×8 samples of all channels together.
func Scratch(n, blocks int64) int64 {
	const (
		tables      = 2 << 20
		coefficient = 2 * 64 // bytes of a block's
	)
	// The planes, beside which are those without a rule or what run lengths expand to;
	// these as they are stored, or coefficients before they are words.
	return 3*n + n/32 + (2*coefficient+8)*blocks + tables
}

// maxVersion is the highest that is read.
const maxVersion = 2

// sizes are the numbers at a chunk's beginning, of bytes but for the counts.
type sizes struct {
	version       uint64
	unknown       uint64
	unknownPacked uint64
	acPacked      uint64
	dcPacked      uint64
	runsPacked    uint64
	runs          uint64
	runsExpanded  uint64
	acCount       uint64
	dcCount       uint64
	acDeflated    uint64 // else Huffman codes
}

// channel is a channel of a chunk with its samples, row by row.
type channel struct {
	*block.Channel
	scheme scheme
	colour int // as of a rule
	w, h   int
	plane  []byte
	next   int // byte of plane
	inSet  bool
}

// Decoder decodes one chunk after the other.
type Decoder struct {
	codes    huffman.Decoder
	zip      bytewise.ZIP
	channels []channel
	planes   []byte
	unknown  []byte
	packed   []byte // AC and DC coefficients, run lengths as they are deflated
	expanded []byte // of run lengths
	ac, dc   []uint16
	blocks   [3]component
}

// Decode decompresses src to dst, which has b's size.
func (d *Decoder) Decode(dst, src []byte, b *block.Block) error {
	r := bits.Little(src)
	s, err := readSizes(r)
	if err != nil {
		return err
	}
	rules := legacyRules
	if s.version >= 2 {
		if rules, err = readRules(r); err != nil {
			return err
		}
	}
	d.setUp(b, rules)
	if err := d.readUnknown(r, &s); err != nil {
		return err
	}
	if err := d.readCoefficients(r, &s); err != nil {
		return err
	}
	if err := d.readRuns(r, &s); err != nil {
		return err
	}
	if err := d.decodeLossy(); err != nil {
		return err
	}
	b.Each(dst, func(i, _ int, samples []byte) {
		c := &d.channels[i]
		copy(samples, c.plane[c.next:])
		c.next += len(samples)
	})
	return nil
}

func readSizes(r *bits.Cursor) (sizes, error) {
	var s sizes
	for _, n := range []*uint64{
		&s.version, &s.unknown, &s.unknownPacked, &s.acPacked, &s.dcPacked, &s.runsPacked,
		&s.runs, &s.runsExpanded, &s.acCount, &s.dcCount, &s.acDeflated,
	} {
		*n = r.U64()
	}
	if s.version > maxVersion {
		return s, fault.New(fault.Unsupported, "version %d of DWA", s.version)
	}
	return s, r.Err()
}

// setUp makes the channels' planes.
func (d *Decoder) setUp(b *block.Block, rules []rule) {
	d.planes = bytewise.Room(d.planes, b.Size())
	d.channels = bytewise.Room(d.channels, len(b.Channels))
	at := 0
	for i := range d.channels {
		c := &b.Channels[i]
		w, h := b.Columns(c), b.Rows(c)
		n := w * h * c.Type.Size()
		found := match(rules, c)
		d.channels[i] = channel{Channel: c, scheme: found.scheme, colour: found.colour, w: w, h: h, plane: d.planes[at : at+n]}
		at += n
	}
}

// total returns the bytes of all channels of a scheme.
func (d *Decoder) total(s scheme) int {
	n := 0
	for i := range d.channels {
		if d.channels[i].scheme == s {
			n += len(d.channels[i].plane)
		}
	}
	return n
}

// section returns the next n bytes of a chunk.
func section(r *bits.Cursor, n uint64) ([]byte, error) {
	if n > uint64(r.Len()) {
		return nil, fault.New(fault.Truncated, "a section of %d bytes, of which %d are left", n, r.Len())
	}
	return r.Bytes(int(n)), r.Err()
}

// readUnknown reads the channels that no rule is for: plane after plane.
func (d *Decoder) readUnknown(r *bits.Cursor, s *sizes) error {
	src, err := section(r, s.unknownPacked)
	if err != nil {
		return err
	}
	n := d.total(unknown)
	if n == 0 {
		return nil
	}
	if uint64(n) != s.unknown {
		return fault.New(fault.Corrupt, "%d bytes of channels without a rule, which take %d", s.unknown, n)
	}
	d.unknown = bytewise.Room(d.unknown, n)
	if err := bytewise.Inflate(d.unknown, src); err != nil {
		return err
	}
	rest := d.unknown
	for i := range d.channels {
		if c := &d.channels[i]; c.scheme == unknown {
			rest = rest[copy(c.plane, rest):]
		}
	}
	return nil
}

// readRuns reads the channels in run lengths: for each the first bytes of all
// samples, then the second ones and so on.
func (d *Decoder) readRuns(r *bits.Cursor, s *sizes) error {
	src, err := section(r, s.runsPacked)
	if err != nil {
		return err
	}
	n := d.total(runLengths)
	if n == 0 {
		return nil
	}
	if s.runsExpanded != uint64(n) || s.runs > uint64(n+n/64+64) {
		return fault.New(fault.Corrupt, "%d bytes of run lengths make %d, where %d are needed", s.runs, s.runsExpanded, n)
	}
	d.packed = bytewise.Room(d.packed, int(s.runs))
	if err := bytewise.Inflate(d.packed, src); err != nil {
		return err
	}
	d.expanded = bytewise.Room(d.expanded, n)
	if got, err := bytewise.RunLengths(d.expanded, d.packed); err != nil || got < n {
		return fault.New(fault.Corrupt, "run lengths make %d of %d bytes", got, n)
	}
	rest := d.expanded
	for i := range d.channels {
		c := &d.channels[i]
		if c.scheme != runLengths {
			continue
		}
		size := c.Type.Size()
		count := len(c.plane) / size
		for k := range size {
			for j, v := range rest[k*count : (k+1)*count] {
				c.plane[j*size+k] = v
			}
		}
		rest = rest[len(c.plane):]
	}
	return nil
}
