package exr

import (
	"context"
	"sync"

	"apsync/core/fault"
	"apsync/core/loaders/exr/block"
	"apsync/core/picture"
	"apsync/core/raster"
)

// job is the decoding of a plan, by one or several lanes.
type job struct {
	*plan
	src     *picture.Source
	offsets []int64
	dst     *raster.Pixels[float32]
	widths  []float32  // the inverse of every box's width
	slots   []slot     // what is where in a pixel
	weights [3]float32 // of the brightness of red, green and blue
	mu      sync.Mutex
}

// slot says where in a pixel a role is.
type slot struct{ role, at int }

// newJob returns the job of a plan. It allocates the picture.
func newJob(p *plan, offsets []int64) *job {
	layout := p.shown.layout()
	j := &job{plan: p, src: p.document.src, offsets: offsets, weights: p.shown.part.luminance()}
	j.dst = raster.New[float32](p.across.out, p.down.out, layout)
	j.dst.Premultiplied = layout.HasAlpha()
	for role, index := range p.shown.channels {
		switch {
		case index == none:
		case role == alpha:
			j.slots = append(j.slots, slot{role, layout.Channels() - 1})
		default:
			j.slots = append(j.slots, slot{role, role})
		}
	}
	return j
}

// run decodes all units.
func (j *job) run(ctx context.Context, spare picture.Spare) error {
	j.widths = make([]float32, j.across.out)
	for i := range j.widths {
		j.widths[i] = 1 / float32(max(1, j.across.start(i+1)-j.across.start(i)))
	}
	if _, err := j.newLane(); err != nil {
		return err
	}
	units := ceilDiv(j.level.rows, j.unitRows)
	return j.limited(spare).Each(ctx, units, func() func(i int) error {
		l, err := j.newLane()
		return func(i int) error {
			if err != nil {
				return err
			}
			return l.decodeUnit(ctx, i)
		}
	})
}

// limited is spare for as many lanes as the plan allows.
func (j *job) limited(spare picture.Spare) picture.Spare {
	if spare == nil {
		return nil
	}
	helpers := 0
	return func() (func(), bool) {
		if helpers+1 >= j.lanes {
			return nil, false
		}
		helpers++
		return spare()
	}
}

// lane is who decodes.
type lane struct {
	*job
	decoder  chunkDecoder
	channels []block.Channel
	deep     deepSamples
	packed   []byte
	data     []byte
	samples  [][]byte         // of a row of a chunk
	sparse   []float32        // of a subsampled channel
	values   [roles][]float32 // of a row
	sums     [roles][]float32 // of the columns of a row of boxes
	edges    [2][]float32     // the unit's first and last row of boxes, which others may share
	first    int              // those rows
	last     int
}

func (j *job) newLane() (*lane, error) {
	decoder, err := j.shown.part.compression.newDecoder()
	if err != nil {
		return nil, err
	}
	return &lane{job: j, decoder: decoder}, nil
}

// decodeUnit decodes the chunks of a unit, as far as they are in the picture.
func (l *lane) decodeUnit(ctx context.Context, unit int) error {
	from := unit * l.unitRows
	to := min(l.level.rows, from+l.unitRows)
	top := max(0, l.y+from*l.level.chunkH)
	bottom := min(l.down.n, l.y+min(l.level.h, to*l.level.chunkH))
	if top >= bottom {
		return nil
	}
	l.begin(top, bottom)
	for row := from; row < to; row++ {
		for col := range l.level.cols {
			if err := ctx.Err(); err != nil {
				return err
			}
			area := l.area(col, row)
			if area.visible.w <= 0 || area.visible.h <= 0 {
				continue
			}
			if err := l.decodeChunk(row*l.level.cols+col, area); err != nil {
				return err
			}
		}
	}
	l.finish()
	return nil
}

// area is where a chunk lies: in the data window of its level, and, of that, what
// is in the display window, by whose corner that is counted.
type area struct{ chunk, visible box }

func (l *lane) area(col, row int) area {
	c := box{x: col * l.level.chunkW, y: row * l.level.chunkH}
	c.w, c.h = min(l.level.chunkW, l.level.w-c.x), min(l.level.chunkH, l.level.h-c.y)
	x0, y0 := max(0, l.x+c.x), max(0, l.y+c.y)
	x1, y1 := min(l.across.n, l.x+c.x+c.w), min(l.down.n, l.y+c.y+c.h)
	return area{chunk: c, visible: box{x0, y0, x1 - x0, y1 - y0}}
}

// missing is the error of a chunk that the file does not have.
func missing(index, all int) error {
	return fault.New(fault.Truncated, "chunk %d of %d is missing", index, all)
}
