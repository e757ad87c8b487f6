package vp8l

import (
	"context"
	"iter"

	"apsync/core/picture"
)

const (
	// batchPixels is how many pixels are decoded, in whole rows, before their
	// transforms are undone.
	batchPixels = 1 << 16
	// aheadBatches is how many batches are under way between two goroutines. With
	// the one that is being decoded, and a row too many in each, they are less than
	// what the ring holds.
	aheadBatches = 4
	// sharedFrom is the count of pixels from which a second goroutine is worth
	// starting.
	sharedFrom = 1 << 19
)

// batches decodes pixels and yields the row behind those that are complete.
func (d *Decoder) batches(ctx context.Context, spare picture.Spare) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		if d.image.pixels >= sharedFrom {
			if a, ok := d.decodeAhead(ctx, spare); ok {
				a.yield(yield)
				return
			}
		}
		for end := range d.ends() {
			if err := d.decodeTo(ctx, end); err != nil {
				yield(0, err)
				return
			}
			if !yield(end, nil) {
				return
			}
		}
	}
}

// ends yields the rows that batches end at.
func (d *Decoder) ends() iter.Seq[int] {
	rows := max(1, batchPixels/d.image.width)
	return func(yield func(int) bool) {
		for y := 0; y < d.height; y += rows {
			if !yield(min(y+rows, d.height)) {
				return
			}
		}
	}
}

func (d *Decoder) decodeTo(ctx context.Context, end int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := d.image.decode(end * d.image.width); err != nil {
		return d.image.b.cause(err)
	}
	return nil
}

// ahead decodes batches on a goroutine of its own.
type ahead struct {
	complete chan int      // ends of batches
	free     chan struct{} // one for each batch that may be begun
	stop     context.CancelFunc
	done     <-chan error
}

func (d *Decoder) decodeAhead(ctx context.Context, spare picture.Spare) (*ahead, bool) {
	ctx, stop := context.WithCancel(ctx)
	a := &ahead{stop: stop, complete: make(chan int, aheadBatches), free: make(chan struct{}, aheadBatches)}
	for range aheadBatches {
		a.free <- struct{}{}
	}
	var ok bool
	a.done, ok = spare.Go(func() error {
		defer close(a.complete)
		for end := range d.ends() {
			<-a.free // closed where there is no use for more
			if err := d.decodeTo(ctx, end); err != nil {
				return err
			}
			a.complete <- end
		}
		return nil
	})
	if !ok {
		stop()
	}
	return a, ok
}

// yield yields the ends of batches as they are complete.
func (a *ahead) yield(yield func(int, error) bool) {
	more := true
	for end := range a.complete {
		if more = yield(end, nil); !more {
			break
		}
		a.free <- struct{}{}
	}
	a.stop()
	close(a.free)
	if err := <-a.done; err != nil && more {
		yield(0, err)
	}
}
