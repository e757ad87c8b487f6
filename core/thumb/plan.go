package thumb

import (
	"math"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// defaultMaxPixels is what headers may claim unless a setting says otherwise: a
	// square of 32,768 pixels, which decodes within the default deadline.
	defaultMaxPixels = 1 << 30
	// margin is how many times larger than a preview a picture is decoded where it
	// can be chosen, so that the last reduction is the good resampler's. Pictures of
	// 3840 pixels still make a preview of 256 out of an eighth.
	margin = 15.0 / 8
	// boxMargin is the same where a larger want costs little: what boxes do to the
	// picture is not seen then, in lines as thin as hair neither.
	boxMargin = 3
	// marginUpTo is the size up to which they apply; a detail is decoded at its
	// own size or above, since twice that would be most pictures' full size.
	marginUpTo = 512
)

// plan is what is to be decoded and made.
type plan struct {
	want   picture.Want
	sizes  []size // of each output, as displayed
	memory int64  // bytes, all steps together
}

type size struct{ w, h int }

// stored returns the first of the sizes in the stored picture's axes.
func (p plan) stored(o picture.Orientation) size {
	w, h := o.Displayed(p.sizes[0].w, p.sizes[0].h)
	return size{w, h}
}

// newPlan decides how large to decode and what that takes, and refuses what is
// beyond the limits.
func newPlan(info picture.Info, job Job) (plan, error) {
	if err := checkPixels(info, job.MaxPixels); err != nil || len(job.Outputs) == 0 {
		return plan{}, err
	}
	p := plan{sizes: make([]size, len(job.Outputs))}
	w, h := info.Orientation.Displayed(info.Width, info.Height)
	for i, output := range job.Outputs {
		p.sizes[i] = fitSize(w, h, output.Size, info.Vector)
	}
	largest := p.sizes[0]
	p.want = wanted(info, largest, job.Outputs[0].Size)
	need := info.Need(p.want)
	p.want.Budget, p.want.Spare = picture.NewBudget(need), job.Spare
	p.memory = need + after(p.want, need, largest)
	return p, nil
}

// checkPixels refuses sizes that no picture has, and more pixels than the limit; a
// limit of 0 is the default.
func checkPixels(info picture.Info, limit int64) error {
	if limit <= 0 {
		limit = defaultMaxPixels
	}
	if info.Width < 1 || info.Height < 1 {
		return fault.New(fault.Corrupt, "a picture of %d×%d pixels", info.Width, info.Height)
	}
	if pixels, ok := bits.Mul(int64(info.Width), int64(info.Height)); !info.Vector && (!ok || pixels > limit) {
		return fault.New(fault.LimitPixels, "%d×%d pixels are more than %d", info.Width, info.Height, limit).
			Advise("raise the setting max_pixels (APSYNC_MAX_PIXELS) if the file is to be trusted")
	}
	return nil
}

// fitSize returns the size at which a picture of w×h fits in a square, never
// larger than it is unless it has no pixels of its own.
func fitSize(w, h, square int, vector bool) size {
	if !vector && w <= square && h <= square {
		return size{w, h}
	}
	if w >= h {
		return size{square, max(1, (h*square+w/2)/w)}
	}
	return size{max(1, (w*square+h/2)/h), square}
}

// wanted returns what to ask of the loader for a thumbnail of that size.
func wanted(info picture.Info, target size, square int) picture.Want {
	w, h := info.Orientation.Displayed(target.w, target.h)
	if square <= marginUpTo && !info.Vector {
		times := margin
		if info.Boxes {
			times = boxMargin
		}
		w, h = int(math.Ceil(float64(w)*times)), int(math.Ceil(float64(h)*times))
	}
	if !info.Vector {
		w, h = min(w, info.Width), min(h, info.Height)
	}
	return picture.Want{Width: w, Height: h}
}

// after returns what the steps after decoding use at most beside what decoding did, in
// bytes. A shrunk picture has less than twice want's pixels on each side, and at most
// about a quarter of those that were decoded. What is not resampled as it is, is
// converted at that size. Then the thumbnail is held as it was resampled, in display
// colour, turned, in a strip on the way there, and as a file.
func after(want picture.Want, need int64, largest size) int64 {
	const (
		converted = 4 * 4
		results   = 5 * 4
		working   = 4 << 20 // rows on their way, tables of the compressor
	)
	kept := int64(want.Width)*int64(want.Height)*converted + int64(largest.w)*int64(largest.h)*results
	return max(need/3, kept) + working
}
