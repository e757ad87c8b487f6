package png

import (
	"context"
	"io"

	"apsync/core/fault"
)

// Blocks that lie between the two halves of the pipeline.
const (
	blockSize = 64 << 10
	blocks    = 4
)

// aheadReader reads ahead of its user on a goroutine of its own, so that inflating
// and what is done with the rows share two processors.
type aheadReader struct {
	full, free chan []byte
	block      []byte // being read
	rest       []byte // of block
	done       <-chan error
	err        error
	stop       context.CancelFunc
}

// readAhead reads r to its end, or until close. Until then r belongs to it.
func readAhead(ctx context.Context, r io.Reader) *aheadReader {
	ctx, stop := context.WithCancel(ctx)
	a := &aheadReader{full: make(chan []byte, blocks), free: make(chan []byte, blocks), stop: stop}
	for range blocks {
		a.free <- make([]byte, blockSize)
	}
	a.done = fault.Go(func() error {
		defer close(a.full)
		return a.fill(ctx, r)
	})
	return a
}

// fill reads blocks as they come free.
func (a *aheadReader) fill(ctx context.Context, r io.Reader) error {
	for {
		var block []byte
		select {
		case <-ctx.Done():
			return ctx.Err()
		case block = <-a.free:
		}
		n, err := io.ReadFull(r, block[:blockSize])
		if n > 0 {
			a.full <- block[:n] // has room for all blocks there are
		}
		if err == io.ErrUnexpectedEOF || err == io.EOF {
			return io.EOF
		}
		if err != nil {
			return err
		}
	}
}

// Read implements io.Reader.
func (a *aheadReader) Read(p []byte) (int, error) {
	if len(a.rest) == 0 {
		if a.block != nil {
			a.free <- a.block
		}
		block, ok := <-a.full
		if !ok {
			a.block = nil
			return 0, a.close()
		}
		a.block, a.rest = block, block
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// close stops reading ahead and waits until r is free again. It returns why
// reading ended.
func (a *aheadReader) close() error {
	a.stop()
	if a.done != nil {
		a.err = <-a.done
		a.done = nil
	}
	return a.err
}
