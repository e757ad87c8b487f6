package embedded

import (
	"context"
	"fmt"

	"apsync/core/picture"
)

// Preview is a picture that stands for the file in which it lies.
type Preview struct {
	picture.Picture
	// Pages counts the pages of the whole file; 0 keeps the picture's own count.
	Pages int
	// Orientation, where the file says how its picture is to be turned, is given
	// instead of the picture's own; 0 keeps that.
	Orientation picture.Orientation
	// Mimetype, where it is not empty, is the whole file's.
	Mimetype string
	// Memory is what reading the picture out of its file takes besides, in bytes.
	Memory int64
	// Notes are sentences for the user, before those of the picture.
	Notes []string
}

// NewPreview returns p as the preview that was saved with the file, which kind names:
// "document", "scene", "photograph". A note tells its size, since a preview is never
// enlarged, or that it is a drawing, which has none.
func NewPreview(p picture.Picture, kind string) *Preview {
	info := p.Info()
	note := fmt.Sprintf("shown is the preview of %d by %d pixels that was saved with the %s", info.Width, info.Height, kind)
	if info.Vector {
		note = fmt.Sprintf("shown is the preview, a drawing, that was saved with the %s", kind)
	}
	return &Preview{Picture: p, Notes: []string{note}}
}

// Info implements picture.Picture.
func (p *Preview) Info() picture.Info {
	info := p.Picture.Info()
	if p.Pages != 0 {
		info.Pages = p.Pages
	}
	if p.Orientation != 0 {
		info.Orientation = p.Orientation
	}
	if p.Mimetype != "" {
		info.Mimetype = p.Mimetype
	}
	if need := info.Need; p.Memory != 0 {
		info.Need = func(want picture.Want) int64 { return need(want) + p.Memory }
	}
	return info
}

// Decode implements picture.Picture.
func (p *Preview) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := want.Budget.Take(p.Memory); err != nil {
		return nil, err
	}
	frame, err := p.Picture.Decode(ctx, want)
	if err != nil {
		return nil, err
	}
	frame.Notes = append(p.Notes[:len(p.Notes):len(p.Notes)], frame.Notes...)
	return frame, nil
}
