// Package thumb turns one file into its thumbnails:
//
//	open → plan → decode small → shrink → fit → to display colour → orient →
//	encode → write
//
// Make is that list; each step is a file of this package or a package below it.
// What can be resampled as it was decoded is: colours are converted, and pictures
// turned, at the size of the thumbnail. The file is decoded once, at the largest size
// wanted, and smaller thumbnails are made from that.
package thumb

import (
	"context"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders"
	"apsync/core/picture"
	"apsync/core/raster"
	"apsync/core/resample"
	"apsync/core/thumb/encode"
)

// Output is one thumbnail that is wanted of a file.
type Output struct {
	Slot string // "preview" or "detail", as results name it
	Path string // the file to write
	Size int    // the square that it must fit in, in pixels
}

// Job is one file and what is wanted of it.
type Job struct {
	Path    string   // as the caller named it, for messages
	File    string   // the absolute path
	Outputs []Output // largest first; none opens the file and makes nothing
	// MaxPixels is how many pixels the file's headers may claim; 0 is 2^30.
	MaxPixels int64
	Admit     Admit
	// Spare lends idle workers; nil has none.
	Spare picture.Spare
	// Waits is told when the file is waited for, until resume is called; may be nil.
	Waits Waits
	// Gate is closed by the scheduler to keep an abandoned job from publishing.
	Gate *Gate
}

// Result is what was made.
type Result struct {
	Outputs       []Made
	Width, Height int // of the source, as displayed
	Loader        string
	Mimetype      string
	Notes         []string
}

// Made is a thumbnail that was written.
type Made struct {
	Slot          string
	Path          string
	Width, Height int
}

// Make makes the thumbnails of a job. Every error is a *fault.Error with path and,
// once one was chosen, loader.
func Make(ctx context.Context, job Job) (result Result, err error) {
	loader := ""
	defer func() { err = complete(ctx, err, job.Path, loader) }()
	defer fault.Catch(&err)

	file, err := openFile(ctx, job.File, job.Waits)
	if err != nil {
		return Result{}, err
	}
	defer file.Close()
	row, err := loaders.Sniff(file.src.Head(), file.src.Ext())
	if err != nil {
		return Result{}, err
	}
	loader = row.Name
	pic, err := row.Open(file.src)
	if err != nil {
		return Result{}, err
	}
	info := pic.Info()
	plan, err := newPlan(info, job)
	if err != nil {
		return Result{}, err
	}
	result = Result{Loader: row.Name, Mimetype: row.Mimetype}
	result.Width, result.Height = info.Orientation.Displayed(info.Width, info.Height)
	if info.Mimetype != "" {
		result.Mimetype = info.Mimetype
	}
	if len(job.Outputs) == 0 {
		return result, nil
	}
	release, err := job.Admit(ctx, plan.memory)
	if err != nil {
		return Result{}, err
	}
	defer release()
	img, notes, err := display(ctx, pic, info, plan)
	if err != nil {
		return Result{}, err
	}
	result.Notes = notes
	result.Outputs, err = thumbnails(ctx, img, plan, file.texts(job.File, result), job)
	if err != nil {
		return Result{}, err
	}
	return result, nil
}

// thumbnails makes the outputs out of the picture of the first. One is written while
// the next is made: disks take their time.
func thumbnails(ctx context.Context, img *raster.Pixels[uint8], plan plan, texts []encode.Text, job Job) (made []Made, err error) {
	var written <-chan error
	wait := func() error {
		if written == nil {
			return nil
		}
		defer func() { written = nil }()
		return <-written
	}
	defer func() {
		if e := wait(); err == nil {
			err = e
		}
	}()
	for i, output := range job.Outputs {
		if i > 0 {
			if img, err = fitShown(ctx, img, size{img.Width, img.Height}, plan.sizes[i], job.Spare); err != nil {
				return nil, err
			}
		}
		pieces, err := encode.PNG(ctx, img, texts, job.Spare)
		if err != nil {
			return nil, err
		}
		if err := wait(); err != nil {
			return nil, err
		}
		written = fault.Go(func() error { return publish(ctx, output.Path, pieces, job.Gate) })
		made = append(made, Made{output.Slot, output.Path, img.Width, img.Height})
	}
	return made, nil
}

// display decodes the picture for a plan and returns it upright, ready for display, in
// the first of the plan's sizes.
func display(ctx context.Context, pic picture.Picture, info picture.Info, plan plan) (*raster.Pixels[uint8], []string, error) {
	fitter := &fitter{full: size{info.Width, info.Height}, to: plan.stored(info.Orientation), spare: plan.want.Spare}
	want := plan.want
	want.Fitter = fitter
	defer fitter.close() // also where Decode panics
	frame, err := pic.Decode(ctx, want)
	if closed := fitter.close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, nil, err
	}
	if err := raster.Check(frame.Image); err != nil {
		return nil, nil, err
	}
	w, h := frame.Image.Size()
	small := raster.Shrink(frame.Image, raster.Factor(w, h, want.Width, want.Height))
	frame.Image = nil // the large one may go while the rest works on the small one
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	frame.Image = small
	shown, notes, err := show(ctx, frame, info, plan)
	if err != nil {
		return nil, nil, err
	}
	return orient(shown, info.Orientation), append(frame.Notes, notes...), nil
}

// show fits a picture and converts its colours, in that order where it can.
func show(ctx context.Context, frame *picture.Frame, info picture.Info, plan plan) (*raster.Pixels[uint8], []string, error) {
	img, full, to := frame.Image, size{info.Width, info.Height}, plan.stored(info.Orientation)
	if info.Vector {
		full.w, full.h = img.Size()
	}
	if first(img, frame.Space) {
		var err error
		if img, err = fit(ctx, img, full, to, plan.want.Spare); err != nil {
			return nil, nil, err
		}
	}
	shown, notes := colour.ToPixels(img, frame.Space)
	shown, err := fitShown(ctx, shown, full, to, plan.want.Spare)
	return shown, notes, err
}

// first reports whether a picture is resampled before its colours are converted: all
// that the resampler takes, but what it would narrow to bytes only where a conversion
// does no more either.
func first(img raster.Image, space colour.Space) bool {
	if p, ok := img.(*raster.Pixels[uint16]); ok && !colour.IsDisplay(p.Layout, space) {
		return false
	}
	return resample.Takes(img)
}

// complete returns err as a *fault.Error that names path and loader. A file
// stopped by its context fails with the context's cause.
func complete(ctx context.Context, err error, path, loader string) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
		if err == context.Canceled {
			err = fault.New(fault.Cancelled, "stopped by the caller")
		}
	}
	e := *fault.From(err)
	e.Path, e.Loader = path, loader
	return &e
}
