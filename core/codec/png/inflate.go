package png

import (
	"errors"
	"io"

	"apsync/core/fault"
	"apsync/core/inflate"
)

// blockSize is how much is inflated at once, in bytes: little enough that it is
// still near the processor when its rows are read.
const blockSize = 96 << 10

// newBlock returns a buffer for a block and for what the next may refer to.
func newBlock() []byte { return make([]byte, inflate.WindowSize+blockSize) }

// inflater inflates the stored rows block by block.
type inflater struct {
	decoder inflate.Decoder
	last    []byte // the block before, as far back as the next may refer
	left    int64  // bytes of rows that were not inflated yet
}

// newInflater inflates total bytes of what src has.
func newInflater(src io.Reader, format inflate.Format, total int64) *inflater {
	z := &inflater{left: total}
	z.decoder.Reset(src, format)
	return z
}

// next inflates the next block to a buffer of newBlock, which may be that of the
// block before. Where fewer bytes come than were asked for, the next call says why.
func (z *inflater) next(buffer []byte) ([]byte, error) {
	if z.left == 0 {
		return nil, io.EOF
	}
	block, err := z.decode(buffer, int(min(z.left, blockSize)))
	z.left -= int64(len(block))
	if len(block) > 0 {
		return block, nil
	}
	return nil, err
}

// decode inflates at most n bytes to a buffer of newBlock.
func (z *inflater) decode(buffer []byte, n int) ([]byte, error) {
	at := copy(buffer, z.last)
	end, err := z.decoder.Decode(buffer[:at+n], at)
	z.last = buffer[max(0, end-inflate.WindowSize):end]
	return buffer[at:end], err
}

// finish reads the end of the stream after the last row, and returns what is wrong
// with it.
func (z *inflater) finish() error {
	switch beyond, err := z.decode(newBlock(), 1); {
	case len(beyond) > 0:
		return fault.New(fault.Corrupt, "there is more data than the picture has rows")
	case !errors.Is(err, io.EOF):
		return err
	}
	return nil
}
