package tiff

import (
	"context"
	"sync"

	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// What is decoded by several: pages of so many bytes at least, in bands of rows of
// about bandBytes or a row of segments, by at most maxLanes that together hold no
// more than maxBands bytes.
const (
	sharedFrom = 4 << 20
	bandBytes  = 256 << 10
	maxLanes   = 4
	maxBands   = 32 << 20
)

// bands says how a page is decoded by several: in pieces of so many rows of the
// grid.
type bands struct {
	lanes    int // 0 where one does it alone
	gridRows int
	count    int
	bytes    int64 // of all lanes and their slabs
}

// bands returns how the page may be shared out.
func (p *page) bands() bands {
	g := &p.grid
	if p.totalBytes() < sharedFrom {
		return bands{}
	}
	one := p.slabBytes(min(g.height, p.height))
	n := int(max(1, bandBytes/one))
	b := bands{gridRows: n, count: (g.rows + n - 1) / n}
	for lanes := 2; lanes <= min(maxLanes, b.count); lanes++ {
		bytes := int64(lanes)*p.streamBytes() + int64(slabsOf(lanes))*one*int64(n)
		if bytes > maxBands {
			break
		}
		b.lanes, b.bytes = lanes, bytes
	}
	return b
}

// slabsOf returns how many bands are held: those that are being decoded, and some
// that wait for those above them.
func slabsOf(lanes int) int { return lanes + 2 }

// band is a piece of a page that somebody decodes or has decoded.
type band[T raster.Sample] struct {
	slab []T
	done bool
	err  error
}

// queue hands out bands from the top of the page down. They wait in slots, number i
// in that of i modulo their number, until those above were handed on.
type queue[T raster.Sample] struct {
	d       *decoder[T]
	plan    bands
	mu      sync.Mutex
	changed *sync.Cond
	slots   []band[T]
	next    int // the band to begin with
	emitted int
	stored  int // segments that the file does not leave out
	stopped bool
}

// decodeBands decodes bands on workers that are lent and on this goroutine, which
// hands them on in their order. It returns how many segments the file does not leave
// out; false where nobody helps, and nothing was done.
func (d *decoder[T]) decodeBands(ctx context.Context, spare picture.Spare) (stored int, shared bool, err error) {
	q := &queue[T]{d: d, plan: d.p.bands()}
	q.changed = sync.NewCond(&q.mu)
	ctx, cancel := context.WithCancel(ctx)
	var helpers []<-chan error
	stop := func() {
		cancel()
		q.stop()
		for _, done := range helpers {
			<-done
		}
		helpers = nil
	}
	defer stop()
	q.mu.Lock() // until it is known how many there are
	for len(helpers)+1 < q.plan.lanes {
		done, ok := spare.Go(func() error { return q.help(ctx) })
		if !ok {
			break
		}
		helpers = append(helpers, done)
	}
	if len(helpers) > 0 {
		q.slots = make([]band[T], slabsOf(len(helpers)+1))
	}
	q.mu.Unlock()
	if len(helpers) == 0 {
		return 0, false, nil
	}
	err = q.emit(ctx)
	stop()
	return q.stored, true, err
}

// help decodes bands until there are no more.
func (q *queue[T]) help(ctx context.Context) error {
	l := q.d.newLane()
	defer q.count(l)
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.stopped && q.next < q.plan.count {
		if q.next < q.emitted+len(q.slots) {
			q.decodeNext(ctx, l)
		} else {
			q.changed.Wait()
		}
	}
	return nil
}

// count adds what a lane that has ended found.
func (q *queue[T]) count(l *lane[T]) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.stored += l.stored()
}

// emit hands on all bands, and decodes where it would have to wait.
func (q *queue[T]) emit(ctx context.Context) error {
	l := q.d.newLane()
	defer q.count(l)
	for q.emitted < q.plan.count {
		b := q.wait(ctx, l)
		if b.err != nil {
			return b.err
		}
		q.d.emit(b.slab, q.rowsOf(q.emitted))
		q.mu.Lock()
		b.done = false
		q.emitted++
		q.changed.Broadcast()
		q.mu.Unlock()
	}
	return nil
}

// wait returns the next band to hand on when it is decoded.
func (q *queue[T]) wait(ctx context.Context, l *lane[T]) *band[T] {
	q.mu.Lock()
	defer q.mu.Unlock()
	b := &q.slots[q.emitted%len(q.slots)]
	for !b.done {
		if q.next < min(q.plan.count, q.emitted+len(q.slots)) {
			q.decodeNext(ctx, l)
		} else {
			q.changed.Wait()
		}
	}
	return b
}

// decodeNext decodes the next band, for which there is a slot. It is called, and
// returns, with q locked.
func (q *queue[T]) decodeNext(ctx context.Context, l *lane[T]) {
	i := q.next
	q.next++
	q.mu.Unlock()
	b := &q.slots[i%len(q.slots)]
	err := q.decode(ctx, l, i, b)
	q.mu.Lock()
	b.err, b.done = err, true
	q.changed.Broadcast()
}

// decode decodes band i. A panic is an error of the band, for which others wait.
func (q *queue[T]) decode(ctx context.Context, l *lane[T], i int, b *band[T]) (err error) {
	defer fault.Catch(&err)
	p := q.d.p
	if b.slab == nil {
		b.slab = make([]T, q.plan.gridRows*min(p.grid.height, p.height)*p.width*p.slabSamples())
	}
	slab := b.slab
	for r := i * q.plan.gridRows; r < min((i+1)*q.plan.gridRows, p.grid.rows); r++ {
		if p.rowsOf(r) <= 0 { // of a scaled page
			break
		}
		if err := l.decodeRow(ctx, r, slab); err != nil {
			return err
		}
		slab = slab[p.rowsOf(r)*p.width*p.slabSamples():]
	}
	return nil
}

// rowsOf returns the rows of band i.
func (q *queue[T]) rowsOf(i int) int {
	h := q.plan.gridRows * q.d.p.grid.height
	return max(0, min(h, q.d.p.height-i*h))
}

// stop lets nobody begin another band.
func (q *queue[T]) stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.stopped = true
	q.changed.Broadcast()
}
