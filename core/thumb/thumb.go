// Package thumb turns one file into its thumbnails:
//
//	open → plan → decode small → shrink → to display colour → orient → fit →
//	encode → write
//
// Make is that list; each step is a file of this package or a package below it.
// The file is decoded once, at the largest size wanted, and smaller thumbnails
// are made from that.
package thumb

import (
	"context"
	"image"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders"
	"apsync/core/picture"
	"apsync/core/raster"
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

	file, err := openFile(job.File)
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
	keys := file.keys(job.File, result)
	for i, output := range job.Outputs {
		img = fit(img, plan.sizes[i])
		if err := publish(ctx, img, output, keys, job.Gate); err != nil {
			return Result{}, err
		}
		result.Outputs = append(result.Outputs, Made{output.Slot, output.Path, img.Rect.Dx(), img.Rect.Dy()})
	}
	return result, nil
}

// display decodes the picture for a plan and returns it upright in sRGB, at least
// as large as planned.
func display(ctx context.Context, pic picture.Picture, info picture.Info, plan plan) (*image.NRGBA, []string, error) {
	frame, err := pic.Decode(ctx, plan.want)
	if err != nil {
		return nil, nil, err
	}
	if err := raster.Check(frame.Image); err != nil {
		return nil, nil, err
	}
	w, h := frame.Image.Size()
	small := raster.Shrink(frame.Image, raster.Factor(w, h, plan.want.Width, plan.want.Height))
	frame.Image = nil // the large one may go while the rest works on the small one
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	img, notes := colour.ToDisplay(small, frame.Space)
	return orient(img, info.Orientation), append(frame.Notes, notes...), nil
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
