package gif

import (
	"io"

	"apsync/core/fault"
	"apsync/core/lzw"
)

// maxWidth is the widest code, in bits.
const maxWidth = 12

// frameData is a frame's indices (appendix F), compressed: codes of growing width, least
// significant bit first, over sub-blocks.
type frameData struct {
	lzw.Decoder
	literals int // codes below are indices
	data     subBlocks
}

// newFrameData reads the code size in front of the data, of which so many indices are
// read at most.
func newFrameData(b *blocks, most int) (*frameData, error) {
	if err := b.read(b.buf[:1]); err != nil {
		return nil, err
	}
	size := uint(b.buf[0])
	if size < 1 || size >= maxWidth { // 8 is the most that makes sense
		return nil, fault.New(fault.Corrupt, "code size of %d bits", size)
	}
	d := &frameData{literals: 1 << size, data: subBlocks{blocks: b}}
	d.Reset(&d.data, lzw.Format{Literals: d.literals, Lowest: true, Most: most})
	return d, nil
}

// finish passes over the sub-blocks that are left.
func (d *frameData) finish() error {
	if d.data.terminated {
		return nil
	}
	return d.data.blocks.skip()
}

// subBlocks joins sub-blocks (§15) up to the empty one.
type subBlocks struct {
	blocks     *blocks
	rest       []byte // of a sub-block
	terminated bool   // the empty sub-block has been read
}

// Read implements io.Reader. It fills p as far as the sub-blocks go.
func (s *subBlocks) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(s.rest) == 0 {
			if err := s.advance(); err != nil {
				return n, err
			}
		}
		k := copy(p[n:], s.rest)
		n, s.rest = n+k, s.rest[k:]
	}
	return n, nil
}

// advance fetches the next sub-block.
func (s *subBlocks) advance() error {
	if s.terminated {
		return io.EOF
	}
	var err error
	if s.rest, err = s.blocks.subBlock(); err != nil {
		return err
	}
	if len(s.rest) == 0 {
		s.terminated = true
		return io.EOF
	}
	return nil
}
