package png

import (
	"context"

	"apsync/core/picture"
)

// aheadFrom is the size of the stored rows, in bytes, from which inflating on a
// second goroutine is worth the goroutine.
const aheadFrom = 512 << 10

// aheadBlocks is how many blocks lie between the two halves of the pipeline.
const aheadBlocks = 4

// blockSource hands out the stored rows in blocks, valid until the next call.
type blockSource interface {
	// next returns a block that is not empty, or why there is none.
	next() ([]byte, error)
	// close waits until the inflater is free again.
	close()
}

// newBlockSource reads blocks ahead on a worker that is lent, where they are many,
// else as they are asked for.
func newBlockSource(ctx context.Context, z *inflater, spare picture.Spare) blockSource {
	if z.left >= aheadFrom {
		if a, ok := readAhead(ctx, z, spare); ok {
			return a
		}
	}
	return &oneBlock{z: z, buffer: newBlock()}
}

// oneBlock inflates blocks as they are asked for.
type oneBlock struct {
	z      *inflater
	buffer []byte
}

func (b *oneBlock) next() ([]byte, error) { return b.z.next(b.buffer) }

func (b *oneBlock) close() {}

// ahead inflates ahead of its user, so that inflating and what is done with the rows
// share two processors.
type ahead struct {
	full chan block
	free chan []byte // buffers, in the order in which they were filled
	held block       // what the user has
	done <-chan error
	err  error
	stop context.CancelFunc
}

// block is a block in its buffer.
type block struct{ buffer, data []byte }

// readAhead inflates to the end of the rows, or until close. Until then z belongs to
// it. It returns false where no worker is idle.
func readAhead(ctx context.Context, z *inflater, spare picture.Spare) (*ahead, bool) {
	ctx, stop := context.WithCancel(ctx)
	a := &ahead{full: make(chan block, aheadBlocks), free: make(chan []byte, aheadBlocks), stop: stop}
	var ok bool
	if a.done, ok = spare.Go(func() error {
		defer close(a.full)
		return a.fill(ctx, z)
	}); !ok {
		stop()
		return nil, false
	}
	for range aheadBlocks {
		a.free <- newBlock()
	}
	return a, true
}

// fill inflates to buffers as they come free. They come in turns, so that the block
// before, to which the next refers, still is what it was.
func (a *ahead) fill(ctx context.Context, z *inflater) error {
	for {
		var buffer []byte
		select {
		case <-ctx.Done():
			return ctx.Err()
		case buffer = <-a.free:
		}
		data, err := z.next(buffer)
		if err != nil {
			return err
		}
		a.full <- block{buffer, data} // has room for all that there are
	}
}

func (a *ahead) next() ([]byte, error) {
	if a.held.buffer != nil {
		a.free <- a.held.buffer
	}
	var ok bool
	if a.held, ok = <-a.full; !ok {
		a.close()
		return nil, a.err
	}
	return a.held.data, nil
}

// close stops inflating.
func (a *ahead) close() {
	a.stop()
	if a.done != nil {
		a.err = <-a.done
		a.done = nil
	}
}
